"""The program's own sentences - answers to commands, notices, refusals - per language, from data files.

Knows how to find and fill a sentence; knows nothing of when to say it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


def say(key: str, language: str = FALLBACK, /, **values: object) -> str:
    """The sentence of that name in that language, or in English where it has not been translated yet."""
    sentences = _sentences(language)
    text = sentences.get(key) or _sentences(FALLBACK)[key]
    return str(text).strip().format(**values) if values else str(text).strip()


def words(key: str, language: str = FALLBACK) -> frozenset[str]:
    """A set of words, such as all that mean yes; English ones count everywhere."""
    return frozenset(_sentences(FALLBACK)[key]) | frozenset(_sentences(language).get(key, ()))


def languages() -> dict[str, str]:
    """Every language that people may choose, by code, with its own name for itself."""
    return {str(code): str(name) for code, name in _load("languages.toml").items()}


def speaks(language: str) -> bool:
    """Whether our own sentences exist in that language."""
    return bool(_sentences(language))


def keys(language: str = FALLBACK) -> frozenset[str]:
    return frozenset(_sentences(language))


@cache
def _sentences(language: str) -> dict[str, Any]:
    folder = files("core.care") / "data" / language
    return _load(f"{language}/core.toml") if (folder / "core.toml").is_file() else {}


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("core.care") / "data").joinpath(name).read_text(encoding="utf-8"))
