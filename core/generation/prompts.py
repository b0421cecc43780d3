"""What an engine is given: the talk so far within its window, the new message and what was read in it.

Owns the window. Knows no engine, no storage and no platform.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.messages import Conversation, Level, Turn, Verdict

PLACEHOLDER = "(something hard was said here)"
"""Stands for every turn of level 2 and above: a model never meets those words again."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request for a reply."""

    conversation: Conversation
    text: str = field(repr=False)
    turns: tuple[Turn, ...] = field(default=(), repr=False)
    verdict: Verdict = Verdict()
    hold: Level = Level.NONE
    language: str = "en"
    used: set[str] = field(default_factory=set, repr=False)
    """Wordings that this conversation has had; an engine with fixed wording reads and extends it."""
    at: datetime | None = None
    cut: bool = False
    """Whether the window was too small for the whole talk."""


def window(turns: Sequence[Turn], budget: int, tokens: Callable[[str], int]) -> tuple[list[Turn], bool]:
    """The newest whole turns that fit, oldest first, and whether anything had to go."""
    kept: list[Turn] = []
    for turn in reversed(turns):
        budget -= tokens(turn.text)
        if budget < 0:
            return kept[::-1], True
        kept.append(turn)
    return kept[::-1], False


def veiled(turn: Turn) -> Turn:
    """The turn as a later prompt may hold it."""
    return turn if turn.level < Level.PASSIVE else Turn(turn.speaker, PLACEHOLDER, turn.at, turn.level)
