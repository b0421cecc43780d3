"""Ordinary talk: how often the detector is alarmed where nothing is wrong.

Reads the development data where it lies; prints no sentence of it, rows are named by file and number only.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from core.crisis import assess
from training import development

_CHUNK = 500
_GENUINE = Path(__file__).parent / "genuine.csv"
"""Rows that were read and are genuine, by id: they are no false alarms."""


def rows() -> Iterator[tuple[str, str]]:
    """Every ordinary line with its id: forum comments, game chat, and the tellers of EmpatheticDialogues."""
    for name in ("ordinary_forum_comments", "ordinary_game_chat"):
        for number, row in enumerate(development.rows(f"crisis_dev/{name}.csv"), start=1):
            yield f"{name}:{number}", row["text"].replace("[SEPA]", " ")
    for split in ("valid", "test"):
        for number, row in enumerate(development.rows(f"empathetic_dialogues/{split}.csv"), start=1):
            if row["speaker_idx"] == "1":
                yield f"empathetic_{split}:{number}", row["utterance"].replace("_comma_", ",")


def genuine() -> frozenset[str]:
    listed = _GENUINE.read_text("utf-8").splitlines()[1:] if _GENUINE.is_file() else []
    return frozenset(line.partition(",")[0] for line in listed)


def levels(processes: int | None = None) -> dict[str, int]:
    """The level of every row, read alone."""
    listed = list(rows())
    chunks = [listed[at : at + _CHUNK] for at in range(0, len(listed), _CHUNK)]
    with ProcessPoolExecutor(processes) as pool:
        return {name: level for found in pool.map(_levels, chunks) for name, level in found}


def _levels(chunk: list[tuple[str, str]]) -> list[tuple[str, int]]:
    return [(name, int(assess(text).level)) for name, text in chunk]
