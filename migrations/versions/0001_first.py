"""The first schema: people, turns, places, holds, purge log, counts, cursors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_rowid = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", _rowid, primary_key=True),
        sa.Column("who", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("country", sa.String(2)),
        sa.Column("consent", sa.Integer()),
        sa.Column("consented_at", sa.BigInteger()),
        sa.Column("origin", sa.LargeBinary(16)),
        sqlite_autoincrement=True,
    )
    _conversations()
    _the_rest()


def _conversations() -> None:
    op.create_table(
        "turns",
        sa.Column("id", _rowid, primary_key=True, autoincrement=False),
        sa.Column("person", _rowid, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.LargeBinary(16), nullable=False),
        sa.Column("message", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("turns_of_conversation", "turns", ["person", "place", "id"])
    op.create_index("turns_by_place", "turns", ["place"])
    op.create_index("turns_by_time", "turns", ["at"])


def _the_rest() -> None:
    op.create_table(
        "places",
        sa.Column("place", sa.LargeBinary(16), primary_key=True),
        sa.Column("settings", sa.Text(), nullable=False),
    )
    op.create_table(
        "holds",
        sa.Column("who", sa.LargeBinary(16), primary_key=True),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("holds_by_end", "holds", ["until"])
    op.create_table(
        "purge_log",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ordered_by", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
    )
    op.create_table(
        "counts",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("platform", sa.String(32), primary_key=True),
        sa.Column("position", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    for table in ("cursors", "counts", "purge_log", "holds", "places", "turns", "people", "meta"):
        op.drop_table(table)
