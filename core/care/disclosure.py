"""When a person must be told that this is an AI, and what they are told.

Owns the schedule (the strictest of the rules that apply to such programs) and the reading of its wording.
Pure: the clock is handed in. Must not know who the person is or whether they consented to anything.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources

SILENCE = timedelta(minutes=30)
"""After this the next message opens a new session."""
TALKING = timedelta(hours=3)
TALKING_MINOR = timedelta(hours=1)
AWAY = timedelta(days=7)


def due(
    last_said: datetime | None, last_seen: datetime | None, now: datetime, *, minor: bool = False
) -> bool:
    """Whether it must be said before the next answer.

    `last_seen` is the person's message before this one. A clock that ran backwards counts as due.
    """
    if last_said is None or last_seen is None or now < last_said:
        return True
    since_said = now - last_said
    return (
        since_said >= (TALKING_MINOR if minor else TALKING)
        or since_said > AWAY
        or (now - last_seen >= SILENCE and since_said >= SILENCE)
    )


class Kind(StrEnum):
    FIRST = "first"
    """The whole of it, before first use."""
    AGAIN = "again"
    HELD = "held"
    """Under a safety hold: what it is and is not, and nothing about what may be kept."""


def disclosure(language: str, kind: Kind) -> str:
    """What is said; English where a language has none."""
    return _wording(language)[kind]


@cache
def _wording(language: str) -> dict[str, str]:
    folder = resources.files("core.care").joinpath("data")
    file = folder.joinpath(language, "disclosure.toml")
    if not language.isalpha() or not file.is_file():
        file = folder.joinpath("en", "disclosure.toml")
    return tomllib.loads(file.read_text("utf-8"))
