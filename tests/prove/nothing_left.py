"""Nothing left: half of the people are purged while the others write. Then everything that is left is searched."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from core.history.backup import restore, rows_of
from core.history.database import Database
from core.history.keyring import Keyring, keyring_path
from core.history.opening import open_history
from core.history.purge import Purge
from core.history.store import History, bound_to
from core.history.tables import people, turns
from core.history.vault import Hashes, load_keys, unseal
from core.messages import Conversation, PersonId, Speaker
from tests.rigs.process import OPERATOR, Talk, command, talking, write_config


@dataclass
class Findings:
    people: int
    purged: int
    turns_before: int
    turns_while_purging: int
    plain: list[str] = field(default_factory=list)
    """Where a canary stood in plain."""
    came_back: int = 0
    """Turns of purged people that a backup from before gave back."""
    opened_with_today: int = 0
    """Sealed turns of purged people that today's keys open, tried one by one."""
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    """Turns of the others that are missing or doubled."""

    @property
    def holds(self) -> bool:
        return not (self.plain or self.came_back or self.opened_with_today or self.lost) and self.tried > 0


def canary(person: int) -> str:
    return f"kanarienvogel{person:04}x"


async def prove(folder: Path, url: str, *, size: int, days: int, seed: int) -> Findings:
    folder.mkdir(parents=True, exist_ok=True)
    config, log = write_config(folder, url), folder / "log"
    names = [f"person{n}" for n in range(size)]
    purged, others = names[::2], names[1::2]
    found = Findings(size, len(purged), days, days // 4)
    code, output = await command(config, "db", "upgrade")
    assert code == 0, output
    async with talking(config, log) as talk:
        agreed = await asyncio.gather(*(talk.say(name, "/remember") for name in names))
        assert all("From now on I keep" in reply["text"] for reply in agreed)
        await asyncio.gather(*(_chat(talk, name, n, 0, days) for n, name in enumerate(names)))
        await _copy(folder, config, url)
        writing = [_chat(talk, name, names.index(name), days, found.turns_while_purging) for name in others]
        await asyncio.gather(*writing, _purge_all(talk, config, purged, random.Random(seed)))
    found.plain = _search_files(folder) + await _search_rows(url, folder)
    await _look_at_others(url, folder, names, found)
    await _try_the_backup(url, folder, names, found)
    return found


async def _chat(talk: Talk, name: str, number: int, start: int, count: int) -> None:
    for turn in range(start, start + count):
        await talk.say(name, f"Today I thought about {canary(number)} and it was day {turn}.")


async def _purge_all(talk: Talk, config: Path, names: list[str], chance: random.Random) -> None:
    """By the person, by an operator and by the command line, several at a time."""
    ways = [_by_themselves, _by_operator, _by_command_line]
    gate, operator = asyncio.Semaphore(4), asyncio.Lock()

    async def one(name: str) -> None:
        async with gate:
            await chance.choice(ways)(talk, config, name, operator)

    await asyncio.gather(*(one(name) for name in names))


async def _by_themselves(talk: Talk, _config: Path, name: str, _operator: asyncio.Lock) -> None:
    await talk.say(name, "/forget")
    assert "It is gone" in (await talk.say(name, "yes"))["text"]


async def _by_operator(talk: Talk, _config: Path, name: str, operator: asyncio.Lock) -> None:
    async with operator:  # a yes confirms the newest question
        await talk.say(OPERATOR, f"/purge person terminal:{name}")
        assert "Deleted:" in (await talk.say(OPERATOR, "yes"))["text"]


async def _by_command_line(_talk: Talk, config: Path, name: str, _operator: asyncio.Lock) -> None:
    code, output = await command(config, "purge", "--person", f"terminal:{name}", "--yes")
    assert code == 0, output
    assert "done by the running program" in output


# --- what is left ----------------------------------------------------------------------------------------


async def _copy(folder: Path, config: Path, url: str) -> None:
    """Backups from before the purge: our own, and on SQLite the file itself."""
    code, output = await command(config, "backup", str(folder / "before.gz"))
    assert code == 0, output
    if url.startswith("sqlite"):
        source, target = sqlite3.connect(_file(url)), sqlite3.connect(folder / "before.db")
        source.backup(target)
        source.close()
        target.close()


def _search_files(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and b"kanarienvogel" in path.read_bytes():
            found.append(str(path.relative_to(folder)))
    return found


async def _search_rows(url: str, folder: Path) -> list[str]:
    """Every row of every table, read through SQL."""
    database = Database(url, folder)
    await database.open()
    found = []
    async with database.transaction() as db:
        for table in ("people", "turns", "holds", "places", "purge_log", "counts", "cursors", "meta"):
            for row in await db.execute(text(f"SELECT * FROM {table}")):
                if any("kanarienvogel" in str(value) or b"kanarienvogel" in _bytes(value) for value in row):
                    found.append(table)
    await database.close()
    return found


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


async def _look_at_others(url: str, folder: Path, names: list[str], found: Findings) -> None:
    database = Database(url, folder)
    await database.open()
    history = await open_history(database, folder / "keys" / "hearken.key")
    for number, name in enumerate(names):
        said = await _said(history, name)
        days = range(found.turns_before + found.turns_while_purging) if number % 2 else range(0)
        if said != [f"Today I thought about {canary(number)} and it was day {day}." for day in days]:
            found.lost.append(name)
    await database.close()


async def _said(history: History, name: str) -> list[str]:
    turns = await history.recall(Conversation(PersonId("terminal", name)), 10_000)
    return [turn.text for turn in turns if turn.speaker is Speaker.PERSON]


async def _try_the_backup(url: str, folder: Path, names: list[str], found: Findings) -> None:
    """Put the backup from before back, with today's key file and keyring, and try every key on every turn."""
    again = folder / "again"
    again.mkdir()
    shutil.copytree(folder / "keys", again / "keys")
    key_file = again / "keys" / "hearken.key"
    _try_every_key(folder / "before.gz", key_file, found)
    if url.startswith("sqlite"):
        shutil.copy(folder / "before.db", again / "raw.db")
        database = Database(f"sqlite:///{again / 'raw.db'}", again)
        await database.open()
        history = await open_history(database, key_file)
        await _ask_for_the_purged(history, names, found)
        await database.close()
    database = Database(f"sqlite:///{again / 'restored.db'}", again)
    await database.open()
    history = await open_history(database, key_file)
    await restore(history, folder / "before.gz")
    await _ask_for_the_purged(history, names, found)
    await database.close()


async def _ask_for_the_purged(history: History, names: list[str], found: Findings) -> None:
    await Purge(history, backup_days=30).resume(datetime.now(UTC), restored=True)
    for name in names[::2]:
        found.came_back += len(await _said(history, name))
        found.tried += 1


def _try_every_key(backup: Path, key_file: Path, found: Findings) -> None:
    """Each sealed turn of a purged person, as the backup has it, against each key that is left."""
    keys = load_keys(key_file)
    ring = Keyring.load(keyring_path(key_file), keys)
    left = [key for key in map(ring.key, ring.ids) if key is not None]
    purged = {
        Hashes(keys.identity).person(PersonId("terminal", f"person{n}")) for n in range(0, found.people, 2)
    }
    key_of: dict[int, bytes] = {}
    for table, row in rows_of(backup):
        if table is people and row["who"] in purged:
            key_of[row["id"]] = row["key"]
        elif table is turns and row["person"] in key_of:
            bound = bound_to(key_of[row["person"]], row["place"], row["id"])
            found.tried += 1
            found.opened_with_today += any(unseal(key, row["sealed"], bound) is not None for key in left)


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")
