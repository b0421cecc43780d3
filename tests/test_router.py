"""The life of a message: everybody is answered, in order, out of their own talk, whatever breaks on the way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import EngineError
from core.generation.engines.echo import Echo
from core.generation.prompts import Prompt
from core.messages import Kind, Level, PersonId, Reply, Verdict
from tests.rigs.house import Heard, House, open_house

CRISIS = "I am going to kill myself tonight"


class Parrot(Echo):
    """Says back every turn it was given, so that a test sees what reached the prompt."""

    async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        yield " | ".join([*(turn.text for turn in prompt.turns), prompt.text])


class Broken(Echo):
    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        for _ in range(self._after):
            yield "A sentence."
        raise EngineError("gone")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def test_the_first_words_are_met_with_the_truth_about_what_it_is_and_then_an_answer(
    house: House,
) -> None:
    heard = await house.hear("I have been so anxious about my exams")
    assert heard.replies == 1
    assert heard.reply is not None
    assert heard.reply.engine == "templates"
    assert "exams" in heard.reply.text
    assert len(heard.notices) == 1
    assert "/remember" in heard.notices[0].text
    assert (await house.hear("they start on monday")).notices == []


async def test_ten_messages_at_once_are_answered_in_order_each_seeing_those_before(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Parrot()) as house:
        answers: list[str] = []

        class Ordered(Heard):
            async def finish(self, reply: Reply) -> None:
                answers.append(reply.text)

        await asyncio.gather(
            *(house.app.router.handle(house.message(f"word{n}"), Ordered()) for n in range(10))
        )
        assert len(answers) == 10
        for n, answer in enumerate(answers):
            assert answer.endswith(f"word{n}")
            assert all(f"word{before}" in answer for before in range(n))


async def test_five_hundred_people_at_once_get_their_own_answers(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Parrot()) as house:
        marks = [f"mark-{n:03}-end" for n in range(500)]
        replies = await asyncio.gather(*(house.say(f"about {mark}", person=mark) for mark in marks))
        for mark, reply in zip(marks, replies, strict=True):
            assert mark in reply.text
            assert reply.text.count("mark-") == 1


async def test_nothing_said_in_private_reaches_a_place_or_the_reverse(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("/remember")
        await house.say("canary-private")
        await house.say("canary-public", place="room")
        in_place = await house.say("what do you know?", place="room")
        in_private = await house.say("what do you know?")
        elsewhere = await house.say("what do you know?", place="other")
        assert ("canary-public" in in_place.text, "canary-private" in in_place.text) == (True, False)
        assert ("canary-public" in in_private.text, "canary-private" in in_private.text) == (False, True)
        assert "canary" not in elsewhere.text
        exported = (await house.say("/export")).document
        assert exported is not None
        assert ("canary-private" in exported.body, "canary-public" in exported.body) == (True, False)
        exported = (await house.say("/export places")).document
        assert exported is not None
        assert ("canary-private" in exported.body, "canary-public" in exported.body) == (False, True)
        refused = await house.say("/export", place="room")
        assert refused.document is None
        assert "canary" not in refused.text


async def test_a_crisis_is_answered_with_care_and_holds(house: House) -> None:
    reply = await house.say(CRISIS, country="US")
    assert (reply.verdict.level, reply.hold) == (Level.IMMINENT, Level.IMMINENT)
    assert (reply.engine, reply.urgent, reply.private) == ("care", True, True)
    assert "911" in reply.text
    after = await house.say("I had pasta for dinner", country="US")
    assert (after.verdict.level, after.hold, after.engine) == (Level.NONE, Level.IMMINENT, "care")
    house.later(hours=25)
    assert (await house.say("I had pasta for dinner")).hold is Level.NONE


async def test_under_a_hold_it_is_said_what_it_is_and_nothing_about_consent(house: House) -> None:
    assert (await house.hear(CRISIS)).notices == []
    heard = await house.hear("I had pasta for dinner")
    assert ["an AI" in notice.text and "/remember" not in notice.text for notice in heard.notices] == [True]
    assert (await house.hear("and some soup")).notices == []


async def test_a_hold_survives_a_restart_without_any_consent(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.say(CRISIS)
    async with open_house(tmp_path) as house:
        reply = await house.say("hello again")
        assert (reply.hold, reply.engine) == (Level.IMMINENT, "care")
        house.later(hours=25)
        await house.tick()
        assert house.app.memory.kept is not None
        assert (await house.app.memory.kept.history.stock()).holds == 0


async def test_a_burst_is_read_alone_and_joined(house: House) -> None:
    parts = ("I want to", "kill myself")
    reply = await house.say("\n".join(parts), parts=parts)
    assert reply.verdict.level >= Level.ACTIVE


async def test_a_person_who_agreed_is_remembered_after_a_restart_and_others_are_not(tmp_path: Path) -> None:
    for restarted in (False, True):
        async with open_house(tmp_path, engine=Parrot()) as house:
            if not restarted:
                await house.say("/remember")
                await house.say("my cat is called Ruth")
                await house.say("my dog is called Otto", person="ben")
            else:
                assert "Ruth" in (await house.say("who is my cat?")).text
                assert "Otto" not in (await house.say("who is my dog?", person="ben")).text


async def test_without_consent_a_talk_is_in_mind_for_thirty_minutes(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("my cat is called Ruth")
        house.later(minutes=29)
        assert "Ruth" in (await house.say("hm")).text
        house.later(minutes=31)
        assert "Ruth" not in (await house.say("hm")).text


async def test_an_edited_message_is_answered_again_in_place_of_the_old_one(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("/remember")
        await house.say("my cat is Ruht", id="7")
        await house.say("my cat is Ruth", id="7", kind=Kind.EDIT)
        assert "Ruht" not in (await house.say("hm")).text
        exported = (await house.say("/export")).document
        assert exported is not None
        assert "Ruht" not in exported.body


async def test_hard_turns_reach_later_prompts_as_a_placeholder_alone(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Parrot()) as house:
        await house.say("I wish I were dead", person="ada")
        for _ in range(3):
            last = await house.say("I made some soup today")
        assert last.hold is Level.NONE
        assert "wish I were dead" not in last.text


@pytest.mark.parametrize(("after", "text"), [(0, ""), (1, "A sentence.")])
async def test_an_engine_that_breaks_leaves_nobody_without_words(
    tmp_path: Path, after: int, text: str
) -> None:
    async with open_house(tmp_path, engine=Broken(after)) as house:
        reply = await house.say("I feel lonely these days")
        assert reply.engine == ("echo" if after else "templates")
        assert reply.text == text if after else len(reply.text) > 20


async def test_an_engine_that_is_late_is_replaced_by_the_template_listener(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Echo(pause=30), generation={"deadline_s": 1}) as house:
        assert (await house.say("I feel lonely these days")).engine == "templates"


async def test_stop_ends_the_running_reply(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Echo(pause=30)) as house:
        running = asyncio.create_task(house.hear("tell me something long"))
        await asyncio.sleep(0.05)
        stopped = await asyncio.wait_for(house.say("/stop"), 5)
        assert (await running).replies == 1
        assert stopped.text == "I have stopped."


async def test_a_crisis_ends_the_running_reply_and_is_answered_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Echo(pause=30)) as house:
        running = asyncio.create_task(house.hear("tell me something long"))
        await asyncio.sleep(0.05)
        reply = await asyncio.wait_for(house.say(CRISIS), 5)
        assert reply.engine == "care"
        assert (await running).replies == 1


async def test_a_detector_that_raises_is_met_with_careful_fixed_words(tmp_path: Path) -> None:
    def broken(*_: object) -> list[Verdict]:
        raise RuntimeError("it cannot read this")

    async with open_house(tmp_path, assess=broken) as house:
        reply = await house.say("anything")
        assert (reply.engine, reply.hold) == ("care", Level.PASSIVE)
        assert "findahelpline.com" in reply.text


async def test_a_long_talk_says_once_that_it_was_cut(tmp_path: Path) -> None:
    async with open_house(tmp_path, engine=Echo(), generation={"window_tokens": 100}) as house:
        notices = []
        for n in range(12):
            heard = await house.hear(f"{n} " + "and another thing " * 6)
            notices += [notice.text for notice in heard.notices]
        assert len([text for text in notices if "only the later part" in text]) == 1


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\u200b\u200d\u2060", "\x00", "🙂" * 10_000, "\u202egnirts desrever\u202c", "a" * 1_000_000],
)
async def test_odd_messages_get_a_clear_line_and_the_next_is_served(house: House, text: str) -> None:
    reply = await house.say(text)
    assert reply.text
    assert "Traceback" not in reply.text
    assert "exams" in (await house.say("I am anxious about my exams")).text


async def test_after_the_database_is_lost_the_talk_goes_on_and_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.say("/remember")
        await house.app.database.close()
        heard = await house.hear("I am anxious about my exams")
        assert heard.reply is not None
        assert heard.reply.engine == "templates"
        assert any("not be remembered" in notice.text for notice in heard.notices)
        assert (await house.say(CRISIS)).engine == "care"


async def test_operators_hear_that_the_history_is_down_and_back_without_content(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        told: list[tuple[PersonId, str]] = []

        async def voice(person: PersonId, reply: Reply) -> None:
            told.append((person, reply.text))

        house.app.voices["terminal"] = voice
        await house.say("/remember")
        await house.app.database.close()
        await house.say("a canary sentence")
        await house.say("a canary sentence again")
        assert [person.value for person, _ in told] == ["olga"]
        await house.app.database.open()
        await house.tick()
        assert len(told) == 2
        assert "canary" not in repr(told)


async def test_a_database_file_that_was_replaced_is_noticed_and_opened_anew(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.say("/remember")
        file = house.app.database.file
        assert file is not None
        for path in file.parent.glob("hearken.db*"):
            if not path.name.endswith(".lock"):
                path.unlink()
        await house.tick()
        house.later(minutes=31)
        await house.tick()
        assert "From now on" in (await house.say("/remember")).text
        await house.say("my cat is called Ruth")
        exported = (await house.say("/export")).document
        assert exported is not None
        assert "Ruth" in exported.body


async def test_a_database_that_was_damaged_at_start_is_taken_up_once_it_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "var" / "hearken.db"
    file.parent.mkdir()
    file.write_bytes(b"no database " * 1_000)
    async with open_house(tmp_path) as house:
        assert "cannot reach" in (await house.say("/remember")).text
        file.unlink()
        await house.tick()
        assert "From now on" in (await house.say("/remember")).text


async def test_a_keyring_that_cannot_be_written_loses_no_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        keys = tmp_path / "keys"
        keys.rename(tmp_path / "gone")
        assert "cannot reach" in (await house.say("/remember")).text
        assert (await house.say(CRISIS)).engine == "care"
        assert (await house.say("I had some soup")).hold is Level.IMMINENT


async def test_a_crisis_is_answered_while_another_program_holds_the_database_locked(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.say("/remember")
        locked = sqlite3.connect(tmp_path / "var" / "hearken.db", isolation_level=None)
        locked.execute("BEGIN EXCLUSIVE")
        ordinary = asyncio.create_task(house.hear("I planted tomatoes today"))
        await asyncio.sleep(0.1)
        reply = await asyncio.wait_for(house.say(CRISIS), 2)
        assert reply.engine == "care"
        assert not ordinary.done()
        locked.execute("ROLLBACK")
        locked.close()
        assert (await ordinary).replies == 1
