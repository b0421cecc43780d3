"""Every language's lexicon: it can be read, it cannot run away, and it knows the plainest things."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crisis import assess
from core.crisis.answers import agreed, replied
from core.crisis.lexicon import cues, languages, lexicon, rules
from core.languages import SUPPORTED
from core.messages import Asked, Level, Subject

NEEDED = ("wish_to_die", "want_to_kill_myself", "thinking_of_suicide", "going_to", "prepared", "attempt",
          "under_way", "overdose", "harmed", "urge_to_harm", "distress", "worry", "loss")  # fmt: skip
UNBOUNDED = re.compile(r"\)[*+]|\)\{\d+,\}|\][*+]\)?[*+]")
"""A group that may repeat without end, or a repetition of a repetition: what makes a pattern run away."""


def data(code: str, name: str = "lexicon") -> dict[str, Any]:
    return tomllib.loads((resources.files("core.crisis") / "data" / code / f"{name}.toml").read_text("utf-8"))


def test_every_language_that_is_supported_has_one() -> None:
    assert set(languages()) == set(SUPPORTED)


def test_every_rule_and_cue_says_what_it_means() -> None:
    assert all(rule.says for rule in rules().values())
    assert all(cues().values())


@pytest.mark.parametrize("code", languages())
def test_it_holds_what_every_language_needs(code: str) -> None:
    phrases = data(code)["phrases"]
    assert not [name for name in NEEDED if not phrases.get(name)]
    assert set(phrases) <= set(rules())
    assert set(data(code)["cues"]) <= set(cues())


@pytest.mark.parametrize("code", languages())
def test_every_phrase_has_a_word_to_be_found_by(code: str) -> None:
    """Without one it would be tried on every sentence, and a phrase of nothing but options says nothing."""
    found = lexicon(code)
    assert {found._phrases[number][1]._source for number in found._always} <= {"yyyy"}


@pytest.mark.parametrize("code", languages())
def test_no_pattern_can_run_away(code: str) -> None:
    for name, phrase in lexicon(code)._phrases:
        body = phrase.pattern.pattern.replace('[^ ,"]*', "").replace('[^ ,"]+', "")
        assert not UNBOUNDED.search(body), (name, body[:200])


@pytest.mark.parametrize("code", languages())
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_its_own_words_in_any_order_never_make_it_fail(code: str, data: st.DataObject) -> None:
    vocabulary = lexicon(code).vocabulary
    words = sorted(vocabulary.words | vocabulary.stems)
    drawn = data.draw(st.lists(st.sampled_from(words), max_size=40))
    text = ("" if vocabulary.characters else " ").join(drawn)
    verdict = assess(text)
    if verdict.level is Level.NONE:
        assert verdict.subject in (Subject.UNCLEAR, Subject.OTHER)
    else:
        assert verdict.evidence


@pytest.mark.parametrize("code", languages())
def test_short_answers_are_understood_as_they_are_listed(code: str) -> None:
    listed = data(code, "replies")
    for name in ("yes", "no"):
        assert len(listed[name]) >= 5, name
        for answer in listed[name]:
            assert agreed(answer, code) == name, answer
    for name, meant in (("unsure", "unsure"), ("doubt", "unsure")):
        for answer in listed[name]:
            assert agreed(answer, code) == meant, answer
    for answer in listed["soon"]:
        assert replied(answer, code) & {"soon", "later"}, answer


@pytest.mark.parametrize("code", languages())
def test_a_yes_to_the_question_counts_in_every_language(code: str) -> None:
    from core.crisis import Heard

    before = [Heard("...", assess("I wish I was dead"))]
    spoken = [Heard(before[0].text, before[0].verdict.__class__(Level.PASSIVE, language=code))]
    for answer in data(code, "replies")["yes"][:4]:
        assert assess(answer, spoken, Asked.SUICIDE).level >= Level.ACTIVE, answer
        assert assess(answer, spoken, Asked.PLAN).level >= Level.INTENT, answer
    for answer in data(code, "replies")["soon"][:2]:
        assert assess(answer, spoken, Asked.SUICIDE).level is Level.IMMINENT, answer
    for answer in ("no" if code == "en" else answer for answer in data(code, "replies")["no"][:4]):
        assert assess(answer, spoken, Asked.SUICIDE).level < Level.ACTIVE, answer
