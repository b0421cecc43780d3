"""Engines: whatever words a reply, behind one method. See docs/engines.md for adding one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from core.generation.prompts import Prompt


class Engine(Protocol):
    """Words one reply. `stream` yields whole sentences, in order; closing it early cancels the work."""

    name: str
    free: bool
    """Whether its words are its own, so that the guard reads each sentence before a person does."""

    def stream(self, prompt: Prompt) -> AsyncIterator[str]: ...

    def tokens(self, text: str) -> int: ...

    async def close(self) -> None: ...
