"""The real program in a process of its own, driven by JSON lines as any other program would."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OPERATOR = "olga"


def write_config(folder: Path, url: str, *, log_level: str = "debug") -> Path:
    """A config of its own folder, with an operator and every logger at its most talkative."""
    path = folder / "config.toml"
    path.write_text(
        f'[admins]\nterminal = ["{OPERATOR}"]\n'
        f'[history]\nurl = "{url}"\nkey_file = "{folder / "keys" / "hearken.key"}"\n'
        f'[logs]\nlevel = "{log_level}"\n'
    )
    return path


@dataclass
class Talk:
    """A running `hearken chat --jsonl`: lines in, records out, in the order they came."""

    process: asyncio.subprocess.Process
    records: list[dict[str, Any]] = field(default_factory=list)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    _sent: int = 0

    def send(self, person: str, text: str, **more: Any) -> int:
        """Write one line without waiting; gives its number."""
        assert self.process.stdin is not None
        self._sent += 1
        self.process.stdin.write(json.dumps({"person": person, "text": text} | more).encode() + b"\n")
        return self._sent

    async def reply_to(self, n: int) -> dict[str, Any]:
        async with self._arrived:
            await self._arrived.wait_for(lambda: self._reply(n) is not None)
        reply = self._reply(n)
        assert reply is not None
        return reply

    async def say(self, person: str, text: str, **more: Any) -> dict[str, Any]:
        return await self.reply_to(self.send(person, text, **more))

    async def finish(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return await self.process.wait()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)

    def _reply(self, n: int) -> dict[str, Any] | None:
        return next((r for r in self.records if r["n"] == n and r["type"] in ("reply", "error")), None)

    async def read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.records.append(json.loads(line))
            async with self._arrived:
                self._arrived.notify_all()


@asynccontextmanager
async def talking(config: Path, log: Path) -> AsyncIterator[Talk]:
    """The program for as long as this lasts; its log goes to a file."""
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "chat", "--jsonl", "--config", str(config),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=sink, limit=2**24,
        )  # fmt: skip
    talk = Talk(process)
    reading = asyncio.create_task(talk.read())
    try:
        yield talk
    finally:
        if process.returncode is None:
            if process.stdin is not None and not process.stdin.is_closing():
                process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 30)
            except TimeoutError:
                process.kill()
        await asyncio.wait({reading}, timeout=10)


async def command(config: Path, *arguments: str) -> tuple[int, str]:
    """One run of the command line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", *arguments, "--config", str(config),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=dict(os.environ),
    )  # fmt: skip
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.communicate()
        raise
    assert process.returncode is not None
    return process.returncode, output.decode()
