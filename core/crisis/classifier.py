"""The statistical layer: how much a message sounds like own risk where no rule found words for it.

A logistic regression over hashed words and pieces of words; `training/crisis.py` makes it, `data/classifier.md` is
its card. It may raise a message that no rule touched to distress and never further, and the product works without its
file. Must not know rules, turns or people.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from zlib import crc32

from core.languages import fold

BUCKETS = 1 << 17
ZERO = 128
"""The byte that stands for a weight of nothing."""
PIECE = 4
"""Characters of a piece."""
_CHUNK = 60
"""Words that are judged at once; a long message is as grave as its gravest part."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\w\s]")


def features(words: list[str]) -> list[int]:
    """The buckets of all words, pairs of words and pieces of words, each once."""
    return sorted({crc32(piece.encode()) % BUCKETS for piece in _pieces(words)})


def _pieces(words: list[str]) -> Iterator[str]:
    before = "^"
    for word in words:
        yield word
        yield f"{before} {word}"
        before = word
        edged = f"<{word}>"
        for at in range(len(edged) - PIECE + 1):
            yield f"~{edged[at : at + PIECE]}"


def tokens(text: str) -> list[str]:
    return _WORD.findall(fold(text).replace("’", "'"))


@dataclass(frozen=True, slots=True)
class Classifier:
    """The trained weights, a byte each, and the score above which a text counts as distress."""

    weights: bytes
    scale: float
    bias: float
    distress: float
    languages: frozenset[str]

    def hears(self, text: str, language: str) -> bool:
        """Whether a text that no rule found anything in still sounds like distress."""
        return language in self.languages and self.score(text) > self.distress

    def score(self, text: str) -> float:
        words = tokens(text)
        chunks = range(0, max(1, len(words)), _CHUNK)
        return max(self._chunk(words[start : start + _CHUNK]) for start in chunks)

    def _chunk(self, words: list[str]) -> float:
        found = features(words)
        if not found:
            return -math.inf
        total = sum(self.weights[bucket] for bucket in found) - ZERO * len(found)
        return total * self.scale / math.sqrt(len(found)) + self.bias


@cache
def classifier() -> Classifier | None:
    """The one that ships with the program; None where its files were taken out."""
    folder = resources.files("core.crisis").joinpath("data")
    card, weights = folder.joinpath("classifier.json"), folder.joinpath("classifier.bin")
    if not card.is_file() or not weights.is_file():
        return None
    about = json.loads(card.read_text("utf-8"))
    return Classifier(
        weights.read_bytes(), about["scale"], about["bias"], about["distress"], frozenset(about["languages"])
    )
