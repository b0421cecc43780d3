"""The safety hold: how long after a crisis the fixed wording stands, as one table.

Owns when a hold starts, rises, softens and ends. Pure: the clock is handed in. Must not know wording,
storage or whether anybody consented: a hold is kept for everybody, and for as long as `until` at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.messages import Level, Modality, Topic, Verdict


@dataclass(frozen=True, slots=True)
class Ending:
    """When a hold of one level is over: both after `time` and after `turns` benign messages."""

    time: timedelta
    turns: int
    longest: timedelta
    """After this it is over without any message, so that no row is kept for ever."""


ENDINGS: dict[Level, Ending] = {
    Level.PASSIVE: Ending(time=timedelta(0), turns=3, longest=timedelta(days=30)),
    Level.ACTIVE: Ending(time=timedelta(hours=2), turns=6, longest=timedelta(days=30)),
    Level.INTENT: Ending(time=timedelta(hours=24), turns=0, longest=timedelta(hours=24)),
    Level.IMMINENT: Ending(time=timedelta(hours=24), turns=0, longest=timedelta(hours=24)),
}

SOFTENED: dict[Level, Level | None] = {
    Level.PASSIVE: None,
    Level.ACTIVE: Level.PASSIVE,
    Level.INTENT: Level.ACTIVE,
    Level.IMMINENT: Level.INTENT,
}


@dataclass(frozen=True, slots=True)
class Hold:
    """That a person is under a hold; `benign` counts the messages since that gave no cause for worry."""

    level: Level
    topics: tuple[Topic, ...]
    since: datetime
    benign: int = 0

    def __post_init__(self) -> None:
        if self.level not in ENDINGS:
            raise ValueError("a hold has a level of 2 to 5")

    @property
    def until(self) -> datetime:
        """The latest moment at which its row may exist."""
        return self.since + ENDINGS[self.level].longest


def step(hold: Hold | None, verdict: Verdict, now: datetime) -> Hold | None:
    """The hold after one more message.

    The message that completes the ending is itself free: it is answered without a hold.
    """
    hold = standing(hold, now)
    if verdict.level >= Level.PASSIVE and not _taken_back(hold, verdict):
        return _raised(hold, verdict, now)
    return hold and _calmed(hold, now)


def standing(hold: Hold | None, now: datetime) -> Hold | None:
    """The hold, unless its time is over; for when no message has come."""
    return hold if hold and now < hold.until else None


def soften(hold: Hold, now: datetime) -> Hold | None:
    """The button "That's not what I meant": one level down, and its time starts anew."""
    level = SOFTENED[hold.level]
    return replace(hold, level=level, since=now, benign=0) if level else None


def _taken_back(hold: Hold | None, verdict: Verdict) -> bool:
    """A retraction or an affirmed safety is a calm message: it starts no day anew and undoes no count."""
    return hold is not None and verdict.modality is Modality.NEGATED and verdict.level < hold.level


def _raised(hold: Hold | None, verdict: Verdict, now: datetime) -> Hold:
    if hold is None:
        return Hold(verdict.level, verdict.topics, now)
    grave = verdict.level >= min(Level.ACTIVE, hold.level)
    return Hold(
        level=max(hold.level, verdict.level),
        topics=tuple(dict.fromkeys((*verdict.topics, *hold.topics))),
        since=now if grave else hold.since,
    )


def _calmed(hold: Hold, now: datetime) -> Hold | None:
    ending = ENDINGS[hold.level]
    benign = hold.benign + 1
    over = now - hold.since >= ending.time and benign >= ending.turns
    return None if over else replace(hold, benign=benign)
