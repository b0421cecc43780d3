"""Countries: which ISO 3166-1 code somebody means who writes "the uk", "Deutschland" or "germny".

Owns the codes, their English names and what people type for them, read once from `data/countries.toml`.
Knows no helpline: a code that is found here may have none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

NEAR = 0.72
"""How alike two names must be for one to be suggested for the other."""

_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "'": "", "’": "", "ʼ": ""}
)
_LEAD = re.compile(r"^(?:(?:i am|im|i live|we live|i m) )?(?:(?:in|from) )?(?:the )?")
_ANSWERS = frozenset({"no", "si", "ne", "me", "so"})
"""Codes that are answers in some language; they count as countries only in capitals."""


@dataclass(frozen=True, slots=True)
class _Atlas:
    names: dict[str, str]
    codes: dict[str, str]
    guesses: dict[str, str]


def fold(text: str) -> str:
    """A name without case, accents and punctuation, as the data file has it."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_LETTERS)
    words = "".join(
        " " if unicodedata.category(c)[0] in "PSCZ" else c for c in unicodedata.normalize("NFC", bare)
    )
    return " ".join(words.split())


def find(text: str) -> str | None:
    """The code of the country that the text names, or None: a near miss is never taken for a hit."""
    plain = fold(text)
    if len(plain) == 2 and plain.upper() in _atlas().names:
        return None if plain in _ANSWERS and not text.strip().isupper() else plain.upper()
    return _atlas().codes.get(plain) or _atlas().codes.get(_LEAD.sub("", plain))


def name(code: str) -> str:
    """The English name; a code that nobody knows is its own name."""
    return _atlas().names.get(code.upper(), code.upper())


def nearest(text: str, most: int = 3) -> list[str]:
    """English names of countries that a typo may have meant, the likeliest first."""
    plain = _LEAD.sub("", fold(text))
    close = get_close_matches(plain, _atlas().codes, n=most * 4, cutoff=NEAR)
    starting = [known for known in _atlas().codes if len(plain) >= 4 and known.startswith(plain)]
    return list(dict.fromkeys(name(_atlas().codes[known]) for known in (*close, *starting)))[:most]


def codes() -> tuple[str, ...]:
    """Every code, ISO 3166-1 alpha-2 and XK."""
    return tuple(_atlas().names)


def guess(language: str | None) -> str | None:
    """The country where a language, or its tag with a region, is mostly spoken; a guess, never a fact."""
    if not language:
        return None
    tag, *rest = re.split("[-_]", language)
    region = next((part.upper() for part in rest if len(part) == 2), "")
    if region in _atlas().names and tag.lower() not in ("en", "es"):
        return region
    return _atlas().guesses.get(tag.lower()) if not region else None


@cache
def _atlas() -> _Atlas:
    stored = tomllib.loads((files(__package__) / "data" / "countries.toml").read_text("utf-8"))
    names: dict[str, str] = stored["names"]
    codes = {alias: code for code, aliases in stored["aliases"].items() for alias in aliases}
    codes |= {fold(english): code for code, english in names.items()}
    return _Atlas(names, codes, stored["guesses"])
