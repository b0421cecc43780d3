"""What a message feels like: it guides the prompt and the template listener.

Owns the ten feelings, the tone, and the weighing of words. Knows nothing of what is said in answer, and nothing of
danger: that is the crisis detector's. The words themselves lie in `data/<language>.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from core.feelings.phrases import Phrases, is_word, words

LONGEST_READ = 8_000
_CLEAR = 1.0
"""What a feeling must weigh to be named at all."""
_AFTER_CONTRAST = 2
"""How many words must follow a "but" for it to weigh anything: "not yet." contrasts nothing."""
_DIMMED = 0.6
"""Pain of this share of the joy goes first: to answer pain with delight is the worse mistake."""


class Feeling(StrEnum):
    ANXIETY = "anxiety"
    STRESS = "stress"
    SADNESS = "sadness"
    LONELINESS = "loneliness"
    OVERWHELM = "overwhelm"
    ANGER = "anger"
    GRIEF = "grief"
    GUILT = "guilt"
    JOY = "joy"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one listed phrase says: a feeling, how clearly, and what is left of it when it is denied."""

    feeling: Feeling
    weight: float
    denied: Feeling | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words for feelings."""

    phrases: Phrases[Weighed]
    negations: frozenset[str]
    boundaries: frozenset[str]
    contrasts: frozenset[str]
    intensity: Mapping[str, float]
    tones: Mapping[str, float]
    reach: int


def feel(text: str, language: str = "en") -> Feeling:
    """The feeling that weighs most in a text; `GENERAL` when none is clear."""
    return strongest(weigh(text, language))


def strongest(weighed: Mapping[Feeling, float]) -> Feeling:
    """The feeling to answer, of those that were weighed."""
    weights = dict(weighed)
    joy = weights.pop(Feeling.JOY, 0.0)
    hardest = max(weights, key=lambda feeling: weights[feeling], default=Feeling.GENERAL)
    if weights.get(hardest, 0.0) >= max(_CLEAR, joy * _DIMMED):
        return hardest
    return Feeling.JOY if joy >= _CLEAR else Feeling.GENERAL


def weigh(text: str, language: str = "en") -> dict[Feeling, float]:
    """How much of each feeling is in a text; the place where other evidence can be added."""
    lexicon = _lexicon(language)
    tokens = words(_both_ends(text))
    weights: dict[Feeling, float] = {}
    contrast = _last(tokens[:-_AFTER_CONTRAST], lexicon.contrasts)
    for feeling, start, weight in _readings(tokens, lexicon):
        said_last = 1.0 if contrast < 0 else 1.3 if start > contrast else 0.6
        weights[feeling] = weights.get(feeling, 0.0) + weight * said_last
    return weights


def tone(text: str, language: str = "en") -> float:
    """How bright a text is by its words, below zero how dark; each word counts once."""
    lexicon = _lexicon(language)
    tokens = words(_both_ends(text))
    contrast = _last(tokens[:-_AFTER_CONTRAST], lexicon.contrasts)
    brightness = 0.0
    for token, at in {token: at for at, token in enumerate(tokens) if token in lexicon.tones}.items():
        denied = not lexicon.negations.isdisjoint(tokens[max(0, at - 2) : at])
        weight = lexicon.tones[token] * (-0.7 if denied else 1.0)
        brightness += weight * (1.0 if contrast < 0 else 1.3 if at > contrast else 0.4)
    return brightness


def _readings(tokens: Sequence[str], lexicon: Lexicon) -> list[tuple[Feeling, int, float]]:
    """Each phrase found, longest first where they overlap, with denial and intensity applied."""
    found = sorted(lexicon.phrases.find(tokens), key=lambda f: (f.start - f.end, -f.value.weight))
    taken: set[int] = set()
    readings = []
    for each in found:
        span = range(each.start, each.end)
        if taken.isdisjoint(span):
            taken.update(span)
            readings.append(_reading(tokens, each.start, each.value, lexicon))
    return [reading for reading in readings if reading is not None]


def _reading(
    tokens: Sequence[str], start: int, said: Weighed, lexicon: Lexicon
) -> tuple[Feeling, int, float] | None:
    before = _clause_before(tokens, start, lexicon)
    if any(word in lexicon.negations for word in before[-lexicon.reach :]):
        return (said.denied, start, said.weight) if said.denied else None
    strength = 1.0
    for word in before[-2:]:
        strength *= lexicon.intensity.get(word, 1.0)
    return said.feeling, start, said.weight * strength


def _clause_before(tokens: Sequence[str], start: int, lexicon: Lexicon) -> Sequence[str]:
    """The few words before a phrase that belong to its own clause."""
    first = max(0, start - lexicon.reach - 1)
    for at in range(start - 1, first - 1, -1):
        if tokens[at] in lexicon.boundaries or not is_word(tokens[at]):
            return tokens[at + 1 : start]
    return tokens[first:start]


def _last(tokens: Sequence[str], wanted: frozenset[str]) -> int:
    return next((at for at in range(len(tokens) - 1, -1, -1) if tokens[at] in wanted), -1)


def _both_ends(text: str) -> str:
    """People say what matters first or last; the middle of an endless message is left out."""
    if len(text) <= LONGEST_READ:
        return text
    half = LONGEST_READ // 2
    return f"{text[:half]} \n {text[-half:]}"


@cache
def _lexicon(language: str) -> Lexicon:
    folder = resources.files("core.feelings") / "data"
    file = folder / f"{language}.toml"
    if not file.is_file():
        return _lexicon("en")
    data = tomllib.loads(file.read_text("utf-8"))
    return Lexicon(
        phrases=Phrases(_listed(data["feelings"], data.get("denied", {}))),
        negations=frozenset(data["negations"]),
        boundaries=frozenset(data["boundaries"]),
        contrasts=frozenset(data["contrasts"]),
        intensity=data["intensity"],
        tones={
            word: float(weight) for weight, listed in data.get("tone", {}).items() for word in listed.split()
        },
        reach=data["reach"],
    )


def _listed(
    feelings: Mapping[str, Mapping[str, Sequence[str]]], denied: Mapping[str, str]
) -> list[tuple[str, Weighed]]:
    """The file groups phrases by feeling, then by how clearly they speak: strong, clear, hint or faint."""
    weight = {"strong": 3.0, "clear": 2.0, "hint": 1.0, "faint": 0.5}
    return [
        (phrase, Weighed(feeling, weight[clarity], Feeling(denied[name]) if name in denied else None))
        for name, groups in feelings.items()
        for feeling in [Feeling(name)]
        for clarity, phrases in groups.items()
        for phrase in phrases
    ]
