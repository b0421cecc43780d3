"""Logs: no word, no id and no token in them - every logger at DEBUG, exceptions forced in each layer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from pathlib import Path

import pytest

from bots.logs import SafeFormatter
from core.generation.engines.echo import Echo
from core.generation.prompts import Prompt
from core.messages import Conversation, Message, PersonId, Reply, Speaker, Turn
from tests.rigs.house import START, open_house

SECRETS = ("canary", "person-4711", "room-0815", "message-2342")


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Everything that any logger writes, each of them at DEBUG."""
    sink = StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(SafeFormatter(as_json=True))
    root = logging.getLogger()
    names = [
        None,
        "aiosqlite",
        "asyncio",
        "sqlalchemy",
        "sqlalchemy.engine",
        "sqlalchemy.pool",
        "alembic",
        "hearken",
    ]
    before = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield sink
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


class Failing(Echo):
    def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        raise RuntimeError(f"the engine fails with {prompt.text}")


class Uncountable(Echo):
    def tokens(self, text: str) -> int:
        raise RuntimeError(f"there is no counting {text}")


class FailingDelivery:
    async def notify(self, reply: Reply) -> None:
        raise RuntimeError(f"the platform refuses {reply.text}")

    async def preview(self, text: str) -> None: ...

    async def finish(self, reply: Reply) -> None: ...


async def test_nothing_that_was_said_is_logged_whatever_fails(tmp_path: Path, written: StringIO) -> None:
    async with open_house(tmp_path) as house:
        who, where = {"person": "person-4711"}, {"place": "room-0815"}
        await house.say("/remember", **who)
        await house.say("the canary sang", id="message-2342", **who)
        await house.say("the canary sang", **who, **where)
        await house.say("I want to kill the canary and myself tonight", **who)
        await house.say("/country canary", **who)
        message: Message = house.message("the canary sang", "person-4711-new")
        await house.app.router.handle(message, FailingDelivery())
        await house.app.database.close()
        await house.say("the canary sang", **who)
    async with open_house(tmp_path / "other", engine=Failing()) as house:
        assert (await house.say("the canary sang", person="person-4711")).engine == "templates"
    async with open_house(tmp_path / "third", engine=Uncountable()) as house:
        await house.say("the canary sang", person="person-4711")
        reply = await house.say("the canary sang", person="person-4711")
        assert "canary" not in reply.text
        assert "went wrong" in reply.text
    log = written.getvalue()
    assert len(log.splitlines()) > 20
    for event in ("the engine failed", "could not be sent", "a message could not be answered"):
        assert event in log
    assert "RuntimeError" in log
    for secret in SECRETS:
        assert secret not in log


def test_a_foreign_line_keeps_its_name_and_place_and_none_of_its_words() -> None:
    record = logging.LogRecord("aiosqlite", logging.DEBUG, "core.py", 7, "executing %s", ("canary",), None)
    line = SafeFormatter(as_json=False).format(record)
    assert "aiosqlite" in line
    assert "canary" not in line


def test_what_is_shown_of_an_object_holds_no_words_and_no_id(tmp_path: Path) -> None:
    person = PersonId("discord", "person-4711")
    for thing in (
        Message(Conversation(person), "canary", START, id="message-2342"),
        Reply("canary"),
        Turn(Speaker.PERSON, "canary", START),
    ):
        assert not any(secret in repr(thing) for secret in SECRETS)
