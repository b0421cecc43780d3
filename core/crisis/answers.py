"""What somebody answers while a hold stands: help is coming, they refuse to call, they feel sick, they say thanks.

Owns `data/answers.toml`: the kinds of answer and their phrases, in the order in which they are tried.
A kind says nothing about danger (the detector does); it only tells which fixed turn fits.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from core.crisis import tongues
from core.crisis.lexicon import lexicon
from core.crisis.normalise import cleaned, sentences
from core.crisis.phrases import Grammar, Phrase

_LONGEST = 240
"""Longer messages say more than one of these kinds could answer."""
_GOES_ON = frozenset(
    {"sometimes", "often", "every", "all", "lately", "always", "constantly", "tonight", "now", "yes"}
    | {"thinking", "and", "but"}
)


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


def kinds(text: str) -> tuple[str, ...]:
    """The kinds of answer that a message may be, the likeliest first; none for anything else or long."""
    if len(text) > _LONGEST:
        return ()
    read = sentences(cleaned(text), lexicon("en").vocabulary)
    said = [(f" {s.text} ", frozenset(s.words)) for s in read]
    return tuple(
        kind.name
        for kind in _kinds()
        if any(_found(kind.phrases, *s) and not _found(kind.unless, *s) for s in said)
    )


def agreed(text: str) -> str | None:
    """`yes`, `no` or `unsure`, when a short message opens with it."""
    words = lexicon("en")
    read = sentences(cleaned(text[:_LONGEST]), words.vocabulary)
    spoken = " ".join(w for w in (read[0].words if read else ()) if w not in (",", '"'))
    for name, listed in (("unsure", "doubt"), ("no", "no"), ("unsure", "unsure"), ("yes", "yes")):
        if opens(spoken, words.answers[listed]):
            return name
    return tongues.answer(text)


def opens(spoken: str, answers: frozenset[str]) -> bool:
    """Whether it is one of these answers or begins with one; "I am" is an answer, "I am fine" is not."""
    return any(
        spoken == answer
        or (
            spoken.startswith(f"{answer} ")
            and (not answer.startswith("i ") or spoken.removeprefix(answer).split()[0] in _GOES_ON)
        )
        for answer in answers
    )


def _found(phrases: tuple[Phrase, ...], text: str, words: frozenset[str]) -> bool:
    body = text.strip()
    return any(
        phrase.pattern.search(body) for phrase in phrases if not phrase.anchors or phrase.anchors & words
    )


@cache
def _kinds() -> tuple[_Kind, ...]:
    folder = resources.files("core.crisis").joinpath("data")
    data = tomllib.loads(folder.joinpath("answers.toml").read_text("utf-8"))
    base = tomllib.loads(folder.joinpath("en.toml").read_text("utf-8"))
    names = {name: tuple(listed) for name, listed in (base["words"] | data["words"]).items()}
    grammar = Grammar(names, tuple(base["fillers"]), tuple(base["joining"]), frozenset(base["common"]))
    return tuple(
        _Kind(
            name,
            tuple(grammar.compile(phrase) for phrase in fields["phrases"]),
            tuple(grammar.compile(phrase) for phrase in fields.get("unless", ())),
        )
        for name, fields in data["kinds"].items()
    )
