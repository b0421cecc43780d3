"""`hearken assess` and `hearken screen`: every line is answered, whatever it holds."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.lines import answer, assessed, screened

FIELDS = {"id", "level", "topics", "subject", "time", "modality", "means_asked", "language", "evidence"}


def read(line: str, number: int = 1, **options: Any) -> dict[str, Any]:
    return assessed(line, number, **options)


def test_a_plain_line_is_a_message_and_its_number_is_its_id() -> None:
    found = read("I want to kill myself", 7)
    assert found["id"] == 7
    assert found["level"] == 3
    assert set(found) == FIELDS
    assert found["evidence"] == "want to kill myself"


def test_a_json_line_brings_its_own_id() -> None:
    assert read('{"id": "x1", "text": "hello"}')["id"] == "x1"
    assert read('{"text": "hello"}')["id"] is None


def test_a_dialogue_has_the_running_level_after_each_of_the_persons_turns() -> None:
    turns = [
        "I wish I was dead",
        {"who": "bot", "asked": "suicide"},
        "yes",
        "the tram was late",
        "just kidding",
    ]
    found = read(json.dumps({"id": 1, "turns": turns}))
    assert found["levels"] == [2, 3, 3, 2]
    assert found["level"] == 2


def test_an_answer_means_what_was_asked_before_it() -> None:
    def after(asked: str, said: str) -> int:
        turns = ["I wish I was dead", {"who": "bot", "asked": asked}, said]
        return int(read(json.dumps({"turns": turns}))["level"])

    assert after("suicide", "yes") == 3
    assert after("plan", "yeah") == 4
    assert after("means", "yes") == 4
    assert after("safe", "no") == 4
    assert after("suicide", "tonight") == 5
    assert after("suicide", "no") == 2


def test_it_says_which_layer_decided_when_asked() -> None:
    assert read("I want to kill myself", explain=True)["because"] == "lexicon: want_to_kill_myself"
    assert "because" not in read("I want to kill myself")


@pytest.mark.parametrize(
    "line",
    ["{", "{bad", '{"id": 1', '{"id": 3}', '{"id": 3, "text": 5}', '{"turns": "x"}', '{"turns": [5]}',
     '{"turns": [{"who": "bot", "asked": "x"}]}', '{"turns": [{"text": 4}]}', '{"text": null}'],
)  # fmt: skip
def test_a_bad_line_is_answered_with_what_is_wrong(line: str) -> None:
    found = read(line)
    assert set(found) == {"id", "error"}
    assert found["error"]


def test_a_line_that_begins_like_json_and_is_none_has_no_id() -> None:
    assert read("{oops", 4)["id"] is None


@given(st.text(max_size=400))
def test_every_line_has_an_answer_that_is_json(line: str) -> None:
    sink = io.StringIO()
    answer([line], sink, assessed)
    assert len(sink.getvalue().splitlines()) == 1
    json.loads(sink.getvalue())


def test_the_guard_reads_a_reply() -> None:
    good = screened('{"id": 1, "user": "my dog died", "reply": "I hear how much you miss your dog."}', 1)
    bad = screened('{"id": 2, "user": "i feel bad", "reply": "Stay positive, you will be fine!"}', 1)
    assert good == {"id": 1, "ok": True, "fault": None}
    assert bad["ok"] is False
    assert bad["fault"]
    assert screened("{", 1)["id"] is None
    assert "error" in screened('{"id": 5, "user": "x"}', 1)


def test_the_command_answers_line_by_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bots", "assess"],
        input="hello\n\n{bad\nquiero matarme\n",
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == [1, 2, None, 4]
    assert lines[3]["language"] == "es"
    assert lines[3]["level"] == 3
    assert done.stderr == ""
