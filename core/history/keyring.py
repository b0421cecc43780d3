"""The data keys, wrapped, in a file of their own beside the key file: never in the database or its backups.

A key that is taken out here makes every copy of what it sealed unreadable, in the database and in each backup
of it; that is why a purge begins here. New keys are appended; taking one out writes the whole file anew.
The file knows no person: rows in the database point at its keys by a random id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import VaultError
from core.history.files import append_private, too_open, write_private
from core.history.vault import HASH_BYTES, KEY_BYTES, Keys, fingerprint, seal, unseal


@dataclass(frozen=True, slots=True)
class Standing:
    """A purge that took no key (of a place, or by date); kept until no backup from before it is left."""

    uid: str
    at: int
    place: str | None = None
    before: int | None = None


class Keyring:
    """All data keys of one database. `serial` grows with every change: it tells an old copy from a new one."""

    def __init__(self, path: Path, wrap: bytes) -> None:
        self.path = path
        self.serial = 0
        self._wrap = wrap
        self._wrapped: dict[bytes, bytes] = {}
        self._standing: list[Standing] = []

    @classmethod
    def create(cls, path: Path, keys: Keys) -> Keyring:
        ring = cls(path, keys.wrap)
        ring._rewrite()
        return ring

    @classmethod
    def load(cls, path: Path, keys: Keys) -> Keyring:
        """Read it with the wrap key, or with the retiring one when a rotation was cut short."""
        lines = _lines(path)
        header = _record(path, next(lines, b""))
        for wrap in (keys.wrap, keys.retiring):
            if wrap is not None and header.get("wrap") == fingerprint(wrap):
                ring = cls(path, wrap)
                ring.serial = int(header["serial"])
                ring._read(lines)
                return ring
        raise VaultError(f"the keyring {path} belongs to another key file: put the right pair back")

    def __contains__(self, key_id: bytes) -> bool:
        return key_id in self._wrapped

    def __len__(self) -> int:
        return len(self._wrapped)

    @property
    def ids(self) -> tuple[bytes, ...]:
        return tuple(self._wrapped)

    @property
    def standing(self) -> tuple[Standing, ...]:
        return tuple(self._standing)

    def key(self, key_id: bytes) -> bytes | None:
        wrapped = self._wrapped.get(key_id)
        return None if wrapped is None else unseal(self._wrap, wrapped, key_id)

    def add(self) -> bytes:
        """Make a data key; it is on the disk before anything is sealed with it."""
        key_id, key = os.urandom(HASH_BYTES), os.urandom(KEY_BYTES)
        wrapped = seal(self._wrap, key, key_id)
        append_private(self.path, _line(key=key_id.hex(), wrapped=wrapped.hex()))
        self._wrapped[key_id] = wrapped
        self.serial += 1
        return key_id

    def remove(self, key_ids: Iterable[bytes]) -> int:
        """Take keys out for good: memory only follows once the disk has let go of them."""
        gone = {key_id for key_id in key_ids if key_id in self._wrapped}
        if gone:
            kept = {i: wrapped for i, wrapped in self._wrapped.items() if i not in gone}
            self._rewrite(wrapped=kept)
        return len(gone)

    def clear(self) -> int:
        count = len(self._wrapped)
        self._rewrite(wrapped={}, standing=[])
        return count

    def stand(self, purge: Standing, *, drop_older_than: int) -> None:
        """Note a purge that took no key, so that a restored backup is purged again."""
        self._rewrite(standing=[s for s in self._standing if s.at >= drop_older_than] + [purge])

    def rewrap(self, keys: Keys) -> None:
        """Seal every data key under the new wrap key."""
        opened = ((key_id, self.key(key_id)) for key_id in self._wrapped)
        fresh = {key_id: seal(keys.wrap, key, key_id) for key_id, key in opened if key is not None}
        self._rewrite(wrapped=fresh, wrap=keys.wrap)

    def _rewrite(
        self,
        *,
        wrapped: dict[bytes, bytes] | None = None,
        standing: list[Standing] | None = None,
        wrap: bytes | None = None,
    ) -> None:
        wrapped = self._wrapped if wrapped is None else wrapped
        standing = self._standing if standing is None else standing
        wrap = self._wrap if wrap is None else wrap
        serial = self.serial + 1
        write_private(self.path, _file(serial - len(wrapped), wrap, wrapped, standing))
        self._wrapped, self._standing, self._wrap, self.serial = wrapped, standing, wrap, serial

    def _read(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            if not line.endswith(b"\n"):
                self._rewrite()  # cut short while it was appended: nothing was sealed with it yet
                break
            record = _record(self.path, line)
            if "purge" in record:
                self._standing.append(Standing(**record["purge"]))
            else:
                self._wrapped[bytes.fromhex(record["key"])] = bytes.fromhex(record["wrapped"])
                self.serial += 1


def keyring_path(key_file: Path) -> Path:
    return key_file.with_name(key_file.stem + ".keyring")


def _file(serial: int, wrap: bytes, wrapped: dict[bytes, bytes], standing: list[Standing]) -> Iterator[bytes]:
    yield _line(hearken="keyring 1", wrap=fingerprint(wrap), serial=serial)
    for purge in standing:
        yield _line(purge=asdict(purge))
    for key_id, sealed in wrapped.items():
        yield _line(key=key_id.hex(), wrapped=sealed.hex())


def _lines(path: Path) -> Iterator[bytes]:
    try:
        if too_open(path):
            raise VaultError(f"the keyring {path} can be read by others: chmod 600 {path}")
        return iter(path.read_bytes().splitlines(keepends=True))
    except FileNotFoundError:
        raise VaultError(f"the keyring {path} is missing: put it back from where you keep it") from None
    except OSError as error:
        raise VaultError(f"the keyring {path} cannot be read: {error.strerror}") from None


def _line(**record: object) -> bytes:
    return json.dumps(record).encode() + b"\n"


def _record(path: Path, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
        if isinstance(record, dict):
            return record
    except ValueError:
        pass
    raise VaultError(f"{path} is no keyring of this program, or damaged: put the right one back")
