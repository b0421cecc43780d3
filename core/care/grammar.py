"""A language's grammar, as far as taking up a piece of what was said needs it.

Owns the shape of `data/<language>/grammar.toml` and its loading. Knows no wording and no feeling.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.feelings.phrases import Phrases

Vocabulary = frozenset[str]


@dataclass(frozen=True, slots=True)
class Kinship:
    """How somebody's death is given back as a loss."""

    verbs: Phrases[None]
    harsh: Phrases[None]
    things: Vocabulary
    giving: str
    longest: int


@dataclass(frozen=True, slots=True)
class Words:
    """The small words that show where a clause begins, ends and what it hangs on."""

    speaker: Vocabulary
    others: Vocabulary
    pointing: Vocabulary
    openers: Vocabulary
    own: Vocabulary
    sweeping: Vocabulary
    reporting: Vocabulary
    being: Vocabulary
    over: Vocabulary
    predicates: Vocabulary
    you: Vocabulary
    adverbs: Vocabulary
    dependent: Vocabulary
    conditions: Vocabulary
    pairing: Vocabulary
    clinging: Vocabulary
    joints: Vocabulary
    cuts: Vocabulary
    soft_cuts: Vocabulary
    never_last: Vocabulary
    soft_last: Vocabulary
    no_verb: Vocabulary
    verbs: Vocabulary
    plural_verbs: Vocabulary
    plural: tuple[str, ...]
    present: Vocabulary
    vague: Vocabulary
    past: Vocabulary
    past_ending: str

    @property
    def subjects(self) -> Vocabulary:
        return self.speaker | self.others | self.pointing


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything that `clauses` and `reflection` know about a language."""

    kinds: Vocabulary
    longest: int
    shortest: int
    letters: re.Pattern[str]
    voiceless: re.Pattern[str]
    voiced: re.Pattern[str]
    spelling: Mapping[str, str]
    drawn_out: Mapping[str, str]
    flips: Mapping[str, str]
    names: Vocabulary
    agreement: Mapping[str, str]
    speakers: Vocabulary
    left_out: Mapping[str, str]
    rewrites: Mapping[tuple[str, ...], tuple[str, ...]]
    contractions: Mapping[tuple[str, ...], tuple[str, ...]]
    words: Words
    lead: Phrases[None]
    hedges: Phrases[None]
    doubts: Phrases[None]
    tail: Phrases[None]
    anywhere: Phrases[None]
    unsafe: Phrases[None]
    grave: Phrases[None]
    """What is never met with joy, whatever stands beside it."""
    strange: Phrases[None]
    instructions: Phrases[None]
    beliefs: Phrases[None]
    selves: Phrases[tuple[str, str]]
    selves_between: Vocabulary
    losses: Kinship
    topics: Phrases[str]
    subjects: Phrases[str]
    vocabulary: Vocabulary
    """The words that may be given back: what is not among them may be misspelt or slang."""


@cache
def grammar_of(language: str) -> Grammar:
    file = resources.files("core.care") / "data" / language / "grammar.toml"
    if not file.is_file():
        return grammar_of("en")
    common = resources.files("core.care") / "data" / language / "words.txt"
    listed = common.read_text("utf-8").splitlines() if common.is_file() else []
    vocabulary = frozenset(word for line in listed if not line.startswith("#") for word in line.split())
    return _built(tomllib.loads(file.read_text("utf-8")), vocabulary)


def plain(phrases: Sequence[str]) -> Phrases[None]:
    return Phrases((phrase, None) for phrase in phrases)


def _built(data: Mapping[str, Any], vocabulary: Vocabulary) -> Grammar:
    how, trim, never, agreement = data["reflection"], data["trim"], data["never_reflected"], data["agreement"]
    return Grammar(
        kinds=frozenset(how["kinds"]),
        longest=how["longest"],
        shortest=how["shortest"],
        letters=re.compile(rf"[{how['alphabet']}'’-]+", re.IGNORECASE),
        voiceless=re.compile(rf"[^\W\d{how['vowels']}]{{5}}", re.IGNORECASE),
        voiced=re.compile(rf"[{how['vowels']}]", re.IGNORECASE),
        spelling=data["spelling"],
        drawn_out=data["drawn_out"],
        flips=data["flips"],
        names=frozenset(data["names"]["keep"]),
        agreement={word: turned for word, turned in agreement.items() if word != "speakers"},
        speakers=frozenset(agreement["speakers"]),
        left_out={word: subject for subject, words in data["left_out"].items() for word in words},
        rewrites=_replacements(data["rewrites"]),
        contractions=_replacements(data["contractions"]),
        words=_words(data["words"]),
        lead=plain(trim["lead"]),
        hedges=plain(trim["hedges"]),
        doubts=plain(trim["doubts"]),
        tail=plain(trim["tail"]),
        anywhere=plain(trim["anywhere"]),
        unsafe=plain([phrase for phrases in never.values() for phrase in phrases]),
        grave=plain(never["crisis"]),
        strange=plain(never["strange"]),
        instructions=plain(data["instructions"]["phrases"]),
        beliefs=plain(data["beliefs"]["phrases"]),
        selves=Phrases(_selves(data["selves"])),
        selves_between=frozenset(data["selves"]["between"]),
        losses=_losses(data["losses"]),
        topics=Phrases((phrase, topic) for topic, listed in data["topics"].items() for phrase in listed),
        subjects=Phrases(
            (f"{own} {thing}", thing)
            for own in ("my", "our")
            for thing in data.get("subjects", {}).get("things", ())
        ),
        vocabulary=vocabulary,
    )


def _replacements(listed: Mapping[str, str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(old.split()): tuple(new.split()) for old, new in listed.items()}


def _words(data: Mapping[str, Any]) -> Words:
    plural, past_ending = tuple(data["plural"]), str(data["past_ending"])
    rest = data.keys() - {"plural", "past_ending"}
    lists: dict[str, Any] = {name: frozenset(data[name]) for name in rest}
    return Words(plural=plural, past_ending=past_ending, **lists)


def _selves(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each way to say it, with the words that say it and what is given back."""
    for word, given_back in data["words"].items():
        for opening in data["openings"]:
            yield f"{opening} {word}", (word, given_back)
    for phrase, given_back in data["whole"].items():
        yield phrase, (phrase, given_back)


def _losses(data: Mapping[str, Any]) -> Kinship:
    return Kinship(
        verbs=plain(data["verbs"]),
        harsh=plain(data["harsh"]),
        things=frozenset(data["things"]),
        giving=data["giving"],
        longest=data["longest"],
    )
