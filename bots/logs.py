"""Logs that cannot hold what somebody wrote, whatever is logged and at whatever level.

Our own lines are fixed texts with counts, codes and causes. Of other libraries' lines only the name, the level and
the place are kept, because their words may be anybody's: aiosqlite logs each statement with its parameters. Of an
exception the types and the places are kept, never its message.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import traceback
from datetime import UTC, datetime

OURS = "hearken"
_LOUD = ("aiosqlite", "asyncio", "sqlalchemy", "alembic", "asyncpg", "prompt_toolkit", "markdown_it")


class SafeFormatter(logging.Formatter):
    """One line per record; words only from ourselves."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        parts = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if _is_ours(record.name) else f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[1] is not None:
            parts["error"] = places_of(record.exc_info[1])
        return json.dumps(parts) if self._as_json else " ".join(parts.values())


def places_of(error: BaseException) -> str:
    """The chain of an exception as types and places, without a word of its messages."""
    chain: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        path = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
        chain.append(f"{type(error).__name__} at {path}" if path else type(error).__name__)
        following = error.__cause__ or error.__context__
        if following is None:
            break
        error = following
    return "; from ".join(chain)


def set_up(level: str, *, as_json: bool) -> None:
    """One handler to standard error; no core dumps, which would hold everybody's words."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter(as_json=as_json))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(level.upper())
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = lambda _kind, error, _trace: logging.getLogger(OURS).critical(
        "the program ended unexpectedly", exc_info=error
    )


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(OURS + ".")
