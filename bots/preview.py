"""`hearken preview`: the answer that somebody would be shown, for moderators and translators.

Shows what the program would say and to whom it would point; sends nothing and keeps nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from core.care.lines import lines_for
from core.care.responses import respond
from core.care.wording import languages
from core.crisis import step
from core.errors import Misused
from core.helplines import countries, resolve
from core.messages import ActionKind, Level, Reply, Subject, Topic, Verdict

_ABOUT_OTHERS = (Topic.WORRY_FOR_OTHER, Topic.BEREAVEMENT)


def card(level: int, topic: str, language: str, country: str) -> str:
    """The text, and below it the buttons that a platform would put there."""
    verdict = _verdict(level, topic, language)
    reply = respond(
        verdict,
        step(None, verdict, datetime.now(UTC)),
        before=None,
        lines=lines_for(
            resolve(country=_code(country), language=language, topics=verdict.topics, level=verdict.level),
            language,
        ),
        used=set(),
        language=language,
    )
    return "Nothing fixed is said here: the listener answers." if reply is None else _drawn(reply)


def _verdict(level: int, topic: str, language: str) -> Verdict:
    if topic not in set(Topic):
        raise Misused(f"There is no topic {topic!r}; one of: {', '.join(Topic)}.")
    if language not in languages():
        raise Misused(f"There is no wording in {language!r}; one of: {', '.join(languages())}.")
    about = Topic(topic)
    subject = Subject.OTHER if about in _ABOUT_OTHERS else Subject.SELF
    return Verdict(Level(level), (about,), subject, language=language)


def _code(country: str) -> str | None:
    if not country:
        return None
    if code := countries.find(country):
        return code
    near = ", ".join(countries.nearest(country))
    raise Misused(f"There is no country {country!r}." + (f" Did you mean: {near}?" if near else ""))


def _drawn(reply: Reply) -> str:
    buttons = [
        f"[{action.label}]" + (f" {action.value}" if action.kind is ActionKind.LINK else "")
        for action in reply.actions
    ]
    return "\n".join([reply.text, "", *buttons, "", f"{len(reply.text)} characters"])
