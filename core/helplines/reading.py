"""Reading: one country's TOML file into records, strictly.

Owns the schema of the data files. An error names the file, the record and what is wrong, for whoever
edits the data. Knows nothing of where the files lie and who asks.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from core.errors import ConfigError
from core.helplines.record import (
    Audience,
    Contact,
    Cost,
    Emergency,
    Helpline,
    LineTopic,
    Method,
    Service,
    Status,
    Tier,
)

Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """One TOML table whose every key must be asked for; what nobody asked for is an error."""

    def __init__(self, where: str, values: object) -> None:
        if not isinstance(values, Mapping):
            raise ConfigError(f"{where}: a table was expected.")
        self.where = where
        self._left = dict(values)

    def fail(self, fault: str) -> ConfigError:
        return ConfigError(f"{self.where}: {fault}.")

    def take(self, key: str) -> object:
        return self._left.pop(key, None)

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.take(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{key} must be a text that is not empty")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fail(f"{key} must be a list of texts")
        return tuple(value)

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        value = self.text(key, needed=default is None)
        return self.one_of(key, kind, value) if value or default is None else default

    def one_of(self, key: str, kind: type[Choice], value: str) -> Choice:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(member.value for member in kind if member.value)
            raise self.fail(f"{key} is {value!r}; it is one of {known}") from None

    def flag(self, key: str) -> bool | None:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise self.fail(f"{key} must be true or false")
        return value

    def day(self, key: str) -> datetime.date | None:
        value = self.take(key)
        if value is not None and (
            not isinstance(value, datetime.date) or isinstance(value, datetime.datetime)
        ):
            raise self.fail(f"{key} must be a date such as 2025-06-30, without quotes")
        return value

    def tables(self, key: str, label: str) -> tuple[Table, ...]:
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.fail(f"{key} must be an array of tables")
        return tuple(Table(f"{self.where}, {label} {at}", item) for at, item in enumerate(value, 1))

    def end(self) -> None:
        if self._left:
            raise self.fail(f"unknown key {', '.join(sorted(self._left))}")


def read(code: str, name: str, text: str) -> tuple[Emergency | None, tuple[Helpline, ...]]:
    """One file's emergency numbers and lines; `name` is how an error calls the file."""
    try:
        table = Table(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}.") from None
    if table.text("country", needed=True) != code:
        raise table.fail(f"country must be {code!r}, like the file's name")
    emergency = _emergency(code, table)
    lines = tuple(_line(code, line) for line in table.tables("line", "line"))
    table.end()
    return emergency, lines


def _emergency(code: str, parent: Table) -> Emergency | None:
    values = parent.take("emergency")
    if values is None:
        return None
    table = Table(f"{parent.where}, emergency", values)
    numbers = {service.value: table.text(service, needed=True) for service in Service}
    common, sources = table.text("common"), table.texts("sources")
    tier, day = table.choice("tier", Tier), table.day("date")
    table.end()
    try:
        return Emergency(country=code, common=common, sources=sources, tier=tier, date=day, **numbers)
    except ValueError as fault:
        raise table.fail(str(fault)) from None


def _line(code: str, table: Table) -> Helpline:
    id = table.text("id", needed=True)
    table.where = f"{table.where} ({id})"
    fields = {key: table.text(key) for key in ("local_name", "subdivision", "pair", "replaced_by")}
    topics = tuple(table.one_of("topics", LineTopic, topic) for topic in table.texts("topics"))
    contacts = tuple(_contact(contact) for contact in table.tables("contact", "contact"))
    name, sources, day = table.text("name", needed=True), table.texts("sources"), table.day("date")
    audience = table.choice("audience", Audience, Audience.EVERYONE)
    tier, status = table.choice("tier", Tier), table.choice("status", Status, Status.ACTIVE)
    table.end()
    try:
        return Helpline(
            id=id, country=code, name=name, topics=topics, contacts=contacts, sources=sources, tier=tier,
            date=day, audience=audience, status=status, **fields,
        )  # fmt: skip
    except ValueError as fault:
        raise table.fail(str(fault)) from None


def _contact(table: Table) -> Contact:
    fields = {
        key: table.text(key) for key in ("number", "dial", "keyword", "url", "address", "hours", "zone")
    }
    method, cost = table.choice("method", Method), table.choice("cost", Cost, Cost.UNKNOWN)
    languages, anonymous = table.texts("languages"), table.flag("anonymous")
    table.end()
    try:
        return Contact(method, cost=cost, languages=languages, anonymous=anonymous, **fields)
    except ValueError as fault:
        raise table.fail(str(fault)) from None
