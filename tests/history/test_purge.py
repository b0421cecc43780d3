"""Purge: what was taken stays gone, from tables, files, a backup from before and a killed process's remains."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from core.consent import VERSION, Profile
from core.crisis import Hold
from core.history.backup import back_up, restore
from core.history.database import Database
from core.history.opening import open_history
from core.history.purge import Counts, Purge, Reach, Scope
from core.history.store import History
from core.history.tables import people, purge_log
from core.messages import Conversation, Level, PersonId, PlaceId, Topic
from tests.history.test_store import ADA, BEN, NOW, ROOM, said

CANARY = "canary-in-a-coal-mine"


@pytest.fixture
def purge(history: History) -> Purge:
    return Purge(history, backup_days=30)


async def talk(history: History, person: PersonId, *, turns: int = 3, place: PlaceId | None = None) -> None:
    await history.remember(person, VERSION, NOW)
    for number in range(turns):
        await history.record(Conversation(person, place), str(number), said(f"{CANARY} {number}"))


async def run(purge: Purge, scope: Scope) -> Counts:
    return (await purge.run(scope, ordered_by="test", now=NOW)).counts


def files_with(canary: str, folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if canary.encode() in path.read_bytes()]


async def test_a_forgotten_person_is_gone_and_everybody_else_is_whole(history: History, purge: Purge) -> None:
    await talk(history, ADA)
    await talk(history, BEN)
    await history.keep_hold(ADA, Hold(Level.INTENT, (Topic.SUICIDE,), NOW))
    assert await run(purge, Scope.of_person(ADA)) == Counts(turns=6, people=1, holds=1)
    assert await history.recall(Conversation(ADA), 99) == []
    assert await history.profile(ADA) == Profile()
    assert await history.hold(ADA) is None
    assert len(await history.recall(Conversation(BEN), 99)) == 6
    assert len(history.keyring) == 1


async def test_forgetting_twice_or_a_stranger_is_no_error(history: History, purge: Purge) -> None:
    await talk(history, ADA)
    await run(purge, Scope.of_person(ADA))
    assert (await run(purge, Scope.of_person(ADA))).nothing
    assert (await run(purge, Scope.of_person(PersonId("terminal", "nobody")))).nothing


async def test_a_dry_run_counts_and_takes_nothing(history: History, purge: Purge) -> None:
    await talk(history, ADA)
    receipt = await purge.dry_run(Scope.of_person(ADA), NOW)
    assert receipt.dry_run
    assert receipt.counts == Counts(turns=6, people=1)
    assert len(await history.recall(Conversation(ADA), 99)) == 6


async def test_a_place_loses_its_turns_and_settings_and_nobody_their_direct_talk(
    history: History, purge: Purge
) -> None:
    await talk(history, ADA)
    await talk(history, ADA, place=ROOM)
    await history.set_place(ROOM, "{}")
    assert await run(purge, Scope.of_place(ROOM)) == Counts(turns=6, places=1)
    assert await history.recall(Conversation(ADA, ROOM), 99) == []
    assert await history.place(ROOM) is None
    assert len(await history.recall(Conversation(ADA), 99)) == 6


async def test_a_purge_by_date_takes_what_is_older_alone(history: History, purge: Purge) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("old", at=NOW - timedelta(days=9)))
    await history.record(Conversation(ADA), "2", said("new"))
    assert await run(purge, Scope.older_than(NOW - timedelta(days=1))) == Counts(turns=2)
    assert [t.text for t in await history.recall(Conversation(ADA), 99)] == ["new", "heard new"]


async def test_a_purge_of_all_leaves_counts_and_the_log(history: History, purge: Purge) -> None:
    await talk(history, ADA)
    await talk(history, BEN, place=ROOM)
    await history.set_place(ROOM, "{}")
    history.count("messages", NOW)
    await history.flush()
    assert await run(purge, Scope.of_all()) == Counts(turns=12, people=2, places=1)
    assert len(history.keyring) == 0
    assert await history.counted() == {("2026-03", "messages"): 1}
    assert [row.scope for row in await history.purges()] == ["all"]


async def test_the_log_of_purges_names_nobody_who_was_purged(history: History, purge: Purge) -> None:
    await talk(history, ADA)
    who = history.hashes.person(ADA)
    await run(purge, Scope.of_person(ADA))
    line = repr(await history.purges())
    assert "ada" not in line
    assert who.hex() not in line


async def test_a_turn_that_is_recorded_while_the_purge_runs_does_not_survive_it(
    history: History, purge: Purge
) -> None:
    await talk(history, ADA, turns=1)

    async def write() -> None:
        for number in range(100):
            await history.record(Conversation(ADA), str(number), said(f"late {number}"))

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.01)
    await run(purge, Scope.of_person(ADA))
    await writing
    assert (await history.stock()).turns == 0


async def test_consent_taken_back_deletes_the_talk_and_keeps_what_was_set(
    history: History, purge: Purge
) -> None:
    await talk(history, ADA)
    await history.prefer(ADA, country="DE")
    await talk(history, BEN)
    before = history.keyring.serial
    assert await purge.withdraw(ADA) == 6
    assert await purge.withdraw(BEN) == 6
    assert await history.profile(ADA) == Profile(country="DE")
    assert await history.profile(BEN) == Profile()
    assert not await history.record(Conversation(ADA), "9", said("more"))
    assert history.keyring.serial > before


async def test_a_backup_from_before_gives_nothing_back(
    history: History, purge: Purge, key_file: Path, tmp_path: Path, history_url: str
) -> None:
    """Our own backup, restored with today's keys: the forgotten stay away, and so do a purged place and old turns."""
    await talk(history, ADA)
    await talk(history, BEN)
    await talk(history, BEN, place=ROOM)
    await history.prefer(ADA, country="DE")
    await back_up(history.database, tmp_path / "backup.gz")
    await run(purge, Scope.of_person(ADA))
    await run(purge, Scope.of_place(ROOM))
    await talk(history, ADA)  # agreed anew: the old turns are still sealed with a key that is gone
    assert (await restore(history, tmp_path / "backup.gz")).left_out == 7
    await purge.resume(NOW, restored=True)
    assert await history.recall(Conversation(ADA), 99) == []
    assert await history.profile(ADA) == Profile()
    assert await history.recall(Conversation(BEN, ROOM), 99) == []
    assert len(await history.recall(Conversation(BEN), 99)) == 6


@pytest.mark.parametrize("history_url", ["sqlite"], indirect=True)
async def test_a_copied_database_file_from_before_is_purged_at_the_next_start(
    database: Database, history: History, purge: Purge, key_file: Path, tmp_path: Path, history_url: str
) -> None:
    await talk(history, ADA)
    await talk(history, BEN)
    await database.empty_log()
    assert database.file is not None
    before = database.file.read_bytes()
    await run(purge, Scope.of_person(ADA))
    await database.close()
    database.file.write_bytes(before)
    await database.open()
    again = await open_history(database, key_file)
    assert await again.recall(Conversation(ADA), 99) == []
    assert await Purge(again, backup_days=30).resume(NOW) == Counts(turns=6, people=1)
    assert len(await again.recall(Conversation(BEN), 99)) == 6


@pytest.mark.parametrize("history_url", ["sqlite"], indirect=True)
async def test_no_file_holds_a_word_in_plain(
    history: History, purge: Purge, tmp_path: Path, history_url: str
) -> None:
    await talk(history, ADA, turns=20)
    assert files_with(CANARY, tmp_path) == []
    sealed = await _sealed_of_all(history)
    await run(purge, Scope.of_person(ADA))
    assert not [path for seal in sealed for path in tmp_path.rglob("*.db*") if seal in path.read_bytes()]


async def _sealed_of_all(history: History) -> list[bytes]:
    from core.history.tables import turns

    async with history.database.transaction() as db:
        return [row.sealed for row in await db.execute(select(turns.c.sealed))]


async def test_a_purge_killed_after_its_keys_went_is_finished_at_the_next_start(
    history: History, purge: Purge
) -> None:
    await talk(history, ADA)
    await talk(history, BEN)
    async with history.database.transaction() as db:
        who = history.hashes.person(ADA)
        key = (await db.execute(select(people.c.key).where(people.c.who == who))).scalar_one()
    await history.remove_keys([key])
    assert await purge.resume(NOW) == Counts(turns=6, people=1)
    assert (await purge.resume(NOW)).nothing
    assert len(await history.recall(Conversation(BEN), 99)) == 6


async def test_a_purge_of_a_place_killed_half_way_is_finished_at_the_next_start(
    history: History, purge: Purge
) -> None:
    await talk(history, ADA, place=ROOM)
    await run(purge, Scope.of_place(ROOM))
    await talk(history, BEN, place=ROOM)
    async with history.database.transaction() as db:
        await db.execute(delete(purge_log))
    await purge.resume(NOW)
    assert (await history.stock()).turns == 0
    assert [row.scope for row in await history.purges()] == [Reach.PLACE]


@pytest.mark.parametrize("history_url", ["sqlite"], indirect=True)
async def test_a_reader_that_keeps_the_log_busy_is_waited_for_and_told_of(
    database: Database, history: History, purge: Purge, history_url: str
) -> None:
    import sqlite3

    await talk(history, ADA)
    assert database.file is not None
    reader = sqlite3.connect(database.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchone()
    await talk(history, BEN)
    assert not await database.empty_log(patience=0.05)
    reader.execute("COMMIT")
    reader.close()
    assert await database.empty_log(patience=5)
    assert database.file.with_name(database.file.name + "-wal").stat().st_size == 0


def test_a_scope_survives_the_way_over_the_socket() -> None:
    for scope in (
        Scope.of_person(PersonId("discord", "1:2")),
        Scope.of_place(ROOM),
        Scope.older_than(datetime(2026, 1, 2, tzinfo=UTC)),
        Scope.of_all(),
    ):
        assert Scope.from_record(scope.to_record()) == scope
