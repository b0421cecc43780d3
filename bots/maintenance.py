"""What the operator's commands do: purge, backup, restore, upgrade, keys. Each says in one text what came of it.

Whoever holds the database's lock does the work: the running program over its local socket, or this command itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core import control
from core.commands.operators import receipt_text
from core.config import Config
from core.errors import AlreadyRunning, HearkenError, VaultError
from core.history.backup import back_up, restore
from core.history.database import Database, Lock
from core.history.keyring import keyring_path
from core.history.opening import open_history, rotate
from core.history.purge import Purge, Reach, Receipt, Scope, abandon
from core.history.store import History, counted_in
from core.report import Report


async def ordered_purge(config: Config, scope: Scope, *, dry_run: bool) -> str:
    request = {"do": "purge", "scope": scope.to_record(), "dry_run": dry_run}
    if (answer := await control.ask(control.socket_path(config.key_file), request)) is not None:
        return f"{answer['text']}\n(done by the running program)"
    if scope.reach is Reach.ALL and not dry_run:
        receipt = await _purge_all(config)
    else:
        async with _alone(config) as (_, purge):
            now = datetime.now(UTC)
            work = (
                purge.dry_run(scope, now) if dry_run else purge.run(scope, ordered_by="command line", now=now)
            )
            receipt = await work
    return f"{receipt_text(receipt)}\n(done by this command; no program was running)"


async def make_backup(config: Config, target: Path, *, overwrite: bool) -> str:
    """Reading needs no lock: the running program goes on meanwhile."""
    if target.exists() and not overwrite:
        raise HearkenError(f"{target} is there already: choose another name, or say --overwrite")
    database = Database(config.history.url, config.folder)
    await database.open(may_upgrade=False)
    try:
        rows = await back_up(database, target)
    except OSError as error:
        raise HearkenError(f"{target} cannot be written: {error.strerror}") from None
    finally:
        await database.close()
    return (
        f"{rows} rows written to {target}, sealed as they are. Keep {config.key_file} and the keyring beside it "
        "somewhere else, and only their newest copy."
    )


async def referrals(config: Config, year: int | None, *, as_json: bool) -> str:
    """The yearly report; the running program goes on meanwhile."""
    database = Database(config.history.url, config.folder)
    await database.open(may_upgrade=False)
    try:
        counts = await counted_in(database)
    finally:
        await database.close()
    made = Report.of(year or datetime.now(UTC).year, counts)
    return made.json() if as_json else made.text()


async def restore_backup(config: Config, source: Path) -> str:
    async with _alone(config) as (history, purge):
        restored = await restore(history, source)
        await purge.resume(datetime.now(UTC), restored=True)
        oldest = datetime.now(UTC) - timedelta(days=config.history.retention_days)
        await history.expire(oldest, datetime.now(UTC))
    return (
        f"{restored.rows} rows restored. {restored.left_out} rows belonged to people who were forgotten since, "
        "and stay away; purges by place and by date were done again."
    )


async def upgrade(config: Config) -> str:
    database, lock = await _locked(config)
    try:
        await database.open(may_upgrade=True)
    finally:
        await database.close()
        await lock.release()
    return "The tables are of this version."


async def rotate_keys(config: Config) -> str:
    async with _alone(config) as (history, _purge):
        count = await rotate(history, config.key_file)
    return f"{count} data keys are sealed under a fresh key. Replace your copies of the key file and the keyring."


async def accept_keyring(config: Config) -> str:
    async with _alone(config, trust_keyring=True) as (history, purge):
        taken = await purge.resume(datetime.now(UTC))
        stock = await history.stock()
    return f"Accepted. {taken.people} people without a key were deleted, {stock.people} are kept."


async def _purge_all(config: Config) -> Receipt:
    """Everything goes; also where the keys are lost and nothing of it could be read any more."""
    try:
        async with _alone(config) as (_, purge):
            return await purge.run(Scope.of_all(), ordered_by="command line", now=datetime.now(UTC))
    except VaultError:
        if config.key_file.exists() and keyring_path(config.key_file).exists():
            raise  # they are there, only not as they should be: that is for somebody to look at
        now, (database, lock) = datetime.now(UTC), await _locked(config)
        try:
            await database.open()
            counts = await abandon(database, config.key_file, now)
        finally:
            await database.close()
            await lock.release()
        return Receipt(Reach.ALL, counts, now, backups_until=now + timedelta(days=config.history.backup_days))


@asynccontextmanager
async def _alone(config: Config, *, trust_keyring: bool = False) -> AsyncIterator[tuple[History, Purge]]:
    """The history, with nobody else at it."""
    database, lock = await _locked(config)
    try:
        await database.open()
        history = await open_history(database, config.key_file, trust_keyring=trust_keyring)
        purge = Purge(history, backup_days=config.history.backup_days)
        if not trust_keyring:
            await purge.resume(datetime.now(UTC))
        yield history, purge
    finally:
        await database.close()
        await lock.release()


async def _locked(config: Config) -> tuple[Database, Lock]:
    database = Database(config.history.url, config.folder)
    lock = Lock(database, config.key_file)
    try:
        await lock.acquire()
    except AlreadyRunning:
        raise HearkenError("a Hearken is serving this database: stop it first, then run this again") from None
    return database, lock
