"""The registry: every country's emergency numbers and helplines, read once from the data files.

Owns where the files lie and how they are looked up. Who is shown what is `resolve`'s; what the records
must hold is `record`'s and `reading`'s. Knows no place, no person and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.errors import ConfigError
from core.helplines.reading import read
from core.helplines.record import Audience, Contact, Emergency, Helpline, LineTopic, digits

WORLD = "ZZ"
"""The code under which lines of no country are kept: the international directory."""
DIRECTORY = "zz-findahelpline"


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of one country."""

    code: str
    emergency: Emergency | None = None
    lines: tuple[Helpline, ...] = ()

    @property
    def first(self) -> tuple[Helpline, ...]:
        """The first crisis line, with its pair: what no moderator can hide or move."""
        for topic in (LineTopic.SUICIDE, LineTopic.EMOTIONAL_SUPPORT):
            for line in self.about(topic):
                if line.audience is Audience.EVERYONE and not line.subdivision:
                    return self.paired(line)
        return ()

    def about(self, topic: LineTopic) -> tuple[Helpline, ...]:
        """The active lines for a topic, as the data file orders them."""
        return tuple(line for line in self.lines if line.active and topic in line.topics)

    def paired(self, line: Helpline) -> tuple[Helpline, ...]:
        """The line and those that must be shown with it."""
        others = (other for other in self.lines if line.pair and other.active and other.pair == line.pair)
        return tuple(dict.fromkeys((line, *others)))


class Registry:
    """All countries; immutable once built."""

    def __init__(self, countries: Iterable[Country]) -> None:
        self._countries = {country.code: country for country in countries}
        self._lines = {line.id: line for country in self._countries.values() for line in country.lines}

    @property
    def countries(self) -> tuple[Country, ...]:
        return tuple(country for code, country in sorted(self._countries.items()) if code != WORLD)

    @property
    def every_line(self) -> tuple[Helpline, ...]:
        return tuple(line for country in self._countries.values() for line in country.lines)

    def country(self, code: str) -> Country | None:
        return self._countries.get(code.upper())

    def lines(self, code: str, topic: LineTopic | None = None) -> tuple[Helpline, ...]:
        country = self.country(code)
        if country is None:
            return ()
        return country.about(topic) if topic else tuple(line for line in country.lines if line.active)

    def find(self, id: str) -> Helpline | None:
        return self._lines.get(id)

    @property
    def directory(self) -> Helpline:
        """Where somebody is sent whose country is not known, or has no line here."""
        return self._lines[DIRECTORY]

    def contacts(self) -> tuple[Contact, ...]:
        return tuple(contact for line in self.every_line if line.active for contact in line.contacts)

    def numbers(self) -> frozenset[str]:
        """Every string that may be dialled, emergency numbers included; anything else is not ours."""
        emergencies = (country.emergency for country in self.countries if country.emergency)
        ours = {number for emergency in emergencies for number in emergency.numbers}
        return frozenset(ours | {digits(contact.dial) for contact in self.contacts() if contact.dial})

    def links(self) -> frozenset[str]:
        return frozenset(contact.url for contact in self.contacts() if contact.url)


@cache
def load() -> Registry:
    """The registry that ships with the program, read on first use and kept."""
    found = {entry.name: entry.read_text("utf-8") for entry in (files(__package__) / "data").iterdir()
             if entry.name.endswith(".toml") and len(entry.name) == len("xx.toml")}  # fmt: skip
    return gather(found)


def gather(texts: dict[str, str]) -> Registry:
    """A registry from files by name; the suite and an operator's check may bring their own."""
    countries = [_country(name, texts[name]) for name in sorted(texts)]
    _refuse_twins(line for country in countries for line in country.lines)
    registry = Registry(countries)
    if registry.find(DIRECTORY) is None:
        raise ConfigError(f"zz.toml: the line {DIRECTORY!r} is missing.")
    return registry


def _country(name: str, text: str) -> Country:
    code = name.removesuffix(".toml").upper()
    emergency, lines = read(code, name, text)
    return Country(code, emergency, lines)


def _refuse_twins(lines: Iterable[Helpline]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.id in seen:
            raise ConfigError(f"{line.country.lower()}.toml: the id {line.id!r} is there twice.")
        seen.add(line.id)
