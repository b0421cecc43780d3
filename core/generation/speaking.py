"""One reply being worded: sentence by sentence from an engine, until it ends, is stopped, is late or fails.

Whatever happens, words come out: where an engine gives none, the template listener's. Knows no queue and no person.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from core.errors import EngineError
from core.generation.engines import Engine
from core.generation.engines.templates import Templates, listen
from core.generation.prompts import Prompt

log = logging.getLogger("hearken.speaking")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was worded, by whom, and whether somebody stopped it."""

    text: str = field(repr=False)
    engine: str
    stopped: bool = False


async def speak(
    engine: Engine,
    prompt: Prompt,
    *,
    stopped: asyncio.Event,
    deadline_s: float,
    show: Callable[[str], Awaitable[None]],
) -> Spoken:
    """Word one reply, showing it as it grows."""
    said: list[str] = []
    try:
        async with asyncio.timeout(deadline_s), aclosing(_until(engine.stream(prompt), stopped)) as sentences:
            async for sentence in sentences:
                said.append(sentence)
                await show(" ".join(said))
    except (
        Exception
    ) as error:  # the boundary to an engine: what was shown stays, or the listener answers below
        if not isinstance(error, EngineError | TimeoutError):
            log.error("the engine failed", exc_info=error)
    if said or stopped.is_set():
        return Spoken(" ".join(said), engine.name, stopped.is_set())
    return Spoken(" ".join(listen(prompt)), Templates.name)


async def _until(stream: AsyncIterator[str], stopped: asyncio.Event) -> AsyncGenerator[str, None]:
    """The sentences up to the moment when they are no longer wanted."""
    stop = asyncio.ensure_future(stopped.wait())
    upcoming = asyncio.ensure_future(_upcoming(stream))
    try:
        while True:
            await asyncio.wait({upcoming, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not upcoming.done() or (sentence := upcoming.result()) is None:
                return
            yield sentence
            upcoming = asyncio.ensure_future(_upcoming(stream))
    finally:
        stop.cancel()
        upcoming.cancel()
        await asyncio.wait({upcoming})


async def _upcoming(stream: AsyncIterator[str]) -> str | None:
    return await anext(stream, None)
