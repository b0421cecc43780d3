"""The template listener in the languages that have no grammar of their own here: it receives, and asks.

Owns the shape of `data/<language>/plain.toml` and the choice from it. Gives nothing of the person's words back, and
so needs to know no grammar. Knows no danger: a crisis is answered before anything reaches this file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from importlib.resources.abc import Traversable

from core.feelings.phrases import Phrases, words
from core.languages import fold

_SECTIONS = ("human", "hello", "thanks", "goodbye", "advice", "short")
"""Kinds of message that are met as such, in the order in which they are tried."""
_BRIEF = {"hello": 2, "thanks": 2, "goodbye": 2, "short": 0}
"""Those that must be nearly all that was said, and how many words may stand beside them."""
_PLEASANT = frozenset({"glad", "hopeful"})
_TURNED = "sad"
_NEGATED_WITHIN = 3
_ASKS = re.compile("[?？؟]")
_MARK = "plain:"
_EVERY = 4
"""Every so many answers one asks nothing."""


@dataclass(frozen=True, slots=True)
class Section:
    """What is said to one kind of message or to one feeling."""

    name: str
    said: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """One language's listener."""

    sections: Mapping[str, Section]
    recognises: Mapping[str, Phrases[str]]
    feelings: Phrases[str]
    negations: Phrases[str]


def speaks(language: str) -> bool:
    """Whether the language has such a listener."""
    return language.isalpha() and _file(language).is_file()


def answer(text: str, used: set[str], language: str) -> tuple[str, ...]:
    """One sentence that receives and, mostly, one open question; `used` is the conversation's and grows."""
    book = _book(language)
    section = _section(words(fold(text)), book)
    said = _fresh(f"{section.name}.said", section.said, used, text)
    asked_lately = len([mark for mark in used if mark.startswith(_MARK)]) % _EVERY
    if _ASKS.search(said) or not section.asks or not asked_lately:
        return (said,)
    return said, _fresh(f"{section.name}.asks", section.asks, used, text)


def _section(tokens: Sequence[str], book: Book) -> Section:
    for name in _SECTIONS:
        found = max((f.end - f.start for f in book.recognises[name].find(tokens)), default=0)
        beside = len([token for token in tokens if token[0].isalnum()]) - found
        if found and beside <= _BRIEF.get(name, beside):
            return book.sections[name]
    return book.sections[_felt(tokens, book) or "general"]


def _felt(tokens: Sequence[str], book: Book) -> str | None:
    """The feeling with the most words; a pleasant one behind a "not" is none."""
    weights: dict[str, int] = {}
    denials = [found.end for found in book.negations.find(tokens)]
    for found in book.feelings.find(tokens):
        denied = any(0 <= found.start - end < _NEGATED_WITHIN for end in denials)
        if denied and found.value not in _PLEASANT:
            continue
        name = _TURNED if denied else found.value
        weights[name] = weights.get(name, 0) + found.end - found.start
    return max(weights, key=lambda name: weights[name], default=None)


def _fresh(place: str, pool: Sequence[str], used: set[str], text: str) -> str:
    """One that was not said yet, then again from the start; never the same twice running."""
    marks = [f"{_MARK}{place}:{number}" for number in range(len(pool))]
    left = [number for number, mark in enumerate(marks) if mark not in used]
    if not left:
        last = [number for number, mark in enumerate(marks) if f"last:{mark}" in used]
        used.difference_update(marks)
        left = [number for number in range(len(pool)) if number not in last] or list(range(len(pool)))
    chosen = left[blake2b(text.encode(), digest_size=2).digest()[0] % len(left)]
    used.difference_update([f"last:{mark}" for mark in marks])
    used.update((marks[chosen], f"last:{marks[chosen]}"))
    return pool[chosen]


@cache
def _book(language: str) -> Book:
    data = tomllib.loads(_file(language).read_text("utf-8"))
    feelings = {f"feelings.{name}": fields for name, fields in data["feelings"].items()}
    sections = {
        name: Section(name, tuple(fields["said"]), tuple(fields.get("asks", ())))
        for name, fields in ({name: data[name] for name in (*_SECTIONS, "general")} | feelings).items()
    }
    sections |= {name.removeprefix("feelings."): section for name, section in sections.items()}
    return Book(
        sections=sections,
        recognises={name: Phrases((fold(w), name) for w in data[name]["words"]) for name in _SECTIONS},
        feelings=Phrases(
            (fold(w), name) for name, fields in data["feelings"].items() for w in fields["words"]
        ),
        negations=Phrases((fold(w), w) for w in data["negations"]),
    )


def _file(language: str) -> Traversable:
    return resources.files("core.care").joinpath("data", language, "plain.toml")
