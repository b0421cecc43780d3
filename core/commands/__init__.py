"""Every command once: its name, who may run it, and what it does. Adapters only project them.

`run` is the whole path: find it, see whether this person may, ask for a yes where one is due, do it.
"""

from __future__ import annotations

import difflib

from core.care.wording import say, words
from core.commands import operators, people, places
from core.commands.desk import Again, Call, Command, Desk, Who
from core.errors import Misused, Refused
from core.messages import Action, ActionKind, Kind, Message, Reply, Role


async def help_(desk: Desk, _call: Call) -> Reply:
    """The commands that this person may use here, a line each."""
    here = (c for c in COMMANDS.values() if allowed(c, Call(c.name), desk.message, operator=desk.operator))
    lines = [f"/{c.name} {c.usage}".strip() + " - " + say(f"help_{c.name}", desk.language) for c in here]
    return Reply(say("help", desk.language) + "\n\n" + "\n".join(lines))


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command("help", Who.EVERYONE, help_),
        *people.COMMANDS,
        *places.COMMANDS,
        *operators.COMMANDS,
    )
}

CONFIRM = "confirm:"
CANCEL = "cancel:"


def parse(text: str) -> Call | None:
    """The command in a text that begins with a slash, known or not; None for anything else."""
    stripped = text.strip()
    if not stripped.startswith("/") or stripped.startswith("//") or len(stripped) < 2:
        return None
    name, *rest = stripped[1:].split(None, 1)
    name = name.split("@", 1)[0].lower()
    return Call(name, *rest) if name and not stripped[1].isspace() else None


def pressed(message: Message, button: str) -> str | None:
    """The command that a pressed confirm or cancel button carries; typing its value presses nothing."""
    if message.kind is not Kind.BUTTON or not message.text.startswith(button):
        return None
    return message.text.removeprefix(button)


def call_of(message: Message) -> Call | None:
    """The command that this message gives, by typing it or by a button."""
    return parse(pressed(message, CONFIRM) or message.text)


def confirms(message: Message, language: str) -> bool:
    """Whether this is a yes."""
    return pressed(message, CONFIRM) is not None or _bare(message.text) in words("yes_words", language)


def cancels(message: Message, language: str, *, pending: bool) -> bool:
    """Whether this is a no to a command; the button says so whenever it is pressed."""
    button = pressed(message, CANCEL) is not None
    return button or (pending and _bare(message.text) in words("no_words", language))


def _bare(text: str) -> str:
    return text.strip().strip(".!").lower()


async def run(call: Call, desk: Desk, *, confirmed: bool = False) -> Reply | Again:
    """Do what was asked, or say kindly why not."""
    command = COMMANDS.get(call.name)
    if command is None:
        return Reply(_unknown(call.name, desk.language))
    try:
        _must_be_allowed(command, call, desk)
        question = None if confirmed or command.asks is None else await command.asks(desk, call)
        if question is not None:
            return _ask(question, call, desk)
        return await command.run(desk, call)
    except (Refused, Misused) as refusal:
        return Reply(str(refusal))


def allowed(command: Command, call: Call, message: Message, *, operator: bool) -> bool:
    """Whether this person, in this place, may run this command with these arguments."""
    match command.who_for(call):
        case Who.EVERYONE:
            return True
        case Who.MODERATOR:
            return message.place is not None and message.role >= Role.MODERATOR and not message.anonymous
        case Who.ADMIN:
            mine = message.place is not None and message.role >= Role.ADMIN and not message.anonymous
            return mine or operator
        case Who.OPERATOR:
            return operator
    raise AssertionError


def _must_be_allowed(command: Command, call: Call, desk: Desk) -> None:
    if allowed(command, call, desk.message, operator=desk.operator):
        return
    who = command.who_for(call)
    if desk.message.anonymous and who is not Who.EVERYONE:
        raise Refused(say("refused_anonymous", desk.language))
    if who in (Who.MODERATOR, Who.ADMIN) and desk.message.place is None:
        raise Refused(say("refused_not_in_place", desk.language, command=call.name))
    raise Refused(say(f"refused_{who}", desk.language, command=call.name))


def _ask(question: str, call: Call, desk: Desk) -> Reply:
    """Wait for a yes; the button carries the command, so that one from before a restart asks anew."""
    desk.session.await_confirmation(call.line, desk.message.at)
    return Reply(
        question,
        actions=(
            Action(ActionKind.CONFIRM, say("yes_button", desk.language), CONFIRM + call.line),
            Action(ActionKind.CANCEL, say("no_button", desk.language), CANCEL + call.line),
        ),
    )


def _unknown(name: str, language: str) -> str:
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.6)
    return say("unknown_command_near", language, near=near[0]) if near else say("unknown_command", language)


__all__ = ["CANCEL", "COMMANDS", "CONFIRM", "Again", "Call", "Command", "Desk", "Who", "parse", "run"]
