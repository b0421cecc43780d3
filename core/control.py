"""How another command of ours talks to the running program: one JSON line each way over a private local socket.

Owns the socket and nothing of what is asked over it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from core.errors import HearkenError

Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

_LONGEST = 65_536


def socket_path(key_file: Path) -> Path:
    """Where the program that holds these keys listens: a folder that only its user can enter."""
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    name = hashlib.sha256(str(key_file).encode()).hexdigest()[:16]
    return base / f"hearken-{os.getuid()}" / f"{name}.sock"


async def listen(path: Path, answer: Answer) -> asyncio.Server:
    """Answer requests until the server is closed; a socket left by a dead process is replaced."""
    _prepare(path)
    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(lambda r, w: _serve(r, w, answer), path, limit=_LONGEST)
    finally:
        os.umask(before)


async def ask(path: Path, request: dict[str, Any]) -> dict[str, Any] | None:
    """The running program's answer, or None if none runs; what others put there is not believed."""
    if not path.exists():
        return None
    _must_be_ours(path.parent)
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=_LONGEST)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        await writer.drain()
        line = await reader.readline()
    finally:
        writer.close()
    if not line:
        raise HearkenError("the running program ended before it answered: look at its logs")
    answer: dict[str, Any] = json.loads(line)
    if "error" in answer:
        raise HearkenError(str(answer["error"]))
    return answer


def _prepare(path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    _must_be_ours(path.parent)
    path.unlink(missing_ok=True)


def _must_be_ours(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise HearkenError(f"{folder} belongs to somebody else or is open to others: remove it")


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    try:
        request = json.loads(await reader.readline())
        reply = await answer(request)
    except HearkenError as error:
        reply = {"error": str(error)}
    except (ValueError, KeyError, TypeError):
        reply = {"error": "the request was not understood: both commands must be of the same version"}
    writer.write(json.dumps(reply).encode() + b"\n")
    await writer.drain()
    writer.close()
