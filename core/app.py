"""The one place that chooses implementations and puts the house together.

`open_app` gives a running program; adapters hand it messages. It looks after the parts that come and go: when the
database is down people are answered without it, operators are told, and it is tried again every minute.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from core import control
from core.care.lines import lines_for
from core.care.wording import say
from core.commands.desk import Facts
from core.commands.operators import receipt_text
from core.config import Config
from core.courier import send
from core.crisis import assess_in_steps, warming
from core.errors import HearkenError, HistoryError, HistoryUnavailable
from core.generation.engines import Engine
from core.generation.engines.echo import Echo
from core.generation.engines.templates import Templates
from core.helplines import resolve
from core.history.database import Database, Lock
from core.history.opening import open_history
from core.history.purge import Purge, Scope
from core.lanes import Lanes
from core.memory import Kept, Memory
from core.messages import PersonId, Reply
from core.router import Assess, Manners, Router
from core.sessions import Sessions

CHORES_EVERY_S = 60.0

Clock = Callable[[], datetime]
Voice = Callable[[PersonId, Reply], Awaitable[None]]

log = logging.getLogger("hearken.app")


def wall_clock() -> datetime:
    return datetime.now(UTC)


class App:
    """A running Hearken. `voices` are the adapters' ways to write to somebody unasked: operators only."""

    def __init__(
        self, config: Config, clock: Clock, *, engine: Engine | None = None, assess: Assess = assess_in_steps
    ) -> None:
        self.config = config
        self.clock = clock
        self.voices: dict[str, Voice] = {}
        self.sessions = Sessions()
        self.database = Database(config.history.url, config.folder)
        self.lock = Lock(self.database, config.key_file)
        self.lanes = Lanes(stalled=lambda: self.database.stalled)
        self.memory = Memory(self.sessions, self.lanes, self.broken)
        self.engine = engine or _engine(config)
        self._started = clock()
        self._trouble = ""
        self._operators = _operators(config)
        self.router = Router(
            assess=assess,
            engine=self.engine,
            lanes=self.lanes,
            memory=self.memory,
            broken=self.broken,
            facts=self.facts,
            manners=_manners(config, self._operators),
        )

    # --- the history comes and goes ----------------------------------------------------------------

    async def connect(self, *, standby: bool = False) -> None:
        """Take the database, or go on without it; what only an operator can mend is raised."""
        try:
            await self.lock.acquire(wait=standby)
            await self.database.open()
            history = await open_history(self.database, self.config.key_file)
            purge = Purge(history, backup_days=self.config.history.backup_days)
            await purge.resume(self.clock())
        except HistoryUnavailable as error:
            await self.database.close()
            await self.broken(error)
            return
        self.memory.kept = Kept(history, purge)
        await self._mended()

    async def broken(self, error: HistoryError) -> None:
        """A part of the history failed: say so once, to the log and to operators."""
        cause = str(error)
        if cause != self._trouble:
            self._trouble = cause
            log.error("the history is not available: %s", cause)
            await self._tell_operators("alert_history", cause=cause)

    async def _mended(self) -> None:
        if self._trouble:
            self._trouble = ""
            await self._tell_operators("alert_history_back")

    @property
    def trouble(self) -> str:
        """Why nothing can be kept at the moment, for whoever runs it; empty if all is well."""
        return self._trouble

    def facts(self) -> Facts:
        return Facts(
            version=installed_version(),
            engine=self.engine.name,
            started=self._started,
            history=self._trouble or "open",
            conversations=len(self.sessions),
            busy=self.lanes.busy,
        )

    async def _tell_operators(self, key: str, **values: object) -> None:
        for operator in self._operators:
            if (voice := self.voices.get(operator.platform)) is not None:
                await send(voice(operator, Reply(say(key, **values))), "a notice to an operator")

    # --- time --------------------------------------------------------------------------------------

    async def tick(self, now: datetime) -> None:
        """Everything that is due by now: what ends, what is written down, what is tried again."""
        self.sessions.sweep(now)
        if self.database.replaced or not self.lock.held:
            self.memory.kept = None
            await self.database.close()
        if self.memory.kept is None:
            try:
                await self.connect()
            except HistoryError as error:
                await self.broken(error)
            return
        try:
            await self.lock.keep()
            oldest = now - timedelta(days=self.config.history.retention_days)
            await self.memory.kept.history.expire(oldest, now)
            await self.memory.kept.history.flush()
            await self.memory.kept.purge.finish(now)
        except HistoryError as error:
            await self.broken(error)
        else:
            await self._mended()

    async def keep_time(self) -> None:
        while True:
            await asyncio.sleep(CHORES_EVERY_S)
            await self.tick(self.clock())

    async def close(self) -> None:
        await self.memory.settle()
        if self.memory.kept is not None:
            with suppress(HistoryError):
                await self.memory.kept.history.flush()
        await self.engine.close()
        await self.database.close()
        await self.lock.release()

    # --- what other commands of ours may ask -------------------------------------------------------

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """A request over the local socket, from a command that the same user started."""
        if request["do"] != "purge":
            raise ValueError
        scope, now = Scope.from_record(request["scope"]), self.clock()
        if request["dry_run"]:
            receipt = await self.memory.dry_run(scope, now=now)
        else:
            receipt = await self.memory.purge(scope, "command line", now=now)
        return {"text": receipt_text(receipt)}


@asynccontextmanager
async def open_app(
    config: Config,
    *,
    clock: Clock = wall_clock,
    standby: bool = False,
    engine: Engine | None = None,
    assess: Assess = assess_in_steps,
) -> AsyncIterator[App]:
    """The house, open for as long as this lasts; another engine or detector may be handed in."""
    app = App(config, clock, engine=engine, assess=assess)
    await asyncio.to_thread(_warm)
    server: asyncio.Server | None = None
    behind: list[asyncio.Task[None]] = []
    try:
        await app.connect(standby=standby)
        server = await _listen(app) if app.lock.held else None
        behind += [asyncio.create_task(app.keep_time()), asyncio.create_task(_make_ready(config))]
        yield app
    finally:
        for task in behind:
            task.cancel()
        if server is not None:
            server.close()
            control.socket_path(app.config.key_file).unlink(missing_ok=True)
        await app.close()


async def _make_ready(config: Config) -> None:
    """Behind the first messages: what a message in danger will need, a little at a time."""
    for _ in warming(config.safety.languages):
        await asyncio.sleep(0)


def _warm() -> None:
    """Read the data files before the first message, which may be urgent."""
    list(assess_in_steps("hello"))
    lines_for(resolve(country=None))


async def _listen(app: App) -> asyncio.Server | None:
    """Without the socket everything else still works; only the command line cannot reach us."""
    try:
        return await control.listen(control.socket_path(app.config.key_file), app.answer)
    except (OSError, HearkenError) as error:
        log.warning("no local socket: %s", error if isinstance(error, HearkenError) else error.strerror)
        return None


def installed_version() -> str:
    try:
        return version("hearken")
    except PackageNotFoundError:
        return "unknown"


def _engine(config: Config) -> Engine:
    engines: dict[str, type[Templates] | type[Echo]] = {"templates": Templates, "echo": Echo}
    return engines[config.generation.engine]()


def _operators(config: Config) -> tuple[PersonId, ...]:
    admins = config.admins
    by_platform = {"discord": admins.discord, "telegram": admins.telegram, "terminal": admins.terminal}
    return tuple(PersonId(platform, value) for platform, ids in by_platform.items() for value in ids)


def _manners(config: Config, operators: tuple[PersonId, ...]) -> Manners:
    return Manners(
        operators=frozenset(operators),
        languages=config.safety.languages,
        country=config.safety.country or None,
        age_limit=config.safety.age_limit,
        window_tokens=config.generation.window_tokens,
        deadline_s=config.generation.deadline_s,
        retention_days=config.history.retention_days,
        backup_days=config.history.backup_days,
    )
