"""The other languages: which one a text is in, and the most explicit things people in danger say there.

Owns `data/other.toml`. A first net, not the detector of those languages: plain phrases, no grammar.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.messages import Level, Topic

_SCRIPTS = (
    ("ko", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LATIN = re.compile(r"[^\W\d_]+")
_SPACES = re.compile(r"[^\w]+")
_UNSPACED = frozenset({"ja", "zh", "ko"})
_ENOUGH_LETTERS = 0.3
_PLAIN = str.maketrans(
    {"ё": "е", "ı": "i", "ł": "l", "ß": "ss", "ø": "o", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي"}
)


@dataclass(frozen=True, slots=True)
class Said:
    """One phrase of another language that was found."""

    level: Level
    topic: Topic
    evidence: str
    language: str


@dataclass(frozen=True, slots=True)
class Tongue:
    code: str
    stop: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    unsure: frozenset[str]
    tonight: tuple[str, ...]
    negations: tuple[str, ...]
    excuses: tuple[str, ...]
    phrases: tuple[tuple[str, Level, Topic], ...]


@cache
def tongues() -> tuple[Tongue, ...]:
    text = resources.files("core.crisis").joinpath("data/other.toml").read_text("utf-8")
    return tuple(_tongue(code, fields) for code, fields in tomllib.loads(text).items())


def _tongue(code: str, fields: Mapping[str, Any]) -> Tongue:
    def words(name: str) -> tuple[str, ...]:
        return tuple(_folded(word, code) for word in fields.get(name, ()))

    phrases = tuple(
        (_folded(phrase, code), Level(group["level"]), Topic(group["topic"]))
        for group in fields["said"]
        for phrase in group["phrases"]
    )
    return Tongue(
        code, frozenset(fields.get("stop", ())), frozenset(words("yes")), frozenset(words("no")),
        frozenset(words("unsure")), words("tonight"), words("negations"), words("excuses"), phrases,
    )  # fmt: skip


def _folded(text: str, code: str = "") -> str:
    """Lower case, no accents, single spaces; spaces are dropped where the language writes none."""
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(c for c in plain if not "\u0300" <= c <= "\u036f" and not "\u064b" <= c <= "\u065f")
    plain = unicodedata.normalize("NFC", plain).translate(_PLAIN)
    if code in _UNSPACED:
        return _SPACES.sub("", plain)
    return f" {' '.join(_WORDS.findall(plain))} "


_WORDS = re.compile(r"[^\W_][\w\u0900-\u097f]*")


def language(text: str) -> str:
    """By script, else by the commonest small words; English when nothing speaks against it."""
    sample = text[:2_000]
    letters = max(1, sum(c.isalpha() for c in sample))
    for code, script in _SCRIPTS:
        if len(script.findall(sample)) >= (letters * _ENOUGH_LETTERS if code != "uk" else 2):
            return code
    return _by_words(sample)


def _by_words(sample: str) -> str:
    words = [w.lower() for w in _LATIN.findall(sample)]
    counts = {tongue.code: sum(w in tongue.stop for w in words) for tongue in tongues() if tongue.stop}
    best = max(counts, key=lambda code: counts[code], default="en")
    telling = any(len(w) >= 4 or not w.isascii() for w in words if w in _stops(best))
    enough = counts[best] >= 2 or (len(words) <= 3 and telling)
    return best if enough and counts[best] > counts.get("en", 0) else "en"


def _stops(code: str) -> frozenset[str]:
    return next((tongue.stop for tongue in tongues() if tongue.code == code), frozenset())


def heard(text: str) -> Iterator[Said]:
    """Every explicit phrase in any language; people change language in the middle of a talk."""
    spaced, dense = _folded(text), ""
    if not spaced.isascii():
        dense = _folded(text, "ja")
    for tongue in tongues():
        body = dense if tongue.code in _UNSPACED else spaced
        for phrase, level, topic in tongue.phrases:
            at = body.find(phrase)
            if at >= 0 and not _excused(body, at, tongue):
                yield Said(_hurried(body, level, topic, tongue), topic, phrase.strip(), tongue.code)


def _excused(body: str, at: int, tongue: Tongue) -> bool:
    around = body[max(0, at - 12) : at + 40]
    before = body[max(0, at - 12) : at + 1]
    return any(before.endswith(n) for n in tongue.negations) or any(
        e.strip() in around for e in tongue.excuses
    )


def _hurried(body: str, level: Level, topic: Topic, tongue: Tongue) -> Level:
    if topic is Topic.SUICIDE and any(word in body for word in tongue.tonight):
        return Level.IMMINENT if level >= Level.ACTIVE else Level.INTENT
    return level


def answer(text: str) -> str | None:
    """`yes`, `no` or `unsure`, when that is all that was said."""
    for tongue in tongues():
        body = _folded(text, tongue.code)
        for name, words in (("yes", tongue.yes), ("no", tongue.no), ("unsure", tongue.unsure)):
            if body in words:
                return name
    return None
