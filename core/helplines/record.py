"""The record: what one helpline, one way to reach it and one country's emergency numbers are.

Owns the nouns and what makes them valid; an invalid one cannot be built. Knows no file, no clock, no
place and no wording.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum


class Method(StrEnum):
    CALL = "call"
    TEXT = "text"
    WHATSAPP = "whatsapp"
    CHAT = "chat"
    EMAIL = "email"


class LineTopic(StrEnum):
    """What a line is for. Not what a message is about: `core.messages.Topic` is that."""

    EMERGENCY = "emergency"
    SUICIDE = "suicide"
    EMOTIONAL_SUPPORT = "emotional_support"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL_ASSAULT = "sexual_assault"
    CHILD = "child"
    EATING_DISORDER = "eating_disorder"
    SUBSTANCE = "substance"
    MENTAL_HEALTH = "mental_health"
    BEREAVEMENT = "bereavement"


class Audience(StrEnum):
    EVERYONE = "everyone"
    CHILDREN = "children"
    YOUTH = "youth"
    WOMEN = "women"
    MEN = "men"
    LGBTQ = "lgbtq"
    VETERANS = "veterans"
    OLDER = "older"


class Tier(StrEnum):
    """How well a record is supported; only what the evidence says, never what somebody is sure of."""

    OFFICIAL = "official"
    TWO_SOURCES = "two_sources"
    SINGLE_SOURCE = "single_source"


class Status(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class Service(StrEnum):
    AMBULANCE = "ambulance"
    POLICE = "police"
    FIRE = "fire"


class Cost(StrEnum):
    FREE = "free"
    LOCAL = "local"
    UNKNOWN = ""


ROUND_THE_CLOCK = "24/7"
DIALLED = frozenset({Method.CALL, Method.TEXT, Method.WHATSAPP})

_DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_SPAN = r"(?:[01]\d|2[0-4]):[0-5]\d-(?:[01]\d|2[0-4]):[0-5]\d"
_HOURS = re.compile(rf"{_DAYS}(?:-{_DAYS})?(?:,{_DAYS}(?:-{_DAYS})?)* {_SPAN}(?:,{_SPAN})*")
_DIAL = re.compile(r"\+?[0-9*#]{2,15}")
_NUMBER = re.compile(r"[0-9+*#(][0-9 ()*#./-]*")
_URL = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[!-~]*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_ZONE = re.compile(r"[A-Z][A-Za-z_]+/[A-Za-z_/]+")


def digits(number: str) -> str:
    """What is left of a written number when only the keys that a telephone has are kept."""
    return re.sub(r"[^0-9+*#]", "", number)


def is_url(url: str) -> bool:
    return bool(_URL.fullmatch(url))


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise ValueError(fault)


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a line: a number as a person in that country dials it, a chat link, an address."""

    method: Method
    number: str = ""
    dial: str = ""
    keyword: str = ""
    """The word to send; a text line may need one."""
    url: str = ""
    address: str = ""
    hours: str = ""
    """`24/7`, or `Mo-Fr 09:00-17:00; Sa 10:00-12:00`; empty when the evidence does not say."""
    zone: str = ""
    cost: Cost = Cost.UNKNOWN
    languages: tuple[str, ...] = ()
    anonymous: bool | None = None

    def __post_init__(self) -> None:
        if self.method in DIALLED:
            self._check_dial()
        _require(self.method is not Method.CHAT or bool(self.url), "a chat needs a url")
        _require(self.method is not Method.EMAIL or bool(_ADDRESS.fullmatch(self.address)), "not an address")
        _require(not self.url or is_url(self.url), f"url {self.url!r} is not a plain https link")
        _require(not self.keyword or self.method is Method.TEXT, "only a text contact has a keyword")
        self._check_hours()

    def _check_dial(self) -> None:
        _require(bool(_NUMBER.fullmatch(self.number)), f"number {self.number!r} cannot be dialled")
        _require(bool(_DIAL.fullmatch(self.dial)), f"dial {self.dial!r} cannot be dialled")
        _require(digits(self.number) == self.dial, f"dial {self.dial!r} is not what {self.number!r} dials")
        _require(not self.dial.startswith("+") or len(self.dial) > 8, f"{self.dial!r}: a short code has no +")

    def _check_hours(self) -> None:
        if self.hours in ("", ROUND_THE_CLOCK):
            return
        for span in self.hours.split("; "):
            _require(bool(_HOURS.fullmatch(span)), f"hours {span!r} are not like 'Mo-Fr 09:00-17:00'")
        _require(bool(_ZONE.fullmatch(self.zone)), "hours need a zone such as 'Europe/Rome'")


@dataclass(frozen=True, slots=True)
class Helpline:
    """One line of one country, with what supports it."""

    id: str
    country: str
    name: str
    topics: tuple[LineTopic, ...]
    contacts: tuple[Contact, ...]
    sources: tuple[str, ...]
    tier: Tier
    date: date | None = None
    """When the evidence was captured or last revised; None when it does not say."""
    local_name: str = ""
    subdivision: str = ""
    audience: Audience = Audience.EVERYONE
    pair: str = ""
    """Lines of a country with the same word here are shown together (two languages, youth and adult)."""
    status: Status = Status.ACTIVE
    replaced_by: str = ""

    def __post_init__(self) -> None:
        start = f"{self.country.lower()}-"
        _require(
            bool(re.fullmatch(r"[a-z0-9-]+", self.id)) and self.id.startswith(start), f"id lacks {start!r}"
        )
        _require(bool(self.name.strip()), "a name is missing")
        _require(bool(self.topics) and LineTopic.EMERGENCY not in self.topics, "topics are missing")
        _require(bool(self.contacts), "there is no way to reach it")
        _require(not self.replaced_by or self.status is Status.CLOSED, "only a closed line is replaced")
        _check_evidence(self.sources, self.tier)

    @property
    def active(self) -> bool:
        return self.status is Status.ACTIVE

    @property
    def checked(self) -> bool:
        """Whether it may be shown as verified: one unconfirmed list is not enough."""
        return self.tier is not Tier.SINGLE_SOURCE

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tag for contact in self.contacts for tag in contact.languages))

    @property
    def round_the_clock(self) -> bool:
        return any(contact.hours == ROUND_THE_CLOCK for contact in self.contacts)

    def record(self) -> dict[str, object]:
        """The line as other programs read it."""
        return {**asdict(self), "date": self.date.isoformat() if self.date else None}


@dataclass(frozen=True, slots=True)
class Emergency:
    """One country's emergency numbers by service."""

    country: str
    ambulance: str
    police: str
    fire: str
    sources: tuple[str, ...]
    tier: Tier
    common: str = ""
    """The one number that really serves all three; empty where there is none."""
    date: date | None = None

    def __post_init__(self) -> None:
        for service in Service:
            _require(bool(_DIAL.fullmatch(self.number(service))), f"{service} number cannot be dialled")
        _require(not self.common or bool(_DIAL.fullmatch(self.common)), "common number cannot be dialled")
        _check_evidence(self.sources, self.tier)

    @property
    def id(self) -> str:
        return f"{self.country.lower()}-emergency"

    def number(self, service: Service) -> str:
        return {Service.AMBULANCE: self.ambulance, Service.POLICE: self.police, Service.FIRE: self.fire}[
            service
        ]

    @property
    def numbers(self) -> tuple[str, ...]:
        """Each number once, the ambulance first."""
        every = (self.ambulance, self.police, self.fire, self.common)
        return tuple(dict.fromkeys(number for number in every if number))

    def record(self) -> dict[str, object]:
        """The numbers as other programs read them."""
        calls = [asdict(Contact(Method.CALL, number, number)) for number in self.numbers]
        return {
            "id": self.id,
            "country": self.country,
            "topics": [LineTopic.EMERGENCY.value],
            "services": {service.value: self.number(service) for service in Service},
            "common": self.common,
            "contacts": calls,
            "sources": self.sources,
            "date": self.date.isoformat() if self.date else None,
            "tier": self.tier,
        }


def _check_evidence(sources: tuple[str, ...], tier: Tier) -> None:
    _require(bool(sources), "a source is missing")
    for source in sources:
        _require(bool(re.fullmatch(r"https?://[!-~]+", source)), f"source {source!r} is not a link")
    _require(tier is not Tier.TWO_SOURCES or len(set(sources)) > 1, "two_sources needs two sources")
