"""Alembic's entry: run on the connection that the program hands over, or on `[history] url`."""

from __future__ import annotations

from alembic import context

from core.history.tables import metadata


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise SystemExit("run migrations with `hearken db upgrade`")
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


run()
