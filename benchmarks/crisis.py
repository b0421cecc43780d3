"""How soon a message in greatest danger is answered while parts of the house are gone: 50 ms is the bound."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from core.app import App, open_app
from core.config import parse_config
from core.errors import EngineError
from core.generation.engines.echo import Echo
from core.generation.prompts import Prompt
from core.messages import Conversation, Level, Message, PersonId, Reply

BOUND_MS = 50
PEOPLE = 40
SAID = "I have taken all the pills and I am saying goodbye tonight"

Breakage = Callable[[Path, App], AbstractContextManager[None]]


class Timed:
    """A delivery that notes when the answer came, and what it was."""

    def __init__(self) -> None:
        self.took = 0.0
        self.reply: Reply | None = None
        self._begun = time.perf_counter()

    async def notify(self, reply: Reply) -> None: ...

    async def preview(self, text: str) -> None: ...

    async def finish(self, reply: Reply) -> None:
        self.took = (time.perf_counter() - self._begun) * 1_000
        self.reply = reply


class Dead(Echo):
    """A worker that is gone."""

    free = True

    async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        if prompt:
            raise EngineError("the worker is gone")
        yield ""


@contextmanager
def whole(_folder: Path, _app: App) -> Iterator[None]:
    yield


@contextmanager
def locked(_folder: Path, app: App) -> Iterator[None]:
    """Somebody else holds the database for writing all the while."""
    assert app.database.file is not None
    other = sqlite3.connect(app.database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def vanished(_folder: Path, app: App) -> Iterator[None]:
    """The database's file is taken away."""
    file = app.database.file
    assert file is not None
    file.rename(file.with_suffix(".away"))
    try:
        yield
    finally:
        file.with_suffix(".away").rename(file)


@contextmanager
def keyless(folder: Path, _app: App) -> Iterator[None]:
    """The keys are taken away."""
    kept = {file: file.read_bytes() for file in folder.rglob("*key*") if file.is_file()}
    for file in kept:
        file.unlink()
    try:
        yield
    finally:
        for file, body in kept.items():
            file.write_bytes(body)


async def main() -> None:
    table = Table(title=f"A message of level 5, answered (bound {BOUND_MS} ms)")
    for column in ("while", "p50 ms", "max ms", "of level 5", "answered"):
        table.add_column(column)
    for name, breakage in (("all is well, worker dead", whole), ("the database is locked", locked),
                           ("the database is gone", vanished), ("the keys are gone", keyless)):  # fmt: skip
        took = await _measure(breakage)
        times = sorted(timed.took for timed in took)
        grave = sum(t.reply is not None and t.reply.verdict.level is Level.IMMINENT for t in took)
        table.add_row(
            name, f"{statistics.median(times):.1f}", f"{times[-1]:.1f}", f"{grave}/{len(took)}",
            f"{sum(t.reply is not None for t in took)}/{len(took)}",
        )  # fmt: skip
    Console().print(table)


async def _measure(breakage: Breakage) -> list[Timed]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with open_app(parse_config({}, folder=folder), engine=Dead()) as app:
            await _say(app, "warm", "I had soup for lunch")
            await _say(app, "warm", SAID)
            with breakage(folder, app):
                return [await _say(app, f"person{n}", SAID) for n in range(PEOPLE)]


async def _say(app: App, person: str, text: str) -> Timed:
    timed = Timed()
    message = Message(Conversation(PersonId("terminal", person)), text, datetime.now(UTC))
    await app.router.handle(message, timed)
    return timed
