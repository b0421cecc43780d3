"""The template listener as an engine: no model, nothing downloaded, an answer at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.care.listener import answer
from core.generation.prompts import Prompt


class Templates:
    name = "templates"
    free = False

    async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        for sentence in listen(prompt):
            yield sentence

    def tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    async def close(self) -> None:
        """Nothing is held."""


def listen(prompt: Prompt) -> tuple[str, ...]:
    """What the template listener answers; every other engine falls back on it."""
    return answer(prompt.text, recent=prompt.turns, used=prompt.used, language=prompt.language).sentences
