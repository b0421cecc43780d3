"""The keys: who becomes which keyed hash, and what text becomes on its way to the database.

Owns the key file, which holds two keys. `identity` makes the keyed hashes and never changes; `wrap` seals
the keyring and can be rotated. Knows no tables and no clock.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import VaultError
from core.history.files import too_open, write_private
from core.messages import Conversation, PersonId, PlaceId

KEY_BYTES = 32
HASH_BYTES = 16
_NONCE_BYTES = 12

DIRECT = b""
"""What stands for the place of a direct message, which has none."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The content of the key file. `retiring` is the old wrap key while a rotation is under way."""

    identity: bytes = field(repr=False)
    wrap: bytes = field(repr=False)
    retiring: bytes | None = field(default=None, repr=False)

    def fingerprints(self) -> dict[str, str]:
        return {"identity": fingerprint(self.identity), "wrap": fingerprint(self.wrap)}


def fingerprint(key: bytes) -> str:
    """Tells two keys apart without telling anything of either."""
    return hmac.new(key, b"hearken fingerprint", hashlib.sha256).hexdigest()[:16]


def fresh_keys() -> Keys:
    return Keys(identity=os.urandom(KEY_BYTES), wrap=os.urandom(KEY_BYTES))


def save_keys(path: Path, keys: Keys) -> None:
    record = {"hearken": "key file 1", "identity": _text(keys.identity), "wrap": _text(keys.wrap)}
    if keys.retiring is not None:
        record["retiring"] = _text(keys.retiring)
    write_private(path, [json.dumps(record, indent=1).encode() + b"\n"])


def load_keys(path: Path) -> Keys:
    """Read the key file or say what is wrong with it; never touch it."""
    try:
        if too_open(path):
            raise VaultError(f"the key file {path} can be read by others: chmod 600 {path}")
        record = json.loads(path.read_text())
        retiring = record.get("retiring")
        keys = Keys(_key(record["identity"]), _key(record["wrap"]), _key(retiring) if retiring else None)
    except FileNotFoundError:
        raise VaultError(
            f"the key file {path} is missing: put it back from where you keep it "
            "(if it is lost for good, `hearken purge --all` begins anew)"
        ) from None
    except OSError as error:
        raise VaultError(f"the key file {path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise VaultError(f"{path} is no key file of this program: put the right one back") from None
    return keys


def begin_rotation(keys: Keys) -> Keys:
    return replace(keys, wrap=os.urandom(KEY_BYTES), retiring=keys.wrap)


def end_rotation(keys: Keys) -> Keys:
    return replace(keys, retiring=None)


@dataclass(frozen=True, slots=True)
class Hashes:
    """Keyed hashes under the identity key: all that the database ever sees of an id."""

    identity: bytes = field(repr=False)

    def person(self, person: PersonId) -> bytes:
        return self._hash("person", person.platform, person.value)

    def place(self, place: PlaceId | None) -> bytes:
        return DIRECT if place is None else self._hash("place", place.platform, place.value)

    def message(self, conversation: Conversation, message_id: str) -> bytes:
        """Bound to its conversation, because platforms number messages per chat."""
        where = str(conversation.place or conversation.person)
        return self._hash("message", where, message_id) if message_id else b""

    def _hash(self, *parts: str) -> bytes:
        text = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hmac.new(self.identity, text, hashlib.sha256).digest()[:HASH_BYTES]


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt for good measure and bind to where it belongs, so that a moved row does not open."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    """The plain bytes, or None where this key or this place is not the right one."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        return None


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key
