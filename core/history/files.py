"""Small private files that are either the old one or the new one, never half of either."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PRIVATE = 0o600


def write_private(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace `path` as a whole, readable by its owner alone, on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = unfinished(path)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, PRIVATE)
            file.writelines(chunks)
            file.flush()
            os.fsync(descriptor)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    _sync_folder(path.parent)


def unfinished(path: Path) -> Path:
    """Where the new file is written; what a killed process left there holds what may have been taken out since."""
    return path.with_name(path.name + ".new")


def append_private(path: Path, line: bytes) -> int:
    """Add one line to an existing file, whole or not at all; gives where it begins."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        at = os.lseek(descriptor, 0, os.SEEK_END)
        try:
            if os.write(descriptor, line) != len(line):
                raise OSError(28, "No space left on device")
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, at)
            raise
    finally:
        os.close(descriptor)
    return at


def overwrite_private(path: Path, pieces: Iterable[tuple[int, bytes]]) -> None:
    """Write over parts of a file where they stand; needs no room on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for at, piece in pieces:
            os.pwrite(descriptor, piece, at)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def too_open(path: Path) -> bool:
    """Whether anybody but the owner may read or write it."""
    return bool(path.stat().st_mode & 0o077)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
