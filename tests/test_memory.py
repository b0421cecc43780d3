"""Where mind and history meet: purges while people write, databases that fail half-way, adapters that hang."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from core.errors import AlreadyRunning
from core.generation.engines.echo import Echo
from core.generation.prompts import Prompt
from core.history.database import Database, Lock
from core.history.purge import Scope
from core.messages import Kind, Level, PersonId, PlaceId, Reply, Role
from tests.rigs import postgres
from tests.rigs.house import OPERATOR, Heard, House, open_house
from tests.test_router import CRISIS, Parrot

CANARY = "canary-from-before"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, engine=Parrot()) as opened:
        yield opened


async def kept_talk(folder: Path, place: str | None = None) -> None:
    """Somebody who agreed and said something, in a process that has ended since."""
    async with open_house(folder, engine=Parrot()) as house:
        await house.say("/remember", person="ben")
        await house.say(CANARY, person="ben", place=place)


SCOPES = {
    "person": (Scope.of_person(PersonId("terminal", "ben")), None),
    "place": (Scope.of_place(PlaceId("terminal", "room")), "room"),
    "all": (Scope.of_all(), None),
}


@pytest.mark.parametrize("reach", SCOPES)
@pytest.mark.parametrize("head_start_ms", [0, 1, 2, 4, 8])
async def test_nothing_purged_is_in_mind_for_somebody_who_writes_during_the_purge(
    tmp_path: Path, reach: str, head_start_ms: int
) -> None:
    scope, place = SCOPES[reach]
    await kept_talk(tmp_path, place)
    async with open_house(tmp_path, engine=Parrot()) as house:
        purging = asyncio.create_task(house.app.memory.purge(scope, "test", now=house.now))
        await asyncio.sleep(head_start_ms / 1_000)
        await house.say("hm", person="ben", place=place)
        await purging
        after = await house.say("what do you know?", person="ben", place=place)
        assert CANARY not in after.text
        if reach != "place":
            assert "keep nothing" in (await house.say("/privacy", person="ben")).text or (
                "do not keep our talks" in (await house.say("/privacy", person="ben")).text
            )


async def test_a_reply_that_runs_when_its_person_is_purged_is_not_kept(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Echo(pause=30)) as house:
        await house.say("/remember", person="ben")
        running = asyncio.create_task(house.hear("tell me something", person="ben"))
        await asyncio.sleep(0.05)
        await house.say("/purge person ben", person=OPERATOR)
        assert "Deleted" in (await asyncio.wait_for(house.say("yes", person=OPERATOR), 5)).text
        assert (await running).replies == 1
        assert house.app.memory.history is not None
        assert (await house.app.memory.history.stock()).turns == 0


async def test_what_is_sent_right_behind_a_yes_is_answered_as_new(house: House) -> None:
    await house.say("/remember")
    await house.say("/forget")
    done, after = await asyncio.gather(house.say("yes"), house.say("hello again"))
    assert "It is gone" in done.text
    assert after.text.endswith("hello again")


async def test_talks_that_are_no_longer_remembered_leave_the_mind_too(tmp_path: Path) -> None:
    await kept_talk(tmp_path)
    async with open_house(tmp_path, engine=Parrot()) as house:
        assert CANARY in (await house.say("hm", person="ben")).text
        await house.say("/stop-remembering", person="ben")
        assert CANARY not in (await house.say("hm", person="ben")).text


async def test_a_forgetting_that_meets_a_locked_database_is_finished_as_soon_as_it_can_be(
    tmp_path: Path,
) -> None:
    await kept_talk(tmp_path)
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("/forget", person="ben")
        locked = sqlite3.connect(tmp_path / "var" / "hearken.db", isolation_level=None)
        locked.execute("BEGIN IMMEDIATE")
        done = await house.say("yes", person="ben")
        assert "as soon as the database lets me" in done.text
        locked.execute("ROLLBACK")
        locked.close()
        assert CANARY not in (await house.say("hm", person="ben")).text
        await house.tick()
        assert house.app.memory.history is not None
        assert (await house.app.memory.history.stock()).turns == 0
        await house.say("/remember", person="ben")
        await house.say("new words", person="ben")
        assert (await house.app.memory.history.stock()).turns == 2


async def test_trying_again_after_a_crisis_is_met_with_the_same_care(house: House) -> None:
    await house.say("/remember")
    await house.say(CRISIS)
    reply = await house.say("/retry")
    assert (reply.engine, reply.verdict.level) == ("care", Level.IMMINENT)
    house.later(hours=25)
    assert "kill myself" not in (await house.say("what do you know?")).text


async def test_the_graver_hold_counts_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.say(CRISIS)
        await house.app.memory.settle()
    async with open_house(tmp_path) as house:
        await house.say("I keep thinking about killing myself")
        await house.app.memory.settle()
        assert (await house.say("hm")).hold is Level.IMMINENT


@pytest.mark.parametrize("word", [CRISIS, "I wish I were dead", "I had pasta for dinner"])
async def test_an_adapter_whose_notices_hang_or_fail_takes_no_answer_away(house: House, word: str) -> None:
    class Hanging(Heard):
        async def notify(self, reply: Reply) -> None:
            await asyncio.Event().wait()

    class Failing(Heard):
        async def notify(self, reply: Reply) -> None:
            raise ConnectionError

    for heard in (Hanging(), Failing()):
        await asyncio.wait_for(house.app.router.handle(house.message(word, type(heard).__name__), heard), 5)
        assert heard.replies == 1
        assert heard.reply is not None
        assert "went wrong" not in heard.reply.text


async def test_an_engine_that_is_late_is_stopped(tmp_path: Path) -> None:
    ended = asyncio.Event()

    class Slow(Echo):
        async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
            try:
                await asyncio.sleep(30)
                yield "too late"
            finally:
                ended.set()

    async with open_house(tmp_path, engine=Slow(), generation={"deadline_s": 1}) as house:
        assert (await house.say("I feel lonely these days")).engine == "templates"
        assert ended.is_set()


async def test_a_button_confirms_only_what_it_asked(house: House) -> None:
    await house.say("/remember", person="ben")
    first = await house.say("/forget", person=OPERATOR)
    await house.say("/purge all", person=OPERATOR)
    await house.say(first.actions[0].value, person=OPERATOR, kind=Kind.BUTTON)
    assert house.app.memory.history is not None
    assert (await house.app.memory.history.stock()).people == 1


@pytest.mark.parametrize("typed", ["cancel: everything, I give up", "confirm:/purge all", "cancel:/forget"])
async def test_typing_a_buttons_value_presses_nothing(house: House, typed: str) -> None:
    await house.say("/forget", person=OPERATOR)
    reply = await house.say(typed, person=OPERATOR)
    assert reply.engine == "echo"


async def test_a_confirmation_asked_as_administrator_is_not_given_as_member(house: House) -> None:
    await house.say("/remember", person="ben")
    await house.say("hello", person="ben", place="room")
    await house.say("/purge place", person="eva", place="room", role=Role.ADMIN)
    assert "Only administrators" in (await house.say("yes", person="eva", place="room")).text
    assert house.app.memory.history is not None
    assert (await house.app.memory.history.stock()).turns == 2


async def test_a_command_does_not_go_on_from_what_was_said_before(house: House) -> None:
    await house.say("I have an exam today")
    first = await house.say("I want to kill myself")
    assert "everything" not in first.text
    assert "These words do special things" in (await house.say("/help")).text
    softer = await house.say("/not-meant", kind=Kind.BUTTON)
    assert softer.hold < first.hold


async def test_where_are_you_may_be_answered_in_words(house: House) -> None:
    await house.say("I want to kill myself")
    told = await house.say("im in the uk")
    assert "116 123" in told.text
    assert "116 123" in (await house.say("/helpline")).text


async def test_a_lock_lost_with_its_connection_is_taken_again_before_anything_is_served(
    tmp_path: Path, postgres_server: Path
) -> None:
    import asyncpg

    url = await postgres.new_database(postgres_server, f"l{uuid.uuid4().hex}")
    database = Database(url, tmp_path)
    await database.open(may_upgrade=True)
    await database.close()
    async with open_house(tmp_path, history={"url": url}) as house:
        assert "From now on" in (await house.say("/remember")).text
        admin = await asyncpg.connect(host=str(postgres_server), user="hearken", database="postgres")
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        await admin.close()
        assert (await house.say("I feel lonely these days")).engine == "templates"
        await house.tick()
        await house.tick()
        assert house.app.lock.held
        other = Lock(Database(url + "&port=5432", tmp_path), tmp_path / "other.key")
        with pytest.raises(AlreadyRunning):
            await other.acquire()
        exported = await house.say("/export")
        assert exported.document is not None


async def test_a_server_that_freezes_keeps_nobody_waiting_who_is_in_danger(
    tmp_path: Path, postgres_server: Path
) -> None:
    url = await postgres.new_database(postgres_server, f"f{uuid.uuid4().hex}")
    database = Database(url, tmp_path)
    await database.open(may_upgrade=True)
    await database.close()
    async with open_house(tmp_path, history={"url": url}) as house:
        await house.say("/remember")
        await house.say(CRISIS, person="ben")
        await house.app.memory.settle()
        server = int((postgres_server / "data" / "postmaster.pid").read_text().split()[0])
        frozen = [server, *(child.pid for child in psutil.Process(server).children(recursive=True))]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            for words, person in ((CRISIS, "ada"), ("I wish I were dead", "eva"), ("are you there?", "ben")):
                assert (await asyncio.wait_for(house.say(words, person=person), 2)).engine == "care"
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)


async def test_everybody_is_answered_while_everything_is_purged(tmp_path: Path) -> None:
    await kept_talk(tmp_path)
    async with open_house(tmp_path, engine=Parrot()) as house:
        people = [f"p{n}" for n in range(20)]
        words = ["I planted tomatoes", CRISIS]
        said = [house.say(words[n % 2], person=person) for n, person in enumerate(people)]
        purging = house.app.memory.purge(Scope.of_all(), "test", now=house.now)
        replies, receipt = await asyncio.wait_for(asyncio.gather(asyncio.gather(*said), purging), 10)
        assert len(replies) == 20
        assert receipt.counts.people == 1
        assert [reply.engine for reply in replies[1::2]] == ["care"] * 10


@pytest.mark.parametrize("head_start_ms", [0, 1, 2, 4, 8])
async def test_nothing_older_than_a_purge_by_date_stays_in_mind(tmp_path: Path, head_start_ms: int) -> None:
    await kept_talk(tmp_path)
    async with open_house(tmp_path, engine=Parrot()) as house:
        house.later(days=2)
        scope = Scope.older_than(house.now)
        purging = asyncio.create_task(house.app.memory.purge(scope, "test", now=house.now))
        await asyncio.sleep(head_start_ms / 1_000)
        await house.say("hm", person="ben")
        await purging
        assert CANARY not in (await house.say("what do you know?", person="ben")).text


async def test_a_crisis_while_consent_is_taken_back_is_held(tmp_path: Path) -> None:
    await kept_talk(tmp_path)
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("hm", person="ben")
        locked = sqlite3.connect(tmp_path / "var" / "hearken.db", isolation_level=None)
        locked.execute("BEGIN IMMEDIATE")
        stopping = asyncio.create_task(house.hear("/stop-remembering", person="ben"))
        await asyncio.sleep(0.2)
        crisis = await asyncio.wait_for(house.say(CRISIS, person="ben"), 5)
        locked.execute("ROLLBACK")
        locked.close()
        await stopping
        assert crisis.hold is Level.IMMINENT
        assert (await house.say("hm", person="ben")).hold is Level.IMMINENT


async def test_consent_taken_back_from_a_locked_database_changes_nothing_and_says_so(tmp_path: Path) -> None:
    await kept_talk(tmp_path)
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("hm", person="ben")
        locked = sqlite3.connect(tmp_path / "var" / "hearken.db", isolation_level=None)
        locked.execute("BEGIN IMMEDIATE")
        assert "nothing was changed" in (await house.say("/stop-remembering", person="ben")).text
        locked.execute("ROLLBACK")
        locked.close()
        assert CANARY in (await house.say("still there?", person="ben")).text
        assert "deleted for good" in (await house.say("/stop-remembering", person="ben")).text
