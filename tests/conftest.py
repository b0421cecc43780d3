"""What every test may ask for."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis  # at collection: its pytest plugin would import it while the session ends, deep in other calls
import pytest

from core.history.database import Database
from core.history.opening import open_history
from core.history.store import History
from tests.rigs import postgres

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("house")

NO_SKIPS = bool(os.environ.get("HEARKEN_NO_SKIPS"))
_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if NO_SKIPS and _skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if NO_SKIPS and _skipped:
        terminalreporter.write_line(f"nothing may be skipped here, but was: {', '.join(_skipped)}", red=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    if postgres.programs() is None:
        pytest.skip("PostgreSQL's server programs are not installed (apt-get install postgresql)")
    with postgres.running() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
async def history_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'hearken.db'}"
    return await postgres.new_database(request.getfixturevalue("postgres_server"), f"t{uuid.uuid4().hex}")


@pytest.fixture
async def database(history_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(history_url, tmp_path)
    await opened.open(may_upgrade=True)
    yield opened
    await opened.close()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "hearken.key"


@pytest.fixture
async def history(database: Database, key_file: Path) -> History:
    return await open_history(database, key_file)
