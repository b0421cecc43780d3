"""What is said in a crisis: complete, short, never forbidden, and never the same twice running."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import pairwise, product
from typing import Any

import pytest

from core.care.responses import failed, respond
from core.care.saying import LONGEST, Line, Lines
from core.crisis import Heard, assess
from core.crisis.hold import Hold, soften, step
from core.messages import Action, ActionKind, Asked, Level, Reply, Subject, Topic, Verdict

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HERE = Lines(
    emergency="112",
    crisis=(
        Line("aa-listen", "The Listening Line", "0800 111 000", "call or text, free, day and night"),
        Line("aa-chat", "Chat House", None, "chat, free", "https://chat.example/talk"),
        Line("aa-third", "A Third Line", "555 0199"),
    ),
    country="Aaland",
)
LONG = Lines(
    emergency="000 111 222",
    crisis=(
        Line(
            "b1", "The National Association for People in Every Kind of Need", "0800 123 4567 890", "x" * 50
        ),
        Line("b2", "The Regional Association for Young People and Families", "0800 987 6543 210", "y" * 50),
    ),
    country="Bb",
    guessed=True,
)
NOWHERE = Lines()
GRAVE = [topic for topic in Topic if topic not in (Topic.WORRY_FOR_OTHER, Topic.BEREAVEMENT)]
NEVER = re.compile(
    r"makes sense that you want|stay positive|you('ll| will) be fine|at least\b|think of your family"
    r"|committed suicide|keep (it|this) (a )?secret|all you need|i('m| am) human"
    r"|i promise|promise me|you're not suicidal|i can't talk about"
    r"|\bpolice\b|why did you|everything happens|calor|\bweight|\bkg\b|\bmg\b|\bdose"
    r"|bridge|rope|noose|razor|\bgun|pill"
    r"|how high|lethal|i feel your|cheer up|it could be worse|selfish|attention|diagnos|disorder",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d[\d ]*\d|\d")


def wording() -> dict[str, Any]:
    text = resources.files("core.care").joinpath("data/en/responses.toml").read_text("utf-8")
    return tomllib.loads(text)


def said(level: int, *topics: Topic, subject: Subject = Subject.SELF) -> Verdict:
    return Verdict(Level(level), topics, subject)


def card(
    level: int, topic: Topic = Topic.SUICIDE, lines: Lines = HERE, used: set[str] | None = None
) -> Reply:
    verdict = said(level, topic)
    reply = respond(
        verdict, step(None, verdict, NOW), before=None, lines=lines, used=set() if used is None else used
    )
    assert reply is not None
    return reply


def every_card() -> Iterator[tuple[int, Topic, Lines, Reply]]:
    for level, topic, lines in product((2, 3, 4, 5), GRAVE, (HERE, LONG, NOWHERE)):
        used: set[str] = set()
        for _ in range(3):
            yield level, topic, lines, card(level, topic, lines, used)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("reviewed", "id", "asked", "topics", "words", "for"):
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def labels(reply: Reply, kind: ActionKind) -> list[str]:
    return [action.label for action in reply.actions if action.kind is kind]


def test_no_wording_holds_anything_forbidden_or_any_number() -> None:
    for text in strings(wording()):
        assert not NEVER.search(text), text
        assert not DIGITS.search(text), text


def test_the_file_says_that_nobody_has_reviewed_it() -> None:
    assert wording()["reviewed"] == "no clinician has reviewed this yet"


def test_there_are_at_least_fourteen_hold_turns_and_two_wordings_for_every_topic() -> None:
    data = wording()
    assert len({turn["id"] for turn in data["turns"]}) == len(data["turns"]) >= 14
    for topic in GRAVE:
        assert len(data["cards"][topic.value]["open"]) >= 2
        assert len(data["now"][topic.value]["act"]) >= 2
    for about in ("worry_for_other", "bereavement"):
        assert len(data["fixed"][about]["text"]) >= 2


def test_every_card_is_short_and_shows_at_most_two_lines_each_number_alone() -> None:
    for level, topic, lines, reply in every_card():
        assert len(reply.text) < LONGEST, (level, topic)
        assert len(reply.helplines) <= 2
        given = {line.number for line in lines.crisis} | {lines.emergency}
        for row in reply.text.split("\n"):
            numbers = DIGITS.findall(row)
            assert not numbers or row in given, row


def test_every_card_of_level_three_and_four_is_complete() -> None:
    for level, topic, lines, reply in every_card():
        if level not in (3, 4):
            continue
        text = reply.text
        assert (reply.urgent, reply.engine, reply.private) == (True, "care", True)
        assert "I'm an AI" in text
        assert "Nobody reads along" in text
        assert "can't call anyone" in text
        assert re.search(r"doctor|nurse|teacher", text), topic
        assert re.search(r"trust|somebody|person|grown-up", text), topic
        assert "?" in text
        assert reply.asked is not None
        assert "findahelpline.com" in text if lines.country is None else lines.crisis[0].name in text


@pytest.mark.parametrize("topic", GRAVE)
def test_at_level_five_the_number_comes_first_then_one_act_then_presence(topic: Topic) -> None:
    reply = card(5, topic)
    assert reply.text.split("\n")[1] == "112"
    assert "I'm an AI" in reply.text
    assert reply.urgent
    assert "call the emergency number where you are" in card(5, topic, NOWHERE).text


def test_an_overdose_gets_its_three_rules() -> None:
    for reply in (card(4, Topic.OVERDOSE), card(5, Topic.OVERDOSE)):
        for must in ("ambulance", "vomit"):
            assert must in reply.text
    assert re.search("wait for signs|feel all right", card(5, Topic.OVERDOSE).text)


def test_an_emergency_of_somebody_else_speaks_of_them() -> None:
    verdict = said(5, Topic.OVERDOSE, subject=Subject.OTHER)
    reply = respond(verdict, step(None, verdict, NOW), before=None, lines=HERE, used=set())
    assert reply is not None
    assert "them" in reply.text


def test_violence_asks_for_safety_first_and_offers_deletion() -> None:
    reply = card(3, Topic.DOMESTIC_VIOLENCE)
    assert "safe" in reply.text.split("\n")[0].lower()
    assert "delete" in reply.text
    assert reply.asked is Asked.SAFE
    assert "leave him" not in reply.text


def test_the_buttons_are_those_that_help() -> None:
    reply = card(3)
    assert labels(reply, ActionKind.ANSWER) == ["Yes", "No", "Not sure"]
    assert labels(reply, ActionKind.COMMAND) == [
        "More lines",
        "I'm in another country",
        "That's not what I meant",
    ]
    links = [action for action in reply.actions if action.kind is ActionKind.LINK]
    assert links == [Action(ActionKind.LINK, "Chat: Chat House", "https://chat.example/talk", "aa-chat")]
    assert labels(card(3, lines=NOWHERE), ActionKind.COMMAND)[1] == "Tell me your country"


def test_a_guessed_country_is_said_to_be_a_guess() -> None:
    assert "guessing" in card(2, lines=LONG).text


def test_level_two_asks_directly_and_gives_one_line_with_its_number() -> None:
    reply = card(2)
    assert "killing yourself?" in reply.text
    assert reply.asked is Asked.SUICIDE
    assert reply.helplines == ("aa-listen",)
    assert "\n0800 111 000" in reply.text
    assert not reply.urgent


def test_ordinary_talk_and_distress_are_left_to_the_listener() -> None:
    for level in (0, 1):
        assert respond(Verdict(Level(level)), None, before=None, lines=HERE, used=set()) is None


def test_under_a_passive_hold_the_listener_answers_what_is_benign() -> None:
    hold = Hold(Level.PASSIVE, (Topic.SUICIDE,), NOW)
    assert respond(Verdict(), hold, before=hold, lines=HERE, used=set()) is None


def test_the_same_level_two_again_gets_no_second_card_but_a_new_topic_does() -> None:
    hold, used = Hold(Level.PASSIVE, (Topic.SUICIDE,), NOW), set[str]()
    again = respond(said(2, Topic.SUICIDE), hold, before=hold, lines=HERE, used=used)
    assert again is not None
    assert again.helplines == ()
    new = respond(said(2, Topic.EATING_DISORDER), hold, before=hold, lines=HERE, used=used)
    assert new is not None
    assert new.helplines == ("aa-listen",)


def test_thirty_messages_under_a_grave_hold_never_hear_the_same_twice_running() -> None:
    used: set[str] = set()
    hold: Hold | None = None
    texts: list[str] = []
    for number in range(30):
        verdict = said(5, Topic.SUICIDE) if number in (0, 7, 8) else Verdict()
        before, now = hold, NOW + timedelta(minutes=number)
        hold = step(hold, verdict, now)
        reply = respond(verdict, hold, before=before, lines=HERE, used=used)
        assert reply is not None
        assert reply.urgent
        assert reply.hold == Level.IMMINENT
        texts.append(reply.text)
    assert all(one != other for one, other in pairwise(texts))
    assert [n for n, text in enumerate(texts) if "112" in text] == [0, 7, 8]
    assert len(set(texts[1:7] + texts[9:17])) == 14


def test_the_card_comes_again_when_it_gets_graver_and_only_then() -> None:
    used: set[str] = set()
    first = said(3, Topic.SUICIDE)
    hold = step(None, first, NOW)
    assert respond(first, hold, before=None, lines=HERE, used=used).helplines  # type: ignore[union-attr]
    same = respond(first, hold, before=hold, lines=HERE, used=used)
    assert same is not None
    assert not same.helplines
    worse = said(4, Topic.SUICIDE)
    risen = step(hold, worse, NOW)
    graver = respond(worse, risen, before=hold, lines=HERE, used=used)
    assert graver is not None
    assert len(graver.helplines) == 2


def test_after_a_restart_the_card_is_shown_once_more_when_danger_is_named_again() -> None:
    hold = Hold(Level.ACTIVE, (Topic.SUICIDE,), NOW)
    reply = respond(said(3, Topic.SUICIDE), hold, before=hold, lines=HERE, used=set())
    assert reply is not None
    assert reply.helplines


@pytest.mark.parametrize("text", ["the number again", "Help line please", "who can I call?"])
def test_the_card_is_shown_again_on_request(text: str) -> None:
    for level, shown in ((5, "112"), (3, "0800 111 000"), (2, "0800 111 000")):
        hold = Hold(Level(level), (Topic.SUICIDE,), NOW)
        reply = respond(Verdict(), hold, before=hold, lines=HERE, used={f"card:{level}"}, text=text)
        assert reply is not None
        assert shown in reply.text


@pytest.mark.parametrize("topic", [Topic.WORRY_FOR_OTHER, Topic.BEREAVEMENT])
def test_worry_and_grief_by_suicide_get_their_wording_once_in_a_talk(topic: Topic) -> None:
    used: set[str] = set()
    verdict = said(0, topic, subject=Subject.OTHER)
    reply = respond(verdict, None, before=None, lines=HERE, used=used)
    assert reply is not None
    assert reply.helplines == ("aa-listen",)
    assert not reply.urgent
    assert len(reply.text) < LONGEST
    assert respond(verdict, None, before=None, lines=HERE, used=used) is None


def test_other_grief_is_for_the_listener() -> None:
    assert (
        respond(
            said(0, Topic.BEREAVEMENT, subject=Subject.UNCLEAR), None, before=None, lines=HERE, used=set()
        )
        is None
    )


def test_after_the_button_the_listener_may_answer_again() -> None:
    hold = soften(Hold(Level.ACTIVE, (Topic.SUICIDE,), NOW), NOW)
    assert respond(Verdict(), hold, before=hold, lines=HERE, used=set()) is None


@pytest.mark.parametrize(
    "lines", [HERE, LONG, NOWHERE, Lines(country="Cc"), Lines(emergency="112", country="Cc")]
)
def test_when_the_detector_fails_there_is_never_silence(lines: Lines) -> None:
    reply = failed("en", lines)
    assert "killing yourself?" in reply.text
    assert (reply.verdict.level, reply.engine, reply.asked) == (Level.PASSIVE, "care", Asked.SUICIDE)
    assert len(reply.text) < LONGEST
    assert failed().text


def test_danger_is_never_left_to_the_listener_even_when_no_hold_could_be_kept() -> None:
    used: set[str] = set()
    for _ in range(3):
        assert respond(said(3, Topic.SUICIDE), None, before=None, lines=HERE, used=used) is not None


class Talk:
    """A talk under a hold: what is said is read as the router reads it."""

    def __init__(self, *texts: str, lines: Lines = HERE) -> None:
        self.heard: list[Heard] = []
        self.used: set[str] = set()
        self.hold: Hold | None = None
        self.asked: Asked | None = None
        self.lines, self.now, self.replies = lines, NOW, list[Reply]()
        for text in texts:
            self.say(text)

    def say(self, text: str) -> Reply:
        self.now += timedelta(minutes=1)
        verdict = assess(text, self.heard[-12:], self.asked)
        before, self.hold = self.hold, step(self.hold, verdict, self.now)
        self.heard.append(Heard(text, verdict))
        reply = respond(
            verdict, self.hold, before=before, lines=self.lines, used=self.used, text=text
        ) or Reply("the listener", engine="listener")
        self.asked = reply.asked
        self.replies.append(reply)
        return reply

    @property
    def last(self) -> Reply:
        return self.replies[-1]


DANGER = "i want to kill myself tonight"


@pytest.mark.parametrize(
    ("talk", "must"),
    [
        ((DANGER, "no"), r"112"),
        ((DANGER, "yes"), r"called|reached out|reaching out"),
        ((DANGER, "i cant call, they would hear me"), r"(?s)without speaking|heard.*Listening Line.*112"),
        ((DANGER, "i dont want to call anyone"), r"(?s)all right|wrong|like it.*112"),
        ((DANGER, "my sister is here, i told her"), r"alone|brave"),
        ((DANGER, "im home alone"), r"(?s)alone.*0800 111 000"),
        ((DANGER, "what should i do"), r"step|One thing"),
        ((DANGER, "are you a human"), r"I'm an AI"),
        ((DANGER, "thank you"), r"glad|welcome"),
        ((DANGER, "gn"), r"(?s)safe.*112"),
        ((DANGER, "you are useless"), r"angry|grate|Fair"),
        ((DANGER, "it was a joke"), r"really\?|today"),
        ((DANGER, "im calmer now"), r"eased|got through"),
        ((DANGER, "im not safe"), r"112"),
        (("i want to kill myself", "im not safe", "no", "still not safe"), r"112"),
        (("i took too many pills", "what do i do"), r"(?s)ambulance|call.*112"),
        (("i took too many pills", "i feel sick"), r"(?s)ambulance.*112"),
        (("i took too many pills", "they are coming", "im so dizzy"), r"coming|again|tell them"),
        (("my wife took an overdose", "yes"), r"Stay beside|Keep talking"),
        (("my brother wants to kill himself tonight", "should i call"), r"(?s)Yes.*112"),
        (("my sister wants to die", "should i call somebody"), r"(?s)Yes.*112"),
    ],
)
def test_an_answer_under_a_hold_is_met_as_what_it_is(talk: tuple[str, ...], must: str) -> None:
    assert re.search(must, Talk(*talk).last.text), Talk(*talk).last.text


def test_have_you_called_comes_with_buttons() -> None:
    first = Talk(DANGER).last
    assert first.asked is Asked.CALLED
    assert labels(first, ActionKind.ANSWER) == ["Yes", "No", "Not sure"]


def test_fresh_danger_under_a_hold_brings_the_number_each_time() -> None:
    talk = Talk(
        "i want to die, i have pills",
        "im going to take them tonight",
        "i wrote the letters",
        "nobody can stop me",
    )
    assert all("112" in reply.text for reply in talk.replies[1:])


def test_turns_fit_who_is_in_danger_and_whether_help_has_come() -> None:
    strangers = re.compile("drawer|distance between you|hurt yourself|somebody else's hands")
    for opening in (
        ("my husband hits me", "he is at the door"),
        ("my brother wants to kill himself tonight",),
        ("my wife took an overdose",),
        ("i took all my pills", "the ambulance is here"),
        (DANGER, "my mum is here now"),
    ):
        talk = Talk(*opening, *["hm"] * 14)
        for reply in talk.replies[len(opening) :]:
            assert not strangers.search(reply.text), (opening, reply.text)


def test_no_answer_comes_twice_running_and_every_kind_has_two() -> None:
    for kind, turns in wording()["answers"].items():
        assert len(turns) >= 2, kind
        for group in {g for turn in turns for g in turn.get("for", ())}:
            assert sum(group in turn.get("for", ()) for turn in turns) >= 2, (kind, group)
    for said in ("thank you", "im alone", "no i wont call", "im scared", "what do i do", "you are useless"):
        talk = Talk(DANGER, *[said] * 6)
        assert all(one.text != other.text for one, other in pairwise(talk.replies)), said


def test_every_kind_that_is_read_has_its_wording() -> None:
    text = resources.files("core.crisis").joinpath("data/en/answers.toml").read_text("utf-8")
    assert set(tomllib.loads(text)["kinds"]) <= set(wording()["answers"])


def test_a_card_of_level_four_is_short_and_has_its_number_at_once() -> None:
    for topic in GRAVE:
        text = card(4, topic).text
        assert DIGITS.search("".join(text.split("\n\n")[:2])), topic
        assert len(text.split()) <= 95, (topic, len(text.split()))


def test_an_affirmed_safety_starts_no_day_anew() -> None:
    talk = Talk("i want to kill myself")
    assert talk.hold is not None
    since = talk.hold.since
    talk.say("im ok now, im safe")
    assert (talk.hold.level, talk.hold.since, talk.hold.benign) == (Level.ACTIVE, since, 1)
