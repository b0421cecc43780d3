"""What the template listener makes of a message: its feeling, its mood, its kind, and what may be given back.

Owns the understanding that every part of an answer goes by. Knows no wording, no platform and no storage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.care.grammar import Grammar, grammar_of
from core.care.moments import FRAGMENT, WORDLESS, Recognised, is_exaggerated, is_laughing, recognise
from core.care.phrasebook import Phrasebook, Said, Wording, number, phrasebook
from core.care.reflection import Kind, Piece, is_past, is_plain, pieces
from core.feelings import Feeling, strongest, tone, weigh
from core.feelings.phrases import words
from core.messages import Speaker, Turn

_GRIEVING = 2.0
FELT = "felt"
_CLEAR_TONE = 1.6
_DARK_TONE = 1.6
_HURTING_TONE = 1.2
_EXCLAIMED = 0.8
_STILL_HURTING = 5
"""For how many answers a pain that was told colours what is told after it."""
_CLEAR_FEELING = 2.0
_FAINT_FEELING = 1.3
_DEEP_FEELING = 2.9
_UNTOLD = frozenset({WORDLESS, FRAGMENT})
LIGHT = frozenset({Feeling.JOY, Feeling.GENERAL})
_AHEAD = frozenset({"hope", "plan"})
_MAY_BE_MILD = frozenset({Feeling.SADNESS, Feeling.STRESS, Feeling.ANXIETY, Feeling.ANGER, Feeling.GUILT})
_ONLY_WITH: Mapping[str, frozenset[Feeling]] = {
    "hope": frozenset({*LIGHT, Feeling.ANXIETY}),
    "plan": frozenset({Feeling.GENERAL, Feeling.ANXIETY, Feeling.STRESS}),
    "saw_it": frozenset(Feeling) - {Feeling.JOY},
}
"""Kinds of message that a stronger feeling outweighs."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """One message as it was understood, and the conversation it came in."""

    text: str
    feeling: Feeling
    recognised: Recognised | None
    pieces: tuple[Piece, ...]
    earlier: tuple[Turn, ...]
    said: Said
    mild: bool
    """Whether the feeling is there, and not deep."""
    mood: str
    """Where no feeling is clear: bright, dark, light, warm after a pain, or nothing of the kind."""
    past: bool
    book: Phrasebook
    grammar: Grammar
    language: str
    seed: str
    attempt: int = 0

    def choose(self, *places: str, piece: str = "") -> Wording:
        pool = self.book.pool(*places)
        suited = tuple(wording for wording in pool if wording.suits(piece)) or pool
        return self.said.choose(suited, f"{self.seed}/{self.attempt}/{places}", self.attempt)

    def one_in(self, many: int, of: str) -> bool:
        return number(f"{self.seed}/{self.attempt}/{of}") % many == 0


def hear(text: str, recent: Sequence[Turn], used: set[str], language: str) -> Hearing:
    grammar, said = grammar_of(language), Said.before(used, recent)
    earlier = tuple(turn for turn in _answered(recent, text) if turn.speaker is Speaker.PERSON)
    weights, brightness = weigh(text, language), tone(text, language)
    if brightness >= 0 and text.rstrip().endswith("!"):
        brightness += _EXCLAIMED
    feeling = _felt(weights, brightness)
    if (feeling is Feeling.JOY or brightness > 0) and grammar.grave.anywhere(words(text[:2000])):
        feeling, brightness = (Feeling.GENERAL if feeling is Feeling.JOY else feeling), 0.0
    hurting = said.marked(FELT, _STILL_HURTING) > 0
    if feeling is Feeling.JOY and hurting and weights[feeling] < _CLEAR_FEELING:
        feeling = Feeling.GENERAL
    recognised = _fitting(recognise(text, grammar, language), feeling, is_past(text, grammar))
    told = recognised is None or not recognised.alone
    found: tuple[Piece, ...] = ()
    if told:
        spoken = (recognised is None or recognised.then_listen) and _may_reflect(said, text)
        found = tuple(pieces(text, grammar, feeling, language, spoken))
    if any(piece.kind is Kind.LOSS for piece in found):
        feeling = Feeling.GRIEF
    elif any(piece.kind is Kind.SELF for piece in found):
        feeling = Feeling.SADNESS if feeling in LIGHT else feeling
        recognised = recognised if recognised and recognised.then_listen else None
    elif feeling is Feeling.GENERAL and found and found[0].kind is Kind.BELIEF:
        feeling = Feeling.SADNESS
    elif feeling is Feeling.GENERAL and _grieves(earlier[-3:], grammar, language):
        feeling = Feeling.GRIEF
    if recognised is None and not found and text.rstrip().endswith(("?", "？")):
        recognised = _asked(text, feeling, grammar)
    return Hearing(
        text=text,
        feeling=feeling,
        recognised=recognised,
        pieces=_sayable(found, said, feeling, grammar),
        earlier=earlier,
        said=said,
        mild=feeling in _MAY_BE_MILD and weights.get(feeling, 0.0) < _DEEP_FEELING,
        mood=_mood(text, brightness, language, hurting),
        past=is_past(text, grammar),
        book=phrasebook(language),
        grammar=grammar,
        language=language,
        seed=f"{text}/{len(recent)}/{said.now}",
    )


def _felt(weights: Mapping[Feeling, float], brightness: float) -> Feeling:
    """The strongest feeling, unless it is faint and the words around it say the opposite."""
    feeling = strongest(weights)
    if feeling is Feeling.JOY and brightness < -_CLEAR_TONE and weights[feeling] < 2 * _CLEAR_FEELING:
        return Feeling.GENERAL
    faint = _CLEAR_FEELING if brightness > _CLEAR_TONE else _FAINT_FEELING
    if feeling not in LIGHT and weights[feeling] < faint:
        return Feeling.GENERAL
    return feeling


def _mood(text: str, brightness: float, language: str, hurting: bool) -> str:
    if is_laughing(text, language) and brightness > -2 * _CLEAR_TONE:
        return "light"
    if brightness > _CLEAR_TONE:
        return "bright"
    if brightness < -(_HURTING_TONE if hurting else _DARK_TONE):
        return "dark"
    return "warm" if hurting else ""


def _fitting(recognised: Recognised | None, feeling: Feeling, past: bool) -> Recognised | None:
    if recognised is None or (recognised.name in _UNTOLD and feeling is not Feeling.GENERAL):
        return None
    if past and not recognised.alone and recognised.name in _AHEAD:
        return None
    return recognised if feeling in _ONLY_WITH.get(recognised.name, {feeling}) else None


def _may_reflect(said: Said, text: str) -> bool:
    """In about two of three answers: never in three on end."""
    return said.now == 1 or (not said.has_reflected(2) and number(f"{text}/{said.now}/echo") % 4 != 0)


def _sayable(found: Sequence[Piece], said: Said, feeling: Feeling, grammar: Grammar) -> tuple[Piece, ...]:
    """Those of the weightier pieces that read well and were not given back before."""
    least = found[0].worth - 2.0 if found else 0.0
    return tuple(
        piece
        for piece in found
        if piece.worth >= least
        and is_plain(piece, grammar)
        and not (piece.pained and feeling is Feeling.JOY)
        and not said.gave_back(piece.text)
    )


def _answered(recent: Sequence[Turn], text: str) -> Sequence[Turn]:
    """The turns before this message, which may already stand at their end."""
    last = recent[-1] if recent else None
    here = last is not None and last.speaker is Speaker.PERSON and last.text == text
    return recent[:-1] if here else recent


def _asked(text: str, feeling: Feeling, grammar: Grammar) -> Recognised | None:
    """A question that nothing else recognised: put to the bot, or to the world."""
    if not grammar.words.you.isdisjoint(words(text)):
        return Recognised("asks_self", alone=False)
    return Recognised("wonders", alone=False) if feeling is Feeling.GENERAL else None


def _grieves(turns: Sequence[Turn], grammar: Grammar, language: str) -> bool:
    """Somebody who tells of a loss and then of breakfast is still telling of the loss."""
    return any(
        weigh(turn.text, language).get(Feeling.GRIEF, 0.0) >= _GRIEVING
        and not _is_of_a_thing(words(turn.text), grammar)
        and not is_exaggerated(turn.text, language)
        for turn in turns
    )


def _is_of_a_thing(tokens: Sequence[str], grammar: Grammar) -> bool:
    """ "My phone died" is no bereavement."""
    pairs = pairwise(tokens)
    return any(thing in grammar.losses.things and grammar.losses.verbs.whole([verb]) for thing, verb in pairs)
