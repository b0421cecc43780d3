"""The listener's wording, and which of it a conversation has already heard.

Owns the shape of `data/<language>/listener.toml` and the choice of what has not been said yet. Knows
nothing of why something is said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

from core.messages import Speaker, Turn

PIECE = "{piece}"
_TELLING = 8
"""How many characters a wording must have beside its piece to be recognised in what was said before."""
_REST = 4
"""After how many replies a plain wording may come again."""
_WHOLE = "whole:"
_PIECE = "piece:"


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence, or a frame for one; the same words have the same id wherever they stand."""

    id: str
    text: str
    joints: frozenset[str] = frozenset()
    """The words that part a sentence in its language."""
    parts: tuple[str, ...] = ()
    """Its own words around the piece, as they are looked for in what was said before."""

    @property
    def is_plain(self) -> bool:
        """So short that nobody minds hearing it again: "I see."."""
        return sum(map(len, self.parts)) < _TELLING

    def filled(self, piece: str) -> str:
        opening = piece[:1].upper() + piece[1:] if self.text.startswith(PIECE) else piece
        return self.text.replace(PIECE, opening)

    def suits(self, piece: str) -> bool:
        """Whether it reads well: a piece of parts takes no further part, a capital opens a sentence."""
        if piece[:1].isupper() and not self.text.startswith(PIECE):
            return False
        parted = "," in piece or any(f" {word} " in piece for word in self.joints)
        return not (parted and self.text.startswith(PIECE + ","))

    def is_in(self, said: str) -> bool:
        if self.is_plain:
            return False
        at = 0
        for part in self.parts:
            at = said.find(part, at)
            if at < 0:
                return False
            at += len(part)
        return True


Pool = tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All wording of one language, by its place in the file: `feelings.anger.questions`."""

    pools: Mapping[str, Pool]
    joint: str

    def pool(self, *places: str) -> Pool:
        """The wording of several places together; a place that is not there adds nothing."""
        return tuple(wording for place in places for wording in self.pools.get(place, ()))


@dataclass(frozen=True, slots=True)
class Said:
    """What a conversation has heard so far: from its own record, and from the turns themselves."""

    used: set[str]
    heard: tuple[str, ...]
    when: dict[str, int]
    now: int
    unrecorded: tuple[str, ...] = ()
    """What was said before the record began: only there must wording be looked for in the text itself."""

    @classmethod
    def before(cls, used: set[str], recent: Sequence[Turn]) -> Said:
        heard = tuple(turn.text.casefold() for turn in recent if turn.speaker is Speaker.LISTENER)
        when = {}
        for entry in used:
            name, _, number = entry.rpartition("@")
            if name and number.isdecimal():
                when[name] = int(number)
        now = max(when.values(), default=0) + 1
        return cls(used, heard, when, now, heard if len(heard) >= now else ())

    def last(self, wording: Wording) -> int | None:
        """When it was last said: a number that is higher the later it was, or None."""
        if wording.id in self.when:
            rested = wording.is_plain and self.now - self.when[wording.id] > _REST
            return None if rested else self.when[wording.id]
        places = [at for at, text in enumerate(self.unrecorded) if wording.is_in(text)]
        return places[-1] - len(self.unrecorded) if places else None

    def choose(self, pool: Pool, seed: str, attempt: int = 0) -> Wording:
        """One that was not said yet; when all were, the one said longest ago, or one of the older half."""
        fresh = self.fresh(pool)
        if fresh:
            return fresh[number(seed) % len(fresh)]
        oldest = sorted(pool, key=lambda wording: self.last(wording) or 0)
        return oldest[number(seed) % max(1, len(oldest) // 2)] if attempt else oldest[0]

    def fresh(self, pool: Pool) -> Pool:
        return tuple(wording for wording in pool if self.last(wording) is None)

    def said_lately(self, pool: Pool, replies: int) -> bool:
        """Whether one of them was said within the last so many replies."""
        return any(
            (self.now - self.when[wording.id] <= replies)
            if wording.id in self.when
            else any(wording.is_in(text) for text in self.unrecorded[-replies:])
            for wording in pool
        )

    def is_new(self, whole: str) -> bool:
        return _WHOLE + _short(whole) not in self.when and whole.casefold() not in self.heard

    def gave_back(self, piece: str) -> bool:
        return _PIECE + _short(piece) in self.when or any(piece.casefold() in text for text in self.heard)

    def has_reflected(self, replies: int) -> bool:
        """Whether each of the last so many replies gave a piece back."""
        when = {at for name, at in self.when.items() if name.startswith(_PIECE)}
        return self.now > replies and when.issuperset(range(self.now - replies, self.now))

    def marked(self, mark: str, replies: int) -> int:
        """How many of the last so many replies were remembered with this mark."""
        first = self.now - replies
        return sum(name.startswith(f"{mark}:") and at >= first for name, at in self.when.items())

    def remember(self, wordings: Sequence[Wording], whole: str, piece: str | None, *marks: str) -> None:
        names = [wording.id for wording in wordings] + [_WHOLE + _short(whole)]
        names += [f"{mark}:{self.now}" for mark in marks]
        names += [_PIECE + _short(piece)] if piece else []
        for name in names:
            if name in self.when:
                self.used.discard(f"{name}@{self.when[name]}")
            self.used.add(f"{name}@{self.now}")


def number(seed: str) -> int:
    """The same number for the same seed, on every machine."""
    return int.from_bytes(blake2b(seed.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@cache
def phrasebook(language: str) -> Phrasebook:
    file = resources.files("core.care") / "data" / language / "listener.toml"
    if not file.is_file():
        return phrasebook("en")
    data = tomllib.loads(file.read_text("utf-8"))
    return Phrasebook(_pools(data, "", frozenset(data["joints"])), data["joint"])


def _pools(data: Mapping[str, Any], place: str, joints: frozenset[str]) -> dict[str, Pool]:
    pools: dict[str, Pool] = {}
    for name, value in data.items():
        here = f"{place}.{name}" if place else name
        if isinstance(value, dict):
            pools |= _pools(value, here, joints)
        elif isinstance(value, list) and name != "joints":
            pools[here] = tuple(
                Wording(_short(text), text, joints, tuple(text.casefold().split(PIECE))) for text in value
            )
    return pools


def _short(text: str) -> str:
    return f"{number(text.casefold()):x}"
