"""What a sentence is judged against: the talk around it, and which numbers and links are ours.

Owns those nouns. Must not know any rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from core.guard.faults import Fault
from core.helplines.record import digits
from core.helplines.registry import WORLD, load


class Persona(StrEnum):
    LISTENER = "listener"
    FAQ = "faq"


@cache
def registry_numbers(country: str | None = None) -> frozenset[str]:
    """The numbers that may be written: of one country and of none, or all that the registry has."""
    registry = load()
    if country is None:
        return registry.numbers()
    known = registry.country(country)
    emergency = known.emergency.numbers if known and known.emergency else ()
    lines = (*registry.lines(country), *registry.lines(WORLD))
    dialled = {digits(contact.dial) for line in lines for contact in line.contacts if contact.dial}
    return frozenset(emergency) | dialled


@cache
def registry_links(country: str | None = None) -> frozenset[str]:
    """The links that may be written, likewise."""
    registry = load()
    if country is None:
        return registry.links()
    lines = (*registry.lines(country), *registry.lines(WORLD))
    return frozenset(contact.url for line in lines for contact in line.contacts if contact.url)


@dataclass(frozen=True, slots=True)
class Context:
    """The talk around one sentence."""

    language: str = "en"
    persona: Persona = Persona.LISTENER
    said: str | tuple[str, ...] = field(default="", repr=False)
    """What the person wrote lately: their own words, numbers and medicines may be given back."""
    questions: int = 0
    """Questions that were already asked in this reply."""
    before: tuple[str, ...] = field(default=(), repr=False)
    """Sentences of this reply that were already shown."""
    allowed_numbers: frozenset[str] = field(default_factory=registry_numbers, repr=False)
    allowed_links: frozenset[str] = field(default_factory=registry_links, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "persona", Persona(self.persona))

    @property
    def heard(self) -> str:
        return self.said if isinstance(self.said, str) else "\n".join(self.said)


@dataclass(frozen=True, slots=True)
class Screening:
    """Whether a person may see the sentence, and if not, why."""

    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        return self.fault is None
