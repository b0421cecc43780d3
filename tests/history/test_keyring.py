"""The keyring file: a key that is taken out is out, on a full disk and in the middle of a crash too."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

import pytest

from core.history.keyring import Keyring, Standing, keyring_path
from core.history.vault import fresh_keys


def test_a_key_is_taken_out_where_it_stands_and_half_taken_is_taken(key_file: Path) -> None:
    keys = fresh_keys()
    ring = Keyring.create(keyring_path(key_file), keys)
    first, second, third = ring.add(), ring.add(), ring.add()
    before, size = ring.serial, ring.path.stat().st_size
    ring.remove([second])
    assert ring.path.stat().st_size == size
    assert second.hex().encode() not in ring.path.read_bytes()
    again = Keyring.load(ring.path, keys)
    assert (again.ids, again.serial) == ((first, third), before + 1)
    data = ring.path.read_bytes()
    at = data.index(third.hex().encode())
    ring.path.write_bytes(data[:at] + b"####" + data[at + 4 :])  # cut short while it was written over
    again = Keyring.load(ring.path, keys)
    assert again.ids == (first,)
    assert third.hex().encode()[4:] not in ring.path.read_bytes()


def test_a_full_disk_spoils_no_keyring_and_stops_no_taking_out(key_file: Path) -> None:
    keys = fresh_keys()
    ring = Keyring.create(keyring_path(key_file), keys)
    kept, gone = ring.add(), ring.add()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ring.path.stat().st_size + 20, limits[1]))
    try:
        with pytest.raises(OSError, match=r"large|space"):
            ring.add()
        ring.remove([gone])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    added = ring.add()
    assert Keyring.load(ring.path, keys).ids == (kept, added)


def test_many_takings_leave_their_lines_behind(key_file: Path) -> None:
    keys = fresh_keys()
    ring = Keyring.create(keyring_path(key_file), keys)
    added = [ring.add() for _ in range(1_050)]
    ring.remove(added[:1_020])
    assert b"#" not in ring.path.read_bytes()
    assert Keyring.load(ring.path, keys).ids == tuple(added[1_020:])
    assert Keyring.load(ring.path, keys).serial == ring.serial


def test_clearing_takes_every_key_and_says_so_in_one_step(key_file: Path) -> None:
    keys = fresh_keys()
    ring = Keyring.create(keyring_path(key_file), keys)
    ring.add()
    ring.clear(Standing("uid", 1))
    again = Keyring.load(ring.path, keys)
    assert (again.ids, [purge.uid for purge in again.standing]) == ((), ["uid"])


def test_what_a_killed_process_left_unfinished_is_gone_at_the_next_load(key_file: Path) -> None:
    keys = fresh_keys()
    ring = Keyring.create(keyring_path(key_file), keys)
    ring.add()
    left = ring.path.with_name(ring.path.name + ".new")
    left.write_bytes(ring.path.read_bytes())
    Keyring.load(ring.path, keys)
    assert not left.exists()


def test_a_half_taken_line_and_a_cut_one_together_spoil_no_other(key_file: Path) -> None:
    keys = fresh_keys()
    ring = Keyring.create(keyring_path(key_file), keys)
    first, second, _ = ring.add(), ring.add(), ring.add()
    data = ring.path.read_bytes()
    at = data.index(first.hex().encode())
    ring.path.write_bytes(data[:at] + b"##" + data[at + 2 : -20])
    assert Keyring.load(ring.path, keys).ids == (second,)
    assert Keyring.load(ring.path, keys).ids == (second,)
