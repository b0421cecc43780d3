"""One reply being worded: sentence by sentence from an engine, until it ends, is stopped, is late or fails.

Whatever happens, words come out: where an engine gives none, the template listener's. Knows no queue and no person.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from core.errors import EngineError
from core.generation.engines import Engine
from core.generation.engines.templates import Templates, listen
from core.generation.prompts import Prompt
from core.guard import Context, screen
from core.guard.text import questions
from core.languages import joint
from core.messages import Speaker

log = logging.getLogger("hearken.speaking")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was worded, by whom, and whether somebody stopped it."""

    text: str = field(repr=False)
    engine: str
    stopped: bool = False


_REMEMBERED = 6
"""How many of the person's turns the guard takes for their own words."""
_TRIES = 2
"""How often an engine may begin, when the guard refuses its first sentence."""


async def speak(
    engine: Engine,
    prompt: Prompt,
    *,
    stopped: asyncio.Event,
    deadline_s: float,
    show: Callable[[str], Awaitable[None]],
) -> Spoken:
    """Word one reply, showing it as it grows; a sentence that the guard refuses is never shown."""
    said: list[str] = []
    try:
        async with asyncio.timeout(deadline_s):
            for _ in range(_TRIES if engine.free else 1):
                if await _begin(engine, prompt, said, stopped, show):
                    break
    except (
        Exception
    ) as error:  # the boundary to an engine: what was shown stays, or the listener answers below
        if not isinstance(error, EngineError | TimeoutError):
            log.error("the engine failed", exc_info=error)
    if said or stopped.is_set():
        return Spoken(_joined(said, prompt), engine.name, stopped.is_set())
    return Spoken(_joined(listen(prompt), prompt), Templates.name)


async def _begin(
    engine: Engine,
    prompt: Prompt,
    said: list[str],
    stopped: asyncio.Event,
    show: Callable[[str], Awaitable[None]],
) -> bool:
    """One try; False when nothing could be shown because the guard refused it."""
    async with aclosing(_until(engine.stream(prompt), stopped)) as sentences:
        async for sentence in sentences:
            if engine.free and (fault := screen(sentence, _context(prompt, said)).fault):
                log.info("a sentence was held back: %s", fault)
                said += [_question(prompt)] if said else []
                return bool(said)
            said.append(sentence)
            await show(_joined(said, prompt))
    return True


def _context(prompt: Prompt, said: Sequence[str]) -> Context:
    """What the guard may go by: the person's own words, and what this reply has said."""
    own = [turn.text for turn in prompt.turns if turn.speaker is Speaker.PERSON]
    return Context(
        language=prompt.language,
        said=(*own[-_REMEMBERED:], prompt.text),
        questions=sum(map(questions, said)),
        before=tuple(said),
    )


def _question(prompt: Prompt) -> str:
    """What ends a reply whose next sentence was held back: the listener's own question."""
    return listen(prompt)[-1]


def _joined(sentences: Iterable[str], prompt: Prompt) -> str:
    return joint(prompt.language).join(sentences)


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
