"""Commands for operators, and the one that administrators of a place have for their place.

They take things out and count things; none of them shows anybody's words, because none could.
"""

from __future__ import annotations

from datetime import UTC, datetime

from core.care.wording import say
from core.commands.desk import Call, Command, Desk, Who
from core.errors import Misused, Refused
from core.history.purge import Receipt, Scope
from core.messages import PersonId, PlaceId, Reply

PLATFORMS = ("discord", "telegram", "terminal")


async def purge(desk: Desk, call: Call) -> Reply:
    scope, dry = _scope(desk, call)
    receipt = await (desk.dry_run(scope) if dry else desk.purge(scope, _orderer(desk)))
    return Reply(receipt_text(receipt, desk.language))


async def ask_purge(desk: Desk, call: Call) -> str | None:
    """What the purge would take; a dry run takes nothing and needs no yes."""
    scope, dry = _scope(desk, call)
    if dry:
        return None
    would = await desk.dry_run(scope)
    key = "purge_question_nothing" if would.counts.nothing else "purge_question"
    return say(key, desk.language, **_numbers(would), reach=say(f"reach_{scope.reach}", desk.language))


async def status(desk: Desk, _call: Call) -> Reply:
    """How the program is, in numbers."""
    facts = desk.facts()
    values = {
        "version": facts.version,
        "engine": facts.engine,
        "since": facts.started.isoformat(timespec="minutes"),
        "history": facts.history,
        "conversations": facts.conversations,
        "busy": facts.busy,
    }
    text = say("status", desk.language, **values)
    if desk.history is None:
        return Reply(text)
    stock = await desk.history.stock()
    kept = {"people": stock.people, "turns": stock.turns, "holds": stock.holds, "places": stock.places}
    return Reply(text + "\n" + say("status_kept", desk.language, **kept))


async def adult(desk: Desk, call: Call) -> Reply:
    """Somebody was taken for a minor and is none."""
    if not call.words:
        raise Misused(say("adult_usage", desk.language))
    person = parse_person(call.words[0], desk.message.person.platform)
    return Reply(say("adult_set" if desk.grown(person) else "adult_nothing", desk.language))


def receipt_text(receipt: Receipt, language: str = "en") -> str:
    """What went, what stays and why."""
    if receipt.dry_run:
        return say("purge_dry_run", language, **_numbers(receipt))
    until = receipt.backups_until.date().isoformat() if receipt.backups_until else ""
    key = "purge_nothing" if receipt.counts.nothing else "purged"
    text = say(key, language, **_numbers(receipt), until=until)
    return text if receipt.finished else text + " " + say("purge_unfinished", language)


def parse_person(text: str, platform: str | None) -> PersonId:
    """`discord:123`, or a bare id on the platform where it was typed, if it was typed on one."""
    before, colon, after = text.partition(":")
    if colon and before.lower() in PLATFORMS and after:
        return PersonId(before.lower(), after)
    if platform is None:
        raise Misused(f"{text}: write the platform too, such as discord:{text} or terminal:{text}.")
    return PersonId(platform, text)


def parse_place(text: str, platform: str | None) -> PlaceId:
    person = parse_person(text, platform)
    return PlaceId(person.platform, person.value)


def parse_day(text: str) -> datetime:
    """Midnight in UTC at which that day begins."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        raise Misused(say("purge_usage")) from None
    if not 1970 <= day.year < 3000:
        raise Misused(say("purge_usage"))
    return day.replace(tzinfo=UTC) if day.tzinfo is None else day.astimezone(UTC)


def _scope(desk: Desk, call: Call) -> tuple[Scope, bool]:
    words = [word for word in call.words if word.lower() not in ("dry-run", "--dry-run")]
    dry = len(words) < len(call.words)
    here, platform = desk.message.place, desk.message.person.platform
    match [words[0].lower() if words else "", *words[1:]]:
        case ["person", _, *_]:
            return Scope.of_person(parse_person(" ".join(words[1:]), platform)), dry
        case ["before", day]:
            return Scope.older_than(parse_day(day)), dry
        case ["all"]:
            return Scope.of_all(), dry
        case ["place"] if here is not None:
            return Scope.of_place(here), dry
        case ["place", where] if desk.operator:
            return Scope.of_place(parse_place(where, platform)), dry
        case ["place", *_]:
            raise Refused(say("purge_place_only_here", desk.language))
    raise Misused(say("purge_usage", desk.language))


def _orderer(desk: Desk) -> str:
    """Who ordered it, as a keyed hash: the purge log names nobody."""
    assert desk.history is not None
    kind = "operator" if desk.operator else "administrator"
    return f"{kind}:{desk.history.hashes.person(desk.message.person).hex()}"


def _numbers(receipt: Receipt) -> dict[str, int]:
    counts = receipt.counts
    return {
        "turns": counts.turns,
        "people": counts.people,
        "holds": counts.holds,
        "places": counts.places,
    }


COMMANDS = (
    Command(
        "purge",
        Who.OPERATOR,
        purge,
        usage="person X | before DATE | all | place [dry-run]",
        asks=ask_purge,
        rights={"place": Who.ADMIN},
    ),
    Command("status", Who.OPERATOR, status),
    Command("adult", Who.OPERATOR, adult, usage="discord:123"),
)
