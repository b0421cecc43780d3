"""The yearly report that crisis protocols ask for: referrals to helplines per month and country, and no person.

Owns what may be shown of the counts: a small number could point at somebody, so it is hidden, and sums are
rounded so that it cannot be worked out from them. Pure; must not know where the counts are kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

REFERRAL = "referral:"
SMALLEST = 10
"""A count below this is hidden."""


@dataclass(frozen=True, slots=True)
class Report:
    """Referrals of one year by country and month, as counted."""

    year: int
    counted: Mapping[tuple[str, str], int]
    """(country, month) -> referrals; months as 2026-01."""

    @classmethod
    def of(cls, year: int, counts: Mapping[tuple[str, str], int]) -> Report:
        """From all monthly counts: (month, name) -> n."""
        kept = {
            (name.removeprefix(REFERRAL), month): n
            for (month, name), n in counts.items()
            if name.startswith(REFERRAL) and month.startswith(f"{year:04}-")
        }
        return cls(year, kept)

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(f"{self.year:04}-{month:02}" for month in range(1, 13))

    def cells(self) -> dict[str, dict[str, str]]:
        """By country, each month's number as it may be shown, and the year's."""
        sums: Counter[str] = Counter()
        for (country, _), n in self.counted.items():
            sums[country] += n
        return {
            country: {
                **{month: _shown(self.counted.get((country, month), 0)) for month in self.months},
                "year": _rounded(sums[country]),
            }
            for country in sorted(sums)
        }

    def text(self) -> str:
        rows = self.cells()
        lines = [
            f"Referrals to helplines in {self.year}, per month and country of the line shown.",
            f"A referral is one answer that named a line. Numbers under {SMALLEST} are hidden (<{SMALLEST}), the "
            "year's are rounded to ten. Nobody is identified: nothing but these sums is kept.",
            "",
        ]
        if not rows:
            return "\n".join([*lines, "There were none."])
        heads = ["country", *(month[5:] for month in self.months), "year"]
        table = [heads, *([country, *cells.values()] for country, cells in rows.items())]
        wide = [max(len(row[at]) for row in table) for at in range(len(heads))]
        return "\n".join(
            [*lines, *("  ".join(c.rjust(w) for c, w in zip(row, wide, strict=True)) for row in table)]
        )

    def json(self) -> str:
        return json.dumps({"year": self.year, "hidden_below": SMALLEST, "referrals": self.cells()}, indent=1)


def _shown(n: int) -> str:
    return str(n) if n >= SMALLEST or n == 0 else f"<{SMALLEST}"


def _rounded(n: int) -> str:
    return f"<{SMALLEST}" if n < SMALLEST else str(round(n, -1))
