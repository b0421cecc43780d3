"""Taking things out for good, and being able to say so.

The order is the promise: the data keys first (from here on every copy is unreadable, backups included), then
the rows, then the write-ahead log; work and mind are `core/memory.py`'s, before and after. Each step can be
done twice; a purge that was killed half-way is finished by `resume` at the next start, and a restored backup is
purged again by the same call.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, false, func, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import HistoryError
from core.history.database import Database
from core.history.files import unfinished
from core.history.keyring import Standing, keyring_path
from core.history.store import History
from core.history.tables import holds, meta, people, places, purge_log, to_stamp, turns
from core.messages import PersonId, PlaceId


class Reach(StrEnum):
    PERSON = "person"
    PLACE = "place"
    BEFORE = "before"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a purge takes: one person, one place, what is older than a day, or everything."""

    reach: Reach
    person: PersonId | None = field(default=None, repr=False)
    place: PlaceId | None = field(default=None, repr=False)
    before: datetime | None = None

    @classmethod
    def of_person(cls, person: PersonId) -> Scope:
        return cls(Reach.PERSON, person=person)

    @classmethod
    def of_place(cls, place: PlaceId) -> Scope:
        return cls(Reach.PLACE, place=place)

    @classmethod
    def older_than(cls, before: datetime) -> Scope:
        return cls(Reach.BEFORE, before=before)

    @classmethod
    def of_all(cls) -> Scope:
        return cls(Reach.ALL)

    def to_record(self) -> dict[str, Any]:
        return {
            "reach": self.reach.value,
            "person": str(self.person) if self.person else None,
            "place": str(self.place) if self.place else None,
            "before": self.before.isoformat() if self.before else None,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Scope:
        person, place, before = record["person"], record["place"], record["before"]
        return cls(
            Reach(record["reach"]),
            PersonId(*person.split(":", 1)) if person else None,
            PlaceId(*place.split(":", 1)) if place else None,
            datetime.fromisoformat(before) if before else None,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of each kind a purge took, or would take."""

    turns: int = 0
    people: int = 0
    holds: int = 0
    places: int = 0

    @property
    def nothing(self) -> bool:
        return self == Counts()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a purge did, for the one who ordered it; it names nobody."""

    scope: Reach
    counts: Counts
    at: datetime
    dry_run: bool = False
    finished: bool = True
    """False while the database or another program at it is in the way: it is tried again every minute. What
    was sealed is unreadable already."""
    backups_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which rows of which table a scope means."""

    turns: ColumnElement[bool]
    people: ColumnElement[bool]
    holds: ColumnElement[bool]
    places: ColumnElement[bool]


class Purge:
    """The one way out of the history."""

    def __init__(self, history: History, *, backup_days: int) -> None:
        self._history = history
        self._backups = timedelta(days=backup_days)
        self.unfinished = False
        """Something is left to do: rows that a failing database kept, or a log that others keep open."""

    async def dry_run(self, scope: Scope, now: datetime) -> Receipt:
        """What `run` would take."""
        return Receipt(scope.reach, await self._count(self._rows(scope)), now, dry_run=True)

    async def run(self, scope: Scope, *, ordered_by: str, now: datetime) -> Receipt:
        """Keys, rows, log. Once the keys have gone there is no way back, and a failure is only a delay."""
        rows, uid, until = self._rows(scope), uuid.uuid4().hex, now + self._backups
        counts = await self._count(rows)
        await self._remove_keys(scope, rows, uid, now)
        try:
            counts = await self._delete(rows, uid, scope.reach, ordered_by, now)
            if scope.reach is Reach.ALL:
                await self._history.database.vacuum()
            finished = await self._empty_log()
        except HistoryError:
            self.unfinished, finished = True, False
        return Receipt(scope.reach, counts, now, finished=finished, backups_until=until)

    async def resume(self, now: datetime, *, restored: bool = False) -> Counts:
        """Finish what was cut short, and purge again what a restored backup brought back."""
        lost = await self._rows_without_key()
        counts = Counts()
        if not (await self._count(lost)).nothing:
            counts = await self._delete(lost, uuid.uuid4().hex, Reach.PERSON, "finished at start", now)
        done = {row.uid for row in await self._history.purges()}
        for purge in self._history.keyring.standing:
            if restored or purge.uid not in done:
                rows, reach = _standing_rows(purge)
                await self._delete(rows, purge.uid, reach, "finished at start", now)
        await self._empty_log()
        return counts

    async def finish(self, now: datetime) -> None:
        """Go on with what could not be finished when it was ordered."""
        if self.unfinished:
            await self.resume(now)

    async def withdraw(self, person: PersonId) -> int:
        """Consent taken back: talks and their key go, what the person set stays under a fresh key.

        Rows before the key here: a database that refuses leaves everything as it was, settings included.
        """
        who = self._history.hashes.person(person)
        async with self._history.database.transaction() as db:
            row = (await db.execute(select(people).where(people.c.who == who))).one_or_none()
        if row is None:
            return 0
        settings = any(value is not None for value in (row.language, row.country, row.origin))
        fresh = await self._history.add_key() if settings else None
        async with self._history.database.transaction() as db:
            gone = await db.execute(delete(turns).where(turns.c.person == row.id))
            await self._history.note_serial(db)
            if fresh is None:
                await db.execute(delete(people).where(people.c.id == row.id))
            else:
                kept = {"key": fresh, "consent": None, "consented_at": None}
                await db.execute(people.update().where(people.c.id == row.id).values(**kept))
        await self._history.remove_keys([row.key])
        await self._empty_log()
        return gone.rowcount

    async def _remove_keys(self, scope: Scope, rows: _Rows, uid: str, now: datetime) -> None:
        ring, hashes = self._history.keyring, self._history.hashes
        horizon = to_stamp(now - self._backups)
        match scope.reach:
            case Reach.PERSON:
                await self._history.remove_keys(await self._keys(rows))
                return
            case Reach.ALL:
                await self._history.change_keys(ring.clear, Standing(uid, to_stamp(now)))
                return
            case Reach.PLACE:
                standing = Standing(uid, to_stamp(now), place=hashes.place(scope.place).hex())
            case Reach.BEFORE:
                assert scope.before is not None
                standing = Standing(uid, to_stamp(now), before=to_stamp(scope.before))
        await self._history.change_keys(lambda: ring.stand(standing, drop_older_than=horizon))

    async def _keys(self, rows: _Rows) -> list[bytes]:
        async with self._history.database.transaction() as db:
            of_people = (await db.execute(select(people.c.key).where(rows.people))).scalars().all()
            of_holds = (await db.execute(select(holds.c.key).where(rows.holds))).scalars().all()
        return [*of_people, *of_holds]

    async def _delete(self, rows: _Rows, uid: str, reach: Reach, ordered_by: str, now: datetime) -> Counts:
        async with self._history.database.transaction() as db:
            counts = await _count(db, rows)
            for table, which in _tables(rows):
                await db.execute(delete(table).where(which))
            line = {"uid": uid, "at": to_stamp(now), "ordered_by": ordered_by, "scope": reach.value}
            await self._history.log_purge(db, line | {"counts": json.dumps(asdict(counts))})
            await self._history.note_serial(db)
        return counts

    async def _count(self, rows: _Rows) -> Counts:
        async with self._history.database.transaction() as db:
            return await _count(db, rows)

    async def _empty_log(self) -> bool:
        emptied = await self._history.database.empty_log()
        self.unfinished = not emptied
        return emptied

    async def _rows_without_key(self) -> _Rows:
        ring = self._history.keyring
        async with self._history.database.transaction() as db:
            of_people = await db.execute(select(people.c.id, people.c.key))
            lost = [row.id for row in of_people if row.key not in ring]
            of_holds = await db.execute(select(holds.c.who, holds.c.key))
            unheld = [row.who for row in of_holds if row.key not in ring]
        return _Rows(
            turns.c.person.in_(lost), people.c.id.in_(lost), holds.c.who.in_(unheld), places.c.place.in_([])
        )

    def _rows(self, scope: Scope) -> _Rows:
        hashes = self._history.hashes
        match scope.reach:
            case Reach.PERSON:
                assert scope.person is not None
                who = hashes.person(scope.person)
                mine = turns.c.person.in_(select(people.c.id).where(people.c.who == who))
                return _Rows(mine, people.c.who == who, holds.c.who == who, false())
            case Reach.PLACE:
                return _place_rows(hashes.place(scope.place))
            case Reach.BEFORE:
                assert scope.before is not None
                return _Rows(turns.c.at < to_stamp(scope.before), false(), false(), false())
            case Reach.ALL:
                return _Rows(true(), true(), true(), true())


def _place_rows(place: bytes) -> _Rows:
    return _Rows(turns.c.place == place, false(), false(), places.c.place == place)


def _standing_rows(purge: Standing) -> tuple[_Rows, Reach]:
    """The rows that a purge of earlier means in a database from before it."""
    if purge.place is not None:
        return _place_rows(bytes.fromhex(purge.place)), Reach.PLACE
    if purge.before is not None:
        return _Rows(turns.c.at < purge.before, false(), false(), false()), Reach.BEFORE
    older = turns.c.at < purge.at
    return _Rows(older, false(), false(), true()), Reach.ALL


def _tables(rows: _Rows) -> list[tuple[Any, ColumnElement[bool]]]:
    """In the order that no row ever points at one that has gone."""
    return [(turns, rows.turns), (people, rows.people), (holds, rows.holds), (places, rows.places)]


async def _count(db: AsyncConnection, rows: _Rows) -> Counts:
    numbers = {
        table.name: (await db.execute(select(func.count()).select_from(table).where(which))).scalar_one()
        for table, which in _tables(rows)
    }
    return Counts(**numbers)


async def abandon(database: Database, key_file: Path, now: datetime) -> Counts:
    """Begin anew where the keys are lost: nothing could be read any more, so every row and old key goes."""
    for path in (keyring_path(key_file), key_file):
        path.unlink(missing_ok=True)
        unfinished(path).unlink(missing_ok=True)
    everything = _Rows(true(), true(), true(), true())
    async with database.transaction() as db:
        counts = await _count(db, everything)
        for table, which in _tables(everything):
            await db.execute(delete(table).where(which))
        await db.execute(delete(meta))
        line = {
            "uid": uuid.uuid4().hex,
            "at": to_stamp(now),
            "ordered_by": "command line",
            "scope": Reach.ALL.value,
        }
        await db.execute(insert(purge_log).values(**line, counts=json.dumps(asdict(counts))))
    await database.vacuum()
    await database.empty_log()
    return counts
