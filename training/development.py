"""Where the development data lie: beside the repository, or where `HEARKEN_DATA` says; none of it is in it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

_LONGEST_FIELD = 10_000_000


def folder() -> Path:
    return Path(os.environ.get("HEARKEN_DATA", Path(__file__).parents[2] / "shared" / "data"))


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of its CSV files."""
    csv.field_size_limit(_LONGEST_FIELD)
    with (folder() / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)
