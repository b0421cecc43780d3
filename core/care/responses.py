"""What is said at levels 2 to 5 and under a hold: which fixed wording, with which lines, in which order.

Owns the composition of cards and the choice among wordings. The wording itself is data
(`data/<language>/responses.toml`, not yet reviewed by a clinician). Must not know the registry of
helplines, platforms, storage or clocks: lines are handed in, and no number is written anywhere here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.crisis.hold import Hold
from core.messages import Action, ActionKind, Asked, Level, Reply, Subject, Topic, Verdict

LONGEST = 900
_SHOWN = 2
"""Helplines in one reply; the others are behind a button."""


@dataclass(frozen=True, slots=True)
class Line:
    """One helpline as it is shown; `number` is what a person dials."""

    id: str
    name: str
    number: str | None = None
    how: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """What is known for where the person is; without a country the directory is named instead."""

    emergency: str | None = None
    crisis: tuple[Line, ...] = ()
    country: str | None = None
    guessed: bool = False


def respond(
    verdict: Verdict,
    hold: Hold | None,
    *,
    before: Hold | None,
    lines: Lines,
    used: set[str],
    language: str = "en",
    text: str = "",
) -> Reply | None:
    """The fixed reply to a message, or None where the listener may answer.

    `before` is the hold before the message, `hold` the one after it; `used` holds what was worded
    already in this conversation, and is added to. `text` is only looked at for "the number again".
    """
    say = _Saying(verdict, hold, lines, used, _wording(language))
    if _begins(hold, before):
        used.difference_update([mark for mark in used if mark.startswith("card:")])
    if _card_due(verdict, hold, before, used):
        return say.card(verdict.level)
    if hold is not None and _asked_again(text, say.wording):
        return say.card(hold.level) if _held(hold) else say.quiet()
    if verdict.level is Level.PASSIVE and not _held(hold):
        return say.quiet() if _new(verdict, before) else say.turn()
    fixed = _fixed_topic(verdict)
    if fixed is not None and f"fixed:{fixed}" not in used:
        return say.fixed(fixed)
    return say.turn() if _held(hold) or verdict.level >= Level.ACTIVE else None


def failed(language: str = "en", lines: Lines = Lines()) -> Reply:
    """What is said when the detector itself failed: the message is treated as level 2."""
    wording = _wording(language)
    verdict = Verdict(level=Level.PASSIVE, language=language)
    say = _Saying(verdict, None, lines, set(), wording)
    part = wording["failed"]
    return say.reply([part["text"], part["ask"], *say.one_line()], asked=Asked(part["asked"]), shown=1)


def _level(hold: Hold | None) -> Level:
    return hold.level if hold else Level.NONE


def _held(hold: Hold | None) -> bool:
    """Under this no model speaks."""
    return _level(hold) >= Level.ACTIVE


def _begins(hold: Hold | None, before: Hold | None) -> bool:
    return _held(hold) and not _held(before)


def _card_due(verdict: Verdict, hold: Hold | None, before: Hold | None, used: Iterable[str]) -> bool:
    """The whole card: a hold begins or rises, or this is graver than any card shown in this talk."""
    if verdict.level < Level.ACTIVE:
        return False
    carded = max((int(mark[5:]) for mark in used if mark.startswith("card:")), default=0)
    return _begins(hold, before) or _level(hold) > _level(before) or verdict.level > carded


def _new(verdict: Verdict, before: Hold | None) -> bool:
    return before is None or not set(verdict.topics) <= set(before.topics)


def _asked_again(text: str, wording: Mapping[str, Any]) -> bool:
    plain = " ".join(text.lower().split())
    return len(plain) <= 200 and any(words in plain for words in wording["again"]["words"])


def _fixed_topic(verdict: Verdict) -> Topic | None:
    """Worry for somebody, and grief after a suicide; other grief is for the listener."""
    if Topic.WORRY_FOR_OTHER in verdict.topics and verdict.level < Level.PASSIVE:
        return Topic.WORRY_FOR_OTHER
    if Topic.BEREAVEMENT in verdict.topics and verdict.subject is Subject.OTHER:
        return Topic.BEREAVEMENT
    return None


@dataclass(frozen=True, slots=True)
class _Saying:
    """One message's reply in the making."""

    verdict: Verdict
    hold: Hold | None
    lines: Lines
    used: set[str]
    wording: Mapping[str, Any]

    def card(self, level: Level) -> Reply:
        self.used.add(f"card:{int(level)}")
        return self._now() if level is Level.IMMINENT else self._card(level)

    def _now(self) -> Reply:
        """Level 5: number, one act, presence."""
        shared = self.wording["shared"]
        key, part = self._part("now", "suicide")
        number = self.lines.emergency
        first = f"{shared['emergency_now']}\n{number}" if number else shared["anywhere_now"]
        act = self._pick(f"now-{key}", part["act"])
        return self.reply([first, act, part["stay"], *self._line_parts(1)], shown=1)

    def _card(self, level: Level) -> Reply:
        shared = self.wording["shared"]
        key, part = self._part("cards", "suicide")
        grave = "_4" if level >= Level.INTENT else ""
        shown = self._fitting()
        parts = [
            self._pick(f"card-{key}", part["open"]),
            part[f"ask{grave}"],
            *self._line_parts(shown),
            part.get(f"do{grave}", ""),
            *([] if key in _NO_REACH else [shared["reach"]]),
            *([self._danger()] if level >= Level.INTENT else []),
            shared["ai"],
            shared["stay"],
        ]
        return self.reply(parts, asked=Asked(part[f"asked{grave}"]), shown=shown)

    def quiet(self) -> Reply:
        """Level 2: fixed wording, one direct question, one line."""
        key, part = self._part("quiet", "other")
        text = self._pick(f"quiet-{key}", part["text"])
        stay = self.wording["quiet_shared"]["stay"]
        return self.reply([text, part["ask"], stay, *self.one_line()], asked=Asked(part["asked"]), shown=1)

    def fixed(self, topic: Topic) -> Reply:
        part = self.wording["fixed"][topic.value]
        self.used.add(f"fixed:{topic}")
        text = self._pick(f"fixed-{topic}", part["text"])
        lead = [part["line"]] if self.lines.crisis else []
        return self.reply([text, *lead, *self._line_parts(1), part["ask"]], shown=1)

    def turn(self) -> Reply:
        """A hold turn; none comes twice running, and none twice before all were said."""
        urgent = self.verdict.level is Level.IMMINENT
        turns = self.wording["urgent_turns" if urgent else "turns"]
        topics = {t.value for t in (self.hold.topics if self.hold else self.verdict.topics)}
        fitting = [t for t in turns if not t.get("topics") or topics & set(t["topics"])]
        chosen = self._unused("turn-", fitting)
        asked = Asked(chosen["asked"]) if "asked" in chosen else None
        return self.reply([chosen["text"]], asked=asked, shown=0)

    def _unused(self, prefix: str, options: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        fresh = [o for o in options if prefix + o["id"] not in self.used]
        if not fresh:
            last = [o for o in options if f"last:{prefix}{o['id']}" in self.used]
            self.used.difference_update([prefix + o["id"] for o in options])
            fresh = [o for o in options if o not in last]
        chosen = fresh[0]
        self.used.difference_update([m for m in self.used if m.startswith(f"last:{prefix}")])
        self.used.update([prefix + chosen["id"], f"last:{prefix}{chosen['id']}"])
        return chosen

    def _pick(self, prefix: str, texts: Sequence[str]) -> str:
        options = [{"id": f"-{number}", "text": text} for number, text in enumerate(texts)]
        return str(self._unused(prefix, options)["text"])

    def _part(self, section: str, otherwise: str) -> tuple[str, Mapping[str, Any]]:
        """The wording of the gravest topic that has one."""
        parts = self.wording[section]
        topics = [t.value for t in (*self.verdict.topics, *(self.hold.topics if self.hold else ()))]
        if self.verdict.subject is Subject.OTHER:
            topics = [f"{topic}_other" for topic in topics] + topics
        key = next((topic for topic in topics if topic in parts), otherwise)
        return key, parts[key]

    def _fitting(self) -> int:
        return min(_SHOWN, len(self.lines.crisis))

    def one_line(self) -> list[str]:
        lead = [self.wording["quiet_shared"]["line"]] if self.lines.crisis else []
        return [*lead, *self._line_parts(1)]

    def _danger(self) -> str:
        shared = self.wording["shared"]
        number = self.lines.emergency
        return f"{shared['emergency']}\n{number}" if number else str(shared["anywhere"])

    def _line_parts(self, shown: int) -> list[str]:
        """The lines, each number alone on its own line; the directory where no country is known."""
        shared = self.wording["shared"]
        parts = [self._line(line) for line in self.lines.crisis[:shown]]
        if self.lines.country is None:
            parts.append(shared["directory"])
        elif not self.lines.crisis and self.verdict.level < Level.IMMINENT:
            parts.append(self._danger() if self.lines.emergency else shared["no_lines"])
        elif self.lines.guessed:
            parts.append(shared["guessed"])
        return parts

    def _line(self, line: Line) -> str:
        shared = self.wording["shared"]
        head = shared["line" if line.how else "bare_line"].format(name=line.name, how=line.how)
        contact = line.number or line.url
        return f"{head}\n{contact}" if contact else str(head).rstrip(":")

    def reply(self, parts: Sequence[str], *, asked: Asked | None = None, shown: int) -> Reply:
        shown_lines = self.lines.crisis[:shown]
        level = self.verdict.level
        return Reply(
            text=_trimmed(parts, self.wording),
            actions=tuple(self._actions(asked, shown_lines)),
            helplines=tuple(line.id for line in shown_lines),
            private=True,
            urgent=level >= Level.ACTIVE or _held(self.hold),
            engine="care",
            verdict=self.verdict,
            hold=_level(self.hold),
            asked=asked,
        )

    def _actions(self, asked: Asked | None, shown: Sequence[Line]) -> Iterable[Action]:
        labels = self.wording["labels"]
        if asked is not None:
            for name in ("yes", "no", "unsure"):
                yield Action(ActionKind.ANSWER, labels[name], labels[name])
        for line in shown:
            if line.url and line.url.startswith("https://"):
                yield Action(ActionKind.LINK, labels["chat"].format(name=line.name), line.url, line.id)
        yield Action(ActionKind.COMMAND, labels["more"], "/helpline")
        yield Action(ActionKind.COMMAND, labels["country" if self.lines.country else "where"], "/country")
        if self.verdict.level >= Level.PASSIVE or self.hold:
            yield Action(ActionKind.COMMAND, labels["not_meant"], "/not-meant")


_NO_REACH = frozenset({Topic.CHILD_ABUSE.value, Topic.SEXUAL_ASSAULT.value})
"""Topics whose own wording names the professional and the trusted person already."""


def _trimmed(parts: Sequence[str], wording: Mapping[str, Any]) -> str:
    """All parts in order; should long names of lines make it too long, the mildest parts go first."""
    kept = [part for part in parts if part]
    shared = wording["shared"]
    for dispensable in (shared["guessed"], shared["stay"], wording["quiet_shared"]["stay"]):
        if len("\n\n".join(kept)) >= LONGEST and dispensable in kept:
            kept.remove(dispensable)
    return "\n\n".join(kept)


@cache
def _wording(language: str) -> Mapping[str, Any]:
    folder = resources.files("core.care").joinpath("data")
    file = folder.joinpath(language, "responses.toml")
    if not language.isalpha() or not file.is_file():
        file = folder.joinpath("en", "responses.toml")
    return tomllib.loads(file.read_text("utf-8"))
