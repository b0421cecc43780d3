"""Killed: the process dies by `kill -9` in the middle of writes and purges, again and again, on one database."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from core.history.database import Database
from core.history.opening import open_history
from core.history.purge import Purge
from core.history.store import History
from core.history.tables import people
from core.messages import Conversation, PersonId, Speaker
from tests.rigs.process import Talk, command, talking, write_config

PEOPLE = 6


@dataclass
class Findings:
    kills: int
    replies_seen: int = 0
    purges_seen: int = 0
    purges_cut: int = 0
    lost: list[str] = field(default_factory=list)
    """Turns whose reply was seen and that are not there."""
    came_back: list[str] = field(default_factory=list)
    """People who were forgotten and of whom something is there."""
    rows_left: list[str] = field(default_factory=list)
    """People who were forgotten and whose row, readable or not, is still there."""
    half: list[str] = field(default_factory=list)
    """People whose purge began and of whom a part is left."""
    refused: list[str] = field(default_factory=list)
    """Starts that failed."""

    @property
    def holds(self) -> bool:
        clean = not (self.lost or self.came_back or self.rows_left or self.half or self.refused)
        return clean and self.replies_seen > 0 and self.purges_seen > 0


@dataclass
class Life:
    """What one person of one round saw before the end."""

    name: str
    confirmed: list[str] = field(default_factory=list)
    purge_asked: bool = False
    purge_seen: bool = False


async def prove(folder: Path, url: str, *, kills: int, seed: int) -> Findings:
    folder.mkdir(parents=True, exist_ok=True)
    config, chance, found = write_config(folder, url, log_level="info"), random.Random(seed), Findings(kills)
    everybody: list[Life] = []
    for round_ in range(kills):
        lives = [Life(f"r{round_}p{n}") for n in range(PEOPLE)]
        everybody += lives
        await _one_life(config, folder / "log", lives, chance)
        await _check(folder, url, everybody, found)
    found.replies_seen = sum(len(life.confirmed) for life in everybody)
    found.purges_seen = sum(life.purge_seen for life in everybody)
    found.purges_cut = sum(life.purge_asked and not life.purge_seen for life in everybody)
    return found


async def _one_life(config: Path, log: Path, lives: list[Life], chance: random.Random) -> None:
    """Everybody talks, some are purged, and at a random moment it is over."""
    async with talking(config, log) as talk:
        await talk.say("somebody", "/help")  # it is up
        busy = [asyncio.create_task(_live(talk, life, chance.random() < 0.7, chance)) for life in lives]
        busy.append(asyncio.create_task(_purge_by_command(config, lives[0])))
        await asyncio.sleep(chance.uniform(0.02, 0.9))
        talk.kill()
        await talk.process.wait()
        await asyncio.sleep(0.05)  # what was written before the end is still read
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


async def _live(talk: Talk, life: Life, forgets: bool, chance: random.Random) -> None:
    await talk.say(life.name, "/remember")
    for turn in range(chance.randrange(1, 12)):
        words = f"turn {turn} of {life.name} about the garden"
        await talk.say(life.name, words)
        life.confirmed.append(words)
    if forgets:
        await talk.say(life.name, "/forget")
        life.purge_asked = True
        await talk.say(life.name, "yes")
        life.purge_seen = True


async def _purge_by_command(config: Path, life: Life) -> None:
    await asyncio.sleep(0.3)
    life.purge_asked = True
    code, output = await command(config, "purge", "--person", f"terminal:{life.name}", "--yes")
    life.purge_seen = life.purge_seen or (code == 0 and "Deleted" in output and not life.confirmed)


async def _check(folder: Path, url: str, everybody: list[Life], found: Findings) -> None:
    """Open what is left as the next start does, and compare it with what people saw."""
    database = Database(url, folder)
    try:
        await database.open()
        history = await open_history(database, folder / "keys" / "hearken.key")
        await Purge(history, backup_days=30).resume(datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 - any refusal is a finding
        found.refused.append(repr(error))
        return
    async with database.transaction() as db:
        rows = set((await db.execute(select(people.c.who))).scalars())
    for life in everybody:
        if life.purge_seen and history.hashes.person(PersonId("terminal", life.name)) in rows:
            found.rows_left.append(life.name)
        _compare(life, await _said(history, life.name), found)
    await database.close()


def _compare(life: Life, said: list[str], found: Findings) -> None:
    if life.purge_seen:
        if said:
            found.came_back.append(life.name)
    elif life.purge_asked:
        if said and not set(life.confirmed) <= set(said):
            found.half.append(life.name)
    elif missing := [words for words in life.confirmed if words not in said]:
        found.lost += missing


async def _said(history: History, name: str) -> list[str]:
    turns = await history.recall(Conversation(PersonId("terminal", name)), 1_000)
    return [turn.text for turn in turns if turn.speaker is Speaker.PERSON]
