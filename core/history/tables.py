"""The tables, the same on SQLite and PostgreSQL. What stands here is all that is ever kept.

Times are whole microseconds since 1970 in UTC. Text, speaker and level of a turn are inside `sealed`.
A change here needs a migration in `migrations/versions` and its name in `REVISIONS`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

REVISIONS = ("0001",)
"""Every schema this program knows, oldest first."""

metadata = MetaData()

_rowid = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", _rowid, primary_key=True),
    Column("who", LargeBinary(16), nullable=False, unique=True),
    Column("key", LargeBinary(16), nullable=False),
    Column("language", String(16)),
    Column("country", String(2)),
    Column("consent", Integer),
    Column("consented_at", BigInteger),
    Column("origin", LargeBinary(16)),
    sqlite_autoincrement=True,
)

turns = Table(
    "turns",
    metadata,
    Column("id", _rowid, primary_key=True, autoincrement=False),
    Column("person", _rowid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("place", LargeBinary(16), nullable=False),
    Column("message", LargeBinary(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("turns_of_conversation", "person", "place", "id"),
    Index("turns_by_place", "place"),
    Index("turns_by_time", "at"),
)

places = Table(
    "places",
    metadata,
    Column("place", LargeBinary(16), primary_key=True),
    Column("settings", Text, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("who", LargeBinary(16), primary_key=True),
    Column("key", LargeBinary(16), nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("holds_by_end", "until"),
)

purge_log = Table(
    "purge_log",
    metadata,
    Column("uid", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("ordered_by", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("counts", Text, nullable=False),
)

counts = Table(
    "counts",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("n", BigInteger, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("platform", String(32), primary_key=True),
    Column("position", Text, nullable=False),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_stamp(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_stamp(stamp: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stamp)
