"""Whether we may remember somebody's talks: one consent, with its version and time, and no other.

Owns the states and what moves between them. Knows neither wording nor storage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

VERSION = 1
"""Of the text that people agree to (`care/data/*/core.toml`, `remember`). Raise it when its meaning changes."""


class Consent(StrEnum):
    NONE = "none"
    GIVEN = "given"
    OUTDATED = "outdated"
    """Given to an earlier text: nothing new is kept until the person agrees to the present one."""
    BARRED = "barred"
    """A minor: their consent is not ours to take."""


class Step(StrEnum):
    AGREE = "agree"
    WITHDRAW = "withdraw"


NEXT: dict[tuple[Consent, Step], Consent] = {
    (Consent.NONE, Step.AGREE): Consent.GIVEN,
    (Consent.NONE, Step.WITHDRAW): Consent.NONE,
    (Consent.GIVEN, Step.AGREE): Consent.GIVEN,
    (Consent.GIVEN, Step.WITHDRAW): Consent.NONE,
    (Consent.OUTDATED, Step.AGREE): Consent.GIVEN,
    (Consent.OUTDATED, Step.WITHDRAW): Consent.NONE,
    (Consent.BARRED, Step.AGREE): Consent.BARRED,
    (Consent.BARRED, Step.WITHDRAW): Consent.BARRED,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person beside their talks: what they agreed to and what they set."""

    language: str | None = None
    country: str | None = None
    consent_version: int | None = None
    consented_at: datetime | None = None
    origin: bytes | None = None
    """Keyed hash of the place that their direct messages came from."""

    @property
    def blank(self) -> bool:
        return self == Profile()


def state(profile: Profile, *, minor: bool = False) -> Consent:
    if minor:
        return Consent.BARRED
    if profile.consent_version is None:
        return Consent.NONE
    return Consent.GIVEN if profile.consent_version == VERSION else Consent.OUTDATED
