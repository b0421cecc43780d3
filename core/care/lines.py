"""From what the registry resolved to what a card shows: names, numbers as they are dialled, and how to reach them.

Knows the registry's records and the wording around them; decides nothing about who is shown what.
"""

from __future__ import annotations

from core.care.saying import Line, Lines
from core.care.wording import FALLBACK, say
from core.helplines import Contact, Helpline, Method, Resolution, Shown, load


def lines_for(found: Resolution, language: str = FALLBACK) -> Lines:
    """Everything that fixed wording may show of one country; the directory where none is known."""
    crisis = tuple(_line(shown, language) for shown in found.lines)
    return Lines(emergency=found.number, crisis=crisis, country=found.country, guessed=found.guessed)


def _line(shown: Shown, language: str) -> Line:
    if shown.helpline is not None:
        return _registered(shown.helpline, language)
    assert shown.added is not None
    added = shown.added
    unchecked = say("added_by_community", language)
    return Line(added.id, f"{added.name} ({unchecked})", added.number or None, None, added.url or None)


def _registered(line: Helpline, language: str) -> Line:
    """A call before all else, then a text; the chat is a link beside them."""
    by_method = {contact.method: contact for contact in reversed(line.contacts)}
    spoken = by_method.get(Method.CALL) or by_method.get(Method.TEXT) or by_method.get(Method.WHATSAPP)
    chat = by_method.get(Method.CHAT)
    name = line.name if language == FALLBACK else line.local_name or line.name
    return Line(
        id=line.id,
        name=name if line.checked or _is_directory(line) else f"{name} ({say('line_unconfirmed', language)})",
        number=spoken.number if spoken else None,
        how=_how(spoken, by_method.get(Method.TEXT), language),
        url=chat.url if chat else None,
    )


def _is_directory(line: Helpline) -> bool:
    return line.id == load().directory.id


def _how(spoken: Contact | None, text: Contact | None, language: str) -> str | None:
    """The way beside a call that lowers the barrier, where there is one: texting."""
    if text is None:
        return None
    if text.keyword:
        return say("line_text_keyword", language, keyword=text.keyword, number=text.number)
    if spoken is not None and spoken.number == text.number and spoken is not text:
        return say("line_text_same", language)
    return say("line_text", language, number=text.number)
