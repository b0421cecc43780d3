"""Key file, keyring and database: they belong together, or nothing is opened and nothing is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from core.consent import VERSION
from core.errors import AlreadyRunning, ConfigError, HistoryUnavailable, NewerDatabase, VaultError
from core.history.database import Database, Lock
from core.history.keyring import Keyring, keyring_path
from core.history.opening import open_history, rotate
from core.history.store import History
from core.history.tables import meta
from core.history.vault import fresh_keys, load_keys, save_keys
from core.messages import Conversation
from tests.history.test_store import ADA, NOW, said

pytestmark = pytest.mark.parametrize("history_url", ["sqlite"], indirect=True)


async def inhabited(history: History) -> None:
    await history.remember(ADA, VERSION, NOW)
    await history.record(Conversation(ADA), "1", said("hello"))


async def test_a_fresh_start_makes_private_keys_outside_the_databases_folder(
    history: History, key_file: Path
) -> None:
    for path in (key_file, keyring_path(key_file)):
        assert path.stat().st_mode & 0o777 == 0o600
    assert history.database.file is not None
    assert key_file.parent != history.database.file.parent


async def test_everything_opens_again_with_the_same_keys(history: History, key_file: Path) -> None:
    await inhabited(history)
    again = await open_history(history.database, key_file)
    assert len(await again.recall(Conversation(ADA), 9)) == 2


@pytest.mark.parametrize("what", ["key file", "keyring"])
async def test_a_missing_file_is_refused_and_not_made_anew(
    history: History, key_file: Path, what: str
) -> None:
    await inhabited(history)
    gone = key_file if what == "key file" else keyring_path(key_file)
    gone.unlink()
    with pytest.raises(VaultError, match=f"the {what} .* is missing"):
        await open_history(history.database, key_file)
    assert not gone.exists()


async def test_a_wrong_key_file_is_refused_and_not_overwritten(history: History, key_file: Path) -> None:
    await inhabited(history)
    save_keys(key_file, fresh_keys())
    wrong = key_file.read_bytes()
    with pytest.raises(VaultError, match="not the key file of this database"):
        await open_history(history.database, key_file)
    assert key_file.read_bytes() == wrong


async def test_a_keyring_of_another_key_file_is_refused(history: History, key_file: Path) -> None:
    await inhabited(history)
    Keyring.create(keyring_path(key_file), fresh_keys())
    with pytest.raises(VaultError, match="belongs to another key file"):
        await open_history(history.database, key_file)


async def test_an_older_keyring_is_refused_before_anybody_is_lost(history: History, key_file: Path) -> None:
    old = keyring_path(key_file).read_bytes()
    await inhabited(history)
    keyring_path(key_file).write_bytes(old)
    with pytest.raises(VaultError, match="older than the database"):
        await open_history(history.database, key_file)
    assert await open_history(history.database, key_file, trust_keyring=True)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"identity": "AA==", "wrap": 3}', "\x00\xff"])
async def test_a_damaged_key_file_is_named_and_left_alone(
    history: History, key_file: Path, content: str
) -> None:
    await inhabited(history)
    key_file.write_text(content)
    with pytest.raises(VaultError, match="no key file"):
        await open_history(history.database, key_file)
    assert key_file.read_text() == content


async def test_a_key_file_that_others_can_read_is_refused(history: History, key_file: Path) -> None:
    key_file.chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        await open_history(history.database, key_file)


async def test_rotation_seals_every_key_anew_and_everything_still_opens(
    history: History, key_file: Path
) -> None:
    await inhabited(history)
    before = load_keys(key_file)
    assert await rotate(history, key_file) == 1
    after = load_keys(key_file)
    assert (after.identity == before.identity, after.wrap == before.wrap) == (True, False)
    again = await open_history(history.database, key_file)
    assert len(await again.recall(Conversation(ADA), 9)) == 2


async def test_a_rotation_that_was_cut_short_goes_on_at_the_next_start(
    history: History, key_file: Path
) -> None:
    from core.history.vault import begin_rotation

    await inhabited(history)
    save_keys(key_file, begin_rotation(load_keys(key_file)))
    again = await open_history(history.database, key_file)
    assert load_keys(key_file).retiring is None
    assert len(await again.recall(Conversation(ADA), 9)) == 2


async def test_a_rotation_killed_at_its_very_end_opens_all_the_same(history: History, key_file: Path) -> None:
    await inhabited(history)
    async with history.database.transaction() as db:
        old = (await db.execute(select(meta.c.value).where(meta.c.name == "wrap"))).scalar_one()
    await rotate(history, key_file)
    async with history.database.transaction() as db:
        await db.execute(meta.update().where(meta.c.name == "wrap").values(value=old))
    again = await open_history(history.database, key_file)
    assert len(await again.recall(Conversation(ADA), 9)) == 2


async def test_a_keyring_line_that_was_cut_short_is_left_out(history: History, key_file: Path) -> None:
    await inhabited(history)
    path = keyring_path(key_file)
    path.write_bytes(path.read_bytes() + b'{"key": "00')
    again = await open_history(history.database, key_file)
    assert len(again.keyring) == 1
    assert path.read_bytes().endswith(b"\n")
    assert len(await again.recall(Conversation(ADA), 9)) == 2


async def test_only_one_process_serves_a_database(database: Database, key_file: Path) -> None:
    other = Database(f"sqlite:///{database.file}", Path())
    first, second = Lock(database, key_file), Lock(other, key_file.with_name("another"))
    await first.acquire()
    with pytest.raises(AlreadyRunning, match="--standby"):
        await second.acquire()
    await first.release()
    await second.acquire()
    await second.release()


async def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    from sqlalchemy import text

    async with database.transaction() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(NewerDatabase, match="upgrade the program"):
        await database.open()


async def test_a_damaged_database_says_what_to_do(tmp_path: Path, history_url: str) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"this is no database at all, just words " * 100)
    with pytest.raises(HistoryUnavailable, match="damaged: put a backup back"):
        await Database(f"sqlite:///{file}", tmp_path).open()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/name", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_cannot_serve_is_named(url: str, tmp_path: Path, history_url: str) -> None:
    with pytest.raises(ConfigError, match="url"):
        Database(url, tmp_path)


async def test_migrations_and_tables_are_the_same(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import Connection

    from core.history.tables import REVISIONS, metadata

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.transaction() as db:
        assert await db.run_sync(differences) == []
    versions = Path(__file__).parents[2] / "migrations" / "versions"
    assert sorted(path.name.split("_")[0] for path in versions.glob("[0-9]*.py")) == list(REVISIONS)
