"""`make prove`: every promise at full scale, and a dated report in docs/proof; `ARGS=killed` runs one."""

from __future__ import annotations

import asyncio
import dataclasses
import platform
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.prove import killed, nothing_left
from tests.rigs import postgres

REPORTS = Path(__file__).parents[2] / "docs" / "proof"
SEED = 20261120

Proof = Callable[[Path, str], Awaitable[Any]]


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'var' / 'hearken.db'}"


async def _nothing_left(folder: Path, url: str) -> nothing_left.Findings:
    return await nothing_left.prove(folder, url, size=200, days=20, seed=SEED)


async def _killed(folder: Path, url: str) -> killed.Findings:
    return await killed.prove(folder, url, kills=50, seed=SEED)


PROOFS: dict[str, tuple[str, Proof, bool]] = {
    "nothing-left": (
        "200 people, 20 turns each with a canary word; every second one purged - by themselves, by an operator, "
        "by the command line - while the others write on. Then every file, every row and a backup from before "
        "are searched.",
        _nothing_left,
        True,
    ),
    "killed": (
        "`kill -9` at 50 random moments during writes and purges, always the same database. After each, it is opened "
        "as the next start does and compared with what people had seen.",
        _killed,
        False,
    ),
}


def main() -> None:
    wanted = sys.argv[1:] or list(PROOFS)
    failed = [name for name in wanted if not asyncio.run(_prove(name))]
    sys.exit(f"does not hold: {', '.join(failed)}" if failed else 0)


async def _prove(name: str) -> bool:
    what, proof, on_both = PROOFS[name]
    parts = [
        f"# {name}",
        "",
        what,
        "",
        f"Run on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}.",
    ]
    holds = True
    with tempfile.TemporaryDirectory() as temporary:
        holds &= await _run(proof, Path(temporary) / "sqlite", "SQLite", parts)
        if on_both:
            with postgres.running() as server:
                url = await postgres.new_database(server, f"p{uuid.uuid4().hex}")
                holds &= await _run(proof, Path(temporary) / "postgresql", "PostgreSQL", parts, url)
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / f"{name}.md").write_text("\n".join(parts) + "\n")
    return holds


async def _run(proof: Proof, folder: Path, title: str, parts: list[str], url: str | None = None) -> bool:
    folder.mkdir(parents=True)
    print(f"{title} ...", flush=True)
    began = time.monotonic()
    found = await proof(folder, url or _sqlite(folder))
    took = time.monotonic() - began
    parts += [
        "",
        f"## {title}: {'holds' if found.holds else 'DOES NOT HOLD'} ({took:.0f} s)",
        "",
        "| finding | |",
        "|---|---|",
    ]
    for field in dataclasses.fields(found):
        value = getattr(found, field.name)
        parts.append(
            f"| {field.name.replace('_', ' ')} | {value if not isinstance(value, list) else value or 'none'} |"
        )
    print("\n".join(parts[-len(dataclasses.fields(found)) - 5 :]), flush=True)
    return bool(found.holds)


main()
