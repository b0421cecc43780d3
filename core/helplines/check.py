"""The check: what is wrong with a registry as a whole, for the suite and for `hearken helplines check`.

Owns what one record cannot know of the others, and what depends on the day. An error must be mended before
anything ships; a warning says that a record is old or thinly supported. Knows no network: it dials nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.helplines.countries import codes
from core.helplines.record import Contact, Helpline, Method, Status
from core.helplines.registry import WORLD, Country, Registry

STALE_AFTER = timedelta(days=3 * 365)
RETIRED = {
    ("GB", "08457909090"): "Samaritans is 116 123",
    ("IE", "1850609090"): "Samaritans is 116 123",
    ("CA", "18334564566"): "the line is 9-8-8",
    ("CA", "45645"): "the line is 9-8-8",
    ("NL", "09000113"): "the line is 113 or 0800-0113",
    ("US", "18002738255"): "the line is 988",
    ("IT", "199284284"): "Telefono Amico is 02 2327 2327",
    ("ES", "902500002"): "the line is 024",
    ("KR", "1393"): "the line is 109",
    ("IN", "18005990019"): "KIRAN was merged into Tele MANAS, 14416",
    ("SG", "18002214444"): "Samaritans of Singapore is 1767",
    ("TR", "182"): "that is the booking line of the hospitals",
    ("CN", "08008101117"): "the line is 12356",
}
"""Numbers that old lists still carry; a record that has one again is an error."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    country: str
    record: str
    fault: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.severity}: {self.country} {self.record}: {self.fault}"


def check(registry: Registry, today: date | None = None) -> list[Problem]:
    """Every problem, country by country; an empty list is a clean registry."""
    found = [problem for country in registry.countries for problem in _country(country, registry)]
    return found + stale(registry, today or date.today())


def stale(registry: Registry, today: date) -> list[Problem]:
    """What has no date or an old one; `hearken helplines stale` treats these as errors."""
    found = []
    for country in registry.countries:
        records = (*country.lines, *((country.emergency,) if country.emergency else ()))
        for record in records:
            fault = _age(record.date, today)
            if fault:
                found.append(Problem(country.code, record.id, fault, Severity.WARNING))
    return found


def _age(seen: date | None, today: date) -> str:
    if seen is None:
        return "the evidence has no date"
    if seen > today:
        return f"the evidence is dated {seen}, which is to come"
    return f"the evidence is from {seen}" if today - seen > STALE_AFTER else ""


def _country(country: Country, registry: Registry) -> Iterator[Problem]:
    if country.code not in codes():
        yield Problem(country.code, "-", "there is no such country")
    if country.emergency is None:
        yield Problem(country.code, "-", "there is no emergency number")
    yield from _doubles(country)
    for line in country.lines:
        for fault in (*_line(line, country, registry), *_dials(line, country)):
            yield Problem(country.code, line.id, fault)


def _doubles(country: Country) -> Iterator[Problem]:
    seen: dict[tuple[Method, str, str, str], str] = {}
    for line in country.lines:
        for contact in line.contacts if line.active else ():
            key = (
                contact.method,
                contact.dial or contact.url or contact.address,
                contact.keyword,
                line.subdivision,
            )
            if key in seen:
                yield Problem(country.code, line.id, f"{key[1]} is also in {seen[key]}")
            seen[key] = line.id


def _line(line: Helpline, country: Country, registry: Registry) -> Iterator[str]:
    if line.country != country.code:
        yield f"it says that it is in {line.country}"
    if line.pair and len(country.paired(line)) < 2:
        yield f"it is the only one of the pair {line.pair!r}"
    heir = registry.find(line.replaced_by) if line.replaced_by else None
    if line.replaced_by and (heir is None or heir.status is not Status.ACTIVE):
        yield f"replaced_by {line.replaced_by!r} is no active line"
    if line.subdivision and not re.fullmatch(rf"{country.code}-[A-Z0-9]{{1,3}}", line.subdivision):
        yield f"subdivision {line.subdivision!r} is not like {country.code}-XX"


def _dials(line: Helpline, country: Country) -> Iterator[str]:
    for contact in line.contacts if line.active else ():
        if country.code != WORLD and (country.code, contact.dial) in RETIRED:
            yield f"{contact.number} is out of use: {RETIRED[country.code, contact.dial]}"
        if country.emergency and contact.dial == country.emergency.police:
            yield f"{contact.number} is the police"
        if contact.zone and not _zone_exists(contact):
            yield f"there is no time zone {contact.zone!r}"


def _zone_exists(contact: Contact) -> bool:
    try:
        ZoneInfo(contact.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
