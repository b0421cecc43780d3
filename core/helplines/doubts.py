"""Where the library of telephone numbers doubts a record. It only warns, and is not the judge.

`phonenumbers` calls real helplines invalid and takes 112 for an emergency number where it is the police; the
table is curated, and each of its warnings was looked at. Knows no clock and no network.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.helplines.check import Problem, Severity
from core.helplines.record import Contact, Method, Service
from core.helplines.registry import WORLD, Country, Registry

_SHORT = 6
"""Numbers up to this long are short codes, which the library judges apart."""


def doubts(registry: Registry) -> list[Problem]:
    """Every number that the library would not dial there; empty when it is not installed."""
    try:
        import phonenumbers
    except ImportError:
        return []
    supported = set(phonenumbers.SUPPORTED_SHORT_REGIONS)
    return [
        Problem(country.code, record, fault, Severity.WARNING)
        for country in registry.countries
        if country.code in supported and country.code != WORLD
        for record, fault in (*_emergency(country), *_lines(country))
    ]


def _emergency(country: Country) -> Iterator[tuple[str, str]]:
    import phonenumbers

    known = country.emergency
    for service in Service if known else ():
        assert known is not None
        number = known.number(service)
        if not phonenumbers.connects_to_emergency_number(number, country.code):
            yield known.id, f"{service} {number}: the library knows no such emergency number"


def _lines(country: Country) -> Iterator[tuple[str, str]]:
    for line in country.lines:
        for contact in line.contacts if line.active else ():
            if contact.method is Method.CALL and not _dialable(contact, country.code):
                yield line.id, f"{contact.number}: the library would not dial it"


def _dialable(contact: Contact, region: str) -> bool:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(contact.dial, region)
    except phonenumbers.NumberParseException:
        return False
    if len(contact.dial) <= _SHORT:
        return bool(phonenumbers.is_possible_short_number_for_region(parsed, region))
    return bool(phonenumbers.is_possible_number(parsed))
