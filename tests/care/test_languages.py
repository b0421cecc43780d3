"""The wording of every language: complete, short, without numbers of its own, never the same twice running."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from itertools import pairwise, product
from string import Formatter
from typing import Any

import pytest

from core.care import plain
from core.care.disclosure import Kind, disclosure
from core.care.listener import answer
from core.care.responses import failed, respond, young
from core.care.saying import LONGEST
from core.care.wording import keys, languages, say
from core.crisis import Hold, step
from core.messages import Asked, Level, Reply, Subject, Topic, Verdict
from tests.care.test_responses import GRAVE, HERE, LONG, NOWHERE

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ONLY_ENGLISH = {"not_spoken", "help_adult", "adult_usage", "adult_set", "adult_nothing"}
"""Sentences for languages that are none of ours, and for operators."""


def written() -> list[str]:
    folder = resources.files("core.care") / "data"
    return [code for code in languages() if (folder / code / "responses.toml").is_file()]


OTHERS = [code for code in written() if code != "en"]


@cache
def data(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("core.care") / "data" / code / f"{name}.toml").read_text("utf-8"))


def said(level: int, *topics: Topic, subject: Subject = Subject.SELF, language: str = "en") -> Verdict:
    return Verdict(Level(level), topics, subject, language=language)


def card(code: str, level: int, topic: Topic, lines: Any, used: set[str]) -> Reply:
    verdict = said(level, topic, language=code)
    reply = respond(verdict, step(None, verdict, NOW), before=None, lines=lines, used=used, language=code)
    assert reply is not None
    return reply


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        skipped = ("reviewed", "id", "asked", "topics", "words", "for")
        return [text for key, inner in value.items() if key not in skipped for text in strings(inner)]
    return [text for inner in value for text in strings(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("code", OTHERS)
def test_the_wording_has_every_part_that_the_english_has(code: str) -> None:
    ours, model = data(code, "responses"), data("en", "responses")
    assert set(model) <= set(ours)
    for section in ("labels", "shared", "cards", "now", "quiet", "quiet_shared", "fixed", "failed", "young"):
        assert set(model[section]) <= set(ours[section]), section
    for section, topic in ((s, t) for s in ("cards", "now", "quiet") for t in model[s]):
        assert set(model[section][topic]) == set(ours[section][topic]), (section, topic)
        assert model[section][topic].get("asked") == ours[section][topic].get("asked")
    assert ours["reviewed"] == "no clinician has reviewed this yet"


@pytest.mark.parametrize("code", OTHERS)
def test_no_wording_holds_a_number_of_its_own(code: str) -> None:
    for text in strings(data(code, "responses")):
        assert not re.search(r"\d", text), text


@pytest.mark.parametrize("code", written())
def test_every_level_and_topic_has_a_short_answer_that_holds_its_numbers_alone_on_a_line(code: str) -> None:
    for level, topic, lines in product((2, 3, 4, 5), GRAVE, (HERE, LONG, NOWHERE)):
        used: set[str] = set()
        for _ in range(3):
            reply = card(code, level, topic, lines, used)
            assert len(reply.text) < LONGEST, (level, topic, len(reply.text))
            assert len(reply.helplines) <= 2
            for number in (
                line.number for line in lines.crisis if line.id in reply.helplines and line.number
            ):
                assert number in reply.text.splitlines(), (level, topic)
        if level == 5 and lines.emergency:
            assert lines.emergency in reply.text.splitlines()


@pytest.mark.parametrize("code", written())
def test_worry_and_grief_have_their_wording(code: str) -> None:
    for topic in (Topic.WORRY_FOR_OTHER, Topic.BEREAVEMENT):
        verdict = said(0, topic, subject=Subject.OTHER, language=code)
        reply = respond(verdict, None, before=None, lines=HERE, used=set(), language=code)
        assert reply is not None
        assert len(reply.text) < LONGEST
        assert reply.helplines


@pytest.mark.parametrize("code", written())
@pytest.mark.parametrize("topic", GRAVE)
def test_forty_turns_under_a_hold_never_say_the_same_twice_running(code: str, topic: Topic) -> None:
    used: set[str] = set()
    hold = Hold(Level.IMMINENT, (topic,), NOW)
    calm = Verdict(language=code)
    texts = []
    for _ in range(40):
        reply = respond(calm, hold, before=hold, lines=HERE, used=used, language=code)
        assert reply is not None
        assert len(reply.text) < LONGEST
        texts.append(reply.text)
    assert all(one != other for one, other in pairwise(texts))


@pytest.mark.parametrize("code", written())
def test_there_are_at_least_twelve_hold_turns(code: str) -> None:
    turns = data(code, "responses")["turns"]
    assert len({turn["text"] for turn in turns}) == len(turns) >= 12
    for turn in turns:
        assert turn.get("asked") in (None, *Asked)


@pytest.mark.parametrize("code", written())
def test_the_other_fixed_answers_are_short_and_whole(code: str) -> None:
    for reply in (failed(code, HERE), young(code, HERE)):
        assert 40 < len(reply.text) < LONGEST
        assert "0800 111 000" in reply.text.splitlines()


@pytest.mark.parametrize("code", written())
def test_what_it_is_is_said_in_every_language_and_briefly(code: str) -> None:
    texts = {disclosure(code, kind) for kind in Kind}
    assert len(texts) == 3
    assert all(30 < len(text) <= 500 for text in texts)
    assert "/remember" in disclosure(code, Kind.FIRST)
    assert "/remember" not in disclosure(code, Kind.HELD)


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_of_the_program_is_there_with_the_same_blanks(code: str) -> None:
    missing = {key for key in keys() - keys(code) if not key.startswith("button")} - ONLY_ENGLISH
    assert not missing
    for key in keys() & keys(code):
        if isinstance(data("en", "core")[key], str):
            assert blanks(data(code, "core")[key]) == blanks(data("en", "core")[key]), key


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_the_buttons_say_what_is_understood_as_an_answer(code: str) -> None:
    from core.crisis.answers import agreed

    labels = data(code, "responses")["labels"]
    assert [agreed(labels[name], code) for name in ("yes", "no", "unsure")] == ["yes", "no", "unsure"]


@pytest.mark.parametrize("code", OTHERS)
def test_the_listener_receives_and_asks_at_most_one_question(code: str) -> None:
    assert plain.speaks(code)
    book = data(code, "plain")
    assert len(book["general"]["said"]) >= 12
    assert len(book["general"]["asks"]) >= 12
    used: set[str] = set()
    answers = [answer(f"{code} {n}", used=used, language=code).text for n in range(30)]
    assert all(one != other for one, other in pairwise(answers))
    for name, fields in book["feelings"].items():
        for said_, ask in product(fields["said"], fields["asks"]):
            assert len(re.findall("[?？؟]", said_ + ask)) <= 1, (name, said_)


@pytest.mark.parametrize("code", OTHERS)
def test_a_feeling_is_met_as_that_feeling(code: str) -> None:
    for name, fields in data(code, "plain")["feelings"].items():
        word = next(word for word in fields["words"] if "*" not in word)
        first = answer(word, used=set(), language=code).sentences[0]
        others = [f for f in data(code, "plain")["feelings"].values() if word in f["words"]]
        assert (
            any(first in other["said"] for other in others) or first in data(code, "plain")["short"]["said"]
        ), name


def test_a_sentence_that_is_only_in_english_is_said_in_english() -> None:
    assert say("not_spoken", "de") == say("not_spoken")
