"""The running level of a dialogue: it rises at once, and falls only by being taken back, one step at a time.

Pure. Must not know the hold, which ends by its own table: this is what a reader of a dialogue would say now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.crisis.detector import Heard, assess
from core.messages import Asked, Level, Modality, Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a dialogue: the person's words, or what the bot asked."""

    text: str = ""
    asked: Asked | None = None


def follow(turns: Iterable[Said]) -> list[Verdict]:
    """The verdict after each of the person's turns, its level being the running one."""
    heard: list[Heard] = []
    followed: list[Verdict] = []
    asked: Asked | None = None
    for turn in turns:
        if turn.asked is not None:
            asked = turn.asked
            continue
        verdict = assess(turn.text, heard, asked)
        heard.append(Heard(turn.text, verdict))
        followed.append(_now(followed, verdict))
        asked = None
    return followed


def _now(followed: Sequence[Verdict], verdict: Verdict) -> Verdict:
    before = followed[-1] if followed else Verdict()
    if verdict.level >= before.level or before.level < Level.PASSIVE:
        return verdict
    taken_back = verdict.modality is Modality.NEGATED and verdict.level > Level.NONE
    level = Level(before.level - 1) if taken_back else before.level
    return replace(
        verdict, level=level, topics=before.topics if level >= Level.PASSIVE else (), subject=before.subject
    )
