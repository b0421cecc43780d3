"""Opening a history as a whole: key file, keyring and database must belong together, or nothing is touched.

A key file is made only for a database with nobody in it. Everything else that does not fit is a refusal that
says what to put back.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, func, insert, select

from core.errors import VaultError
from core.history.database import Database
from core.history.keyring import Keyring, keyring_path
from core.history.store import History
from core.history.tables import holds, meta, people
from core.history.vault import (
    Hashes,
    Keys,
    begin_rotation,
    end_rotation,
    fingerprint,
    fresh_keys,
    load_keys,
    save_keys,
)


async def open_history(database: Database, key_file: Path, *, trust_keyring: bool = False) -> History:
    """The history behind an open database. `trust_keyring` accepts a keyring older than the database."""
    inhabited = await _inhabited(database)
    keys = _keys(key_file, inhabited)
    known = await _fingerprints(database)
    if inhabited:
        _must_match(keys, known, key_file)
    keyring = _keyring(key_file, keys, inhabited)
    if inhabited and not trust_keyring:
        _must_not_be_older(keyring, known)
    if keys.retiring is not None:
        keyring, keys = _end_rotation(key_file, keyring, keys)
    history = History(database, Hashes(keys.identity), keyring)
    await _write_fingerprints(history, keys)
    await history.start()
    return history


async def rotate(history: History, key_file: Path) -> int:
    """A fresh wrap key for every data key; cut short anywhere, the next start goes on."""
    keys = begin_rotation(load_keys(key_file))
    save_keys(key_file, keys)
    _end_rotation(key_file, history.keyring, keys)
    await _write_fingerprints(history, keys)
    return len(history.keyring)


def _end_rotation(key_file: Path, keyring: Keyring, keys: Keys) -> tuple[Keyring, Keys]:
    keyring.rewrap(keys)
    keys = end_rotation(keys)
    save_keys(key_file, keys)
    return keyring, keys


def _keys(key_file: Path, inhabited: bool) -> Keys:
    if not key_file.exists() and not inhabited:
        if keyring_path(key_file).exists():
            raise VaultError(
                f"there is a keyring {keyring_path(key_file)} but no key file {key_file}: "
                "put the key file back, or move the keyring away to start afresh"
            )
        try:
            save_keys(key_file, fresh_keys())
        except OSError as error:
            raise VaultError(f"the key file {key_file} cannot be made: {error.strerror}") from None
    return load_keys(key_file)


def _keyring(key_file: Path, keys: Keys, inhabited: bool) -> Keyring:
    path = keyring_path(key_file)
    if not path.exists() and not inhabited:
        return Keyring.create(path, keys)
    return Keyring.load(path, keys)


def _must_match(keys: Keys, known: dict[str, str], key_file: Path) -> None:
    """The ids in this database were hashed with this key; the keyring proves the other one by itself."""
    if known.get("identity") != fingerprint(keys.identity):
        raise VaultError(f"{key_file} is not the key file of this database: put the right one back")


def _must_not_be_older(keyring: Keyring, known: dict[str, str]) -> None:
    if int(known.get("serial", "0")) > keyring.serial:
        raise VaultError(
            f"the keyring {keyring.path} is older than the database: whoever agreed since would be lost. "
            "Put the newest one back, or accept the loss with `hearken vault accept`"
        )


async def _inhabited(database: Database) -> bool:
    async with database.reading() as db:
        for table in (people, holds):
            if (await db.execute(select(func.count()).select_from(table))).scalar_one():
                return True
    return False


async def _fingerprints(database: Database) -> dict[str, str]:
    async with database.reading() as db:
        return {row.name: row.value for row in await db.execute(select(meta))}


async def _write_fingerprints(history: History, keys: Keys) -> None:
    rows = keys.fingerprints() | {"serial": str(history.keyring.serial)}
    async with history.database.transaction() as db:
        await db.execute(delete(meta).where(meta.c.name.in_(rows)))
        await db.execute(insert(meta), [{"name": name, "value": value} for name, value in rows.items()])
