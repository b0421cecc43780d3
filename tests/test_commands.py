"""Commands: who may run which, what each does, and what a yes confirms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.commands import COMMANDS, Who
from core.messages import ActionKind, Kind, Level, Reply, Role
from tests.rigs.house import OPERATOR, House, open_house

EVERYONE = [name for name, command in COMMANDS.items() if command.who is Who.EVERYONE]
MODERATORS = [name for name, command in COMMANDS.items() if command.who is Who.MODERATOR]
OPERATORS = [
    "purge person terminal:ben",
    "purge before 2026-01-01",
    "purge all",
    "purge place terminal:room",
    "status",
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def kept(house: House, person: str = "ben", place: str | None = None) -> None:
    """Somebody who agreed and said something, so that a purge would have something to take."""
    await house.say("/remember", person=person)
    await house.say("I have a quiet evening ahead", person=person, place=place)


async def stock(house: House) -> tuple[int, int]:
    assert house.app.memory.kept is not None
    now = await house.app.memory.kept.history.stock()
    return now.people, now.turns


def refused(reply: Reply) -> bool:
    return any(
        words in reply.text
        for words in ("operators of this bot", "moderators of this place", "Only administrators")
    )


# --- who may what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", OPERATORS)
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", [None, "room"])
async def test_nobody_but_an_operator_may_run_an_operators_command(
    house: House, command: str, role: Role, place: str | None
) -> None:
    await kept(house)
    before = await stock(house)
    reply = await house.say(f"/{command}", person="owner", role=role, place=place)
    again = await house.say("yes", person="owner", role=role, place=place)
    assert (
        refused(reply)
        or "Write /purge place in the place itself" in reply.text
        or "about a place" in reply.text
    )
    assert not refused(again)
    assert await stock(house) == before


@pytest.mark.parametrize("command", MODERATORS)
async def test_a_member_may_run_nothing_of_moderators(house: House, command: str) -> None:
    assert refused(await house.say(f"/{command} reset", place="room"))


@pytest.mark.parametrize("command", MODERATORS)
async def test_a_moderator_may_run_nothing_outside_a_place(house: House, command: str) -> None:
    assert "Write it there" in (await house.say(f"/{command} reset", role=Role.ADMIN)).text


@pytest.mark.parametrize("command", ["settings", "helplines country DE", "purge place"])
async def test_an_anonymous_administrator_is_refused_with_the_reason(house: House, command: str) -> None:
    reply = await house.say(f"/{command}", place="room", role=Role.ADMIN, anonymous=True)
    assert "anonymously" in reply.text


async def test_an_operator_who_owns_no_place_may_not_set_one(house: House) -> None:
    assert refused(await house.say("/helplines country DE", person=OPERATOR, place="room"))


async def test_a_moderator_may_not_purge_their_place(house: House) -> None:
    assert "Only administrators" in (await house.say("/purge place", place="room", role=Role.MODERATOR)).text


async def test_an_administrator_purges_their_own_place_and_no_direct_talk(house: House) -> None:
    await kept(house, "ben", place="room")
    await kept(house, "eva", place="other")
    await house.say("and in private", person="ben")
    question = await house.say("/purge place", person="owner", place="room", role=Role.ADMIN)
    assert [action.kind for action in question.actions] == [ActionKind.CONFIRM, ActionKind.CANCEL]
    done = await house.say("yes", person="owner", place="room", role=Role.ADMIN)
    assert "Deleted: turns 2" in done.text
    assert await stock(house) == (2, 4)


async def test_an_operators_purge_of_a_person_is_counted_first_and_leaves_others(house: House) -> None:
    await kept(house, "ben")
    await kept(house, "eva")
    dry = await house.say("/purge person terminal:ben dry-run", person=OPERATOR)
    assert "dry run" in dry.text
    assert "turns 2, people 1" in dry.text
    assert await stock(house) == (2, 4)
    await house.say("/purge person ben", person=OPERATOR)
    assert "Deleted: turns 2, people 1" in (await house.say("yes", person=OPERATOR)).text
    assert await stock(house) == (1, 2)
    nobody = await house.say("/purge person terminal:ben", person=OPERATOR)
    assert "Nothing is kept" in nobody.text


async def test_no_command_shows_an_operator_what_somebody_wrote(house: House) -> None:
    await house.say("/remember", person="ben")
    await house.say("the canary sang", person="ben")
    for command in ("status", "purge person ben dry-run", "purge all dry-run", "export", "settings", "help"):
        reply = await house.say(f"/{command}", person=OPERATOR)
        assert "canary" not in reply.text
        assert reply.document is None


# --- confirmations --------------------------------------------------------------------------------------


async def test_a_yes_confirms_for_five_minutes_and_once(house: House) -> None:
    await kept(house)
    await house.say("/forget", person="ben")
    house.later(minutes=6)
    await house.say("yes", person="ben")
    assert (await stock(house))[0] == 1
    await house.say("/forget", person="ben")
    house.later(minutes=4)
    assert "It is gone" in (await house.say("yes", person="ben")).text
    assert await stock(house) == (0, 0)


async def test_a_yes_confirms_only_for_that_person_in_that_conversation(house: House) -> None:
    await kept(house)
    await house.say("/forget", person="ben")
    await house.say("yes", person="eva")
    await house.say("yes", person="ben", place="room")
    assert (await stock(house))[0] == 1


async def test_a_no_leaves_everything(house: House) -> None:
    await kept(house)
    await house.say("/forget", person="ben")
    assert "left everything" in (await house.say("no", person="ben")).text
    await house.say("yes", person="ben")
    assert (await stock(house))[0] == 1


async def test_a_crisis_reply_voids_what_waits_for_a_yes_everywhere(house: House) -> None:
    await kept(house)
    await house.say("/forget", person="ben", place="room")
    await house.say("/forget", person="ben")
    crisis = await house.say("I am going to kill myself tonight", person="ben")
    assert crisis.engine == "care"
    await house.say("yes", person="ben")
    await house.say("yes", person="ben", place="room")
    assert (await stock(house))[0] == 1


async def test_a_button_from_before_a_restart_asks_anew_and_then_works(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await kept(house)
        question = await house.say("/forget", person="ben")
    async with open_house(tmp_path) as house:
        again = await house.say(question.actions[0].value, person="ben", kind=Kind.BUTTON)
        assert (await stock(house))[0] == 1
        done = await house.say(again.actions[0].value, person="ben", kind=Kind.BUTTON)
        assert "It is gone" in done.text
        assert await stock(house) == (0, 0)


async def test_the_arguments_of_a_command_are_read_for_danger_first(house: House) -> None:
    reply = await house.say("/feedback I am going to kill myself tonight")
    assert (reply.engine, reply.verdict.level) == ("care", Level.IMMINENT)


# --- what each does -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EVERYONE)
async def test_every_command_of_everybody_answers_in_private_with_words(house: House, command: str) -> None:
    reply = await house.say(f"/{command}")
    assert len(reply.text) > 10
    assert reply.private
    assert "{" not in reply.text


async def test_help_lists_what_this_person_may_use_here_and_nothing_else(house: House) -> None:
    member, moderator = (
        (await house.say("/help")).text,
        (await house.say("/help", place="r", role=Role.MODERATOR)).text,
    )
    operator = (await house.say("/help", person=OPERATOR)).text
    assert all(f"/{name} " in member for name in EVERYONE)
    assert ("/helplines" in member, "/helplines" in moderator, "/status" in moderator) == (False, True, False)
    assert "/purge" in operator


async def test_an_unknown_command_names_the_nearest(house: House) -> None:
    assert "/forget" in (await house.say("/forgte")).text
    assert "/help" in (await house.say("/xyzzy")).text


async def test_stop_remembering_deletes_the_talks_and_keeps_what_was_set(house: House) -> None:
    await kept(house)
    await house.say("/country Germany", person="ben")
    assert "2 lines" in (await house.say("/stop-remembering", person="ben")).text
    assert await stock(house) == (1, 0)
    await house.say("this is not kept", person="ben")
    assert await stock(house) == (1, 0)


async def test_a_forgotten_person_is_a_stranger(house: House) -> None:
    await kept(house)
    await house.say("/country DE", person="ben")
    await house.say("/forget", person="ben")
    assert "2 lines" in (await house.say("yes", person="ben")).text
    assert "nothing kept" in (await house.say("/export", person="ben")).text
    await house.say("am I still remembered?", person="ben")
    assert await stock(house) == (0, 0)


async def test_a_hold_goes_on_in_memory_after_everything_else_is_forgotten(house: House) -> None:
    await house.say("I am going to kill myself tonight", person="ben")
    await house.app.memory.settle()
    assert house.app.memory.kept is not None
    assert (await house.app.memory.kept.history.stock()).holds == 1
    await house.say("/forget", person="ben")
    await house.say("yes", person="ben")
    assert (await house.app.memory.kept.history.stock()).holds == 0
    assert (await house.say("I had some soup", person="ben")).hold is Level.IMMINENT
    assert (await house.app.memory.kept.history.stock()).holds == 0


async def test_undo_takes_the_last_exchange_back(house: House) -> None:
    await kept(house)
    await house.say("something I regret", person="ben")
    assert "taken back" in (await house.say("/undo", person="ben")).text
    exported = (await house.say("/export", person="ben")).document
    assert exported is not None
    assert "regret" not in exported.body
    assert "quiet evening" in exported.body


async def test_retry_words_the_answer_anew(house: House) -> None:
    first = await house.say("I feel lonely in this big city")
    second = await house.say("/retry")
    assert second.engine == "templates"
    assert second.text != first.text


async def test_a_country_that_does_not_exist_is_met_with_the_nearest(house: House) -> None:
    assert (
        "Germany" in (await house.say("/country Germny")).text
        or "DE" in (await house.say("/country Germny")).text
    )
    assert "For example" in (await house.say("/country Atlantis")).text


async def test_the_helplines_shown_are_those_of_the_country_that_was_set(house: House) -> None:
    assert "988" not in (await house.say("/helpline")).text
    await house.say("/country US")
    shown = await house.say("/helpline")
    assert "988" in shown.text
    assert shown.helplines


async def test_moderators_set_their_place_and_only_that(house: House) -> None:
    for change in ("country Germany", "languages en de", "add Night walkers +49 30 1234567"):
        reply = await house.say(f"/helplines {change}", place="room", role=Role.MODERATOR)
        assert "Done" in reply.text, change
    here = (await house.say("/settings", place="room", role=Role.MODERATOR)).text
    assert all(part in here for part in ("Germany", "en, de", "Night walkers"))
    there = (await house.say("/settings", place="other", role=Role.MODERATOR)).text
    assert "Night walkers" not in there
    assert "Write one of" in (await house.say("/helplines nonsense", place="room", role=Role.MODERATOR)).text


async def test_feedback_keeps_a_count_and_nothing_else(house: House) -> None:
    await house.say("/feedback good")
    assert house.app.memory.kept is not None
    await house.app.memory.kept.history.flush()
    counted = await house.app.memory.kept.history.counted()
    assert counted[("2026-03", "feedback:good")] == 1
    assert await stock(house) == (0, 0)


async def test_status_is_numbers_for_operators(house: House) -> None:
    await kept(house)
    text = (await house.say("/status", person=OPERATOR)).text
    assert "people 1, turns 2" in text
    assert "engine templates" in text
