"""How long the detector takes: per message, for long ones, and how long a huge one holds others up."""

from __future__ import annotations

import time
from collections.abc import Sequence

from core.crisis import assess, assess_in_steps, warming

_LONG = 2_000
HUGE = 1_000_000


def times(texts: Sequence[str]) -> list[float]:
    """Milliseconds per text, sorted."""
    list(warming(whole=True))
    took = []
    for text in texts:
        before = time.perf_counter()
        assess(text)
        took.append((time.perf_counter() - before) * 1_000)
    return sorted(took)


def made_long(texts: Sequence[str]) -> list[str]:
    """Messages of 2,000 characters, from as many ordinary ones as that takes."""
    made, current = [], ""
    for text in texts:
        current += text + " "
        if len(current) >= _LONG:
            made.append(current[:_LONG])
            current = ""
    return made


def longest_stall(text: str) -> float:
    """The longest stretch, in milliseconds, between two moments at which others may go on."""
    longest, before = 0.0, time.perf_counter()
    for _ in assess_in_steps(text):
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return longest * 1_000


def at(took: Sequence[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))]
