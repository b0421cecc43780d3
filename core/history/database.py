"""Opening the database: the right driver, pragmas and schema, and its faults in words that help.

Knows the two kinds of database and their differences, so that no other file has to.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import AlreadyRunning, ConfigError, HistoryUnavailable, NewerDatabase
from core.history.tables import REVISIONS

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}

STALLED_AFTER = 0.1
_BUSY_MS = 3_000
_SERVER_PATIENCE_S = 5
"""A server that does not answer a statement within this is down, whatever its socket says."""
_LOCK_NUMBER = 0x4845_4152_4B45
"""Advisory locks are per database already: one number for all."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    f"PRAGMA busy_timeout={_BUSY_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)

_CAUSES = (
    ("disk is full", "the disk is full: make room, nothing else is needed"),
    ("no space", "the disk is full: make room, nothing else is needed"),
    ("locked", "another program holds the database locked: close it"),
    ("malformed", "the database file is damaged: put a backup back with `hearken restore`"),
    ("not a database", "the database file is damaged: put a backup back with `hearken restore`"),
    ("disk i/o", "the disk of the database fails or has gone: check it"),
    ("readonly", "the database may not be written: check the owner and rights of its folder"),
    ("unable to open", "the database cannot be opened: check that its folder exists and may be written"),
    ("no such table", "a table is missing: run `hearken db upgrade`, or put a backup back"),
    ("connect", "the database server does not answer: check that it runs and that `[history] url` is right"),
)


class Database:
    """One open database. Everything that goes wrong inside comes out as `HistoryUnavailable`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = _resolved(url, folder)
        self._engine: AsyncEngine | None = None
        self._identity = (0, 0)
        self._inside = 0
        self._moved = 0.0

    @property
    def stalled(self) -> bool:
        """Whether something waits for the database and nothing has come back for a while."""
        return self._inside > 0 and time.monotonic() - self._moved > STALLED_AFTER

    @property
    def sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        return Path(self.url.database) if self.sqlite and self.url.database else None

    @property
    def replaced(self) -> bool:
        """Whether the file that was opened is no longer the one of that name: writing on would be in vain."""
        if self.file is None or self._engine is None:
            return False
        try:
            found = self.file.stat()
        except OSError:
            return True
        return (found.st_dev, found.st_ino) != self._identity

    async def open(self, *, may_upgrade: bool | None = None) -> None:
        """Connect and see that the schema is ours; on SQLite an older one is upgraded at once."""
        if self.file is not None:
            self._identity = self._prepare(self.file)
        with _explained():
            self._engine = _engine(self.url, self.sqlite)
            async with self._engine.connect() as connection:
                revision = await connection.run_sync(_revision)
                await connection.rollback()
                if revision == REVISIONS[-1]:
                    return
                if revision is not None and revision not in REVISIONS:
                    raise NewerDatabase(
                        f"this database is of a newer version ({revision}) than this program knows "
                        f"({REVISIONS[-1]}): upgrade the program"
                    )
                if not (self.sqlite if may_upgrade is None else may_upgrade):
                    raise HistoryUnavailable("the database needs its tables: run `hearken db upgrade`")
                await connection.run_sync(_upgrade)
                await connection.commit()

    async def close(self) -> None:
        if self._engine is not None:
            engine, self._engine = self._engine, None
            await engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """All of it or nothing; committed when this ends."""
        with _explained(), self._watched():
            async with self._opened().begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view of the database for as long as this lasts."""
        with _explained():
            async with self._opened().connect() as connection:
                if self.sqlite:
                    await connection.exec_driver_sql("BEGIN")
                else:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection
                await connection.rollback()

    async def empty_log(self, *, patience: float = 2.0) -> bool:
        """Move the write-ahead log into the database and cut it to nothing; false if readers kept it busy."""
        if not self.sqlite:
            return True
        deadline = asyncio.get_running_loop().time() + patience
        pause = 0.01
        while await self._checkpoint_busy():
            if asyncio.get_running_loop().time() + pause > deadline:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)
        return True

    async def vacuum(self) -> None:
        """Rewrite the whole file; everybody waits for it."""
        with _explained():
            async with self._opened().connect() as connection:
                autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await autocommit.execute(text("VACUUM"))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if not self._inside:
            self._moved = time.monotonic()
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            self._moved = time.monotonic()

    async def _checkpoint_busy(self) -> bool:
        with _explained():
            async with self._opened().connect() as connection:
                autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await autocommit.execute(text("PRAGMA busy_timeout=20"))  # nobody else should wait for it
                try:
                    row = (await autocommit.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()
                finally:
                    await autocommit.execute(text(f"PRAGMA busy_timeout={_BUSY_MS}"))
                return bool(row[0])

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise HistoryUnavailable("the database is not open")
        return self._engine

    @staticmethod
    def _prepare(file: Path) -> tuple[int, int]:
        """Make a private file where there is none; gives what tells it from another of that name."""
        descriptor = open_private(file)
        try:
            found = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        return found.st_dev, found.st_ino


class Lock:
    """Held for as long as a process serves one database with one keyring; the system lets go of it when it dies."""

    def __init__(self, database: Database, key_file: Path) -> None:
        self._database = database
        self._key_file = key_file
        self._descriptors: list[int] = []
        self._connection: AsyncConnection | None = None

    async def acquire(self, *, wait: bool = False) -> None:
        """Take it, or wait for it as a standby, or say that it is taken; having it already is fine."""
        while not self.held and not await self._try():
            if not wait:
                raise AlreadyRunning(
                    "another Hearken already serves this database: stop it first, or start this one "
                    "with --standby to take over when it ends"
                )
            await asyncio.sleep(0.5)

    @property
    def held(self) -> bool:
        return bool(self._descriptors)

    async def keep(self) -> None:
        """See that it is still held: a server forgets the lock with its connection."""
        if self._connection is None:
            return
        try:
            with _explained():
                await self._connection.execute(text("SELECT 1"))
                await self._connection.commit()
        except HistoryUnavailable:
            await self.release()
            raise

    async def release(self) -> None:
        while self._descriptors:
            os.close(self._descriptors.pop())
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(SQLAlchemyError, OSError):  # the server may have gone
                await connection.close()
            await connection.engine.dispose()

    async def _try(self) -> bool:
        """Both the keyring's and the database's, or neither."""
        got = False
        try:
            got = self._try_file(self._key_file) and await self._try_database()
        finally:
            if not got:
                await self.release()
        return got

    async def _try_database(self) -> bool:
        file = self._database.file
        return self._try_file(file) if file is not None else await self._try_server()

    def _try_file(self, file: Path) -> bool:
        descriptor = open_private(file.with_name(file.name + ".lock"))
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptors.append(descriptor)
        return True

    async def _try_server(self) -> bool:
        """PostgreSQL: an advisory lock lives and dies with its connection."""
        with _explained():
            connection = await _engine(self._database.url, sqlite=False).connect()
            asked = await connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK_NUMBER})
            got = asked.scalar_one()
            await connection.commit()
        if got:
            self._connection = connection
            return True
        await connection.close()
        await connection.engine.dispose()
        return False


def open_private(file: Path) -> int:
    """A descriptor of a file that its owner alone may read, made with its folder where there is none."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HistoryUnavailable(f"{file} cannot be opened: {error.strerror}") from None


def _resolved(url: str, folder: Path) -> URL:
    """The URL with the async driver, and a relative SQLite file counted from the config's folder."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigError("[history] url: not a database URL, such as sqlite:///var/hearken.db") from None
    backend = parsed.drivername.split("+")[0]
    if backend not in _DRIVERS:
        raise ConfigError(f"[history] url: {backend} is not known; use sqlite or postgresql")
    parsed = parsed.set(drivername=_DRIVERS[backend])
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigError("[history] url: name a file, such as sqlite:///var/hearken.db")
        parsed = parsed.set(database=str((folder / Path(parsed.database).expanduser()).resolve()))
    return parsed


def _engine(url: URL, sqlite: bool) -> AsyncEngine:
    """One connection for SQLite: a single writer never meets its own lock."""
    try:
        engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=1 if sqlite else 5,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=not sqlite,
            connect_args={}
            if sqlite
            else {"timeout": _SERVER_PATIENCE_S, "command_timeout": _SERVER_PATIENCE_S},
        )
    except ModuleNotFoundError:
        raise ConfigError("PostgreSQL needs its driver: pip install 'hearken[postgres]'") from None
    if sqlite:
        event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # only when there is something to upgrade: it costs a fifth of the start
    from alembic.config import Config

    import migrations

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _explained() -> Iterator[None]:
    """Turn a fault of the database into one of ours that says what to do and holds no data."""
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise HistoryUnavailable(explain(error)) from None


def explain(error: BaseException) -> str:
    """What a driver's error means for the operator; its own words may hold data and stay out."""
    words = str(getattr(error, "orig", None) or error).lower()
    for sign, cause in _CAUSES:
        if sign in words:
            return cause
    return f"the database refused an operation ({type(error).__name__})"
