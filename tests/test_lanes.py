"""Lanes: one at a time, in the order of arrival; a hurried message overtakes only what has stopped moving."""

from __future__ import annotations

import asyncio

import pytest

from core.lanes import Lanes
from core.messages import Conversation, PersonId

ADA = Conversation(PersonId("terminal", "ada"))
BEN = Conversation(PersonId("terminal", "ben"))


async def test_messages_of_one_person_wait_for_each_other_and_others_do_not() -> None:
    lanes, order = Lanes(), []

    async def answer(who: Conversation, name: str, seconds: float) -> None:
        with lanes.place(who) as ticket:
            await lanes.reach(ticket)
            await asyncio.sleep(seconds)
            order.append(name)

    await asyncio.gather(answer(ADA, "a1", 0.05), answer(ADA, "a2", 0), answer(BEN, "b1", 0.01))
    assert order == ["b1", "a1", "a2"]
    assert lanes.busy == 0


async def test_a_hurried_message_stops_what_runs_and_waits_for_it_to_end() -> None:
    lanes, order = Lanes(), []

    async def run() -> None:
        with lanes.place(ADA) as first:
            await first.stopped.wait()
            order.append("stopped")

    running = asyncio.create_task(run())
    await asyncio.sleep(0)
    with lanes.place(ADA) as ticket:
        await lanes.reach(ticket, hurried=True)
        order.append("hurried")
    await running
    assert order == ["stopped", "hurried"]


async def test_a_hurried_message_overtakes_what_has_stopped_moving() -> None:
    lanes = Lanes(stalled=lambda: True)
    with lanes.place(ADA) as stuck, lanes.place(ADA) as urgent:
        async with asyncio.timeout(1):
            await lanes.reach(urgent, hurried=True)
        assert not stuck.done.is_set()


async def test_a_person_whose_message_fails_is_still_answered_next_time() -> None:
    lanes = Lanes()
    with pytest.raises(ValueError, match="broken"), lanes.place(ADA):
        raise ValueError("broken")
    with lanes.place(ADA) as ticket:
        async with asyncio.timeout(1):
            await lanes.reach(ticket)
        assert lanes.busy == 1


async def test_clearing_stops_those_concerned_and_waits_for_their_end() -> None:
    lanes, ended = Lanes(), []

    async def run() -> None:
        with lanes.place(ADA) as ada:
            await ada.stopped.wait()
            await asyncio.sleep(0.02)
            ended.append("ada")

    running = asyncio.create_task(run())
    await asyncio.sleep(0)
    with lanes.place(BEN) as ben:
        await lanes.clear(lambda conversation: conversation == ADA)
        assert ended == ["ada"]
        assert not ben.stopped.is_set()
    await running
