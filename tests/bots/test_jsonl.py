"""JSON lines through the real process: the contract of docs/adapters.md, line by line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FIELDS = {
    "person", "n", "type", "text", "level", "hold", "topics", "subject",
    "helplines", "actions", "private", "urgent", "engine",
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[admins]\nterminal = ["olga"]\n')
    return path


def run(config: Path, *lines: Any) -> list[dict[str, Any]]:
    """All output records of one run; objects are written as JSON, text and bytes as they are."""
    source = b"".join(
        (
            line
            if isinstance(line, bytes)
            else line.encode()
            if isinstance(line, str)
            else json.dumps(line).encode()
        )
        + b"\n"
        for line in lines
    )
    done = subprocess.run(
        [sys.executable, "-m", "bots", "chat", "--jsonl", "--config", str(config)],
        input=source, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def replies(records: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {record["n"]: record for record in records if record["type"] == "reply"}


def test_one_line_gives_one_reply_last_with_every_field(config: Path) -> None:
    records = run(config, {"person": "a", "text": "I have been so anxious about my exams"})
    assert [record["type"] for record in records].count("reply") == 1
    assert records[-1]["type"] == "reply"
    assert "exams" in records[-1]["text"]
    for record in records:
        assert set(record) == FIELDS


def test_every_line_that_cannot_be_read_gets_a_clear_error_and_the_next_is_served(config: Path) -> None:
    bad = [
        "no json", "[]", "3", "null", '"text"', "{", "", b"\xff\xfe", '{"person": "a"}', '{"text": "a"}',
        {"person": 1, "text": "a"}, {"person": "", "text": "a"}, {"person": "a\u202eb", "text": "a"},
        {"person": "a" * 300, "text": "a"}, {"person": "a", "text": 1}, {"person": "a", "text": None},
        {"person": "a", "text": "x", "role": "king"}, {"person": "a", "text": "x", "kind": "shout"},
        {"person": "a", "text": "x", "kind": ["text"]}, {"person": "a", "kind": "button"},
        {"person": "a", "text": "x", "at": "yesterday"}, {"person": "a", "text": "x", "at": 5},
        {"person": "a", "text": "x", "at": "0001-01-01T00:00:00Z"},
        {"person": "a", "text": "x", "at": "9999-12-31T23:59:00Z"},
        {"person": "a", "text": "x" * 5_000_000},
        {"person": "a", "text": "x", "burst": "yes"}, {"person": "a", "text": "x", "place": 7},
        {"person": "a", "text": "x", "language": 7}, "[" * 100_000,
    ]  # fmt: skip
    records = run(config, *bad, {"person": "b", "text": "I feel lonely these days"})
    errors = {record["n"]: record for record in records if record["type"] == "error"}
    assert sorted(errors) == list(range(1, len(bad) + 1))
    assert all(record["person"] is None and 10 < len(record["text"]) < 200 for record in errors.values())
    assert list(replies(records)) == [len(bad) + 1]


def test_odd_texts_are_answered_and_nothing_is_lost(config: Path) -> None:
    odd = [
        "", "   ", "\u200b\u200d\ufeff", "\x00", "a\x00b", "🙂" * 10_000, "\u202egnirts\u202c", "x" * 1_000_000,
        "\\" * 5_000, "{}{0}{person}", "%s%n", "'; DROP TABLE turns; --",
    ]  # fmt: skip
    lines = [{"person": f"p{n}", "text": text} for n, text in enumerate(odd)]
    surrogate = '{"person": "s", "text": "\\ud800 hello \\udfff"}'
    records = run(config, *lines, surrogate, {"person": "z", "text": "I am so tired of everything at work"})
    assert sorted(replies(records)) == list(range(1, len(odd) + 3))
    assert all(record["text"].strip() for record in records)


def test_a_country_that_does_not_exist_is_said_and_the_line_is_answered(config: Path) -> None:
    records = run(
        config,
        {"person": "a", "text": "hello", "country": "Atlantis"},
        {"person": "a", "text": "/country XX"},
    )
    assert any(record["type"] == "notice" and "Atlantis" in record["text"] for record in records)
    assert sorted(replies(records)) == [1, 2]


def test_time_drives_every_timer_and_never_goes_back(config: Path) -> None:
    records = run(
        config,
        {"person": "a", "text": "/remember", "at": "2026-01-01T10:00:00Z"},
        {"person": "a", "text": "I planted tomatoes"},
        {"person": "a", "text": "/forget", "at": "2026-01-01T10:10:00+00:00"},
        {"person": "a", "text": "too early", "at": "2026-01-01T10:00:00Z"},
        {"person": "a", "text": "yes", "at": "2026-01-01T10:16:00Z"},
        {"person": "a", "text": "/export"},
        {"person": "a", "text": "/export", "at": "2027-01-01T10:00:00Z"},
    )
    error = next(record for record in records if record["type"] == "error")
    assert (error["n"], error["person"]) == (4, "a")
    assert "goes back" in error["text"]
    answers = replies(records)
    assert "tomatoes" in answers[6]["text"]
    assert '"at": "2026-01-01T10:00:00' in answers[6]["text"]
    assert "tomatoes" not in answers[7]["text"]


def test_a_burst_is_answered_once_for_all_its_lines(config: Path) -> None:
    records = run(
        config,
        {"person": "a", "text": "I have been", "burst": True},
        {"person": "b", "text": "hello"},
        {"person": "a", "text": "so anxious", "burst": True},
        {"person": "a", "text": "about my exams"},
        {"person": "c", "text": "cut short", "burst": True},
    )
    answers = replies(records)
    assert sorted(answers) == [2, 4, 5]
    assert answers[4]["answers"] == [1, 3, 4]
    assert "answers" not in answers[2]


def test_buttons_edits_places_and_roles(config: Path) -> None:
    records = run(
        config,
        {"person": "a", "text": "/privacy"},
        {"person": "a", "kind": "button", "action": "/forget"},
        {"person": "a", "text": "yes"},
        {"person": "a", "text": "I felt sda today"},
        {"person": "a", "kind": "edit", "text": "I felt sad today"},
        {"person": "a", "text": "/settings", "place": "room", "role": "moderator"},
        {"person": "a", "text": "/settings", "place": "room", "role": "member"},
    )
    answers = replies(records)
    assert sorted(answers) == list(range(1, 8))
    forget = [action for action in answers[1]["actions"] if action["value"] == "/forget"]
    assert set(forget[0]) == {"kind", "label", "value", "helpline"}
    assert "in my memory" in answers[3]["text"]
    assert "Country" in answers[6]["text"]
    assert "moderators" in answers[7]["text"]


def test_without_consent_nothing_is_written_down(config: Path, tmp_path: Path) -> None:
    run(config, {"person": "a", "text": "the canary sang"}, {"person": "a", "text": "and again"})
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes()


def test_hundreds_of_lines_at_once_are_all_answered_in_order_per_person(config: Path) -> None:
    lines = [{"person": f"p{n % 20}", "text": f"line {n} about my garden"} for n in range(400)]
    records = run(config, *lines)
    answers = [record for record in records if record["type"] == "reply"]
    assert sorted(record["n"] for record in answers) == list(range(1, 401))
    for person in range(20):
        mine = [record["n"] for record in answers if record["person"] == f"p{person}"]
        assert mine == sorted(mine)


def test_a_burst_ends_where_its_person_goes_on_elsewhere(config: Path) -> None:
    records = run(
        config,
        {"person": "a", "text": "I have been", "burst": True},
        {"person": "a", "text": "hello room", "place": "room"},
    )
    assert [record["n"] for record in records if record["type"] == "reply"] == [1, 2]


def test_undo_after_edits_takes_one_exchange(config: Path) -> None:
    lines = [{"person": "a", "text": "/remember"}]
    for n in range(3):
        lines += [
            {"person": "a", "text": f"tale {n} with a typpo"},
            {"person": "a", "kind": "edit", "text": f"tale {n}"},
        ]
    records = run(config, *lines, {"person": "a", "text": "/undo"}, {"person": "a", "text": "/export"})
    exported = replies(records)[9]["text"]
    assert ["tale 0" in exported, "tale 1" in exported, "tale 2" in exported] == [True, True, False]
    assert "typpo" not in exported


@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM"])
def test_being_told_to_end_ends_it_quietly(config: Path, signal: str) -> None:
    import signal as signals

    process = subprocess.Popen(
        [sys.executable, "-m", "bots", "chat", "--jsonl", "--config", str(config)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"person": "a", "text": "/help"}\n')
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(getattr(signals, signal))
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"")


def test_a_script_of_lines_is_read_in_its_order_also_around_a_crisis(config: Path) -> None:
    story = ["hey, I feel low", "I am going to kill myself tonight", "I had some soup", "/help", "thank you"]
    people = [f"p{n}" for n in range(20)]
    records = run(config, *({"person": person, "text": text} for text in story for person in people))
    for person in people:
        mine = [r for r in records if r["person"] == person and r["type"] == "reply"]
        assert [r["n"] for r in mine] == sorted(r["n"] for r in mine)
        assert [r["hold"] for r in mine] == [0, 5, 5, 5, 5]
