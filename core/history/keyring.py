"""The data keys, wrapped, in a file of their own beside the key file: never in the database or its backups.

A key that is taken out here makes every copy of what it sealed unreadable, in the database and in each backup
of it; that is why a purge begins here. A new key is a line at the end; taking one out writes over its line where it
stands, which works on a full disk too. The file knows no person: rows in the database point at keys by a random id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import VaultError
from core.history.files import append_private, overwrite_private, too_open, unfinished, write_private
from core.history.vault import HASH_BYTES, KEY_BYTES, Keys, fingerprint, seal, unseal

_GONE = b"#"
"""Any line that holds it has been taken out, also where only a part of it was written over."""
_COMPACT_AT = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A purge that reaches beyond keys (a place, by date, all); kept until no backup from before it is left."""

    uid: str
    at: int
    place: str | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a key's line stands in the file, and the key as it is wrapped there."""

    at: int
    size: int
    wrapped: bytes


class Keyring:
    """All data keys of one database. `serial` grows with every change: it tells an old copy from a new one."""

    def __init__(self, path: Path, wrap: bytes) -> None:
        self.path = path
        self.serial = 0
        self._wrap = wrap
        self._keys: dict[bytes, _Line] = {}
        self._standing: list[Standing] = []
        self._gone = 0

    @classmethod
    def create(cls, path: Path, keys: Keys) -> Keyring:
        ring = cls(path, keys.wrap)
        ring._rewrite()
        return ring

    @classmethod
    def load(cls, path: Path, keys: Keys) -> Keyring:
        """Read it with the wrap key, or with the retiring one when a rotation was cut short."""
        unfinished(path).unlink(missing_ok=True)
        lines = _lines(path)
        try:
            header = json.loads(lines[0][1]) if lines else {}
            for wrap in (keys.wrap, keys.retiring):
                if wrap is not None and header.get("wrap") == fingerprint(wrap):
                    ring = cls(path, wrap)
                    ring.serial = int(header["serial"])
                    ring._read(lines[1:])
                    return ring
            belongs = "wrap" in header
        except (ValueError, KeyError, TypeError, AttributeError):
            belongs = False
        if belongs:
            raise VaultError(f"the keyring {path} belongs to another key file: put the right pair back")
        raise VaultError(f"{path} is no keyring of this program, or damaged: put the right one back")

    def __contains__(self, key_id: bytes) -> bool:
        return key_id in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def ids(self) -> tuple[bytes, ...]:
        return tuple(self._keys)

    @property
    def standing(self) -> tuple[Standing, ...]:
        return tuple(self._standing)

    def key(self, key_id: bytes) -> bytes | None:
        line = self._keys.get(key_id)
        return None if line is None else unseal(self._wrap, line.wrapped, key_id)

    def add(self) -> bytes:
        """Make a data key; it is on the disk before anything is sealed with it."""
        key_id, key = os.urandom(HASH_BYTES), os.urandom(KEY_BYTES)
        wrapped = seal(self._wrap, key, key_id)
        line = _line(key=key_id.hex(), wrapped=wrapped.hex())
        self._keys[key_id] = _Line(append_private(self.path, line), len(line), wrapped)
        self.serial += 1
        return key_id

    def remove(self, key_ids: Iterable[bytes]) -> None:
        """Take keys out for good: memory only follows once the disk has let go of them."""
        gone = {key_id: self._keys[key_id] for key_id in key_ids if key_id in self._keys}
        if not gone:
            return
        overwrite_private(self.path, [(line.at, _GONE * (line.size - 1)) for line in gone.values()])
        for key_id in gone:
            del self._keys[key_id]
        self._gone += len(gone)
        self.serial += len(gone)
        if self._gone >= _COMPACT_AT:
            self._compact()

    def clear(self, purge: Standing) -> None:
        """Take all keys out, and note that everything else goes too, in one step."""
        self._rewrite(wrapped={}, standing=[purge])

    def stand(self, purge: Standing, *, drop_older_than: int) -> None:
        """Note a purge that took no key, so that a restored backup is purged again."""
        self._rewrite(standing=[s for s in self._standing if s.at >= drop_older_than] + [purge])

    def rewrap(self, keys: Keys) -> None:
        """Seal every data key under the new wrap key."""
        opened = ((key_id, self.key(key_id)) for key_id in self._keys)
        fresh = {key_id: seal(keys.wrap, key, key_id) for key_id, key in opened if key is not None}
        self._rewrite(wrapped=fresh, wrap=keys.wrap)

    def _compact(self) -> None:
        """Leave the lines of taken keys behind; where there is no room for it they simply stay."""
        try:
            self._rewrite()
        except OSError:
            self._gone = 0

    def _rewrite(
        self,
        *,
        wrapped: dict[bytes, bytes] | None = None,
        standing: list[Standing] | None = None,
        wrap: bytes | None = None,
    ) -> None:
        """Write the whole file anew; what is in memory follows once it is on the disk."""
        if wrapped is None:
            wrapped = {key_id: line.wrapped for key_id, line in self._keys.items()}
        standing = self._standing if standing is None else standing
        wrap = self._wrap if wrap is None else wrap
        serial = self.serial + 1
        head = [_line(hearken="keyring 1", wrap=fingerprint(wrap), serial=serial - len(wrapped))]
        head += [_line(purge=asdict(purge)) for purge in standing]
        body = {key_id: _line(key=key_id.hex(), wrapped=sealed.hex()) for key_id, sealed in wrapped.items()}
        write_private(self.path, [*head, *body.values()])
        self._place(sum(map(len, head)), wrapped, body)
        self._standing, self._wrap, self.serial, self._gone = standing, wrap, serial, 0

    def _place(self, at: int, wrapped: dict[bytes, bytes], body: dict[bytes, bytes]) -> None:
        self._keys = {}
        for key_id, line in body.items():
            self._keys[key_id] = _Line(at, len(line), wrapped[key_id])
            at += len(line)

    def _read(self, lines: list[tuple[int, bytes]]) -> None:
        half_gone: list[tuple[int, bytes]] = []
        cut_short = False
        for at, line in lines:
            if not line.endswith(b"\n"):
                cut_short = True  # while it was appended: nothing was sealed with it yet
                break
            if _GONE in line:
                self._gone += 1
                self.serial += 2
                if line.strip(_GONE + b"\n"):
                    half_gone.append((at, _GONE * (len(line) - 1)))
                continue
            self._take(at, line)
        if half_gone:
            overwrite_private(self.path, half_gone)
        if cut_short:
            self._rewrite()

    def _take(self, at: int, line: bytes) -> None:
        record: dict[str, Any] = json.loads(line)
        if "purge" in record:
            self._standing.append(Standing(**record["purge"]))
            return
        self._keys[bytes.fromhex(record["key"])] = _Line(at, len(line), bytes.fromhex(record["wrapped"]))
        self.serial += 1


def keyring_path(key_file: Path) -> Path:
    return key_file.with_name(key_file.stem + ".keyring")


def _lines(path: Path) -> list[tuple[int, bytes]]:
    """Every line of the file with where it begins."""
    try:
        if too_open(path):
            raise VaultError(f"the keyring {path} can be read by others: chmod 600 {path}")
        found, at = [], 0
        for line in path.read_bytes().splitlines(keepends=True):
            found.append((at, line))
            at += len(line)
    except FileNotFoundError:
        raise VaultError(
            f"the keyring {path} is missing: put it back from where you keep it "
            "(if it is lost for good, `hearken purge --all` begins anew)"
        ) from None
    except OSError as error:
        raise VaultError(f"the keyring {path} cannot be read: {error.strerror}") from None
    return found


def _line(**record: object) -> bytes:
    return json.dumps(record).encode() + b"\n"
