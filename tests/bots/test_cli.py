"""The command line: clear lines instead of tracebacks, and the operator's commands on real files."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.control import socket_path
from tests.rigs.process import talking, write_config


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path, f"sqlite:///{tmp_path / 'var' / 'hearken.db'}", log_level="info")


def hearken(config: Path, *arguments: str, stdin: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bots", *arguments, "--config", str(config)],
        input=stdin, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    output = done.stdout + done.stderr
    assert "Traceback" not in output
    return done.returncode, output


async def kept(config: Path, folder: Path, *people: str) -> None:
    async with talking(config, folder / "log") as talk:
        for person in people:
            await talk.say(person, "/remember")
            await talk.say(person, f"the canary of {person} sang")


async def exported(config: Path, folder: Path, person: str) -> str:
    async with talking(config, folder / "log") as talk:
        text: str = (await talk.say(person, "/export"))["text"]
    return text


def test_help_names_what_there_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bots", "--help"], capture_output=True, text=True, check=True
    )
    for name in ("chat", "purge", "backup", "restore", "vault", "db", "version"):
        assert name in done.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[generation]\nengin = 'x'", "did you mean engine?"),
        ("[", "not valid TOML"),
        ("[history]\nurl='x'", "url"),
    ],
)
def test_a_broken_config_is_one_clear_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    code, output = hearken(path, "chat", "--jsonl")
    assert code == 1
    assert says in output
    assert len(output.strip().splitlines()) == 1


async def test_a_second_process_is_refused_and_a_standby_takes_over(config: Path, tmp_path: Path) -> None:
    async with talking(config, tmp_path / "log") as talk:
        await talk.say("a", "hello")
        code, output = await asyncio.to_thread(hearken, config, "chat", "--jsonl")
        assert code == 1
        assert "already serves this database" in output
        waiting = asyncio.create_task(
            asyncio.to_thread(
                hearken, config, "chat", "--jsonl", "--standby", stdin='{"person": "b", "text": "/help"}\n'
            )
        )
        await asyncio.sleep(1.5)
        assert not waiting.done()
        await talk.finish()
    code, output = await asyncio.wait_for(waiting, 30)
    assert code == 0
    assert '"n": 1' in output


async def test_purge_without_a_running_program_does_it_and_says_so(config: Path, tmp_path: Path) -> None:
    await kept(config, tmp_path, "ada", "ben")
    code, output = hearken(config, "purge", "--person", "terminal:ada", "--dry-run")
    assert (code, "It would take: turns 2, people 1" in output) == (0, True)
    code, output = hearken(config, "purge", "--person", "terminal:ada", stdin="n\n")
    assert code == 1
    code, output = hearken(config, "purge", "--person", "terminal:ada", "--yes")
    assert "Deleted: turns 2, people 1" in output
    assert "no program was running" in output
    code, output = hearken(config, "purge", "--person", "terminal:ada", "--yes")
    assert (code, "Nothing was kept" in output) == (0, True)
    assert "canary" not in await exported(config, tmp_path, "ada")
    assert "canary of ben" in await exported(config, tmp_path, "ben")


async def test_purge_asks_the_running_program_and_says_so(config: Path, tmp_path: Path) -> None:
    async with talking(config, tmp_path / "log") as talk:
        await talk.say("ada", "/remember")
        await talk.say("ada", "the canary sang")
        code, output = await asyncio.to_thread(hearken, config, "purge", "--all", "--yes")
        assert (code, "done by the running program" in output) == (0, True)
        assert "canary" not in (await talk.say("ada", "/export"))["text"]
        assert "nothing kept" in (await talk.say("ada", "/export"))["text"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--all", "--person", "terminal:a"], ["--before", "tomorrow"]],
    ids=["none", "two", "no date"],
)
def test_a_purge_of_nothing_in_particular_says_what_to_name(config: Path, arguments: list[str]) -> None:
    code, output = hearken(config, "purge", "--yes", *arguments)
    assert code == 1
    assert "--person" in output or "before 2026" in output


async def test_a_backup_comes_back_without_who_was_forgotten(config: Path, tmp_path: Path) -> None:
    await kept(config, tmp_path, "ada", "ben")
    target = tmp_path / "backup.gz"
    code, output = hearken(config, "backup", str(target))
    assert code == 0, output
    assert target.stat().st_mode & 0o777 == 0o600
    hearken(config, "purge", "--person", "terminal:ada", "--yes")
    code, output = hearken(config, "restore", str(target), "--yes")
    assert code == 0, output
    assert "3 rows belonged to people who were forgotten" in output
    assert "canary" not in await exported(config, tmp_path, "ada")
    assert "canary of ben" in await exported(config, tmp_path, "ben")
    code, output = hearken(config, "restore", str(config), "--yes")
    assert code == 1
    assert "no backup of this program" in output
    assert "canary of ben" in await exported(config, tmp_path, "ben")


async def test_keys_rotate_and_everything_still_opens(config: Path, tmp_path: Path) -> None:
    await kept(config, tmp_path, "ada")
    code, output = hearken(config, "vault", "rotate")
    assert (code, "1 data keys" in output) == (0, True)
    assert "canary of ada" in await exported(config, tmp_path, "ada")


async def test_a_missing_key_file_is_refused_with_one_clear_line(config: Path, tmp_path: Path) -> None:
    await kept(config, tmp_path, "ada")
    (tmp_path / "keys" / "hearken.key").unlink()
    code, output = hearken(config, "chat", "--jsonl", stdin='{"person": "ada", "text": "hello"}\n')
    assert code == 1
    assert "hearken.key is missing: put it back" in output
    assert not (tmp_path / "keys" / "hearken.key").exists()


async def test_a_damaged_database_lets_people_talk_and_tells_them(config: Path, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "hearken.db").write_bytes(b"these are not the bytes of a database " * 300)
    code, output = hearken(
        config, "chat", "--jsonl", stdin='{"person": "a", "text": "I feel lonely these days"}\n'
    )
    assert code == 0
    assert '"type": "reply"' in output
    assert "damaged" in output


async def test_lost_keys_have_a_way_out(config: Path, tmp_path: Path) -> None:
    await kept(config, tmp_path, "ada")
    (tmp_path / "keys" / "hearken.key").unlink()
    code, output = hearken(config, "purge", "--all", "--yes")
    assert (code, "Deleted: turns 2, people 1" in output) == (0, True)
    await kept(config, tmp_path, "ben")
    assert "canary of ben" in await exported(config, tmp_path, "ben")


def test_a_socket_that_others_put_there_is_not_believed(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run" / f"hearken-{os.getuid()}"
    folder.mkdir(parents=True, mode=0o777)
    folder.chmod(0o777)
    (folder / socket_path(tmp_path / "keys" / "hearken.key").name).touch()
    done = subprocess.run(
        [sys.executable, "-m", "bots", "purge", "--all", "--yes", "--config", str(config)],
        capture_output=True, text=True, check=False, env=dict(os.environ, XDG_RUNTIME_DIR=str(tmp_path / "run")),
    )  # fmt: skip
    assert done.returncode == 1
    assert "open to others" in done.stderr


def test_a_person_must_be_named_with_their_platform(config: Path) -> None:
    code, output = hearken(config, "purge", "--person", "ada", "--yes")
    assert (code, "terminal:ada" in output) == (1, True)


def test_a_backup_overwrites_nothing_unasked(config: Path, tmp_path: Path) -> None:
    hearken(config, "db", "upgrade")
    (tmp_path / "b.gz").write_bytes(b"something dear")
    code, output = hearken(config, "backup", str(tmp_path / "b.gz"))
    assert (code, "is there already" in output) == (1, True)
    code, output = hearken(config, "backup", str(tmp_path / "nowhere" / "b.gz"))
    assert (code, "cannot be written" in output) == (1, True)


def test_a_person_without_a_terminal_can_pipe_words(config: Path) -> None:
    code, output = hearken(config, "chat", stdin="I have been so anxious about my exams\n")
    assert code == 0
    assert "exams" in output


def test_the_tables_can_be_upgraded_by_hand(config: Path) -> None:
    code, output = hearken(config, "db", "upgrade")
    assert (code, "of this version" in output) == (0, True)
