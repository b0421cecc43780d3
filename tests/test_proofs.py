"""The proofs at a small scale; `make prove` runs them at the scale that is promised."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.prove import killed, nothing_left


async def test_nothing_is_left_of_people_who_were_purged(tmp_path: Path, history_url: str) -> None:
    found = await nothing_left.prove(tmp_path / "run", history_url, size=12, days=4, seed=1)
    assert found.holds, found


@pytest.mark.parametrize("seed", [1])
async def test_a_killed_process_loses_nothing_that_was_answered(tmp_path: Path, seed: int) -> None:
    url = f"sqlite:///{tmp_path / uuid.uuid4().hex / 'hearken.db'}"
    found = await killed.prove(tmp_path / "run", url, kills=4, seed=seed)
    assert found.holds, found
