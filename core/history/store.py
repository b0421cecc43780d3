"""History: what is kept, read and taken back, one method per verb.

Takes people and places as the conversation names them, hands out plain turns. Knows the tables and the vault;
knows no router, no command and no wording. A person's rows are readable only while their key is in the keyring.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.consent import Profile
from core.crisis.hold import Hold
from core.errors import HistoryUnavailable
from core.history.database import Database
from core.history.keyring import Keyring
from core.history.tables import (
    counts,
    cursors,
    from_stamp,
    holds,
    meta,
    people,
    places,
    purge_log,
    to_stamp,
    turns,
)
from core.history.vault import DIRECT, HASH_BYTES, Hashes, seal, unseal
from core.messages import Conversation, Level, PersonId, PlaceId, Speaker, Topic, Turn

_ROWS_IN_MIND = 10_000


@dataclass(frozen=True, slots=True)
class Stock:
    """How much is kept, in numbers alone."""

    people: int
    turns: int
    holds: int
    places: int


class History:
    """The kept side of every conversation."""

    def __init__(self, database: Database, hashes: Hashes, keyring: Keyring) -> None:
        self.database = database
        self.hashes = hashes
        self.keyring = keyring
        self._keys_changing = asyncio.Lock()
        self._last_id = 0
        self._counted: Counter[tuple[str, str]] = Counter()
        self._rows: dict[bytes, Any] = {}

    async def start(self) -> None:
        """Go on numbering where the last process ended."""
        async with self.database.reading() as db:
            self._last_id = (await db.execute(select(func.max(turns.c.id)))).scalar() or 0

    # --- people ------------------------------------------------------------------------------------

    async def profile(self, person: PersonId) -> Profile:
        async with self.database.transaction() as db:
            row = await self._person(db, person)
        return Profile() if row is None else _profile(row)

    async def prefer(self, person: PersonId, **settings: str | bytes | None) -> None:
        """Keep what the person set themselves: `language`, `country`, `origin`."""
        await self._upsert(person, settings)

    async def remember(self, person: PersonId, version: int, at: datetime) -> None:
        """From here on the turns of this person are kept."""
        await self._upsert(person, {"consent": version, "consented_at": to_stamp(at)})

    async def _upsert(self, person: PersonId, values: dict[str, Any]) -> None:
        async with self.database.transaction() as db:
            row = await self._person(db, person)
            if row is not None and row.key in self.keyring:
                await db.execute(update(people).where(people.c.id == row.id).values(**values))
                return
            if row is not None:  # the remains of a purge that could not be finished yet
                await db.execute(delete(turns).where(turns.c.person == row.id))
                await db.execute(delete(people).where(people.c.id == row.id))
        key = await self.add_key()
        async with self.database.transaction() as db:
            await self.note_serial(db)
            await db.execute(insert(people).values(who=self.hashes.person(person), key=key, **values))

    async def _person(self, db: AsyncConnection, person: PersonId) -> Any:
        found = await db.execute(select(people).where(people.c.who == self.hashes.person(person)))
        return found.one_or_none()

    # --- turns -------------------------------------------------------------------------------------

    async def recall(self, conversation: Conversation, limit: int) -> list[Turn]:
        """The last turns of this conversation and no other, oldest first."""
        place = self.hashes.place(conversation.place)
        query = (
            select(turns.c.id, turns.c.place, turns.c.sealed, turns.c.at, people.c.key)
            .join(people, people.c.id == turns.c.person)
            .where(people.c.who == self.hashes.person(conversation.person), turns.c.place == place)
            .order_by(turns.c.id.desc())
            .limit(limit)
        )
        async with self.database.transaction() as db:
            rows = (await db.execute(query)).all()
        opened = (self._open(row) for row in reversed(rows))
        return [turn for turn in opened if turn is not None]

    async def record(self, conversation: Conversation, message_id: str, said: Sequence[Turn]) -> bool:
        """Commit these turns; false if the person did not agree, or was forgotten meanwhile."""
        place = self.hashes.place(conversation.place)
        message = self.hashes.message(conversation, message_id) or os.urandom(HASH_BYTES)
        try:
            async with self.database.transaction() as db:
                row = await self._agreed(db, conversation.person)
                key = None if row is None else self.keyring.key(row.key)
                if row is None or key is None:
                    return False
                fresh = [self._sealed(row, key, place, message, turn) for turn in said]
                await db.execute(insert(turns), fresh)
        except IntegrityError:
            return False  # forgotten between the two statements
        return True

    async def _agreed(self, db: AsyncConnection, person: PersonId) -> Any:
        """The row of somebody who agreed. One seen before counts for as long as its key exists: whoever takes
        the consent back, or is forgotten, loses that key first, and a row that has gone refuses new turns."""
        who = self.hashes.person(person)
        row = self._rows.get(who)
        if row is None or row.key not in self.keyring:
            row = await self._person(db, person)
            if row is None or row.consent is None:
                return None
            if len(self._rows) >= _ROWS_IN_MIND:
                self._rows.clear()
            self._rows[who] = row
        return row

    async def take_back(self, conversation: Conversation, message_id: str = "") -> int:
        """Delete the exchange of one message, or the last exchange, and say how many turns went."""
        place = self.hashes.place(conversation.place)
        async with self.database.transaction() as db:
            row = await self._person(db, conversation.person)
            if row is None:
                return 0
            mine = (turns.c.person == row.id) & (turns.c.place == place)
            message = self.hashes.message(conversation, message_id)
            if not message_id:
                last = select(turns.c.message).where(mine).order_by(turns.c.id.desc()).limit(1)
                message = (await db.execute(last)).scalar() or b""
            gone = await db.execute(delete(turns).where(mine, turns.c.message == message))
        return gone.rowcount

    async def export(self, person: PersonId, *, in_places: bool) -> list[list[Turn]]:
        """Everything kept of one person: their direct talk, or what they said in places, place by place."""
        query = (
            select(turns.c.id, turns.c.place, turns.c.sealed, turns.c.at, people.c.key)
            .join(people, people.c.id == turns.c.person)
            .where(people.c.who == self.hashes.person(person))
            .where(turns.c.place != DIRECT if in_places else turns.c.place == DIRECT)
            .order_by(turns.c.place, turns.c.id)
        )
        talks: dict[bytes, list[Turn]] = {}
        async with self.database.transaction() as db:
            for row in await db.execute(query):
                if (turn := self._open(row)) is not None:
                    talks.setdefault(row.place, []).append(turn)
        return list(talks.values())

    def _sealed(self, person: Any, key: bytes, place: bytes, message: bytes, turn: Turn) -> dict[str, Any]:
        self._last_id += 1
        plain = json.dumps([turn.speaker, int(turn.level), turn.text]).encode()
        return {
            "id": self._last_id,
            "person": person.id,
            "place": place,
            "message": message,
            "sealed": seal(key, plain, bound_to(person.key, place, self._last_id)),
            "at": to_stamp(turn.at),
        }

    def _open(self, row: Any) -> Turn | None:
        key = self.keyring.key(row.key)
        plain = None if key is None else unseal(key, row.sealed, bound_to(row.key, row.place, row.id))
        if plain is None:
            return None
        speaker, level, text = json.loads(plain)
        return Turn(Speaker(speaker), text, from_stamp(row.at), Level(level))

    # --- holds -------------------------------------------------------------------------------------

    async def hold(self, person: PersonId) -> Hold | None:
        async with self.database.transaction() as db:
            found = await db.execute(select(holds).where(holds.c.who == self.hashes.person(person)))
            row = found.one_or_none()
        key = None if row is None else self.keyring.key(row.key)
        plain = None if row is None or key is None else unseal(key, row.sealed, row.who)
        if plain is None:
            return None
        level, topics, since, benign = json.loads(plain)
        return Hold(Level(level), tuple(Topic(t) for t in topics), from_stamp(since), benign)

    async def keep_hold(self, person: PersonId, hold: Hold | None) -> None:
        """Write the hold as it stands now; None lets go of it, row and key."""
        who = self.hashes.person(person)
        if hold is None:
            await self._end_holds(holds.c.who == who)
            return
        async with self.database.transaction() as db:
            key_id = (await db.execute(select(holds.c.key).where(holds.c.who == who))).scalar()
        if key_id is None or key_id not in self.keyring:
            key_id = await self.add_key()
        key = self.keyring.key(key_id)
        if key is None:
            return  # forgotten meanwhile
        plain = json.dumps([int(hold.level), list(hold.topics), to_stamp(hold.since), hold.benign]).encode()
        row = {"who": who, "key": key_id, "until": to_stamp(hold.until), "sealed": seal(key, plain, who)}
        async with self.database.transaction() as db:
            await self.note_serial(db)
            await db.execute(self._replace(holds, ["who"], row))

    async def _end_holds(self, which: Any) -> int:
        async with self.database.transaction() as db:
            gone = (await db.execute(select(holds.c.key).where(which))).scalars().all()
        await self.remove_keys(gone)
        async with self.database.transaction() as db:
            await db.execute(delete(holds).where(which))
        return len(gone)

    # --- places, counts, cursors -------------------------------------------------------------------

    async def place(self, place: PlaceId | bytes) -> str | None:
        """The settings of a place as its moderators left them, by its id or by its keyed hash."""
        key = place if isinstance(place, bytes) else self.hashes.place(place)
        async with self.database.transaction() as db:
            return (await db.execute(select(places.c.settings).where(places.c.place == key))).scalar()

    async def set_place(self, place: PlaceId, settings: str) -> None:
        row = {"place": self.hashes.place(place), "settings": settings}
        async with self.database.transaction() as db:
            await db.execute(self._replace(places, ["place"], row))

    def count(self, name: str, at: datetime, n: int = 1) -> None:
        """Add to a monthly count; it reaches the database with the next `flush`."""
        self._counted[(at.strftime("%Y-%m"), name)] += n

    async def flush(self) -> None:
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        written = False
        try:
            async with self.database.transaction() as db:
                for (month, name), n in counted.items():
                    await db.execute(self._add(counts, {"month": month, "name": name, "n": n}))
            written = True
        finally:
            if not written:
                self._counted.update(counted)

    async def counted(self) -> dict[tuple[str, str], int]:
        async with self.database.transaction() as db:
            return {(row.month, row.name): row.n for row in await db.execute(select(counts))}

    async def cursor(self, platform: str) -> str | None:
        async with self.database.transaction() as db:
            query = select(cursors.c.position).where(cursors.c.platform == platform)
            return (await db.execute(query)).scalar()

    async def set_cursor(self, platform: str, position: str) -> None:
        row = {"platform": platform, "position": position}
        async with self.database.transaction() as db:
            await db.execute(self._replace(cursors, ["platform"], row))

    async def stock(self) -> Stock:
        async with self.database.transaction() as db:
            numbers = [
                (await db.execute(select(func.count()).select_from(table))).scalar_one()
                for table in (people, turns, holds, places)
            ]
        return Stock(*numbers)

    async def purges(self) -> list[Any]:
        async with self.database.transaction() as db:
            return list((await db.execute(select(purge_log).order_by(purge_log.c.at))).all())

    async def log_purge(self, db: AsyncConnection, line: dict[str, Any]) -> None:
        """One line per purge; doing the same purge again adds none."""
        await db.execute(self._insert(purge_log).values(**line).on_conflict_do_nothing())

    # --- time --------------------------------------------------------------------------------------

    async def expire(self, oldest: datetime, now: datetime) -> tuple[int, int]:
        """Let go of turns past retention and of holds past their end; how many of each."""
        ended = await self._end_holds(holds.c.until <= to_stamp(now))
        async with self.database.transaction() as db:
            gone = await db.execute(delete(turns).where(turns.c.at < to_stamp(oldest)))
        return gone.rowcount, ended

    # --- keys --------------------------------------------------------------------------------------

    async def add_key(self) -> bytes:
        key_id: bytes = await self.change_keys(self.keyring.add)
        return key_id

    async def remove_keys(self, key_ids: Sequence[bytes]) -> None:
        if key_ids:
            await self.change_keys(self.keyring.remove, key_ids)

    async def change_keys(self, change: Callable[..., Any], *arguments: Any) -> Any:
        """Change the keyring: one at a time and off the event loop."""
        self._rows.clear()
        async with self._keys_changing:
            changing = asyncio.ensure_future(asyncio.to_thread(change, *arguments))
            try:
                return await asyncio.shield(changing)
            except asyncio.CancelledError:
                await asyncio.wait(
                    {changing}
                )  # the file is being written: nobody else may begin before it ends
                raise
            except OSError as error:
                raise HistoryUnavailable(f"the keyring cannot be written: {error.strerror}") from None

    async def note_serial(self, db: AsyncConnection) -> None:
        """Remember how far the keyring had come, so that an older copy of it is noticed."""
        await db.execute(self._replace(meta, ["name"], {"name": "serial", "value": str(self.keyring.serial)}))

    # --- the two dialects --------------------------------------------------------------------------

    def _replace(self, table: Any, keys: list[str], row: dict[str, Any]) -> Any:
        statement = self._insert(table).values(**row)
        changed = {name: value for name, value in row.items() if name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=changed)

    def _add(self, table: Any, row: dict[str, Any]) -> Any:
        statement = self._insert(table).values(**row)
        return statement.on_conflict_do_update(
            index_elements=["month", "name"], set_={"n": counts.c.n + row["n"]}
        )

    def _insert(self, table: Any) -> Any:
        return sqlite.insert(table) if self.database.sqlite else postgresql.insert(table)


def bound_to(key_id: bytes, place: bytes, turn_id: int) -> bytes:
    """What a sealed turn is tied to: whose key, which conversation, which turn."""
    return key_id + b"|" + place + b"|" + str(turn_id).encode()


def _profile(row: Any) -> Profile:
    return Profile(
        language=row.language,
        country=row.country,
        consent_version=row.consent,
        consented_at=None if row.consented_at is None else from_stamp(row.consented_at),
        origin=row.origin,
    )


async def counted_in(database: Database) -> dict[tuple[str, str], int]:
    """The monthly counts, (month, name) -> n, without any key: they are nobody's."""
    async with database.reading() as db:
        return {(row.month, row.name): row.n for row in await db.execute(select(counts))}
