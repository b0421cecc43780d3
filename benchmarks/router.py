"""The router's own time per message, with consent and a growing history, beside a bare aiosqlite insert."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
from rich.console import Console
from rich.table import Table

from core.app import App, open_app
from core.config import parse_config
from core.consent import VERSION
from core.messages import Conversation, Message, PersonId, Reply, Speaker, Turn

PEOPLE = 100
PER_SECOND = 50
SECONDS = 12
SIZES = (1_000, 10_000, 100_000)
LINES = (
    "I had another long day at work and nobody noticed",
    "my sister and I argued again about the house",
    "I keep thinking about the exam next week",
    "it was sunny and I walked by the river for a while",
    "I miss how things were before we moved here",
)


class Silent:
    """A delivery that only takes."""

    async def notify(self, reply: Reply) -> None: ...

    async def preview(self, text: str) -> None: ...

    async def finish(self, reply: Reply) -> None: ...


async def main() -> None:
    console = Console()
    for engine, what in (("echo", "without generation"), ("templates", "with the template listener")):
        table = Table(title=f"Router {what}, consent given, {PER_SECOND} messages/s")
        for column in ("stored turns", "p50 ms", "p95 ms", "p99 ms", "bare insert p50 ms", "ratio p50"):
            table.add_column(column, justify="right")
        medians = []
        for size in SIZES:
            took, bare = await _measure(engine, size)
            medians.append(_percentile(took, 50))
            table.add_row(f"{size:,}", *_cells(took, bare))
        console.print(table)
        console.print(
            f"p50 at {SIZES[-1]:,} turns over p50 at {SIZES[0]:,}: {medians[-1] / medians[0]:.2f}\n"
        )


def _cells(took: list[float], bare: list[float]) -> list[str]:
    figures = [_percentile(took, share) for share in (50, 95, 99)]
    bare50 = _percentile(bare, 50)
    return [f"{figure:.2f}" for figure in (*figures, bare50)] + [f"{figures[0] / bare50:.1f}"]


async def _measure(engine: str, size: int) -> tuple[list[float], list[float]]:
    """Milliseconds per message through the router and per bare insert, taken in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with open_app(parse_config({"generation": {"engine": engine}}, folder=folder)) as app:
            await _fill(app, size)
            for person in range(PEOPLE):
                await _one(app, person, 0)
            async with aiosqlite.connect(folder / "bare.db") as bare:
                await bare.execute("PRAGMA journal_mode=WAL")
                await bare.execute("PRAGMA synchronous=NORMAL")
                await bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
                return await _run(app, bare)


async def _fill(app: App, size: int) -> None:
    assert app.memory.kept is not None
    history, now = app.memory.kept.history, datetime.now(UTC)
    each = size // PEOPLE
    for person in range(PEOPLE):
        who = PersonId("terminal", f"p{person}")
        await history.remember(who, VERSION, now)
        turns = [
            Turn(Speaker.PERSON if n % 2 == 0 else Speaker.LISTENER, LINES[n % len(LINES)], now)
            for n in range(each)
        ]
        await history.record(Conversation(who), "seed", turns)


async def _run(app: App, bare: aiosqlite.Connection) -> tuple[list[float], list[float]]:
    took: list[float] = []
    inserts: list[float] = []
    started = time.perf_counter()
    running: set[asyncio.Task[None]] = set()
    for n in range(PER_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, started + n / PER_SECOND - time.perf_counter()))
        task = asyncio.create_task(_timed(app, n, took))
        running.add(task)
        task.add_done_callback(running.discard)
        if n % 5 == 0:
            await task
            before = time.perf_counter()
            await bare.execute("INSERT INTO t (b) VALUES (?)", (b"x" * 300,))
            await bare.commit()
            inserts.append((time.perf_counter() - before) * 1_000)
    await asyncio.gather(*running)
    return took, inserts


async def _timed(app: App, n: int, took: list[float]) -> None:
    before = time.perf_counter()
    await _one(app, n % PEOPLE, n + 1)
    took.append((time.perf_counter() - before) * 1_000)


async def _one(app: App, person: int, n: int) -> None:
    talk = Conversation(PersonId("terminal", f"p{person}"))
    await app.router.handle(Message(talk, LINES[n % len(LINES)], datetime.now(UTC), id=str(n)), Silent())


def _percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
