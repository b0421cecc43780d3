"""The docs tell the truth: every setting, command and page that exists is in them, and no other."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from bots.cli import app
from core.commands import COMMANDS
from core.config import Config

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def documented() -> dict[tuple[str, str], str]:
    """(section, key) -> default, as the README's tables say."""
    rows: dict[tuple[str, str], str] = {}
    section = ""
    for line in README.splitlines():
        if found := re.match(r"\*\*`\[(\w+)\]`\*\*", line):
            section = found[1]
        elif section and (row := re.match(r"\| `(\w+)` \| `(.*?)` \|", line)):
            rows[(section, row[1])] = row[2]
    return rows


def settings() -> dict[tuple[str, str], object]:
    found: dict[tuple[str, str], object] = {}
    for section in dataclasses.fields(Config):
        default = getattr(Config(), section.name)
        if dataclasses.is_dataclass(default):
            for key in dataclasses.fields(default):
                found[(section.name, key.name)] = getattr(default, key.name)
    return found


def test_every_setting_is_documented_with_its_default() -> None:
    in_code = {
        where: json.dumps(list(value) if isinstance(value, tuple) else value)
        for where, value in settings().items()
    }
    assert documented() == in_code


def test_every_command_is_documented() -> None:
    for name in COMMANDS:
        assert f"/{name}" in README, name


def test_every_command_line_is_documented() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        for sub in getattr(command, "commands", {}) or [""]:
            assert f"hearken {name} {sub}".strip() in README, (name, sub)


@pytest.mark.parametrize(
    "page", [Path("README.md"), *sorted(path.relative_to(ROOT) for path in ROOT.glob("docs/*.md"))]
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", (ROOT / page).read_text()):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_every_page_is_reachable_from_the_readme() -> None:
    for path in ROOT.glob("docs/*.md"):
        assert f"docs/{path.name}" in README, path.name


def test_the_published_protocol_is_what_the_program_goes_by() -> None:
    from bots.protocol import text

    assert (ROOT / "docs" / "protocol.md").read_text("utf-8") == text()
