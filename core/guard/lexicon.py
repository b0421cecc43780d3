"""The rules of a language, made ready once: which fault each phrase shows, and what excuses it.

Owns the shape of `data/<language>.toml`. Must not know the text that is being read, and no language.

A phrase is written in the language of `core/crisis/phrases.py` (`a|b`, `word*`, `[may be missing]`, `<name>`, `~`,
`..`, `...`, `#`, `$`). Beside it `^` is the start of a sentence, `,` a comma, and `a_b` two words as one option
(`must|have_to`). Words are lower case, with accents or without; short forms are written out as `respelled` and
`endings` say (in English `do not`, never `don't`); any other apostrophe parts two words. In Japanese, Chinese and
Korean every character is a word, and `~`, `..`, `...` count characters. A file holds, in this order:

    common      the commonest words of the language: a phrase is never looked for because of one of them alone
    fillers     words that `~` passes over, up to two of them ("really", "just")
    joining     words that end what `$` ends ("and", "but")
    [respelled] word = "words": short forms and other spellings, as the phrases have them
    [endings]   "'ll" = "will": what an apostrophe may end a word with
    [numbers]   words = {one = 1, ...}; many = {triple = 3}; point: words inside numbers ("and"); between: words
                between a number and what it counts ("of those"); call: words before a number to be called ("dial");
                counted: nouns that make a number harmless ("weeks"); dose, height, body: nouns that make it a dose
                ("pills"), a height ("floors") or a measure of the body ("calories"). All lists may hold `word*`
    [excuses]   denial: a negation excuses what follows within five words, or what holds it
                void: what looks like a negation and is none ("no doubt", "why not")
                turns: words after which a negation or a report no longer holds ("but")
                report: said before it, somebody else speaks or feels ("they told you", "you feel")
                afterwards: said after it, it was only quoted ("... and that hurts")
                adopted: what makes a quotation the speaker's own again ("as they say")
    [words]     name = [phrases]: what `<name>` stands for; `illness` must be there
    [faults.x]  phrases: what shows the fault, unless denied, reported or quoted
                named: phrases that hold an illness, excused also where the person named that illness
                plain: phrases that no denial, report or quotation excuses
                alone: words that are a fault by themselves ("my"), unless a phrase of `allowed` holds them
                unless: phrases that excuse what they overlap; one that ends in `...` excuses what begins at or
                after its start and within seven words of its end

Write a phrase as short as it can be: what is optional at its end changes nothing. A phrase that holds a negation
itself ("no hope") is not excused by it. Every fault of `core/guard/faults.py` but those of form (debris, loop,
length, questions, link, number, language) is shown by phrases; `gibberish` may have some.
`data/medicines.toml` holds, for all languages, the beginnings of the names of medicines in every script.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

from core.crisis.phrases import Grammar, Phrase, index
from core.guard.faults import Fault
from core.guard.text import DENSE, SIGNS, Reading, Spelling, fold


class _Grammar(Grammar):
    """The language of phrases with one more sign: `a_b` is two words where one option stands."""

    def _word(self, option: str) -> str:
        return super()._word(option.replace("_", " "))

    def _anchor(self, option: str) -> str:
        words = option.split("_")
        return super()._anchor(next((word for word in words if word not in self._common), words[0]))

    def _units(self, word: str) -> Iterable[str]:
        return [unit for part in word.split("_") for unit in super(_Grammar, self)._units(part)]


class Kind(Enum):
    """Under which list a phrase stands."""

    PHRASES = "phrases"
    NAMED = "named"
    PLAIN = "plain"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Rule:
    fault: Fault
    kind: Kind
    phrase: Phrase
    denies: bool
    """It holds a negation itself, so that one inside it excuses nothing."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """A phrase that excuses what it overlaps; an open one what begins within its reach."""

    phrase: Phrase
    reach: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Match:
    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words, some of which stand for all that begin so."""

    whole: frozenset[str]
    stems: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.whole or (bool(self.stems) and word.startswith(self.stems))


@dataclass(frozen=True, slots=True)
class Counting:
    """How numbers are written in words, and which words beside them decide what they are."""

    values: Mapping[str, int]
    point: frozenset[str]
    between: frozenset[str]
    many: Mapping[str, int]
    call: Words
    counted: Words
    dose: Words
    height: Words
    body: Words


@dataclass(frozen=True, slots=True)
class Rules:
    """What a language calls a fault."""

    language: str
    common: frozenset[str]
    spelling: Spelling
    counting: Counting
    illnesses: tuple[str, ...]
    _rules: tuple[Rule, ...]
    _by_word: Mapping[str, tuple[tuple[int, frozenset[str]], ...]]
    _always: tuple[int, ...]
    _sizes: tuple[int, ...]
    _excuses: Mapping[str, tuple[Phrase, ...]]
    _unless: Mapping[Fault, tuple[Excuse, ...]]
    _allowed: Mapping[Fault, tuple[Phrase, ...]]

    def present(self, reading: Reading) -> frozenset[str]:
        """The words, and each as the beginnings by which phrases may know it."""
        words = frozenset(reading.words)
        cut = (f"{word[:size]}*" for word in words for size in self._sizes if len(word) >= size)
        return SIGNS.union(words, cut)

    def find(self, reading: Reading, present: Set[str]) -> Iterator[Match]:
        """Every phrase in the text, the gravest fault first, whether or not something excuses it."""
        called = (pair for word in present for pair in self._by_word.get(word, ()))
        numbers = {number for number, beside in called if _could(beside, present)}.union(self._always)
        for number in sorted(numbers):
            rule = self._rules[number]
            for found in rule.phrase.pattern.finditer(reading.text):
                yield Match(rule, *found.span())

    def excuses(self, kind: str, reading: Reading, present: Set[str]) -> list[tuple[int, int]]:
        return list(_spans(self._excuses.get(kind, ()), reading, present))

    def unless(self, fault: Fault, reading: Reading, present: Set[str], match: Match) -> bool:
        """Whether something that belongs to this fault alone excuses the phrase."""
        return any(
            _covers(excuse, start, end, reading, match)
            for excuse in self._unless.get(fault, ())
            for start, end in _spans((excuse.phrase,), reading, present)
        )

    def allows(self, fault: Fault, reading: Reading, present: Set[str], match: Match) -> bool:
        """Whether words that are a fault alone stand in a phrase where they are none."""
        spans = _spans(self._allowed.get(fault, ()), reading, present)
        return any(start <= match.start and match.end <= end for start, end in spans)


def _covers(excuse: Excuse, start: int, end: int, reading: Reading, match: Match) -> bool:
    if excuse.reach is None:
        return start < match.end and match.start < end
    beyond = excuse.reach.match(reading.text, end)
    return start <= match.start < (beyond.end() if beyond else end)


def _spans(phrases: tuple[Phrase, ...], reading: Reading, present: Set[str]) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        if _could(phrase.anchors, present) and _could(phrase.beside, present):
            yield from (found.span() for found in phrase.pattern.finditer(reading.text))


def _could(needed: frozenset[str], present: Set[str]) -> bool:
    return not needed or not needed.isdisjoint(present)


@cache
def languages() -> frozenset[str]:
    """Those that have rules."""
    found = (entry.name for entry in (resources.files("core.guard") / "data").iterdir())
    return frozenset(name.removesuffix(".toml") for name in found if re.fullmatch(r"[a-z]{2}\.toml", name))


@cache
def medicines() -> tuple[str, ...]:
    """Beginnings of the names of medicines, in any script."""
    return tuple(fold(stem) for stem in _data("medicines")["stems"])


@cache
def rules(language: str) -> Rules:
    return _rules(language, _data(language))


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("core.guard").joinpath(f"data/{name}.toml").read_text("utf-8"))


def _rules(language: str, data: Mapping[str, Any]) -> Rules:
    characters = language in DENSE
    grammar = _Grammar(
        {name: map(_written, phrases) for name, phrases in data["words"].items()},
        data.get("fillers", ()), data.get("joining", ()), [*data["common"], *SIGNS], characters=characters,
    )  # fmt: skip
    faults = {Fault(name): lists for name, lists in data["faults"].items()}
    denying = _all_words(grammar, data["excuses"]["denial"])
    found = tuple(
        Rule(fault, kind, grammar.compile(_written(phrase)), not denying.isdisjoint(_all_words(grammar, [phrase])))
        for fault in Fault if fault in faults
        for kind in Kind
        for phrase in faults[fault].get(kind.value, ())
    )  # fmt: skip
    excuses = {kind: _compiled(grammar, listed) for kind, listed in data["excuses"].items()}
    unless = {
        fault: _excused(grammar, lists.get("unless", ()), characters) for fault, lists in faults.items()
    }
    every = [rule.phrase for rule in found] + [p for many in excuses.values() for p in many]
    allowed = {fault: _compiled(grammar, lists.get("allowed", ())) for fault, lists in faults.items()}
    every += [phrase for many in allowed.values() for phrase in many]
    every += [excuse.phrase for many in unless.values() for excuse in many]
    by_word, always = index((i, rule.phrase) for i, rule in enumerate(found))
    return Rules(
        language, frozenset(map(fold, data["common"])), _spelling(data, characters), _counting(data["numbers"]),
        tuple(fold(name).rstrip("*") for name in data["words"]["illness"]),
        found, by_word, always, _stem_sizes(every), excuses, unless, allowed,
    )  # fmt: skip


def _written(phrase: str) -> str:
    """A phrase as texts are read: an apostrophe parts two words."""
    return fold(phrase).replace("'", " ")


def _compiled(grammar: _Grammar, phrases: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(grammar.compile(_written(phrase)) for phrase in phrases)


def _excused(grammar: _Grammar, phrases: Iterable[str], characters: bool) -> tuple[Excuse, ...]:
    """Phrases of which one that ends in dots reaches over the words that follow it, as far as any there are."""
    beyond = re.compile(rf"(?:(?: [,\"]){{0,2}} [^ ,\"^]+){{0,{16 if characters else 7}}}")
    made = ((phrase.removesuffix("..."), phrase.endswith("...")) for phrase in map(_written, phrases))
    return tuple(Excuse(grammar.compile(phrase.strip()), beyond if open else None) for phrase, open in made)


def _all_words(grammar: _Grammar, phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in grammar.words(_written(phrase)))


def _stem_sizes(phrases: Iterable[Phrase]) -> tuple[int, ...]:
    anchors = {word for phrase in phrases for word in (*phrase.anchors, *phrase.beside)}
    return tuple(sorted({len(word) - 1 for word in anchors if len(word) > 1 and word.endswith("*")}))


def _spelling(data: Mapping[str, Any], characters: bool) -> Spelling:
    respelled = {fold(short): tuple(fold(long).split()) for short, long in data.get("respelled", {}).items()}
    endings = tuple((fold(end), tuple(fold(said).split())) for end, said in data.get("endings", {}).items())
    return Spelling(respelled, endings, characters)


def _counting(data: Mapping[str, Any]) -> Counting:
    return Counting(
        values={fold(word): int(value) for word, value in data["words"].items()},
        point=frozenset(map(fold, data.get("point", ()))),
        between=frozenset(map(fold, data.get("between", ()))),
        many={fold(word): int(times) for word, times in data.get("many", {}).items()},
        call=_words(data["call"]),
        counted=_words(data["counted"]),
        dose=_words(data["dose"]),
        height=_words(data["height"]),
        body=_words(data["body"]),
    )


def _words(listed: Iterable[str]) -> Words:
    folded = [fold(word) for word in listed]
    return Words(
        frozenset(word for word in folded if not word.endswith("*")),
        tuple(word.rstrip("*") for word in folded if word.endswith("*")),
    )
