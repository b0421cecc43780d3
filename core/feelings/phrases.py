"""Words and the phrases found among them, in any script.

Owns how text is cut into words and how a list of phrases is matched against them. Knows no feeling,
no language and no wording.

A phrase is words; `word*` stands for every word that begins so, and `...` for up to three words or none.
Scripts without spaces are cut into single characters, so a phrase in them is matched just the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

V = TypeVar("V")

GAP = "..."
_NONE: list[Any] = []
_GAP_WIDTH = 3
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ＇`´", "'"))
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}][\w\u0300-\u036f\u0900-\u0963]*(?:'[^\W_]+)*|[^\w\s]")
_PATTERN = re.compile(
    rf"\.\.\.|[{_UNSPACED}]|[^\W_{_UNSPACED}][\w\u0300-\u036f\u0900-\u0963]*(?:'[^\W_]+)*\*?|[^\w\s]"
)


def words(text: str) -> list[str]:
    """The words, marks and symbols of a text, lower-cased, with every apostrophe the same."""
    return _WORD.findall(text.translate(_APOSTROPHES).casefold())


def is_word(token: str) -> bool:
    return token[0].isalnum()


@dataclass(frozen=True, slots=True)
class Found(Generic[V]):
    """Where a phrase stands among the words, and what it was listed with."""

    start: int
    end: int
    value: V


class Phrases(Generic[V]):
    """A list of phrases, each with a value, that can be looked up in a text's words."""

    __slots__ = ("_heads", "_openings", "_shortest_stem", "_stem_sizes", "_stems")

    def __init__(self, listed: Iterable[tuple[str, V]]) -> None:
        self._heads: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in listed:
            for spelling in _spellings(phrase):
                self._add(tuple(_PATTERN.findall(spelling)), value)
        self._stem_sizes = sorted({len(stem) for stem in self._stems})
        self._shortest_stem = min(self._stem_sizes, default=0)
        self._openings = frozenset(stem[: self._shortest_stem] for stem in self._stems)

    def _add(self, pattern: tuple[str, ...], value: V) -> None:
        head, rest = pattern[0], pattern[1:]
        if head.endswith("*") and len(head) > 1:
            self._stems.setdefault(head[:-1], []).append((rest, value))
        else:
            self._heads.setdefault(head, []).append((rest, value))

    def at(self, tokens: Sequence[str], start: int) -> Iterator[Found[V]]:
        """Every phrase that begins with the word at `start`."""
        for rest, value in self._beginning(tokens[start]):
            end = _follow(rest, tokens, start + 1)
            if end is not None:
                yield Found(start, end, value)

    def find(self, tokens: Sequence[str]) -> Iterator[Found[V]]:
        for start, token in enumerate(tokens):
            if token in self._heads or (self._stems and token[: self._shortest_stem] in self._openings):
                yield from self.at(tokens, start)

    def anywhere(self, tokens: Sequence[str]) -> bool:
        return next(self.find(tokens), None) is not None

    def whole(self, tokens: Sequence[str]) -> bool:
        """Whether one phrase is all there is."""
        return bool(self.wholes(tokens))

    def wholes(self, tokens: Sequence[str]) -> list[V]:
        """What each phrase that is all there is was listed with."""
        if not tokens:
            return []
        size = len(tokens)
        listed = self._beginning(tokens[0])
        return [value for rest, value in listed if _follow(rest, tokens, 1) == size]

    def _beginning(self, token: str) -> Sequence[tuple[tuple[str, ...], V]]:
        found = self._heads.get(token, _NONE)
        for size in self._stem_sizes:
            if size > len(token):
                break
            if (more := self._stems.get(token[:size])) is not None:
                found = [*found, *more]
        return found


def _spellings(phrase: str) -> set[str]:
    """As it is listed, and as it is typed in a hurry: without apostrophes."""
    listed = phrase.translate(_APOSTROPHES).casefold()
    return {listed, listed.replace("'", "")}


def _follow(pattern: Sequence[str], tokens: Sequence[str], at: int) -> int | None:
    """Where the pattern ends when it goes on from `at`, the nearest way first."""
    if not pattern:
        return at
    if pattern[0] == GAP:
        ends = (_follow(pattern[1:], tokens, at + skipped) for skipped in range(_GAP_WIDTH + 1))
        return next((end for end in ends if end is not None), None)
    if at >= len(tokens) or not _fits(pattern[0], tokens[at]):
        return None
    return _follow(pattern[1:], tokens, at + 1)


def _fits(wanted: str, token: str) -> bool:
    if wanted.endswith("*") and len(wanted) > 1:
        return token.startswith(wanted[:-1])
    return token == wanted
