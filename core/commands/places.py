"""Commands for the moderators of a place, about that place alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.care.wording import languages, say
from core.commands.desk import Call, Command, Desk, Who
from core.errors import Misused, Refused
from core.helplines import PlaceLines, countries
from core.helplines import place as lines
from core.messages import Reply


async def settings(desk: Desk, _call: Call) -> Reply:
    """What is set for this place."""
    here = desk.place_lines
    none = say("settings_none", desk.language)
    values = {
        "country": countries.name(here.country) if here.country else none,
        "languages": ", ".join(here.languages) or none,
        "added": "; ".join(f"{line.id}: {line.name} {line.number or line.url}" for line in here.added)
        or none,
        "hidden": ", ".join(here.hidden) or none,
        "order": ", ".join(here.order) or none,
    }
    return Reply(say("settings", desk.language, **values))


async def helplines(desk: Desk, call: Call) -> Reply:
    """Change one thing about this place's lines, or say how."""
    verb, _, rest = call.arguments.partition(" ")
    change = _CHANGES.get(verb.lower())
    if change is None:
        raise Misused(say("helplines_usage", desk.language))
    if desk.history is None or desk.message.place is None:
        raise Refused(say("history_down", desk.language))
    changed = change(desk, desk.place_lines, rest.strip())
    await desk.history.set_place(desk.message.place, changed.to_json())
    return Reply(say("helplines_changed", desk.language))


def _country(desk: Desk, here: PlaceLines, rest: str) -> PlaceLines:
    code = countries.find(rest)
    if code is None:
        near = ", ".join(countries.nearest(rest)) or "DE, GB, US"
        raise Misused(say("country_unknown", desk.language, near=near))
    return replace(here, country=code)


def _languages(desk: Desk, here: PlaceLines, rest: str) -> PlaceLines:
    wanted, known = tuple(rest.lower().replace(",", " ").split()), languages()
    if not wanted or any(code not in known for code in wanted):
        raise Misused(say("language_unknown", desk.language, languages=", ".join(known)))
    return replace(here, languages=tuple(dict.fromkeys(wanted)))


def _add(desk: Desk, here: PlaceLines, rest: str) -> PlaceLines:
    """A name, then its number or link: the number begins at the first digit that is not part of a word."""
    words = rest.split()
    at = next((i for i, word in enumerate(words) if word[0] in "+(0123456789" or "://" in word), len(words))
    return lines.add(here, " ".join(words[:at]), " ".join(words[at:]))


def _hide(desk: Desk, here: PlaceLines, rest: str) -> PlaceLines:
    return lines.hide(here, rest)


def _order(desk: Desk, here: PlaceLines, rest: str) -> PlaceLines:
    return lines.order(here, rest.split())


def _reset(desk: Desk, here: PlaceLines, rest: str) -> PlaceLines:
    return lines.reset(here)


_CHANGES: dict[str, Callable[[Desk, PlaceLines, str], PlaceLines]] = {
    "country": _country,
    "languages": _languages,
    "add": _add,
    "hide": _hide,
    "order": _order,
    "reset": _reset,
}

COMMANDS = (
    Command("settings", Who.MODERATOR, settings),
    Command(
        "helplines",
        Who.MODERATOR,
        helplines,
        usage="country DE | languages de en | add NAME NUMBER | hide ID | order ID... | reset",
    ),
)
