"""How light it is: memory of a talk in the terminal, and how long `hearken --help` takes beside a bare Python."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

TURNS = 50
RUNS = 7


def main() -> None:
    help_s, bare_s = _times([sys.executable, "-m", "bots", "--help"]), _times([sys.executable, "-c", "pass"])
    table = Table(title="Footprint")
    for column in ("what", "figure", "bound"):
        table.add_column(column)
    table.add_row(
        f"hearken chat, templates, after {TURNS} turns: resident", f"{_resident():.0f} MB", "120 MB"
    )
    table.add_row("hearken --help (median)", f"{help_s:.2f} s", "0.4 s")
    table.add_row("python -c pass (median)", f"{bare_s:.2f} s", "-")
    Console().print(table)


def _times(command: list[str]) -> float:
    took = []
    for _ in range(RUNS):
        before = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        took.append(time.perf_counter() - before)
    return statistics.median(took)


def _resident() -> float:
    """Megabytes of a real process that has talked for a while with consent given."""
    with tempfile.TemporaryDirectory() as name:
        config = Path(name) / "config.toml"
        config.write_text("")
        process = subprocess.Popen(
            [sys.executable, "-m", "bots", "chat", "--jsonl", "--config", str(config)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(TURNS):
            text = "/remember" if n == 0 else f"today I thought about my garden, part {n}"
            process.stdin.write(json.dumps({"person": "a", "text": text}).encode() + b"\n")
            process.stdin.flush()
            while json.loads(process.stdout.readline())["type"] != "reply":
                pass
        resident = psutil.Process(process.pid).memory_info().rss / 1e6
        process.stdin.close()
        process.wait()
        return resident
