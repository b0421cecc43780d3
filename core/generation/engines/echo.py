"""The engine that says back what it was told, a word at a time: for trying adapters and for tests of streaming."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from core.generation.prompts import Prompt


class Echo:
    """`pause` seconds between its sentences makes it as slow as a model."""

    name = "echo"
    free = False

    def __init__(self, pause: float = 0.0) -> None:
        self._pause = pause

    async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        for sentence in (f"You said: {prompt.text}", f"That was message {len(prompt.turns) // 2 + 1}."):
            await asyncio.sleep(self._pause)
            yield sentence

    def tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    async def close(self) -> None:
        """Nothing is held."""
