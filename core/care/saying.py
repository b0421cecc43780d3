"""How a fixed reply is put together: which wording of a part, which lines with it, and in which order.

Owns the composition of cards, hold turns and their buttons. The wording itself is data
(`data/<language>/responses.toml`, not yet reviewed by a clinician). Must not know what asks for a reply, the
registry of helplines, platforms, storage or clocks: lines are handed in, and no number is written here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.crisis.hold import Hold
from core.messages import Action, ActionKind, Asked, Level, Modality, Reply, Subject, Topic, Verdict

LONGEST = 900
_SHOWN = 2
"""Helplines in one reply; the others are behind a button."""
_UNDER_DANGER = frozenset(
    {"unsafe", "symptom", "not_coming", "cannot_speak", "refuse", "should_call", "called_no", "awake_no"}
)
"""Answers that are met as such even while they are, or come with, danger."""
_TOLD: dict[str, str] = {"arrived": "helped", "coming": "coming", "company": "helped"}
"""What an answer settles for the turns after it."""
_WIDER: dict[str, str] = {"patient": "other", "wound": "own", "coming": ""}
"""Where a situation has no wording of its own, the wider one's is used."""
_UNTOLD = frozenset({"not_coming", "called_no", "alone", "unsafe"})
_ATTACKED = frozenset({Topic.DOMESTIC_VIOLENCE, Topic.SEXUAL_ASSAULT, Topic.CHILD_ABUSE})
_NO_REACH = frozenset({Topic.CHILD_ABUSE.value, Topic.SEXUAL_ASSAULT.value})
"""Topics whose own wording names the professional and the trusted person already."""


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


NO_LINES = Lines()
"""Where nothing is known of where somebody is."""


def is_worried(say: Saying) -> bool:
    """Somebody else's danger was talked about, and it is asked what to do."""
    return f"fixed:{Topic.WORRY_FOR_OTHER}" in say.used


def taken_from(used: set[str], prefix: str) -> str:
    """What stands in `used` under a prefix, taken out of it."""
    marks = sorted(mark for mark in used if mark.startswith(prefix))
    used.difference_update(marks)
    return marks[-1].removeprefix(prefix) if marks else ""


def level_of(hold: Hold | None) -> Level:
    return hold.level if hold else Level.NONE


def is_held(hold: Hold | None) -> bool:
    """Under this no model speaks."""
    return level_of(hold) >= Level.ACTIVE


def is_taken_back(verdict: Verdict) -> bool:
    """A retraction is read at one level less, and is itself no danger."""
    return verdict.modality is Modality.NEGATED


@dataclass(frozen=True, slots=True)
class Saying:
    """One message's reply in the making."""

    verdict: Verdict
    hold: Hold | None
    lines: Lines
    used: set[str]
    wording: Mapping[str, Any]

    def card(self, level: Level, *, unsafe: bool = False) -> Reply:
        self.used.add(f"card:{int(level)}")
        if level is Level.IMMINENT:
            return self._now()
        return self._grave_card(unsafe) if level is Level.INTENT else self._card()

    def _now(self) -> Reply:
        """Level 5: number, one act, presence."""
        shared = self.wording["shared"]
        key, part = self._part("now", "suicide")
        number = self.lines.emergency
        first = f"{shared['emergency_now']}\n{number}" if number else shared["anywhere_now"]
        act = self._pick(f"now-{key}", part["act"])
        asked = Asked(part["asked"]) if "asked" in part else None
        shown = self.lines.crisis[:1]
        return self.reply([first, act, part["stay"], *self.line_parts(shown)], asked=asked, shown=shown)

    def _grave_card(self, unsafe: bool) -> Reply:
        """Level 4: shorter, and the numbers before all else."""
        shared = self.wording["shared"]
        violent = bool(_ATTACKED.intersection(self.verdict.topics))
        key, part = ("unsafe", self.wording["cards"]["unsafe"]) if unsafe else self._part("cards", "suicide")
        shown = self.lines.crisis[:_SHOWN]
        numbers = [*self.line_parts(shown), self._danger()]
        parts = [
            self._pick(f"card-{key}", part["open"]),
            *([numbers[-1], *numbers[:-1]] if violent else numbers),
            part["do_4"],
            part["ask_4"],
            *([] if key in _NO_REACH else [shared["reach_4"]]),
            shared["ai_4"],
        ]
        return self.reply(list(dict.fromkeys(parts)), asked=Asked(part["asked_4"]), shown=shown)

    def _card(self) -> Reply:
        shared = self.wording["shared"]
        key, part = self._part("cards", "suicide")
        shown = self.lines.crisis[:_SHOWN]
        parts = [
            self._pick(f"card-{key}", part["open"]),
            part["ask"],
            *self.line_parts(shown),
            part.get("do", ""),
            *([] if key in _NO_REACH else [shared["reach"]]),
            shared["ai"],
            shared["stay"],
        ]
        return self.reply(parts, asked=Asked(part["asked"]), shown=shown)

    def quiet(self) -> Reply:
        """Level 2: fixed wording, one direct question, one line."""
        key, part = self._part("quiet", "other")
        text = self._pick(f"quiet-{key}", part["text"])
        stay, shown = self.wording["quiet_shared"]["stay"], self.lines.crisis[:1]
        return self.reply(
            [text, part["ask"], stay, *self.one_line()], asked=Asked(part["asked"]), shown=shown
        )

    def fixed(self, topic: Topic) -> Reply:
        part = self.wording["fixed"][topic.value]
        self.used.add(f"fixed:{topic}")
        text = self._pick(f"fixed-{topic}", part["text"])
        lead, shown = [part["line"]] if self.lines.crisis else [], self.lines.crisis[:1]
        return self.reply([text, *lead, *self.line_parts(shown), part["ask"]], shown=shown)

    def fits(self, kind: str) -> bool:
        """Whether this kind of answer means something here: sickness does after an overdose only."""
        if kind == "symptom":
            return self._about() in ("overdose", "wound")
        if kind in ("they_are_safe", "awake_yes"):
            return is_held(self.hold) and self._about() in ("other", "patient")
        if not is_held(self.hold):
            return kind in ("should_call", "what_to_do")
        return True

    def met(self, heard: str | None) -> Reply:
        """What is said under a hold: to fresh danger, to the kind of answer that was read, or by turns."""
        grave = self.verdict.level >= Level.PASSIVE and not is_taken_back(self.verdict)
        if (
            heard is None
            and self.verdict.level is Level.IMMINENT
            and self._about() == "overdose"
            and self._told()
        ):
            heard = "symptom"
        if grave and self.verdict.level >= Level.INTENT and heard != "symptom":
            taken_from(self.used, "told:")
        if heard is not None and (not grave or heard in _UNDER_DANGER):
            return self._answer(heard)
        return self.turn()

    def _answer(self, kind: str) -> Reply:
        if kind in _UNTOLD:
            taken_from(self.used, "told:")
        about, options = self._about(), self.wording["answers"][kind]
        for group in (*self._told(), about, _WIDER.get(about), None):
            fitting = [o for o in options if (group in o["for"] if "for" in o else group is None)]
            if fitting:
                break
        chosen = self._unused("answer-", fitting or options)
        if kind in _TOLD and (kind != "company" or about == "own"):
            taken_from(self.used, "told:")
            self.used.add(f"told:{_TOLD[kind]}")
        return self._spoken(chosen)

    def _told(self) -> list[str]:
        return [mark.removeprefix("told:") for mark in self.used if mark.startswith("told:")]

    def _about(self) -> str:
        """Whose danger it is and of what sort, so that no turn speaks past it."""
        held = self.hold.topics if self.hold else ()
        topics = (*self.verdict.topics, *held) if self.verdict.level >= Level.PASSIVE or not held else held
        known = set(topics)
        other = Topic.WORRY_FOR_OTHER in known and not known & {Topic.SUICIDE, Topic.SELF_HARM}
        if self.verdict.subject is Subject.OTHER or other:
            return "patient" if Topic.OVERDOSE in known else "other"
        if not known and not is_held(self.hold):
            return "other" if is_worried(self) else "own"
        if Topic.OVERDOSE in known and level_of(self.hold) is Level.IMMINENT:
            return "wound" if Topic.SELF_HARM in known else "overdose"
        return "violence" if topics and topics[0] in _ATTACKED else "own"

    def turn(self) -> Reply:
        """A hold turn; none comes twice running, and none twice before all were said."""
        about, told = self._about(), self._told()
        if self.verdict.level >= Level.INTENT and not is_taken_back(self.verdict):
            return self._urgent(about)
        name = f"{told[0]}_turns" if told else f"{about}_turns"
        topics = {t.value for t in (self.hold.topics if self.hold else self.verdict.topics)}
        turns = self.wording.get(name) or self.wording.get(
            f"{_WIDER.get(about)}_turns", self.wording["turns"]
        )
        fitting = [t for t in turns if not t.get("topics") or topics & set(t["topics"])]
        return self._spoken(self._unused("turn-", fitting))

    def _urgent(self, about: str) -> Reply:
        """Fresh danger under a hold: the number again, every time."""
        turns = self.wording.get(f"urgent_{about}", self.wording["urgent_own"])
        return self._spoken(self._unused(f"urgent-{about}-", turns), number=True)

    def _spoken(self, chosen: Mapping[str, Any], *, number: bool = False) -> Reply:
        shown = self._written()[:1] if chosen.get("line") else ()
        parts = [chosen["text"]]
        if chosen.get("line"):
            parts += [self._line(line) for line in shown] or [self.wording["shared"]["directory"]]
        if number or chosen.get("number"):
            parts.append(self._number())
        asked = Asked(chosen["asked"]) if "asked" in chosen else None
        return self.reply(list(dict.fromkeys(parts)), asked=asked, shown=shown)

    def _written(self) -> Sequence[Line]:
        """The lines, those that can be written to before the others."""
        return sorted(self.lines.crisis, key=lambda line: line.how is None and line.url is None)

    def _number(self) -> str:
        shared = self.wording["shared"]
        number = self.lines.emergency
        return f"{shared['number_again']}\n{number}" if number else str(shared["anywhere_now"])

    def _unused(self, prefix: str, options: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        fresh = [o for o in options if prefix + o["id"] not in self.used]
        if not fresh:
            last = [o for o in options if f"last:{prefix}{o['id']}" in self.used]
            self.used.difference_update([prefix + o["id"] for o in options])
            fresh = [o for o in options if o not in last] or list(options)
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

    def one_line(self) -> list[str]:
        lead = [self.wording["quiet_shared"]["line"]] if self.lines.crisis else []
        return [*lead, *self.line_parts(self.lines.crisis[:1])]

    def _danger(self) -> str:
        shared = self.wording["shared"]
        number = self.lines.emergency
        return f"{shared['emergency']}\n{number}" if number else str(shared["anywhere"])

    def line_parts(self, shown: Sequence[Line]) -> list[str]:
        """The lines, each number alone on its own line; the directory where no country is known."""
        shared = self.wording["shared"]
        parts = [self._line(line) for line in shown]
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

    def reply(self, parts: Sequence[str], *, asked: Asked | None = None, shown: Sequence[Line]) -> Reply:
        level = self.verdict.level
        return Reply(
            text=trimmed(parts, self.wording),
            actions=tuple(self._actions(asked, shown)),
            helplines=tuple(line.id for line in shown),
            private=True,
            urgent=level >= Level.ACTIVE or is_held(self.hold),
            engine="care",
            verdict=self.verdict,
            hold=level_of(self.hold),
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


def trimmed(parts: Sequence[str], wording: Mapping[str, Any]) -> str:
    """All parts in order; should long names of lines make it too long, the mildest parts go first."""
    kept = [part for part in parts if part]
    shared = wording["shared"]
    for dispensable in (shared["guessed"], shared["stay"], wording["quiet_shared"]["stay"]):
        if len("\n\n".join(kept)) >= LONGEST and dispensable in kept:
            kept.remove(dispensable)
    return "\n\n".join(kept)


@cache
def wording_of(language: str) -> Mapping[str, Any]:
    folder = resources.files("core.care").joinpath("data")
    file = folder.joinpath(language, "responses.toml")
    if not language.isalpha() or not file.is_file():
        file = folder.joinpath("en", "responses.toml")
    return tomllib.loads(file.read_text("utf-8"))
