"""What somebody answers: a bare yes or no to what was asked, or, under a hold, that help is coming, that they
refuse to call, feel sick, say thanks.

Owns `data/<language>/replies.toml` (short answers to a direct question) and `data/<language>/answers.toml` (the
kinds of answer under a hold, in the order in which they are tried). A kind says nothing about danger (the
detector does); it only tells which fixed turn fits.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.crisis.lexicon import languages, lexicon
from core.crisis.normalise import cleaned, sentences
from core.crisis.phrases import Grammar, Phrase
from core.crisis.tongues import read_in
from core.languages import FALLBACK, fold

_LONGEST = 240
"""Longer messages say more than one of these kinds could answer."""
_FRAGMENT = 2
"""Words beside a time that still make it an answer and no story."""
_GOES_ON = frozenset(
    {"sometimes", "often", "every", "all", "lately", "always", "constantly", "tonight", "now", "yes"}
    | {"thinking", "and", "but"}
)
_DENSE = frozenset({"ja", "zh", "ko"})
_DENSE_TAIL = 8
_WORDS = re.compile(r"[^\W_][\w\u0900-\u0963]*")


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


def replied(text: str, spoken: str | None = None) -> frozenset[str]:
    """What a short answer says - `yes`, `no`, `unsure`, `doubt`, `soon`, `later` - in the likeliest language."""
    brief = cleaned(text[:_LONGEST])
    main, likely = read_in(brief, spoken)
    for code in dict.fromkeys((spoken or main, main, *likely, FALLBACK, *languages())):
        if said := _replied_in(code, brief):
            return said
    return frozenset()


def _replied_in(code: str, brief: str) -> frozenset[str]:
    folded = _folded(code, brief)
    return _read_reply(code, folded) or (
        _read_reply(code, _spelled(brief)) if code == FALLBACK else frozenset()
    )


def _read_reply(code: str, spoken: str) -> frozenset[str]:
    answers = _replies(code)
    if not spoken:
        return frozenset()
    opening = {name: opens(spoken, answers[name], code) for name in ("no", "doubt", "unsure", "yes")}
    longest = max(opening.values())
    said = {name for name, length in opening.items() if length and length == longest}
    if "no" not in said:
        said |= {name for name in ("soon", "later") if _names_a_time(spoken, answers[name], bool(said), code)}
    return frozenset(said)


def _folded(code: str, brief: str) -> str:
    """A message as the answers are listed."""
    return ("" if code in _DENSE else " ").join(_WORDS.findall(fold(brief)))


def _spelled(brief: str) -> str:
    """An English message as its lexicon spells it: "dont" is "do not"."""
    read = sentences(brief, lexicon(FALLBACK).vocabulary)
    return " ".join(w for w in (read[0].words if read else ()) if w not in (",", '"'))


def agreed(text: str, spoken: str | None = None) -> str | None:
    """`yes`, `no` or `unsure`, when a short message opens with it."""
    said = replied(text, spoken)
    for name, meant in (("doubt", "unsure"), ("no", "no"), ("unsure", "unsure"), ("yes", "yes")):
        if name in said:
            return meant
    return None


def opens(spoken: str, answers: Iterable[str], code: str = FALLBACK) -> int:
    """The length of the longest of these answers that it is or begins with; nought if with none.

    "I am" is an answer, "I am fine" is not; "I don't know" is longer than the "I don't" in it.
    """
    return max((len(answer) for answer in answers if _begins(spoken, answer, code)), default=0)


def _begins(spoken: str, answer: str, code: str) -> bool:
    if code in _DENSE:
        return spoken.startswith(answer) and len(spoken) - len(answer) <= _DENSE_TAIL
    if spoken == answer:
        return True
    if not spoken.startswith(f"{answer} "):
        return False
    return not answer.startswith("i ") or spoken.removeprefix(answer).split()[0] in _GOES_ON


def _names_a_time(spoken: str, times: Iterable[str], agreed: bool, code: str) -> bool:
    """`tonight`, or a yes with a time in it; not any sentence that happens to say "today"."""
    if code in _DENSE:
        return any(time in spoken and (agreed or len(spoken) - len(time) <= _DENSE_TAIL) for time in times)
    named = [time for time in times if f" {time} " in f" {spoken} "]
    longest = max((len(time.split()) for time in named), default=0)
    return bool(named) and (agreed or len(spoken.split()) - longest <= _FRAGMENT)


@cache
def _replies(code: str) -> Mapping[str, tuple[str, ...]]:
    data = _read(code, "replies")
    joint = "" if code in _DENSE else " "
    return {
        name: tuple(joint.join(_WORDS.findall(fold(answer))) for answer in data.get(name, ()))
        for name in ("yes", "no", "unsure", "doubt", "soon", "later")
    }


# --- kinds of answer under a hold ---------------------------------------------------------------------


def kinds(text: str) -> tuple[str, ...]:
    """The kinds of answer that a message may be, the likeliest first; none for anything else or long."""
    if len(text) > _LONGEST:
        return ()
    read = sentences(cleaned(text), lexicon(FALLBACK).vocabulary)
    said = [(f" {s.text} ", frozenset(s.words)) for s in read]
    return tuple(
        kind.name
        for kind in _kinds()
        if any(_found(kind.phrases, *s) and not _found(kind.unless, *s) for s in said)
    )


def _found(phrases: tuple[Phrase, ...], text: str, words: frozenset[str]) -> bool:
    body = text.strip()
    return any(
        phrase.pattern.search(body) for phrase in phrases if not phrase.anchors or phrase.anchors & words
    )


@cache
def _kinds() -> tuple[_Kind, ...]:
    data, base = _read(FALLBACK, "answers"), _read(FALLBACK, "lexicon")
    grammar = Grammar(base["words"] | data["words"], base["fillers"], base["joining"], base["common"])
    return tuple(
        _Kind(
            name,
            tuple(grammar.compile(phrase) for phrase in fields["phrases"]),
            tuple(grammar.compile(phrase) for phrase in fields.get("unless", ())),
        )
        for name, fields in data["kinds"].items()
    )


def _read(code: str, name: str) -> Mapping[str, Any]:
    folder = resources.files("core.crisis").joinpath("data", code)
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))
