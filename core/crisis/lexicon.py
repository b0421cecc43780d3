"""The phrases of a language, made ready once: which danger each speaks of, and what changes its meaning.

Owns the shape of `data/<language>/lexicon.toml` and of `data/rules.toml`, which says for all languages what a rule's
phrases mean and how grave they are. Must not know the text that is being read.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.crisis.normalise import Sentence, Vocabulary, spelling
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
    says: str


@dataclass(frozen=True, slots=True)
class Match:
    """One phrase found in one sentence; `start` and `end` are word numbers."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scope:
    """How far things reach in a language, in words (in characters where those are its words)."""

    breaks: frozenset[str]
    """Words at which a negation ends."""
    inside: frozenset[str]
    """Words that make a phrase the speaker's own wherever they stand in it."""
    pronouns: frozenset[str]
    """A phrase that begins with one is denied only from right beside it, or by a whole denied thought."""
    beside: int
    """How near "right beside" is; below nought, never."""
    reach: int
    after: int
    close: int
    opens: bool
    """Whether a phrase that begins with a negation of several words is denied by it."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    rules: Mapping[str, Rule]
    subjects: Mapping[str, frozenset[str]]
    scope: Scope
    vocabulary: Vocabulary
    _phrases: tuple[tuple[str, Phrase], ...]
    _by_word: Mapping[str, tuple[tuple[int, frozenset[str]], ...]]
    _always: tuple[int, ...]

    def preparing(self, rules: Container[str] | None = None) -> Iterator[None]:
        """Compile the phrases of these rules, or all, one by one, before their anchors are first met."""
        for name, phrase in self._phrases:
            if rules is None or name in rules:
                phrase.compiled()
                yield

    def find(self, sentence: Sentence) -> Iterator[Match]:
        """Every rule and cue that the sentence holds, trying only those whose anchor word is there."""
        words = self.vocabulary.known_in(sentence.words)
        numbers = set(self._always)
        for word in words:
            for number, beside in self._by_word.get(word, _NONE):
                if not beside or not beside.isdisjoint(words):
                    numbers.add(number)
        for number in sorted(numbers):
            name, phrase = self._phrases[number]
            for found in phrase.pattern.finditer(sentence.text):
                start = sentence.text.count(" ", 0, found.start())
                yield Match(name, start, start + found.group().count(" ") + 1)


_NONE: tuple[tuple[int, frozenset[str]], ...] = ()
_RAISED = ("tonight", "now", "today", "dated", "way", "irresistible", "fresh", "grave", "risky")
_LOWERED = ("resisted", "joking", "trivial", "bullied", "recent", "past", "recovered")
FIRST = frozenset(
    {
        "wish_to_die",
        "want_to_kill_myself",
        "thinking_of_suicide",
        "kill_myself",
        "going_to",
        "overdose",
        "under_way",
    }
)
"""The rules that a message in danger meets most: what is made ready before the first one comes."""
TOOL = "tool"
"""The cue that every language has for its list of means, to which a later "it" or "them" may refer."""


@cache
def lexicon(language: str) -> Lexicon:
    """The phrases of a language; read from the package's data on first use."""
    return _lexicon(language, _read(f"{language}/lexicon"), rules())


@cache
def rules() -> Mapping[str, Rule]:
    data = _read("rules")
    kinds = {name: _kind(fields) for name, fields in data["kinds"].items()}
    return {name: _rule(name, fields, kinds) for name, fields in data["rules"].items()}


def cues() -> Mapping[str, str]:
    """What every cue means."""
    return {str(name): str(says) for name, says in _read("rules")["cues"].items()}


@cache
def languages() -> tuple[str, ...]:
    """Every language that has a lexicon."""
    folders = (entry for entry in _folder().iterdir() if entry.is_dir())
    return tuple(sorted(entry.name for entry in folders if entry.joinpath("lexicon.toml").is_file()))


def _folder() -> Any:
    return resources.files("core.crisis").joinpath("data")


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(_folder().joinpath(f"{name}.toml").read_text("utf-8"))


def _lexicon(language: str, data: Mapping[str, Any], meant: Mapping[str, Rule]) -> Lexicon:
    if strange := (set(data["phrases"]) - set(meant)) | (set(data["cues"]) - set(cues())):
        raise ValueError(f"{language}/lexicon.toml: rules.toml knows no {', '.join(sorted(strange))}")
    characters = data.get("written") == "characters"
    grammar = Grammar(
        data["words"], data["fillers"], data["joining"], data["common"],
        numbers=data.get("numbers", ()), characters=characters,
    )  # fmt: skip
    phrases = [(name, grammar.compile(phrase)) for name, phrase in _listed(data)]
    by_word, always = index((i, phrase) for i, (_, phrase) in enumerate(phrases))
    return Lexicon(
        language, meant, _subjects(data, characters), _scope(data, characters),
        _vocabulary(data, grammar, characters), tuple(phrases), by_word, always,
    )  # fmt: skip


def _listed(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Rules under their id, cues under their name."""
    for section in ("phrases", "cues"):
        for name, phrases in data[section].items():
            yield from ((name, phrase) for phrase in phrases)
    if TOOL in data["words"]:
        yield TOOL, f"<{TOOL}>"


def _subjects(data: Mapping[str, Any], characters: bool) -> Mapping[str, frozenset[str]]:
    """Who a sentence may speak of; kinship words name others wherever they are listed."""
    kin = {word for phrase in data["words"].get("kin", ()) for word in spelling(phrase).split()}
    listed = {name: frozenset(map(spelling, words)) for name, words in data["subjects"].items()}
    return listed | {"other": listed["other"] | (set() if characters else kin)}


def _scope(data: Mapping[str, Any], characters: bool) -> Scope:
    given = data.get("scope", {})
    wide = 2 if characters else 1
    own = frozenset(map(spelling, data["subjects"]["self"]))
    return Scope(
        breaks=frozenset(map(spelling, data["breaks"])) | {","},
        inside=frozenset(map(spelling, given["inside"])) if "inside" in given else own,
        pronouns=frozenset(map(spelling, given["pronouns"])) if "pronouns" in given else own,
        beside=given.get("beside", 1),
        reach=given.get("reach", 6 * wide),
        after=given.get("after", 2 * wide),
        close=given.get("close", 14 * wide),
        opens=not characters,
    )


def _kind(fields: Mapping[str, Any]) -> Kind:
    return Kind(
        level=Level(fields["level"]),
        raised=tuple((cue, Level(fields[cue])) for cue in _RAISED if cue in fields),
        lowered=tuple((cue, Level(fields[cue])) for cue in _LOWERED if cue in fields),
        void=tuple(fields.get("void", ())),
        after=tuple(fields.get("after", ())),
        over=bool(fields.get("over", False)),
    )


def _rule(name: str, fields: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Rule:
    return Rule(
        id=name,
        kind=kinds[fields["kind"]],
        topic=Topic(fields["topic"]) if fields["topic"] else None,
        subject=fields.get("subject", "self"),
        means=bool(fields.get("means", False)),
        needs=fields.get("needs", ""),
        says=fields["says"],
    )


def _vocabulary(data: Mapping[str, Any], grammar: Grammar, characters: bool) -> Vocabulary:
    words = {word for _, phrase in _listed(data) for word in grammar.words(phrase)}
    words |= set(_folded(data["fillers"])) | set(_folded(data["joining"]))
    respelled: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    respelled |= {spelling(word): tuple(spelling(said).split()) for word, said in data["respelled"].items()}
    return Vocabulary(
        words=frozenset(w for w in words if not w.endswith("*")),
        respelled=dict(respelled),
        grave=frozenset(_folded(data["grave"])),
        signs=frozenset(w for w in (*words, *respelled) if len(w) == 1 and not w.isalnum()),
        stems=frozenset(w[:-1] for w in words if len(w) > 1 and w.endswith("*")),
        proclitics=tuple(_folded(data.get("proclitics", ()))),
        characters=characters,
    )


def _folded(words: Iterable[str]) -> list[str]:
    return [spelling(word) for word in words]
