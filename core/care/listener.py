"""The template listener: an answer without a model, from what was said and what was said before.

Owns the shape of an answer: what is said first, what is given back, what is asked, and what is left out.
Every sentence lies in `data/<language>/listener.toml`. Knows no platform, no storage and no danger: a
crisis is answered before anything reaches this file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.care.grammar import Grammar, grammar_of
from core.care.moments import FRAGMENT, WORDLESS, Recognised, is_kind, recognise
from core.care.phrasebook import Phrasebook, Said, Wording, number, phrasebook
from core.care.reflection import Kind, Piece, is_strange, pieces
from core.feelings import Feeling, feel, weigh
from core.feelings.phrases import words
from core.messages import Level, Speaker, Turn, visible

LONGEST_ANSWER = 38
"""Words above which the validation is left out, so that a long piece is not buried."""
DISTRESSED_TURNS = 4
BETWEEN_MENTIONS = 8
_GRIEVING = 2.0
_LOOKED_BACK = 12
_TRIES = 24
_RECALLED = "recalled: "
_SHORT_ANSWERS = frozenset({"agrees", "nods", "unsure", "silence", "refuses"})
_UNTOLD = frozenset({WORDLESS, FRAGMENT})
_LIGHT = frozenset({Feeling.JOY, Feeling.GENERAL})
_ENDS = re.compile(r"(?<=[.?!…])\s+|(?<=[。？！])")


@dataclass(frozen=True, slots=True)
class Listening:
    """An answer, sentence by sentence, and the feeling it answers."""

    sentences: tuple[str, ...]
    feeling: Feeling
    joint: str = " "

    @property
    def text(self) -> str:
        return self.joint.join(self.sentences)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One message as it was understood, and the conversation it came in."""

    text: str
    feeling: Feeling
    recognised: Recognised | None
    pieces: tuple[Piece, ...]
    earlier: tuple[Turn, ...]
    said: Said
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """Wordings in their order, with the piece that some of them give back."""

    wordings: tuple[Wording, ...]
    piece: str = ""
    recalled: bool = False

    @property
    def text(self) -> str:
        return " ".join(wording.filled(self.piece) for wording in self.wordings)


def answer(text: str, *, recent: Sequence[Turn] = (), used: set[str], language: str = "en") -> Listening:
    """What a good listener could say to this; `used` is the conversation's own and grows with each answer."""
    heard = _hear(text, recent, used, language)
    draft = _never_said(heard)
    heard.said.remember(draft.wordings, draft.text, _RECALLED * draft.recalled + draft.piece)
    sentences = tuple(part for part in _ENDS.split(draft.text) if part)
    return Listening(sentences, heard.feeling, heard.book.joint)


def _hear(text: str, recent: Sequence[Turn], used: set[str], language: str) -> _Heard:
    grammar, said = grammar_of(language), Said.before(used, recent)
    earlier = tuple(turn for turn in _answered(recent, text) if turn.speaker is Speaker.PERSON)
    feeling = feel(text, language)
    recognised = recognise(text, grammar, language)
    if recognised and recognised.name in _UNTOLD and feeling is not Feeling.GENERAL:
        recognised = None
    told = recognised is None or not recognised.alone
    found = tuple(pieces(text, grammar, feeling, language)) if told else ()
    if any(piece.kind is Kind.LOSS for piece in found):
        feeling = Feeling.GRIEF
    elif any(piece.kind is Kind.SELF for piece in found):
        feeling = Feeling.SADNESS if feeling in _LIGHT else feeling
        recognised = recognised if recognised and recognised.then_listen else None
    elif feeling is Feeling.GENERAL and found and found[0].kind is Kind.BELIEF:
        feeling = Feeling.SADNESS
    elif feeling is Feeling.GENERAL and _grieves(earlier[-2:], language):
        feeling = Feeling.GRIEF
    if recognised is None and not found and text.rstrip().endswith(("?", "？")):
        recognised = _asked(text, feeling, grammar)
    return _Heard(
        text=text,
        feeling=feeling,
        recognised=recognised,
        pieces=tuple(piece for piece in found if not said.gave_back(piece.text)),
        earlier=earlier,
        said=said,
        book=phrasebook(language),
        grammar=grammar,
        language=language,
        seed=f"{text}/{len(recent)}/{said.now}",
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


def _never_said(heard: _Heard) -> _Draft:
    """The first draft that was not an answer before."""
    drafts = (_draft(replace(heard, attempt=attempt)) for attempt in range(_TRIES))
    return next((draft for draft in drafts if heard.said.is_new(draft.text)), _plainest(heard))


# ---- which answer -------------------------------------------------------------------------------


def _draft(heard: _Heard) -> _Draft:
    if heard.attempt >= _TRIES // 2:
        return _plainest(heard)
    if is_strange(heard.text, heard.grammar):
        return _draft_strange(heard)
    if heard.recognised is None and any(is_strange(turn.text, heard.grammar) for turn in heard.earlier[-3:]):
        return _draft_strange(heard)
    if heard.recognised is not None:
        return _draft_recognised(heard, heard.recognised)
    if _repeats(heard):
        return _closed(heard, (heard.choose("again.validations"),), "again.questions")
    return _draft_listening(heard)


def _plainest(heard: _Heard) -> _Draft:
    """When a kind's own wording has run out: its first words, and then those that always fit."""
    opening = [heard.choose(f"moments.{heard.recognised.name}.replies")] if heard.recognised else []
    validation = heard.choose("feelings.general.validations", "feelings.general.echoes")
    return _closed(heard, (*opening, validation), "feelings.general.questions")


def _draft_recognised(heard: _Heard, recognised: Recognised) -> _Draft:
    place = f"moments.{recognised.name}"
    if recognised.name == "asks_advice":
        return _draft_advice(heard)
    if recognised.then_listen and heard.pieces:
        piece = heard.pieces[0]
        said = (heard.choose(f"{place}.replies"), _frame(heard, piece))
        return _closed(heard, said, *_question_places(heard, piece), piece=piece.text)
    recalled = _recalled(heard) if recognised.name in _SHORT_ANSWERS else None
    if recalled is not None:
        said = (heard.choose(f"{place}.replies"), heard.choose("recalls.frames"))
        return replace(_closed(heard, said, "recalls.questions", piece=recalled.text), recalled=True)
    return _closed(heard, (heard.choose(f"{place}.replies"),), f"{place}.questions")


def _draft_advice(heard: _Heard) -> _Draft:
    """No advice: what was said is given back, and once it is mentioned who could help."""
    asked = heard.book.pool("professional.asked")
    first = not heard.said.said_lately(asked, len(heard.earlier) + BETWEEN_MENTIONS)
    said = heard.choose("professional.asked" if first else "moments.asks_advice.replies")
    piece = heard.pieces[0] if heard.pieces else None
    wordings = (said,) if piece is None else (_frame(heard, piece), said)
    return _closed(heard, wordings, "moments.asks_advice.questions", piece=piece.text if piece else "")


def _draft_strange(heard: _Heard) -> _Draft:
    """What cannot be known from here: the fear is answered, and nothing is repeated."""
    mentions = heard.book.pool("strange.mentions")
    due = not heard.said.said_lately(mentions, BETWEEN_MENTIONS)
    said = [heard.choose("strange.validations"), *([heard.choose("strange.mentions")] if due else [])]
    return _closed(heard, tuple(said), "strange.questions")


def _draft_listening(heard: _Heard) -> _Draft:
    piece = heard.pieces[0] if heard.pieces else None
    said = _without_piece(heard) if piece is None else _with_piece(heard, piece)
    if _is_mention_due(heard):
        said = (said[-1] if piece is None else _frame(heard, piece), heard.choose("professional.mentions"))
    return _closed(heard, said, *_question_places(heard, piece), piece=piece.text if piece else "")


# ---- its parts ----------------------------------------------------------------------------------


def _with_piece(heard: _Heard, piece: Piece) -> tuple[Wording, ...]:
    """Validation and reflection, in either order; one sentence where the frame does both."""
    frame = _frame(heard, piece)
    if frame in heard.book.pool(_own_frames(heard, piece), "frames.loss") or len(piece.text.split()) > 13:
        return (frame,)
    validation = heard.choose(_validations(heard, piece))
    if len(f"{frame.filled(piece.text)} {validation.text}".split()) > LONGEST_ANSWER - 8:
        return (frame,)
    return (validation, frame) if heard.one_in(3, "order") else (frame, validation)


def _validations(heard: _Heard, piece: Piece) -> str:
    if piece.kind is Kind.SELF:
        return "unquoted.self"
    if piece.kind is Kind.PAST and heard.feeling is not Feeling.JOY:
        return "past.validations"
    return f"feelings.{heard.feeling}.validations"


def _without_piece(heard: _Heard) -> tuple[Wording, ...]:
    echo = heard.choose(f"feelings.{heard.feeling}.echoes")
    validation = heard.choose(f"feelings.{heard.feeling}.validations")
    if heard.feeling is Feeling.GENERAL or heard.one_in(3, "bare"):
        return (validation,) if heard.one_in(2, "which") else (echo,)
    return (validation, echo) if heard.one_in(2, "order") else (echo, validation)


def _frame(heard: _Heard, piece: Piece) -> Wording:
    if piece.kind not in {Kind.EVENT, Kind.STATE, Kind.PAST}:
        places: tuple[str, ...] = (f"frames.{piece.kind}",)
    elif heard.feeling is Feeling.JOY:
        places = ("feelings.joy.frames.only",)
    else:
        over = ("frames.over",) if piece.over and piece.kind is Kind.EVENT else ()
        places = ("frames.any", f"frames.{piece.kind}", _own_frames(heard, piece), *over)
    return heard.choose(*places, piece=piece.text)


def _own_frames(heard: _Heard, piece: Piece) -> str:
    """The frames that carry the feeling's own validation."""
    return f"feelings.{heard.feeling}.frames.{piece.kind}"


def _question_places(heard: _Heard, piece: Piece | None = None) -> tuple[str, ...]:
    """A question about the matter itself now and then, otherwise one about the feeling."""
    if heard.feeling not in {*_LIGHT, Feeling.GRIEF} and heard.one_in(3, "topic"):
        for found in heard.grammar.topics.find(words(heard.text[:2000])):
            if heard.said.fresh(heard.book.pool(f"topics.{found.value}")):
                return (f"topics.{found.value}",)
    place = f"feelings.{heard.feeling}.questions"
    if piece is None or piece.kind not in {Kind.EVENT, Kind.PAST} or not piece.over:
        return (place,)
    if heard.feeling is Feeling.GENERAL or piece.kind is Kind.PAST:
        return (f"{place}_event", "feelings.general.questions_event")
    return (place, f"{place}_event")


def _closed(heard: _Heard, said: tuple[Wording, ...], *questions: str, piece: str = "") -> _Draft:
    """With its one question, unless there is none for it or the person asked for none."""
    asks = heard.book.pool(*questions) and not _wants_no_questions(heard)
    return _Draft((*said, heard.choose(*questions)) if asks else said, piece)


# ---- what came before ---------------------------------------------------------------------------


def _wants_no_questions(heard: _Heard) -> bool:
    lately = heard.earlier[-BETWEEN_MENTIONS:]
    return any(is_kind("no_questions", turn.text, heard.grammar, heard.language) for turn in lately)


def _grieves(turns: Sequence[Turn], language: str) -> bool:
    """Somebody who tells of a loss and then of breakfast is still telling of the loss."""
    return any(weigh(turn.text, language).get(Feeling.GRIEF, 0.0) >= _GRIEVING for turn in turns)


def _repeats(heard: _Heard) -> bool:
    """Whether the same was said before."""
    same = visible(heard.text).casefold()
    return any(visible(turn.text).casefold() == same for turn in heard.earlier)


def _is_mention_due(heard: _Heard) -> bool:
    """After repeated distress, and not again for a while."""
    if heard.feeling in _LIGHT:
        return False
    distressed = sum(_is_distressed(turn, heard.language) for turn in heard.earlier[-_LOOKED_BACK:])
    lately = heard.book.pool("professional.mentions", "professional.asked", "strange.mentions")
    return distressed >= DISTRESSED_TURNS and not heard.said.said_lately(lately, BETWEEN_MENTIONS)


def _is_distressed(turn: Turn, language: str) -> bool:
    return turn.level >= Level.DISTRESS or feel(turn.text, language) not in _LIGHT


def _recalled(heard: _Heard) -> Piece | None:
    """Something said earlier, when a short answer leaves nothing to hold on to."""
    if not heard.one_in(2, "recall"):
        return None
    for turn in reversed(heard.earlier[-6:-1]):
        if turn.level <= Level.DISTRESS and recognise(turn.text, heard.grammar, heard.language) is None:
            found = pieces(turn.text, heard.grammar, feel(turn.text, heard.language), heard.language)
            fresh = [p for p in found if p.kind is not Kind.SELF and p.kind is not Kind.NOUN]
            for piece in fresh:
                if not heard.said.gave_back(_RECALLED + piece.text):
                    return piece
    return None
