"""Which kind of message it is, where some kinds are answered in their own way.

Owns the recognition of greetings, thanks, short answers, questions to the bot and the like, from
`data/<language>/moments.toml`. Knows nothing of what is answered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.care.clauses import UNSAFE, both_ends, cleaned, respelled
from core.care.grammar import Grammar, grammar_of, plain
from core.feelings.phrases import Phrases, is_word, words
from core.messages import visible

WORDLESS = "wordless"
FRAGMENT = "fragment"
EXAGGERATION = "exaggeration"
_TAIL = 12
"""How many words at the end of a long message are still looked at for a question to the bot."""
_LONGEST_CLOSING = 7
_LONGEST_CHAIN = 12
_STOPS = frozenset(".,!?;:…\"'()-。！？、*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A kind of message."""

    name: str
    longest: int
    then_listen: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """Every kind in the file's order, and how each is known: one look at a message finds them all."""

    kinds: tuple[Moment, ...]
    whole: Phrases[int]
    part: Phrases[int]
    closing: Phrases[int]
    """What ends a message as a sign-off, whatever came before it."""
    not_closing_after: frozenset[str]
    laughter: frozenset[str]
    merry: frozenset[str]
    """Laughter that is never only a nervous habit."""
    exaggerated: Phrases[None]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind of a message; `alone` when nothing else is in it, `then_listen` when that is answered too."""

    name: str
    alone: bool
    then_listen: bool = False


def recognise(text: str, grammar: Grammar, language: str) -> Recognised | None:
    """The kind that a message is of, or None when it is simply something told."""
    tokens = _tokens(text, grammar)
    moments = _moments(language)
    closing = _closing(tokens, moments)
    if closing is not None:
        return Recognised(moments.kinds[closing].name, alone=False)
    if _exaggerates(tokens, moments):
        return Recognised(EXAGGERATION, alone=True)
    count = sum(map(is_word, tokens))
    whole = _whole(tokens, moments)
    parts = _parts_found(tokens, count, moments)
    first = min([*parts, *([whole] if whole is not None else [])], default=None)
    if first is not None:
        kind = moments.kinds[first]
        alone = first == whole
        return Recognised(kind.name, alone, then_listen=kind.then_listen and not alone)
    if not any(is_legible(token, grammar) for token in words(cleaned(text)) if token != UNSAFE):
        return Recognised(WORDLESS, alone=True)
    return Recognised(FRAGMENT, alone=True) if count <= 2 else None


def is_exaggerated(text: str, language: str) -> bool:
    return _exaggerates(words(text), _moments(language))


def _exaggerates(tokens: Sequence[str], moments: Moments) -> bool:
    return not moments.laughter.isdisjoint(tokens) and moments.exaggerated.anywhere(tokens)


def is_laughing(text: str, language: str) -> bool:
    return not _moments(language).merry.isdisjoint(words(text))


def _parts_found(tokens: Sequence[str], count: int, moments: Moments) -> list[int]:
    """The kinds that are somewhere in a short message, or at the end of a long one."""
    found = []
    for part in moments.part.find(tokens):
        kind = moments.kinds[part.value]
        if count <= kind.longest or (kind.then_listen and part.start >= len(tokens) - _TAIL):
            found.append(part.value)
    return found


def _closing(tokens: Sequence[str], moments: Moments) -> int | None:
    """A sign-off at the end wins over everything before it: "...I shall go to bed now. Good night."."""
    end = len(tokens)
    while end and not is_word(tokens[end - 1]):
        end -= 1
    if "?" in tokens[end:]:
        return None
    for start in range(max(0, end - _LONGEST_CLOSING), end):
        before = tokens[start - 1] if start else "."
        if before not in moments.not_closing_after:
            listed = moments.closing.wholes(tokens[start:end])
            if listed:
                return min(listed)
    return None


def is_legible(token: str, grammar: Grammar) -> bool:
    """A word in the language's letters that could be spoken."""
    if not grammar.letters.fullmatch(token) or grammar.voiceless.search(token):
        return False
    return len(token) < 24 and bool(grammar.voiced.search(token))


def _tokens(text: str, grammar: Grammar) -> list[str]:
    return words(_spelled(visible(both_ends(text)), grammar))


def _spelled(text: str, grammar: Grammar) -> str:
    """Message and list are spelled out alike, so that "u" meets "you"."""
    return " ".join(respelled(word, grammar) for word in text.split())


def _whole(tokens: Sequence[str], moments: Moments) -> int | None:
    """The first kind, in the file's order, where every part of the message is of some kind."""
    names = [_kind_of(part, moments) for part in _parts(tokens)]
    found = [name for name in names if name is not None]
    return min(found) if found and len(found) == len(names) else None


def _kind_of(part: Sequence[str], moments: Moments) -> int | None:
    """The kind of a part, or the first of the kinds that one after another make it up."""
    single = moments.whole.wholes(part)
    if single:
        return min(single)
    if not part or len(part) > _LONGEST_CHAIN:
        return None
    reached: dict[int, int] = {0: len(moments.kinds)}
    for start in range(len(part)):
        if start in reached:
            for found in moments.whole.at(part, start):
                first = min(reached[start], found.value)
                reached[found.end] = min(reached.get(found.end, first), first)
    return reached.get(len(part))


def _parts(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Between the stops; a message of nothing but marks is one part."""
    if not any(is_word(token) for token in tokens):
        pictures = list(dict.fromkeys(token for token in tokens if token not in _STOPS))
        yield from ([picture] for picture in pictures) if pictures else [list(dict.fromkeys(tokens))]
        return
    part: list[str] = []
    for token in (*tokens, "."):
        if is_word(token):
            part.append(token)
        elif part:
            yield part
            part = []


@cache
def _moments(language: str) -> Moments:
    grammar = grammar_of(language)
    file = resources.files("core.care") / "data" / language / "moments.toml"
    if not file.is_file():
        return _moments("en")
    data = tomllib.loads(file.read_text("utf-8"))
    light = data.pop("laughter")
    kinds = list(data.items())
    return Moments(
        kinds=tuple(
            Moment(name, how.get("longest", 0), how.get("then_listen", False)) for name, how in kinds
        ),
        whole=_listed(kinds, "whole", grammar),
        part=_listed(kinds, "part", grammar),
        closing=_listed(kinds, "closing", grammar),
        not_closing_after=frozenset(word for _, how in kinds for word in how.get("not_after", ())),
        laughter=frozenset(light["words"]),
        merry=frozenset(light["merry"]),
        exaggerated=plain(light["exaggerated"]),
    )


def _listed(kinds: Sequence[tuple[str, dict[str, Any]]], where: str, grammar: Grammar) -> Phrases[int]:
    return Phrases(
        (_spelled(phrase, grammar), at) for at, (_, how) in enumerate(kinds) for phrase in how.get(where, ())
    )
