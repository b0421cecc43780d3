"""Shares with their confidence intervals, and tables of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @classmethod
    def among(cls, outcomes: Iterable[bool]) -> Share:
        seen = list(outcomes)
        return cls(sum(seen), len(seen))

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, at 95%."""
        if not self.of:
            return math.nan, math.nan
        centre = (self.value + _Z**2 / (2 * self.of)) / (1 + _Z**2 / self.of)
        half = math.sqrt(self.value * (1 - self.value) / self.of + _Z**2 / (4 * self.of**2))
        half *= _Z / (1 + _Z**2 / self.of)
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        if not self.of:
            return "-"
        low, high = self.interval
        return f"{self.value:.3f} ({self.hits}/{self.of}; {low:.3f}-{high:.3f})"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)
