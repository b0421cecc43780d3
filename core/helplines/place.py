"""What a place's moderators set: its country, its languages, and the lines they add, hide and order.

Owns the rules of such edits. An added line is nobody's word but theirs: it never comes first, never alone
and never at level 5, and here it can hold no markup. Knows no platform, no storage and no country's numbers
beyond asking the registry which lines nobody may touch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from core.errors import HearkenError, Misused, Refused
from core.helplines.record import digits, is_url
from core.helplines.registry import Country, Registry, load
from core.messages import visible

MOST_ADDED = 5
LONGEST_NAME = 60
LONGEST_URL = 200

_MARKUP = re.compile(r"[*_~`|<>\[\]{}\\@#]|://|\bwww\.", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9(][0-9 ()/.-]*[0-9]")
_CODE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A line that moderators added for their place; nobody here has checked it."""

    id: str
    name: str
    number: str = ""
    url: str = ""

    @property
    def dial(self) -> str:
        return digits(self.number)


@dataclass(frozen=True, slots=True)
class PlaceLines:
    """One place's settings; every edit gives a new one."""

    country: str | None = None
    languages: tuple[str, ...] = ()
    added: tuple[AddedLine, ...] = ()
    hidden: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> PlaceLines:
        """What was stored; a part that no longer holds is left out, because a card must never fail on it."""
        try:
            stored = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(stored, dict):
            return cls()
        country = stored.get("country")
        return cls(
            country=country if isinstance(country, str) and _CODE.fullmatch(country) else None,
            languages=_texts(stored.get("languages")),
            added=_added(stored.get("added")),
            hidden=_texts(stored.get("hidden")),
            order=_texts(stored.get("order")),
        )


def add(place: PlaceLines, name: str, number_or_url: str) -> PlaceLines:
    """The place with one more line, shown as added by this community and not checked."""
    if len(place.added) >= MOST_ADDED:
        raise Refused(f"A place can add {MOST_ADDED} lines; hide one of them first.")
    line = _line(_next_id(place), name, number_or_url)
    if any((line.dial, line.url) == (other.dial, other.url) for other in place.added):
        raise Refused("That line has already been added.")
    return replace(place, added=(*place.added, line))


def hide(place: PlaceLines, id: str, registry: Registry | None = None) -> PlaceLines:
    """The place without that line; one that the place added itself is gone for good."""
    if any(line.id == id for line in place.added):
        kept = tuple(line for line in place.added if line.id != id)
        return replace(place, added=kept, order=tuple(other for other in place.order if other != id))
    _movable(id, registry or load())
    return replace(place, hidden=tuple(dict.fromkeys((*place.hidden, id))))


def order(place: PlaceLines, ids: Iterable[str], registry: Registry | None = None) -> PlaceLines:
    """The place with those lines in that order, behind the country's first crisis line."""
    wanted = tuple(ids)
    if not wanted:
        raise Misused("Name the lines in the order they should have, for example: us-crisis-text us-rainn")
    if len(set(wanted)) < len(wanted):
        raise Misused("A line is named twice; name each line once.")
    own = {line.id for line in place.added}
    for id in wanted:
        if id not in own:
            _movable(id, registry or load())
    return replace(place, order=wanted)


def reset(place: PlaceLines) -> PlaceLines:
    """The place as it was before anybody added, hid or ordered a line; country and languages stay."""
    return replace(place, added=(), hidden=(), order=())


def fixed(country: Country | None) -> frozenset[str]:
    """The ids of one country's lines that no place can hide or move."""
    return frozenset(line.id for line in country.first) if country else frozenset()


def _movable(id: str, registry: Registry) -> None:
    if re.fullmatch(r"[a-z]{2}-emergency", id):
        raise Refused("The emergency numbers cannot be hidden or moved.")
    line = registry.find(id)
    if line is None or line.country == registry.directory.country:
        raise Misused("There is no such line. The list of lines shows each line's name in front of it.")
    if id in fixed(registry.country(line.country)):
        raise Refused(f"{line.name} is the country's first crisis line: it cannot be hidden or moved.")


def _next_id(place: PlaceLines) -> str:
    taken = {line.id for line in place.added}
    return next(id for id in (f"added-{at}" for at in range(1, MOST_ADDED + 1)) if id not in taken)


def _line(id: str, name: str, number_or_url: str) -> AddedLine:
    where = number_or_url.strip()
    if where != visible(where):
        raise Refused("The number or link holds characters that nobody can see.")
    if where.lower().startswith("http") or "://" in where:
        return AddedLine(id, _name(name), url=_link(where))
    return AddedLine(id, _name(name), number=_dialled(where))


def _name(name: str) -> str:
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME:
        raise Misused(
            f'A line needs a name of at most {LONGEST_NAME} characters, for example "Student night line".'
        )
    if plain != visible(plain) or re.search(r"[\n\t]", plain):
        raise Refused("The name holds characters that nobody can see; please type it again.")
    if _MARKUP.search(plain):
        raise Refused("The name may hold no markup, mention or link, only words.")
    if re.search(r"\d[\d\s.-]*\d[\d\s.-]*\d", plain):
        raise Refused("The name may hold no telephone number; give the number by itself.")
    return plain


def _link(url: str) -> str:
    if not url.startswith("https://"):
        raise Refused("Only links that begin with https:// can be added.")
    if len(url) > LONGEST_URL or not is_url(url) or re.search(r"[<>()\[\]\"'`|\\*]", url):
        raise Misused("That is not a plain link; one looks like https://example.org/chat")
    return url


def _dialled(number: str) -> str:
    if not number.isascii() or not _NUMBER.fullmatch(number) or not 3 <= len(digits(number)) <= 16:
        raise Misused(
            "That is neither a number nor a link, for example: 0800 111 0 111 or https://example.org/chat"
        )
    return number


def _texts(stored: object) -> tuple[str, ...]:
    return tuple(item for item in stored if isinstance(item, str)) if isinstance(stored, list) else ()


def _added(stored: object) -> tuple[AddedLine, ...]:
    found: list[AddedLine] = []
    for item in stored[:MOST_ADDED] if isinstance(stored, list) else ():
        try:
            found.append(_line(str(item["id"]), str(item["name"]), str(item["url"] or item["number"])))
        except (HearkenError, KeyError, TypeError):
            continue
    return tuple(found)
