"""Alembic migrations of the history database; `hearken db upgrade` runs them."""
