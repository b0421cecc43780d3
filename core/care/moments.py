"""Which kind of message it is, where some kinds are answered in their own way.

Owns the recognition of greetings, thanks, short answers, questions to the bot and the like, from
`data/<language>/moments.toml`. Knows nothing of what is answered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from core.care.clauses import UNSAFE, both_ends, cleaned, respelled
from core.care.grammar import Grammar, grammar_of, plain
from core.feelings.phrases import Phrases, is_word, words
from core.messages import visible

WORDLESS = "wordless"
FRAGMENT = "fragment"
_TAIL = 12
"""How many words at the end of a long message are still looked at for a question to the bot."""
_STOPS = frozenset(".,!?;:…\"'()-。！？、*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A kind of message, and how it is known."""

    name: str
    whole: Phrases[None]
    part: Phrases[None]
    longest: int
    then_listen: bool

    def is_part_of(self, tokens: Sequence[str], count: int) -> bool:
        if count <= self.longest:
            return self.part.anywhere(tokens)
        return self.then_listen and self.part.anywhere(tokens[-_TAIL:])


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind of a message; `alone` when nothing else is in it, `then_listen` when that is answered too."""

    name: str
    alone: bool
    then_listen: bool = False


def recognise(text: str, grammar: Grammar, language: str) -> Recognised | None:
    """The kind that a message is of, or None when it is simply something told."""
    tokens = _tokens(text, grammar)
    moments = _moments(language)
    spoken = [token for token in tokens if is_word(token)]
    whole = _whole(tokens, moments)
    for moment in moments:
        if moment.name == whole:
            return Recognised(whole, alone=True)
        if moment.is_part_of(tokens, len(spoken)):
            return Recognised(moment.name, alone=False, then_listen=moment.then_listen)
    if not any(is_legible(token, grammar) for token in words(cleaned(text)) if token != UNSAFE):
        return Recognised(WORDLESS, alone=True)
    return Recognised(FRAGMENT, alone=True) if len(spoken) <= 2 else None


def is_kind(name: str, text: str, grammar: Grammar, language: str) -> bool:
    """Whether a message is of one kind, without asking which others it could be."""
    tokens = _tokens(text, grammar)
    count = sum(map(is_word, tokens))
    return any(moment.name == name and moment.is_part_of(tokens, count) for moment in _moments(language))


def is_legible(token: str, grammar: Grammar) -> bool:
    """A word in the language's letters that could be spoken."""
    if not grammar.letters.fullmatch(token) or grammar.voiceless.search(token):
        return False
    return len(token) < 24 and bool(grammar.voiced.search(token))


def _tokens(text: str, grammar: Grammar) -> list[str]:
    return words(_spelled(visible(both_ends(text)), grammar))


def _spelled(text: str, grammar: Grammar) -> str:
    """Message and list are spelled out alike, so that "u" meets "you"."""
    return " ".join(respelled(word, grammar) for word in text.split())


def _whole(tokens: Sequence[str], moments: Sequence[Moment]) -> str | None:
    """The first kind, in the file's order, where every part of the message is of some kind."""
    names = [_name_of(part, moments) for part in _parts(tokens)]
    if not names or None in names:
        return None
    return next(moment.name for moment in moments if moment.name in names)


def _name_of(part: Sequence[str], moments: Sequence[Moment]) -> str | None:
    single = _listed(part, moments)
    if single is not None or len(part) > 9:
        return single
    pairs = ((_listed(part[:at], moments), _listed(part[at:], moments)) for at in range(1, len(part)))
    both = next((pair for pair in pairs if None not in pair), None)
    return None if both is None else next(moment.name for moment in moments if moment.name in both)


def _listed(part: Sequence[str], moments: Sequence[Moment]) -> str | None:
    return next((moment.name for moment in moments if moment.whole.whole(part)), None)


def _parts(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Between the stops; a message of nothing but marks is one part."""
    if not any(is_word(token) for token in tokens):
        pictures = list(dict.fromkeys(token for token in tokens if token not in _STOPS))
        yield from ([picture] for picture in pictures) if pictures else [list(dict.fromkeys(tokens))]
        return
    part: list[str] = []
    for token in (*tokens, "."):
        if is_word(token):
            part.append(token)
        elif part:
            yield part
            part = []


@cache
def _moments(language: str) -> tuple[Moment, ...]:
    grammar = grammar_of(language)
    file = resources.files("core.care") / "data" / language / "moments.toml"
    if not file.is_file():
        return _moments("en")
    return tuple(
        Moment(
            name,
            plain([_spelled(phrase, grammar) for phrase in how.get("whole", ())]),
            plain([_spelled(phrase, grammar) for phrase in how.get("part", ())]),
            how.get("longest", 0),
            how.get("then_listen", False),
        )
        for name, how in tomllib.loads(file.read_text("utf-8")).items()
    )
