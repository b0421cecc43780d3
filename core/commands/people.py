"""Commands that everybody has. Each answer concerns one person and is for them alone."""

from __future__ import annotations

import json
from dataclasses import replace

from core import consent
from core.care.disclosure import Kind as Disclosure
from core.care.disclosure import disclosure
from core.care.lines import lines_for
from core.care.wording import languages, say, speaks
from core.commands.desk import Again, Call, Command, Desk, Who
from core.consent import Consent
from core.errors import HistoryError, Misused, Refused
from core.helplines import countries, resolve
from core.history.purge import Receipt, Scope
from core.history.store import History
from core.messages import Action, ActionKind, Document, Reply, Speaker, Turn

NONE = "none"
"""What takes a setting back."""


async def start(desk: Desk, _call: Call) -> Reply:
    desk.session.disclosed = desk.now
    text = disclosure(desk.language, Disclosure.FIRST) + "\n\n" + say("start_invitation", desk.language)
    return Reply(text, actions=(_command("help", desk), _command("privacy", desk)))


async def privacy(desk: Desk, _call: Call) -> Reply:
    text = say("privacy", desk.language, retention_days=desk.retention_days, backup_days=desk.backup_days)
    state = say(f"privacy_{desk.consent}", desk.language)
    return Reply(text + "\n\n" + state, actions=(_command("export", desk), _command("forget", desk)))


async def remember(desk: Desk, _call: Call) -> Reply:
    before, after = desk.consent, consent.NEXT[(desk.consent, consent.Step.AGREE)]
    if after is not Consent.GIVEN:
        raise Refused(say("remember_barred", desk.language))
    already = before is after
    if not already:
        await _history(desk).remember(desk.message.person, consent.VERSION, desk.now)
        desk.presence.profile = replace(
            desk.presence.profile, consent_version=consent.VERSION, consented_at=desk.now
        )
    key = "remember_already" if already else "remember"
    text = say(key, desk.language, retention_days=desk.retention_days)
    return Reply(text, actions=(_command("stop-remembering", desk),))


async def stop_remembering(desk: Desk, _call: Call) -> Reply:
    if consent.NEXT[(desk.consent, consent.Step.WITHDRAW)] is desk.consent:
        return Reply(say("stop_remembering_nothing", desk.language))
    gone = await desk.withdraw(desk.message.person)
    desk.presence.profile = replace(desk.presence.profile, consent_version=None, consented_at=None)
    return Reply(say("stop_remembering", desk.language, turns=gone))


async def forget(desk: Desk, _call: Call) -> Reply:
    receipt = await desk.purge(Scope.of_person(desk.message.person), "themself")
    return Reply(forget_receipt(receipt, desk))


async def ask_forget(desk: Desk, _call: Call) -> str | None:
    return say("forget_question", desk.language)


def forget_receipt(receipt: Receipt, desk: Desk) -> str:
    until = receipt.backups_until
    values = {
        "turns": receipt.counts.turns,
        "until": until.date().isoformat() if until else "",
    }
    key = "forgotten_nothing" if receipt.counts.nothing else "forgotten"
    text = say(key, desk.language, **values)
    return text if receipt.finished else text + " " + say("purge_unfinished", desk.language)


async def export(desk: Desk, call: Call) -> Reply:
    """Everything kept of this person, made in memory, for their direct messages alone."""
    if desk.message.place is not None:
        raise Refused(say("export_not_here", desk.language))
    in_places = call.arguments.lower() == "places"
    if call.arguments and not in_places:
        raise Misused(say("export_usage", desk.language))
    talks = await _history(desk).export(desk.message.person, in_places=in_places)
    if not talks and desk.presence.profile.blank:
        return Reply(say("export_nothing", desk.language))
    body = json.dumps(_exported(desk, talks, in_places), ensure_ascii=False, indent=1)
    turns = sum(len(talk) for talk in talks)
    return Reply(say("export", desk.language, turns=turns), document=Document("hearken-export.json", body))


def _exported(desk: Desk, talks: list[list[Turn]], in_places: bool) -> dict[str, object]:
    profile = desk.presence.profile
    agreed = profile.consented_at
    record: dict[str, object] = {
        "made": desk.now.isoformat(),
        "language": profile.language,
        "country": profile.country,
        "agreed_to_be_remembered": agreed.isoformat() if agreed else None,
        "came_from_a_place": profile.origin is not None,
        "safety_hold": None if desk.presence.hold is None else desk.presence.hold.until.isoformat(),
    }
    said = [[_turn(turn) for turn in talk] for talk in talks]
    return record | ({"talks_in_places": said} if in_places else {"talk": said[0] if said else []})


def _turn(turn: Turn) -> dict[str, object]:
    who = "you" if turn.speaker is Speaker.PERSON else "hearken"
    return {"at": turn.at.isoformat(), "who": who, "level": int(turn.level), "text": turn.text}


async def language(desk: Desk, call: Call) -> Reply:
    known = languages()
    if not call.arguments:
        listed = ", ".join(f"{code} {name}" for code, name in known.items())
        return Reply(say("language_which", desk.language, languages=listed))
    if call.arguments.lower() == NONE:
        await _prefer(desk, language=None)
        desk.presence.profile = replace(desk.presence.profile, language=None)
        return Reply(say("language_cleared", desk.language))
    code = _language_code(call.arguments, known)
    if code is None:
        raise Misused(say("language_unknown", desk.language, languages=", ".join(known)))
    kept = await _prefer(desk, language=code)
    desk.presence.profile = replace(desk.presence.profile, language=code)
    key = "set_not_kept" if not kept else "language_set" if speaks(code) else "language_not_yet"
    return Reply(say(key, code, name=known[code]))


def _language_code(text: str, known: dict[str, str]) -> str | None:
    wanted = text.strip().lower()
    names = {name.lower(): code for code, name in known.items()}
    return wanted if wanted in known else names.get(wanted)


async def country(desk: Desk, call: Call) -> Reply:
    if not call.arguments:
        now = desk.country
        key = "country_which_set" if now else "country_which"
        return Reply(say(key, desk.language, name=countries.name(now) if now else ""))
    desk.session.asked_where = False
    if call.arguments.lower() == NONE:
        await _prefer(desk, country=None)
        desk.presence.profile = replace(desk.presence.profile, country=None)
        return Reply(say("country_cleared", desk.language))
    code = _country_code(desk, call.arguments)
    kept = await _prefer(desk, country=code)
    desk.presence.profile = replace(desk.presence.profile, country=code)
    text = say("country_set" if kept else "set_not_kept", desk.language, name=countries.name(code))
    lines = _shown(desk, code)
    return replace(lines, text=f"{text}\n\n{lines.text}")


def _country_code(desk: Desk, named: str) -> str:
    code = countries.find(named)
    if code is None:
        near = ", ".join(countries.nearest(named)) or "DE, GB, US"
        raise Misused(say("country_unknown", desk.language, near=near))
    return code


async def helpline(desk: Desk, call: Call) -> Reply:
    """The lines of the person's country, or of the one that they name."""
    return _shown(desk, _country_code(desk, call.arguments) if call.arguments else desk.country)


def _shown(desk: Desk, country: str | None) -> Reply:
    """One country's lines, as many as there are."""
    found = resolve(country=country, place=desk.place_lines, language=desk.language)
    lines = lines_for(found, desk.language)
    parts = [say("helpline", desk.language, name=countries.name(found.country))] if found.country else []
    if found.country is None or found.guessed:
        parts.append(say("helpline_where", desk.language))
    number = lines.emergency
    parts.append(
        say("helpline_emergency", desk.language) + f"\n{number}"
        if number
        else say("helpline_emergency_unknown", desk.language)
    )
    parts += [
        "\n".join(part for part in (line.name, line.number, line.how, line.url) if part)
        for line in lines.crisis
    ]
    shown = tuple(line.id for line in lines.crisis)
    return Reply("\n\n".join(parts), helplines=shown, actions=(_command("country", desk),))


async def stop(desk: Desk, _call: Call) -> Reply:
    """The running reply was ended the moment this came; here it is only said."""
    stopped = "stopped" in desk.session.told
    desk.session.told.discard("stopped")
    return Reply(say("stopped" if stopped else "stop_nothing", desk.language))


async def undo(desk: Desk, _call: Call) -> Reply:
    exchange = desk.session.take_back()
    gone = 0
    if desk.consent is Consent.GIVEN and desk.history is not None:
        gone = await desk.history.take_back(desk.message.conversation)
    return Reply(say("undone" if exchange or gone else "undo_nothing", desk.language))


async def retry(desk: Desk, _call: Call) -> Reply | Again:
    exchange = desk.session.take_back()
    said = [turn.text for turn in (exchange.turns if exchange else ()) if turn.speaker is Speaker.PERSON]
    if not said:
        return Reply(say("retry_nothing", desk.language))
    if desk.consent is Consent.GIVEN and desk.history is not None:
        await desk.history.take_back(desk.message.conversation)
    return Again(said[0])


async def feedback(desk: Desk, call: Call) -> Reply:
    """Good or bad, counted by the month and nothing else."""
    if desk.presence.hold is not None:
        return Reply(say("feedback_not_now", desk.language))
    verdict = call.arguments.lower()
    if verdict not in ("good", "bad"):
        return Reply(
            say("feedback_question", desk.language),
            actions=tuple(
                Action(ActionKind.COMMAND, say(f"feedback_{word}", desk.language), f"/feedback {word}")
                for word in ("good", "bad")
            ),
        )
    if desk.history is not None:
        desk.history.count(f"feedback:{verdict}", desk.now)
    return Reply(say("feedback_thanks", desk.language))


async def _prefer(desk: Desk, **settings: str | None) -> bool:
    """Keep a setting if the history can; without it the setting lasts as long as the talk."""
    try:
        await _history(desk).prefer(desk.message.person, **settings)
    except HistoryError:
        return False
    return True


def _history(desk: Desk) -> History:
    if desk.history is None:
        raise Refused(say("history_down", desk.language))
    return desk.history


def _command(name: str, desk: Desk) -> Action:
    return Action(ActionKind.COMMAND, say(f"button_{name}", desk.language), f"/{name}")


COMMANDS = (
    Command("start", Who.EVERYONE, start),
    Command("privacy", Who.EVERYONE, privacy),
    Command("remember", Who.EVERYONE, remember),
    Command("stop-remembering", Who.EVERYONE, stop_remembering),
    Command("forget", Who.EVERYONE, forget, asks=ask_forget),
    Command("export", Who.EVERYONE, export, usage="[places]"),
    Command("language", Who.EVERYONE, language, usage="[de | none]"),
    Command("country", Who.EVERYONE, country, usage="[Germany | none]"),
    Command("helpline", Who.EVERYONE, helpline, usage="[Germany]"),
    Command("stop", Who.EVERYONE, stop),
    Command("undo", Who.EVERYONE, undo),
    Command("retry", Who.EVERYONE, retry),
    Command("feedback", Who.EVERYONE, feedback, usage="[good | bad]"),
)
