"""History on both databases: what is kept comes back, to the right person, in the right place, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from core.consent import VERSION, Profile
from core.crisis import Hold
from core.history.store import History
from core.history.tables import people, turns
from core.messages import Conversation, Level, PersonId, PlaceId, Speaker, Topic, Turn

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = PersonId("terminal", "ada")
BEN = PersonId("terminal", "ben")
ROOM = PlaceId("terminal", "room")


def said(words: str, *, at: datetime = NOW, level: Level = Level.NONE) -> list[Turn]:
    return [Turn(Speaker.PERSON, words, at, level), Turn(Speaker.LISTENER, f"heard {words}", at, level)]


async def test_nothing_is_kept_of_somebody_who_did_not_agree(history: History) -> None:
    assert not await history.record(Conversation(ADA), "1", said("hello"))
    assert await history.recall(Conversation(ADA), 10) == []
    assert (await history.stock()).people == 0


async def test_turns_come_back_in_order_and_whole(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    for number in range(5):
        turn = said(f"number {number}", at=NOW + timedelta(seconds=number), level=Level(number % 3))
        assert await history.record(Conversation(ADA), str(number), turn)
    recalled = await history.recall(Conversation(ADA), 4)
    assert [turn.text for turn in recalled] == ["number 3", "heard number 3", "number 4", "heard number 4"]
    assert recalled[-1].at == NOW + timedelta(seconds=4)
    assert recalled[-1].level is Level.DISTRESS
    assert recalled[-1].speaker is Speaker.LISTENER


async def test_a_place_and_a_direct_talk_never_mix(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("in private"))
    await history.record(Conversation(ADA, ROOM), "2", said("in the room"))
    assert [t.text for t in await history.recall(Conversation(ADA), 9)] == ["in private", "heard in private"]
    assert [t.text for t in await history.recall(Conversation(ADA, ROOM), 9)] == [
        "in the room",
        "heard in the room",
    ]
    assert [len(talk) for talk in await history.export(ADA, in_places=False)] == [2]
    exported = [t.text for talk in await history.export(ADA, in_places=True) for t in talk]
    assert exported == ["in the room", "heard in the room"]


async def test_people_are_apart(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.remember(BEN, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("from ada"))
    assert await history.recall(Conversation(BEN), 9) == []


async def test_a_sealed_turn_does_not_open_for_another_person_or_turn(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.remember(BEN, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("mine alone"))
    async with history.database.transaction() as db:
        ben = (await db.execute(select(people.c.id).order_by(people.c.id.desc()).limit(1))).scalar_one()
        await db.execute(turns.update().values(person=ben))
    assert await history.recall(Conversation(BEN), 9) == []


async def test_the_tables_hold_no_words_and_no_ids(history: History) -> None:
    await history.remember(PersonId("discord", "123456789012345678"), VERSION, NOW)
    talk = Conversation(PersonId("discord", "123456789012345678"), PlaceId("discord", "987654321098765432"))
    await history.record(talk, "555666777888999000", said("a canary sentence"))
    async with history.database.transaction() as db:
        kept = ""
        for table in ("people", "turns", "places", "holds", "meta"):
            kept += repr((await db.execute(text(f"SELECT * FROM {table}"))).all())
    for secret in ("canary", "123456789012345678", "987654321098765432", "555666777888999000"):
        assert secret not in kept


async def test_the_last_exchange_can_be_taken_back(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("first"))
    await history.record(Conversation(ADA), "2", said("second"))
    assert await history.take_back(Conversation(ADA)) == 2
    assert [t.text for t in await history.recall(Conversation(ADA), 9)] == ["first", "heard first"]
    assert await history.take_back(Conversation(ADA), "1") == 2
    assert await history.take_back(Conversation(ADA)) == 0


async def test_settings_are_kept_without_any_consent(history: History) -> None:
    await history.prefer(ADA, country="DE")
    await history.prefer(ADA, language="de")
    assert await history.profile(ADA) == Profile(language="de", country="DE")
    assert not await history.record(Conversation(ADA), "1", said("hello"))


async def test_a_hold_is_kept_without_consent_and_ends_without_a_trace(history: History) -> None:
    hold = Hold(Level.INTENT, (Topic.SUICIDE,), NOW, 2)
    await history.keep_hold(ADA, hold)
    assert await history.hold(ADA) == hold
    keys = len(history.keyring)
    await history.keep_hold(ADA, Hold(Level.IMMINENT, (Topic.SUICIDE, Topic.OVERDOSE), NOW))
    assert len(history.keyring) == keys
    await history.keep_hold(ADA, None)
    assert await history.hold(ADA) is None
    assert (await history.stock()).holds == 0
    assert len(history.keyring) == keys - 1


async def test_what_is_past_its_time_goes_by_itself(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("old", at=NOW - timedelta(days=200)))
    await history.record(Conversation(ADA), "2", said("new"))
    await history.keep_hold(BEN, Hold(Level.INTENT, (Topic.SUICIDE,), NOW - timedelta(days=2)))
    assert await history.expire(NOW - timedelta(days=180), NOW) == (2, 1)
    assert [t.text for t in await history.recall(Conversation(ADA), 9)] == ["new", "heard new"]
    assert await history.hold(BEN) is None


async def test_counts_add_up_by_month(history: History) -> None:
    history.count("messages", NOW)
    history.count("messages", NOW, 2)
    await history.flush()
    history.count("messages", NOW)
    history.count("messages", NOW + timedelta(days=31))
    await history.flush()
    assert await history.counted() == {("2026-03", "messages"): 4, ("2026-04", "messages"): 1}


async def test_places_and_cursors_keep_their_newest_state(history: History) -> None:
    await history.set_place(ROOM, '{"country": "DE"}')
    await history.set_place(ROOM, '{"country": "AT"}')
    assert await history.place(ROOM) == '{"country": "AT"}'
    assert await history.place(history.hashes.place(ROOM)) == '{"country": "AT"}'
    assert await history.place(PlaceId("terminal", "elsewhere")) is None
    await history.set_cursor("telegram", "41")
    await history.set_cursor("telegram", "42")
    assert await history.cursor("telegram") == "42"
