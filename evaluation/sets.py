"""The test sets: messages and dialogues by writers who had seen neither lexicon nor code.

Owns their shape and their hash. Nothing in the product may be tuned on them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.crisis import Said
from core.messages import Asked, Level

FOLDER = Path(__file__).parent / "sets"
NEGATIVES = ("idiom", "gaming", "helper", "bereavement", "quotation", "recovered", "denial", "ordinary")
"""Classes that are to be left alone; an emergency of somebody else among the helpers is none of them."""


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    language: str
    text: str
    level: Level
    topics: frozenset[str]
    subject: str
    kind: str

    @property
    def emergency_of_another(self) -> bool:
        return self.kind == "helper" and self.level >= Level.PASSIVE

    @property
    def negative(self) -> bool:
        return self.kind in NEGATIVES and not self.emergency_of_another


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: str
    language: str
    kind: str
    turns: tuple[Said, ...]
    levels: tuple[int, ...]
    known_at: int | None


def items() -> Iterator[Item]:
    for file in _files():
        if file.stem != "dialogues":
            for row in _rows(file):
                yield Item(
                    row["id"], file.stem, row["text"], Level(row["level"]), frozenset(row["topics"]),
                    row["subject"], row["class"],
                )  # fmt: skip


def dialogues() -> Iterator[Dialogue]:
    for row in _rows(FOLDER / "dialogues.jsonl"):
        turns = tuple(
            Said(turn) if isinstance(turn, str) else Said(asked=Asked(turn["asked"])) for turn in row["turns"]
        )
        yield Dialogue(row["id"], row["language"], row["class"], turns, tuple(row["levels"]), row["known_at"])


def digest() -> str:
    """SHA-256 over all files, by name and content; committed before the first run."""
    total = hashlib.sha256()
    for file in _files():
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.jsonl"))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
