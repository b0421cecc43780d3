"""The template listener: what it answers, and what it never says."""

import re
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.care.grammar import grammar_of
from core.care.listener import Listening, answer
from core.care.moments import recognise
from core.care.reflection import Kind, Piece, reflect
from core.feelings import Feeling, feel, tone
from core.messages import Speaker, Turn

NEVER = re.compile(
    r"you should|try to\b|you could try|have you tried|stay positive|everything happens|be fine\b|at least"
    r"|bright side|i know how you feel|i've been there|\bi feel\b|cheer up|look on the|it could be worse"
    r"|god's plan|better place|stay strong|calm down|don't worry|i promise|you'll get through|time heals"
    r"|i understand (?:exactly|how)|when i was|i'm human|i'm a person|i'm a therapist|you have depression|!"
    r"|what doesn't kill|just relax|get over it|others have it worse|silver lining|i love you",
    re.IGNORECASE,
)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def fresh(text: str) -> Listening:
    return answer(text, used=set())


def talk(lines: list[str]) -> list[str]:
    """A whole conversation, as the router keeps it."""
    used: set[str] = set()
    recent: list[Turn] = []
    replies = []
    for line in lines:
        reply = answer(line, recent=recent, used=used).text
        recent += [Turn(Speaker.PERSON, line, AT), Turn(Speaker.LISTENER, reply, AT)]
        replies.append(reply)
    return replies


def given_back(text: str) -> Piece | None:
    return reflect(text, grammar_of("en"), feel(text))


def wording() -> dict[str, Any]:
    return tomllib.loads((resources.files("core.care") / "data" / "en" / "listener.toml").read_text("utf-8"))


def sentences_of(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"joints", "joint"}:
                yield from sentences_of(inner, f"{place}.{name}")
    elif isinstance(value, list):
        yield from ((place, str(sentence)) for sentence in value)


TURNED = [
    ("I have been so anxious about my exams", "you've been so anxious about your exams"),
    ("im so tired of everything lol", "you're so tired of everything"),
    ("I was crying in my car before work", "you were crying in your car before work"),
    ("I just was not ready for it", "you just weren't ready for it"),
    ("I'm scared of losing myself", "you're scared of losing yourself"),
    ("I'd give anything for one quiet evening", "you'd give anything for one quiet evening"),
    ("I’ve been awake since four", "you've been awake since four"),
    ("my boss yelled at me in front of everyone", "your boss yelled at you in front of everyone"),
    ("my sister took something of mine", "your sister took something of yours"),
    ("My friend and I had a huge fight", "you and your friend had a huge fight"),
    ("me and my brother aren't talking anymore", "you and your brother aren't talking anymore"),
    ("we broke up on Sunday", "you broke up on Sunday"),
    ("our landlord is selling our flat", "your landlord is selling your flat"),
    ("my parents ignore me", "your parents ignore you"),
    ("my mom's sick", "your mom's sick"),
    ("she never calls me back", "she never calls you back"),
    ("they laughed when I walked in", "they laughed when you walked in"),
    ("lost my job today", "you lost your job today"),
    ("feeling really low today", "you're feeling really low today"),
    ("been staring at the wall all day", "you've been staring at the wall all day"),
    ("so tired of pretending", "you're so tired of pretending"),
    ("cant sleep", "you can't sleep"),
    ("just got dumped by my gf", "you just got dumped by your girlfriend"),
    ("dont know why im so sad", "you don't know why you're so sad"),
    ("I AM SO ANGRY AT MY BROTHER", "you're so angry at your brother"),
    ("i miss my dog sooooo much", "you miss your dog so much"),
    ("Honestly, I dread every single morning", "you dread every single morning"),
    ("well, I guess, my roommate keeps eating my food", "your roommate keeps eating your food"),
    ("because my husband works nights", "your husband works nights"),
    ("I'm **really** worried about my son", "you're really worried about your son"),
    ("~~I hate~~ I miss my old school", "you hate you miss your old school"),
    ("When I got home my room was empty", "when you got home your room was empty"),
    ("I should have called her back", "you wish you had called her back"),
    ("I shouldn't have yelled at my kids", "you wish you hadn't yelled at your kids"),
    ("Sarah left me for someone else", "Sarah left you for someone else"),
    ("I moved to the US for my wife", "you moved to the US for your wife"),
    ("I am older than I was then", "you're older than you were then"),
    ("he thinks I am lying", "he thinks you're lying"),
    ("i dont get along with my stepdad", "you don't get along with your stepdad"),
    ("I cried, I shook, I couldn't speak", "you cried, you shook, you couldn't speak"),
    ("My dad forgot my birthday again :(", "your dad forgot your birthday again"),
    ("I wasn't invited to my cousin's wedding", "you weren't invited to your cousin's wedding"),
    ("It's hard to get out of bed", "it's hard to get out of bed"),
    ("the whole house feels empty", "the whole house feels empty"),
    ("I am very sad because my family is far", "you're very sad because your family is far"),
    ("i keep replaying what i said to them", "you keep replaying what you said to them"),
    (
        "My exams, my job and my dog are wearing me out",
        "your exams, your job and your dog are wearing you out",
    ),
    ("I'm 24 and still living with my mum", "you're 24 and still living with your mum"),
]


@pytest.mark.parametrize(("said", "turned"), TURNED)
def test_what_was_said_is_turned_round(said: str, turned: str) -> None:
    piece = given_back(said)
    assert piece is not None
    assert piece.text == turned


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        (
            "I have been at this company for ten years and my boss told me today that they are letting me go",
            r"your boss told you today that they are letting|you've been at this company for ten years",
        ),
        ("It rained. The bus came. I feel so alone in this city.", r"you feel so alone in this city"),
        (
            "We had pasta. Then my wife said she wants to leave, and I just sat there.",
            r"your wife|you just sat there",
        ),
        (
            "if I fail this test, my parents will throw me out",
            r"if you fail this test, your parents will throw you out",
        ),
    ],
)
def test_the_weightiest_piece_is_chosen(said: str, pattern: str) -> None:
    piece = given_back(said)
    assert piece is not None
    assert re.search(pattern, piece.text)


@pytest.mark.parametrize(
    "said",
    [
        "nobody likes me",
        "everyone hates me",
        "It's all my fault, all of it",
        "I feel like nobody wants me around",
        "nothing will ever get better here",
        "I believe that she no longer loves me",
        "I can't do anything right at home",
    ],
)
def test_a_judgement_is_given_back_as_how_it_seems(said: str) -> None:
    piece = given_back(said)
    assert piece is not None
    assert piece.kind is Kind.BELIEF
    assert re.search(
        r"feel as if|feels as if|seems|saying that|looks as though|sense that|thought|feel as though",
        fresh(said).text,
    )


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("I'm worthless", "worthless"),
        ("im such a loser", "like you've failed"),
        ("I feel like a burden to my family", "like a burden"),
        ("i hate myself", "a lot of anger at yourself"),
        ("I'm so stupid and ugly", "low about how you look"),
        ("i'm just a huge disappointment", "like a disappointment"),
        ("i'm a terrible person really", "bad about who you are"),
    ],
)
def test_self_hatred_is_a_feeling_and_never_a_fact(said: str, back: str) -> None:
    reply = fresh(said).text
    assert re.search(rf"(?:feel|feeling) (?:\w+ )?{re.escape(back)}|{re.escape(back)}", reply)
    assert not re.search(
        r"you're (?:worthless|a loser|a burden|stupid|ugly|a terrible)", reply, re.IGNORECASE
    )


def test_not_being_something_is_no_self_hatred() -> None:
    piece = given_back("I'm not stupid, I know what he did")
    assert piece is None or piece.kind is not Kind.SELF


@pytest.mark.parametrize(
    ("said", "whom"), [("my dad died last week", "dad"), ("Our old dog passed away yesterday", "old dog")]
)
def test_a_death_is_given_back_as_a_loss(said: str, whom: str) -> None:
    reply = fresh(said)
    assert reply.feeling is Feeling.GRIEF
    assert f"you lost your {whom}" in reply.text[0].lower() + reply.text[1:]
    assert "died" not in reply.text


UNSPEAKABLE = [
    "I want to kill him",
    "i took some pills",
    "I have a knife in my room",
    "he touched me",
    "my uncle hits me",
    "I cut myself yesterday",
    "my phone died",
    "you are so kind to me",
    "my ex is a fucking narcissist",
    "I called 07700 900123 and nobody came",
    "look at https://example.com/a?b=1 I made it",
    "I wrote to bob@example.com about my flat",
    "I told @bob about my #secret",
    "the government is watching me",
    "I should call my mother",
    "I need to find a new job",
    "asdfgh qwrtz",
    "мне очень грустно сегодня",
    "今日はとても悲しい",
    "`rm -rf` I broke my server",
    "why does everyone leave me?",
    'He said "I am done with you" to me',
    "my neighbour was shot, he died",
    "I saw 1500 people",
    "my best year was 2001 with my brother",
    "I gave him all my time/money/love",
    "I really try to keep my house clean",
    "<@12345> I miss you",
    "I'd rather not be here anymore",
    "they all are better off without me",
    "I starve all day",
    "the weed helps my sleep",
    "all women are liars",
]


@pytest.mark.parametrize("said", UNSPEAKABLE)
def test_what_must_not_be_echoed_is_not(said: str) -> None:
    piece = given_back(said)
    banned = (
        r"kill|pill|knife|touch|hits|cut |died|narciss|\d{3}|http|@|#|watching|should|need to|rm|shot"
        r"|better off|starve|weed|liars|not be here|\byou are so kind|done with"
    )
    assert piece is None or not re.search(banned, piece.text)


def test_invisible_and_reversed_text_is_not_given_back() -> None:
    piece = given_back("I mi\u200bss my \u202esister so much\u202c")
    assert piece is not None
    assert piece.text == "you miss your sister so much"


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        ("hi", r"^(?:Hello|Hi|Hey|Good)"),
        ("heyy how r u", r"program|software|AI"),
        ("so are you a real person or not?", r"\bAI\b|computer program"),
        ("r u human", r"\bAI\b|computer program"),
        ("who made you?", r"\bAI\b|program|software"),
        ("what can you do for people", r"listen"),
        ("thanks", r"welcome|glad|Thank|time|kind|putting"),
        ("bye", r"[Tt]ake care|[Gg]oodbye|gentle|next time|back|Until|kind to you"),
        ("write me a python script", r"listen|ear|how you are|pass|outside|use for|Other"),
        ("what's the capital of France", r"listen|ear|how you are|pass|outside|use for|Other"),
        ("do you have feelings?", r"program|AI|software"),
        ("I love you", r"program|AI|software"),
        ("you're a stupid bot", r"."),
        ("I don't want to talk about it", r"."),
        ("...", r"."),
        ("asdfgh", r"make out|read|take that|words|past me|follow|behind"),
        ("is this private?", r"/privacy"),
        ("am I depressed?", r"doctor|professional|counsellor|trained|therapist"),
    ],
)
def test_every_kind_of_message_is_met_in_its_own_way(said: str, pattern: str) -> None:
    assert re.search(pattern, fresh(said).text)


@pytest.mark.parametrize(
    "said",
    [
        "he left the room without asking me",
        "my friends don't ask me to hang out anymore",
        "I don't know how many times I cried",
        "they act as if I'm not in the room",
        "I always pretend to be happy at work",
        "I said i love you and he walked out",
        "she wouldn't hug me after the game",
        "I want to write a letter to my brother",
        "I bought canned soup and cried in the shop",
    ],
)
def test_a_story_is_not_mistaken_for_a_command(said: str) -> None:
    assert given_back(said) is not None
    assert recognise(said, grammar_of("en"), "en") is None


def test_a_question_about_what_it_is_is_answered_even_amid_distress() -> None:
    reply = fresh("I've been so lonely since the move, so are you a real person or not?").text
    assert re.search(r"\bAI\b|computer program", reply)
    assert "lonely since the move" in reply


def test_advice_is_never_given_and_help_is_mentioned_once() -> None:
    replies = talk(["so what should I do now?", "should I tell my mom?", "any advice?"])
    helpers = [bool(re.search(r"counsellor|doctor|professional", reply)) for reply in replies]
    assert helpers == [True, False, False]


def test_repeated_distress_brings_one_gentle_mention_and_then_a_pause() -> None:
    lines = [
        f"I feel so sad about {thing}"
        for thing in ["work", "home", "school", "life", "rain", "love", "music", "sleep", "food", "art"]
    ]
    mentions = [bool(re.search(r"counsellor|doctor|professional|therapist", reply)) for reply in talk(lines)]
    assert not any(mentions[:4])
    assert sum(mentions) == 1


def test_who_wants_no_questions_gets_none() -> None:
    replies = talk(
        [
            "I had a bad day at the shop",
            "stop asking me questions",
            "my mom is always yelling at me",
            "i hate it",
        ]
    )
    assert not any("?" in reply for reply in replies[1:])


def test_what_was_said_earlier_comes_back_after_short_answers() -> None:
    lines = [
        "my sister moved to another country",
        "I work nights",
        "yeah",
        "idk",
        "ok",
        "yes",
        "hm",
        "maybe",
        "lol",
    ]
    assert any(re.search(r"(?i)you said|told me|mentioned|you wrote", reply) for reply in talk(lines)[2:])


def test_good_news_is_shared_without_a_but() -> None:
    reply = fresh("I got the job at the bakery!!")
    assert reply.feeling is Feeling.JOY
    assert " but " not in reply.text
    assert "got the job" in reply.text


def test_a_conversation_of_a_hundred_messages_never_hears_the_same_answer_twice() -> None:
    told = [
        "I feel so alone tonight",
        "ok",
        "my boss yelled at me",
        "yes",
        "idk",
        "I can't sleep",
        "sad",
        "so what should I do now?",
    ]
    replies = talk([told[n % len(told)] for n in range(100)])
    assert len(set(replies)) == 100


@pytest.mark.parametrize(
    "said", ["ok", "I'm sad", "are you human?", "asdf", "hi", "...", "thanks", "I'm worthless"]
)
def test_even_one_message_a_hundred_times_gets_a_hundred_answers(said: str) -> None:
    assert len(set(talk([said] * 100))) == 100


def test_no_question_comes_again_before_all_were_asked() -> None:
    lines = [
        f"I am so sad about the {thing} today"
        for thing in ["rain", "snow", "wind", "sun", "moon", "sea", "lake", "hill", "tree", "sky"]
    ]
    asked = [question for reply in talk(lines) for question in re.findall(r"[^.?]+\?", reply)]
    assert len(set(asked)) == len(asked) >= 6


def test_after_a_restart_what_was_said_is_not_said_again() -> None:
    first = answer("I'm so lonely here", used=set())
    recent = [Turn(Speaker.PERSON, "I'm so lonely here", AT), Turn(Speaker.LISTENER, first.text, AT)]
    second = answer("I'm so lonely here", recent=recent, used=set())
    assert not set(first.sentences) & set(second.sentences)


def test_a_message_that_already_stands_among_the_turns_is_no_repetition() -> None:
    said = "I'm so lonely in this town"
    recent = [Turn(Speaker.PERSON, said, AT)]
    assert answer(said, recent=recent, used=set()).sentences[-1].endswith("?")
    assert "again" not in answer(said, recent=recent, used=set()).text


def test_fears_of_being_watched_are_neither_argued_with_nor_given_back() -> None:
    for reply in talk(
        ["they put cameras in my walls", "the neighbour reads my thoughts", "he does it every night"]
    ):
        assert not re.search(r"camera|wall|thoughts|neighbour|every night you", reply)


def test_the_same_moment_gives_the_same_answer() -> None:
    assert fresh("I miss my old life") == fresh("I miss my old life")


def test_an_unknown_language_falls_back_to_english() -> None:
    assert answer("I'm so lonely", used=set(), language="xx") == fresh("I'm so lonely")


PIECES = st.sampled_from(
    [said for said, _ in TURNED]
    + UNSPEAKABLE
    + [
        "hi",
        "yes",
        "idk",
        "...",
        "😭",
        "ok what should i do",
        "I'm worthless",
        "bye",
        "I got the job at the zoo",
        "are you real",
        "fuck you",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=60)), min_size=1, max_size=6))
def test_no_answer_ever_breaks_the_rules(lines: list[str]) -> None:
    for reply in talk(lines):
        assert not NEVER.search(reply)
        assert reply.count("?") <= 1
        assert re.search(r"[.?]$", reply)
        assert not re.search(r"[@#*_`<>{}\u200b-\u200f\u202a-\u202e]|https?:|\d{3}", reply)
        assert len(reply.split()) <= 70


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "I am sad, " * 100_000, "<" * 1_000_000, "@a" * 400_000, "1 " * 500_000, "`" * 999_999],
)
def test_an_endless_message_is_answered_quickly(text: str) -> None:
    fresh("warm up")
    begun = time.perf_counter()
    assert fresh(text).text
    assert time.perf_counter() - begun < 2.0


def test_an_answer_takes_about_a_millisecond() -> None:
    fresh("I had a fight with my sister")
    begun = time.perf_counter()
    for n in range(50):
        answer(f"I had a fight with my sister about {n} and I can't stop thinking about it", used=set())
    assert (time.perf_counter() - begun) / 50 < 0.01


def test_every_feeling_has_enough_wording() -> None:
    data = wording()
    assert set(data["feelings"]) == {feeling.value for feeling in Feeling}
    shared = len(data["frames"]["any"])
    for name, feeling in data["feelings"].items():
        assert len(feeling["validations"]) >= 12, name
        assert len(feeling["questions"]) + len(feeling["questions_event"]) >= 14, name
        assert len(feeling["questions"]) >= 9, name
        assert len(feeling["echoes"]) >= 4, name
        assert shared + sum(map(len, feeling.get("frames", {}).values())) >= 4, name


def test_no_wording_breaks_the_rules() -> None:
    for place, sentence in sentences_of(wording()):
        assert not NEVER.search(sentence), (place, sentence)
        assert re.search(r"[.?]$", sentence), (place, sentence)
        assert sentence.count("?") == int(
            place.endswith((".questions", ".questions_event")) or place.startswith(".topics")
        ), (place, sentence)
        assert ("{piece}" in sentence) == ("frames" in place), (place, sentence)


def test_no_wording_stands_twice_in_its_list() -> None:
    listed = list(sentences_of(wording()))
    assert len(listed) == len(set(listed))


def test_hardly_any_frame_says_that_it_sounds_like_something() -> None:
    sounds = [sentence for place, sentence in sentences_of(wording()) if "sounds like" in sentence.lower()]
    assert len(sounds) <= 8


# ---- what a trial with people found -------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "ok bye gn",
        "It has been a long day and my knees ache. I think I'll turn in now. Good night.",
        "that was nice, thank you. talk tomorrow",
        "my sister is here now so gotta go",
        "I'm still sad about it, but anyway, goodnight 🌙",
    ],
)
def test_a_sign_off_at_the_end_wins(said: str) -> None:
    recognised = recognise(said, grammar_of("en"), "en")
    assert recognised is not None
    assert recognised.name in {"goodbye", "goodnight"}
    assert not fresh(said).text.endswith("?")


@pytest.mark.parametrize(
    "said", ["he left without saying goodbye", "she never even said bye", "I can't sleep at night"]
)
def test_a_goodbye_that_is_told_of_is_no_sign_off(said: str) -> None:
    recognised = recognise(said, grammar_of("en"), "en")
    assert recognised is None or recognised.name not in {"goodbye", "goodnight"}


def test_a_name_keeps_its_capital_letter() -> None:
    assert "Oscar" in fresh("My uncle Oscar passed away in spring").text
    assert "Oscar" in str(given_back("I miss my uncle Oscar"))
    assert "oscar" in str(given_back("I MISS MY UNCLE OSCAR SO MUCH"))


def test_no_wording_calls_somebody_they() -> None:
    for place, sentence in sentences_of(wording()):
        if place.startswith((".feelings", ".topics", ".past", ".frames")):
            assert not re.search(r"\b(?:they|them|their|theirs)\b", sentence), (place, sentence)


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        ("hm, thats a really good question", r"time|hurry|answer|open|later"),
        ("sorry but that is not an answer", r"right|sorry|understood|wrong|heard|words|misread|straight"),
        ("Hello, I hope I'm not bothering you", r"bother|disturbing|welcome|too much of my time"),
        ("Good evening, I do hope I'm not disturbing you", r"^Good evening"),
        ("is it weird to talk to a robot about this", r"[Nn]ot|isn't|nothing foolish"),
        ("who else can see what I write?", r"/privacy"),
        ("are you gonna report me for this", r"/privacy"),
        ("you won't tell anybody right?", r"/privacy"),
        ("could you call my sister for me?", r"can't.*/helpline|/helpline.*can"),
        ("what model r u", r"Hearken|program"),
        ("would you be my friend?", r"program|software"),
        ("do you actually care about me", r"program|software"),
        ("how old are you?", r"program|software"),
        ("so where are you?", r"program"),
        ("does it ever get easier?", r"promise|certainty|for sure|don't know|pretend"),
        ("no, I'd never do that", r"hear|Okay|Thank you"),
        ("I think I'll start with one small drawer", r"begin|step|plan|doable|start|the way|moving"),
        ("fingers crossed for tomorrow", r"hope|hoping|wish"),
        ("i almost died of embarrassment haha", r"Ha|Oh dear"),
        (
            "ngl i have no one else to talk to",
            r"alone|lon|quiet|compan|silence|people|someone|somebody|close",
        ),
        (
            "it was just me at the table, eating alone again",
            r"alone|lon|quiet|compan|silence|people|close|some|left out|nobody",
        ),
    ],
)
def test_what_a_trial_found_is_met(said: str, pattern: str) -> None:
    assert re.search(pattern, fresh(said).text)


def test_who_found_somebody_is_not_probed() -> None:
    replies = talk(["my cousin died in June", "I found her"])
    assert "sorry" in replies[1]
    assert "?" not in replies[1]


@pytest.mark.parametrize(
    "said",
    [
        "i cant beleeve they dissmised me",
        "my bestie rly hurt me yday",
        "its going so badly at my job",
        "I have been thinking about moving to a quieter part of the town since my neighbours began to build",
    ],
)
def test_what_is_misspelt_or_long_is_not_given_back(said: str) -> None:
    reply = fresh(said).text
    assert not re.search(r"beleeve|dissmised|rly|yday|its going|quieter part of the town", reply)


def test_not_every_answer_gives_something_back() -> None:
    lines = [
        f"My {who} came to see me on the weekend" for who in ["sister", "uncle", "brother", "aunt", "son"]
    ]
    lines += [
        f"I miss my {what}" for what in ["garden", "piano", "street", "school", "river", "room", "friends"]
    ]
    replies = talk(lines)
    given = [bool(re.search(r"came to see you|you miss your", reply, re.IGNORECASE)) for reply in replies]
    assert not any(all(given[at : at + 3]) for at in range(len(given) - 2))
    assert any(given)


def test_somebody_named_earlier_is_asked_after() -> None:
    lines = ["I live with my grandmother", "It rains a lot here", "I cook on Sundays", "The bus was late"]
    replies = talk([*lines, "ok", "yeah", "i don't know", "maybe", "fine", "hm"])
    assert any("your grandmother" in reply for reply in replies[4:])


def test_after_a_pain_plain_telling_is_met_warmly() -> None:
    replies = talk(["I'm so lonely in this town", "I bought bread today"])
    assert not re.search(r"^(?:Right|Okay\.|Ah, okay)", replies[1])


def test_the_mood_of_a_text_is_read_where_no_feeling_is_clear() -> None:
    assert (
        tone("they were so helpful and supportive")
        > 1.5
        > 0
        > -1
        > tone("my wallet was stolen and I got robbed")
    )
    assert tone("it was not great") < 0


@pytest.mark.parametrize(
    "said",
    ["I'm so happy that I will soon leave this world", "can't wait to be in heaven, it will be wonderful"],
)
def test_a_longing_for_death_is_never_met_with_joy(said: str) -> None:
    reply = fresh(said)
    assert reply.feeling is not Feeling.JOY
    assert not re.search(r"lovely|nice|good|wonderful|great|smile", reply.text)


def test_an_exaggeration_is_mourned_neither_now_nor_later() -> None:
    replies = talk(["my soup boiled over 😂", "i nearly died lol", "it is clean again"])
    assert not re.search(r"sorry|missing|grief|loss|mattered", " ".join(replies), re.IGNORECASE)


def test_people_who_stop_asking_are_no_wish_for_silence() -> None:
    recognised = recognise("After a while people stop asking how you are", grammar_of("en"), "en")
    assert recognised is None
