"""The walls of the house hold: whoever crosses one is caught by `make check`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CROSSINGS = {
    "core sees an adapter": ("core/errors.py", "import bots.logs"),
    "training sees an adapter": ("training/__init__.py", "import bots.logs"),
    "an arrow climbs": ("core/care/wording.py", "import core.router"),
    "somebody else opens the database": ("core/router.py", "import sqlalchemy"),
    "an adapter sees another": ("bots/terminal.py", "import bots.jsonl"),
    "a file that has no layer": ("core/helper.py", "import core.errors"),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for part in ("bots", "core", "training"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("crossing", CROSSINGS)
def test_a_crossed_wall_is_caught(tree: Path, crossing: str) -> None:
    file, line = CROSSINGS[crossing]
    path = tree / file
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    done = lint(tree)
    assert done.returncode != 0, done.stdout
    assert "BROKEN" in done.stdout or "exhaustive" in (done.stdout + done.stderr).lower()


def test_the_house_as_it_stands_crosses_none(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout + done.stderr
