"""Backups that cannot undo a purge: all rows, still sealed, in one file that either kind of database reads.

A row whose data key has gone is not put back, and purges that took no key are done again. Neither the key file nor
the keyring is ever in a backup.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Table, delete, insert, select, text

from core.errors import HistoryUnavailable
from core.history.database import Database
from core.history.files import PRIVATE
from core.history.store import History
from core.history.tables import (
    REVISIONS,
    counts,
    cursors,
    holds,
    meta,
    people,
    places,
    purge_log,
    turns,
)

_TABLES: tuple[Table, ...] = (people, turns, holds, places, purge_log, counts, cursors)
_REPLACED = tuple(table for table in _TABLES if table is not purge_log)
"""What a restore puts in the place of what is there; the log of purges only grows."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows came back, and how many stay away because their key is gone."""

    rows: int
    left_out: int


async def back_up(database: Database, target: Path) -> int:
    """Write all rows as they stand at this moment; how many."""
    rows = 0
    fresh = target.with_name(target.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as file:
        async with database.reading() as db:
            known = {row.name: row.value for row in await db.execute(select(meta))}
            _write(
                file, {"hearken": "backup 1", "revision": REVISIONS[-1], "identity": known.get("identity")}
            )
            for table in _TABLES:
                async for row in await db.stream(select(table)):
                    _write(file, {"table": table.name, "row": [_plain(value) for value in row]})
                    rows += 1
    fresh.replace(target)
    return rows


async def restore(history: History, source: Path) -> Restored:
    """Put a backup in the place of everything that is there; all of it or nothing."""
    lines = _read(source)
    header = next(lines, {})
    await _must_fit(history, header, source)
    left_out = rows = 0
    lost: set[int] = set()
    async with history.database.transaction() as db:
        for table in reversed(_REPLACED):
            await db.execute(delete(table))
        logged = set((await db.execute(select(purge_log.c.uid))).scalars())
        for table, chunk in _chunks(lines):
            chunk = [row for row in chunk if table is not purge_log or row["uid"] not in logged]
            kept = [row for row in chunk if _readable(history, table, row, lost)]
            left_out += len(chunk) - len(kept)
            rows += len(kept)
            if kept:
                await db.execute(insert(table), kept)
        if not history.database.sqlite:
            await db.execute(
                text("SELECT setval(pg_get_serial_sequence('people', 'id'), max(id)) FROM people")
            )
        await history.note_serial(db)
    await history.start()
    return Restored(rows, left_out)


def _readable(history: History, table: Table, row: dict[str, Any], lost: set[int]) -> bool:
    """Whether this row's key still exists; a turn goes with its person."""
    if table is turns:
        return row["person"] not in lost
    if table in (people, holds) and row["key"] not in history.keyring:
        if table is people:
            lost.add(row["id"])
        return False
    return True


async def _must_fit(history: History, header: dict[str, Any], source: Path) -> None:
    if header.get("hearken") != "backup 1":
        raise HistoryUnavailable(f"{source} is no backup of this program")
    if header.get("revision") not in REVISIONS:
        raise HistoryUnavailable(f"{source} was made by a newer version: upgrade the program")
    async with history.database.reading() as db:
        known = {row.name: row.value for row in await db.execute(select(meta))}
    if header.get("identity") != known.get("identity"):
        raise HistoryUnavailable(f"{source} belongs to another key file: put that key file back first")


def rows_of(source: Path) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Every row of a backup, still sealed."""
    lines = _read(source)
    next(lines, None)
    return _rows(lines)


def _rows(lines: Iterator[dict[str, Any]]) -> Iterator[tuple[Table, dict[str, Any]]]:
    tables = {table.name: table for table in _TABLES}
    for line in lines:
        table = tables[line["table"]]
        names = [column.name for column in table.columns]
        yield table, dict(zip(names, map(_value, line["row"]), strict=True))


def _chunks(lines: Iterator[dict[str, Any]]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Rows of one table together, as many as one statement takes well."""
    for table, group in itertools.groupby(_rows(lines), key=lambda row: row[0]):
        rows = (row for _, row in group)
        while chunk := list(itertools.islice(rows, _CHUNK)):
            yield table, chunk


def _read(source: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(source, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except FileNotFoundError:
        raise HistoryUnavailable(f"there is no file {source}") from None
    except (OSError, EOFError, ValueError):
        raise HistoryUnavailable(
            f"{source} is damaged or no backup of this program; nothing was changed"
        ) from None


def _write(file: TextIO, record: dict[str, Any]) -> None:
    file.write(json.dumps(record) + "\n")


def _plain(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(value: Any) -> Any:
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value
