"""The phrases of a language, compiled once: which danger each speaks of, and what changes its meaning.

Owns the shape of `data/<language>.toml`. Must not know the text that is being read.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.crisis.normalise import Sentence, Vocabulary
from core.crisis.phrases import Grammar, Phrase, index
from core.messages import Level, Topic


@dataclass(frozen=True, slots=True)
class Kind:
    """How bad a thing is when it is said plainly, and what time, jokes or recovery make of it."""

    level: Level
    raised: tuple[tuple[str, Level], ...]
    lowered: tuple[tuple[str, Level], ...]
    void: tuple[str, ...]
    after: tuple[str, ...]
    over: bool
    """Recovery alone makes it nothing; otherwise it must also be past."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    kind: Kind
    topic: Topic | None
    subject: str
    """`self`, `other`, `any` (read from the sentence), `grief` or `means`."""
    means: bool
    needs: str
    """A cue that must have been told or settled somewhere in the talk, or nothing."""


@dataclass(frozen=True, slots=True)
class Match:
    """One phrase found in one sentence; `start` and `end` are word numbers."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    rules: Mapping[str, Rule]
    answers: Mapping[str, frozenset[str]]
    subjects: Mapping[str, frozenset[str]]
    tools: frozenset[str]
    """Words for means, to which a later "it" or "them" may refer."""
    vocabulary: Vocabulary
    _phrases: tuple[tuple[str, Phrase], ...]
    _by_word: Mapping[str, tuple[int, ...]]
    _always: tuple[int, ...]

    def find(self, sentence: Sentence) -> Iterator[Match]:
        """Every rule and cue that the sentence holds, trying only those whose anchor word is there."""
        numbers, words = set(self._always), set(sentence.words)
        for word in words:
            numbers.update(self._by_word.get(word, ()))
        for number in sorted(numbers):
            name, phrase = self._phrases[number]
            if phrase.beside and phrase.beside.isdisjoint(words):
                continue
            for found in phrase.pattern.finditer(sentence.text):
                start = sentence.text.count(" ", 0, found.start())
                yield Match(name, start, start + found.group().count(" ") + 1)


_RAISED = ("tonight", "now", "today", "dated", "way", "irresistible", "fresh", "grave", "risky")
_LOWERED = ("resisted", "joking", "trivial", "bullied", "recent", "past", "recovered")


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled phrases of a language; read from the package's data on first use."""
    text = resources.files("core.crisis").joinpath(f"data/{language}.toml").read_text("utf-8")
    return _lexicon(tomllib.loads(text))


def _lexicon(data: Mapping[str, Any]) -> Lexicon:
    grammar = _grammar(data)
    kinds = {name: _kind(fields) for name, fields in data["kinds"].items()}
    rules = {fields["id"]: _rule(fields, kinds) for fields in data["rules"]}
    phrases = list(_phrases(data, grammar))
    subjects = _sets(data["subjects"])
    kin = {word for phrase in data["words"]["kin"] for word in phrase.split()}
    subjects["other"] |= kin
    by_word, always = index((i, phrase) for i, (_, phrase) in enumerate(phrases))
    answers, vocabulary = _sets(data["answers"]), _vocabulary(data, phrases)
    tools = frozenset().union(*(grammar.words(phrase) for phrase in data["words"]["tool"]))
    return Lexicon(
        rules, answers, subjects | {"kin": frozenset(kin)}, tools, vocabulary, tuple(phrases), by_word, always
    )


def _sets(lists: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(listed) for name, listed in lists.items()}


def _grammar(data: Mapping[str, Any]) -> Grammar:
    names = {name: tuple(phrases) for name, phrases in data["words"].items()}
    return Grammar(names, tuple(data["fillers"]), tuple(data["joining"]), frozenset(data["common"]))


def _kind(fields: Mapping[str, Any]) -> Kind:
    return Kind(
        level=Level(fields["level"]),
        raised=tuple((cue, Level(fields[cue])) for cue in _RAISED if cue in fields),
        lowered=tuple((cue, Level(fields[cue])) for cue in _LOWERED if cue in fields),
        void=tuple(fields.get("void", ())),
        after=tuple(fields.get("after", ())),
        over=bool(fields.get("over", False)),
    )


def _rule(fields: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Rule:
    return Rule(
        id=fields["id"],
        kind=kinds[fields["kind"]],
        topic=Topic(fields["topic"]) if fields["topic"] else None,
        subject=fields.get("subject", "self"),
        means=bool(fields.get("means", False)),
        needs=fields.get("needs", ""),
    )


def _phrases(data: Mapping[str, Any], grammar: Grammar) -> Iterator[tuple[str, Phrase]]:
    """Rules under their id, cues under their name; those with one anchor set are tried as one pattern."""
    for fields in data["rules"]:
        yield from ((fields["id"], grammar.compile(phrase)) for phrase in fields["phrases"])
    for name, phrases in data["cues"].items():
        listed = phrases["phrases"] if isinstance(phrases, dict) else phrases
        yield from ((name, grammar.compile(phrase)) for phrase in listed)


def _vocabulary(data: Mapping[str, Any], phrases: list[tuple[str, Phrase]]) -> Vocabulary:
    words = (
        {word for _, phrase in phrases for word in phrase.words} | set(data["fillers"]) | set(data["joining"])
    )
    respelled: dict[str, tuple[str, ...]] = defaultdict(tuple)
    respelled |= {word: tuple(said.split()) for word, said in data["respelled"].items()}
    signs = frozenset(w for w in (*words, *respelled) if len(w) == 1 and not w.isalnum())
    return Vocabulary(frozenset(words), dict(respelled), frozenset(data["grave"]), signs)
