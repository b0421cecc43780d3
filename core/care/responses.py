"""What is said at levels 2 to 5 and under a hold: which fixed wording, with which lines, in which order.

Owns the choice: a card, a hold turn, an answer to what was asked, or nothing, and then the listener may speak.
How each is put together is `saying.py`'s. Must not know the registry of helplines, platforms, storage or clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.care.saying import (
    NO_LINES,
    Lines,
    Saying,
    is_held,
    is_taken_back,
    is_worried,
    level_of,
    taken_from,
    wording_of,
)
from core.crisis.answers import agreed, kinds
from core.crisis.hold import Hold
from core.languages import fold
from core.messages import Asked, Level, Reply, Subject, Topic, Verdict

_MEANT: dict[tuple[str, str], str] = {
    ("called", "yes"): "called",
    ("called", "no"): "called_no",
    ("called", "unsure"): "called_no",
    ("coming", "yes"): "coming",
    ("coming", "no"): "called_no",
    ("coming", "unsure"): "called_no",
    ("company", "yes"): "someone_there",
    ("company", "no"): "alone",
    ("company", "unsure"): "alone",
    ("distance", "yes"): "distanced",
    ("distance", "no"): "distance_no",
    ("distance", "unsure"): "distance_no",
    ("safe", "yes"): "calmer",
    ("safe", "no"): "unsafe",
    ("safe", "unsure"): "unsafe",
    ("awake", "yes"): "awake_yes",
    ("awake", "no"): "awake_no",
    ("awake", "unsure"): "awake_no",
    ("suicide", "no"): "no_thoughts",
    ("plan", "no"): "no_plan",
}
"""What a bare answer means after what the bot asked; the detector weighs the dangerous ones as well."""


def respond(
    verdict: Verdict,
    hold: Hold | None,
    *,
    before: Hold | None,
    lines: Lines,
    used: set[str],
    language: str = "en",
    text: str = "",
    next_day: bool = False,
) -> Reply | None:
    """The fixed reply to a message, or None where the listener may answer.

    `before` is the hold before the message, `hold` the one after it; `used` holds what was worded
    already in this conversation, and what was asked last; it is added to. `text` is only looked at for
    which kind of answer it is, and never repeated. On the `next_day` of a hold the whole card comes again, once.
    """
    say = Saying(verdict, hold, lines, used, wording_of(language))
    asked = taken_from(used, "asked:")
    if _begins(hold, before):
        taken_from(used, "card:")
    reply = _reply(say, before, text, asked, next_day)
    if reply is not None and reply.asked is not None:
        used.add(f"asked:{reply.asked}")
    return reply


def _reply(say: Saying, before: Hold | None, text: str, asked: str, next_day: bool) -> Reply | None:
    verdict, hold = say.verdict, say.hold
    heard = _heard(say, text, asked)
    if _card_due(verdict, hold, before, say.used):
        return say.card(verdict.level, unsafe=heard == "unsafe")
    if hold is not None and is_held(hold) and next_day and not _carded(say.used):
        return say.card(Level.ACTIVE)
    if hold is not None and _asked_again(text, say.wording):
        return say.card(hold.level) if is_held(hold) else say.quiet()
    if verdict.level is Level.PASSIVE and not is_held(hold):
        return say.quiet() if _new(verdict, before) else say.turn()
    fixed = _fixed_topic(verdict)
    if fixed is not None and f"fixed:{fixed}" not in say.used:
        return say.fixed(fixed)
    if is_held(hold) or verdict.level >= Level.ACTIVE:
        return say.met(heard)
    return say.met(heard) if heard and is_worried(say) else None


def _heard(say: Saying, text: str, asked: str) -> str | None:
    """Which kind of answer this is, as far as there is wording for it here."""
    answers = say.wording["answers"]
    said = [kind for kind in kinds(text) if kind in answers and say.fits(kind)]
    if said:
        return said[0]
    meant = _MEANT.get((asked, agreed(text, say.verdict.language) or "")) if asked else None
    return meant if meant in answers else None


def failed(language: str = "en", lines: Lines = NO_LINES) -> Reply:
    """What is said when the detector itself failed: the message is treated as level 2."""
    wording = wording_of(language)
    verdict = Verdict(level=Level.PASSIVE, language=language)
    say = Saying(verdict, None, lines, set(), wording)
    part = wording["failed"]
    return say.reply(
        [part["text"], part["ask"], *say.one_line()], asked=Asked(part["asked"]), shown=lines.crisis[:1]
    )


def young(language: str, lines: Lines) -> Reply:
    """What somebody under age is told, with a line for children."""
    wording = wording_of(language)
    say = Saying(Verdict(language=language), None, lines, set(), wording)
    shown = lines.crisis[:1]
    lead = [wording["young"]["line"]] if shown else []
    return say.reply(
        [wording["young"]["text"], *lead, *say.line_parts(shown), wording["young"]["ask"]], shown=shown
    )


def _begins(hold: Hold | None, before: Hold | None) -> bool:
    return is_held(hold) and not is_held(before)


def _card_due(verdict: Verdict, hold: Hold | None, before: Hold | None, used: Iterable[str]) -> bool:
    """The whole card: a hold begins or rises, or this is graver than any card shown in this talk."""
    if verdict.level < Level.ACTIVE or is_taken_back(verdict):
        return False
    return _begins(hold, before) or level_of(hold) > level_of(before) or verdict.level > _carded(used)


def _carded(used: Iterable[str]) -> int:
    """The gravest card shown in this talk."""
    return max((int(mark[5:]) for mark in used if mark.startswith("card:")), default=0)


def _new(verdict: Verdict, before: Hold | None) -> bool:
    return before is None or not set(verdict.topics) <= set(before.topics)


def _asked_again(text: str, wording: Mapping[str, Any]) -> bool:
    plain = " ".join(fold(text).split())
    return len(plain) <= 200 and any(fold(words) in plain for words in wording["again"]["words"])


def _fixed_topic(verdict: Verdict) -> Topic | None:
    """Worry for somebody, and grief after a suicide; other grief is for the listener."""
    if Topic.WORRY_FOR_OTHER in verdict.topics and verdict.level < Level.PASSIVE:
        return Topic.WORRY_FOR_OTHER
    if Topic.BEREAVEMENT in verdict.topics and verdict.subject is Subject.OTHER:
        return Topic.BEREAVEMENT
    return None
