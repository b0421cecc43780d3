"""Text as the rules read it: folded, cut into words or characters, its sentences told apart.

Owns cutting. How a language spells its short forms is data, and what any word means is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.crisis.normalise import cleaned, units
from core.languages import fold as _folded

DENSE = frozenset({"ja", "zh", "ko"})
"""Written without spaces, or with spaces that nobody agrees on: every character is a word."""
START = "^"
"""Stands before the first word of each sentence, so that a rule can ask for it."""
SIGNS = frozenset({START, ",", '"'})
"""What a reading holds beside words."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ＇`´′", "'"))
_TOKEN = re.compile(
    r"(?P<word>[^\W_][\w\u0900-\u097f]*(?:'[^\W_]+)*'?)"
    r"|(?P<stop>[.!?…。！？؟।\n]+)"
    r"|(?P<comma>[,;:()،、，：；—–]|(?<=\s)-(?=\s)|--+)"
    r"|(?P<quote>[\"“”„«»「」『』]|(?<!\w)'(?=\w))"
)
_STOP = (",", ",", ",", START)
_END = re.compile(r"(?<=[.!?…؟।])[\"'”’»)]*\s+|(?<=[。！？])[」』”]?\s*|\n+")
_TITLES = ("mr.", "mrs.", "ms.", "dr.", "e.g.", "i.e.", "vs.", "st.", "z.b.", "sra.", "sr.", "d.h.")
_ASKED = re.compile(r"[?？؟][?!？！؟]*+(?![\"'”’»」]\s*[\w,])")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents; compatibility forms made plain, invisible characters gone."""
    return _folded(cleaned(text.translate(_APOSTROPHES))).translate(_APOSTROPHES)


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """How a language's short forms are written out before anything is looked for."""

    respelled: Mapping[str, tuple[str, ...]]
    endings: tuple[tuple[str, tuple[str, ...]], ...]
    """What an apostrophe may end a word with, and the words it stands for."""
    characters: bool = False

    def words(self, raw: str) -> tuple[str, ...]:
        raw = raw.rstrip("'")
        if raw in self.respelled:
            return self.respelled[raw]
        if "'" not in raw:
            return (raw,)
        for ending, words in self.endings:
            if raw.endswith(ending) and raw != ending:
                return (*self.words(raw.removesuffix(ending)), *words)
        return tuple(filter(None, raw.split("'")))


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as a language's rules match it, and its words."""

    text: str
    words: tuple[str, ...]


@lru_cache(maxsize=256)
def read(text: str, spelling: Spelling) -> Reading:
    parts = [START]
    for token in _TOKEN.finditer(fold(text)):
        kind, raw = token.lastgroup, token.group()
        if kind == "word":
            parts += units(raw) if spelling.characters else spelling.words(raw)
        elif kind == "stop":
            parts += _STOP
        else:
            parts.append("," if kind == "comma" else '"')
    return Reading(" ".join(parts), tuple(part for part in parts if part not in SIGNS))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a reply, each with its marks."""
    held = ""
    for piece in _pieces(text):
        held = f"{held} {piece}" if held else piece
        if not held.lower().endswith(_TITLES):
            yield held
            held = ""
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].strip()
        start = end.end()
        if piece:
            yield piece
    if rest := text[start:].strip():
        yield rest


def questions(text: str) -> int:
    """How often something is asked, not counting a question that is quoted in the middle."""
    return len(_ASKED.findall(text))
