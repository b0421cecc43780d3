"""The template listener: an answer without a model, from what was said and what was said before.

Owns the shape of an answer: what is said first, what is given back, what is asked, and what is left out.
Every sentence lies in `data/<language>/listener.toml`. Knows no platform, no storage and no danger: a
crisis is answered before anything reaches this file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.care import plain
from core.care.hearing import FELT, LIGHT, Hearing, hear
from core.care.moments import Recognised, recognise
from core.care.phrasebook import Wording
from core.care.reflection import Kind, Piece, is_plain, is_strange, pieces
from core.feelings import Feeling, feel
from core.feelings.phrases import words
from core.languages import joint
from core.messages import Level, Turn

LONGEST_ANSWER = 38
"""Words above which the validation is left out, so that a long piece is not buried."""
DISTRESSED_TURNS = 4
BETWEEN_MENTIONS = 8
BETWEEN_SUBJECTS = 6
"""How many answers lie between two that come back to somebody named earlier."""
_LOOKED_BACK = 12
_TRIES = 24
_RECALLED = "recalled: "
_SHORT_ANSWERS = frozenset({"agrees", "nods", "unsure", "silence", "refuses"})
_MAY_COME_BACK = _SHORT_ANSWERS | {"better", "fine"}
_GENTLE = frozenset({"warm", "dark"})
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
    if plain.speaks(language):
        return Listening(plain.answer(text, used, language), Feeling.GENERAL, joint(language))
    heard = hear(text, recent, used, language)
    draft = _never_said(heard)
    felt = () if heard.feeling in LIGHT else (FELT,)
    heard.said.remember(draft.wordings, draft.text, _RECALLED * draft.recalled + draft.piece, *felt)
    sentences = tuple(part for part in _ENDS.split(draft.text) if part)
    return Listening(sentences, heard.feeling, heard.book.joint)


def _never_said(heard: Hearing) -> _Draft:
    """The first draft that was not an answer before."""
    drafts = (_draft(replace(heard, attempt=attempt)) for attempt in range(_TRIES))
    return next((draft for draft in drafts if heard.said.is_new(draft.text)), _plainest(heard))


def _draft(heard: Hearing) -> _Draft:
    if heard.attempt >= _TRIES // 2:
        return _plainest(heard)
    if is_strange(heard.text, heard.grammar):
        return _draft_strange(heard)
    if heard.recognised is None and heard.said.said_lately(heard.book.pool("strange.validations"), 3):
        return _draft_strange(heard)
    if heard.recognised is not None:
        return _draft_recognised(heard, heard.recognised)
    if _repeats(heard):
        return _closed(heard, (heard.choose("again.validations"),), "again.questions")
    return _draft_listening(heard)


def _plainest(heard: Hearing) -> _Draft:
    """When a kind's own wording has run out: its first words, and then those that always fit."""
    opening = [heard.choose(f"moments.{heard.recognised.name}.replies")] if heard.recognised else []
    validation = heard.choose("feelings.general.validations", "feelings.general.echoes")
    return _closed(heard, (*opening, validation), "feelings.general.questions")


def _draft_recognised(heard: Hearing, recognised: Recognised) -> _Draft:
    place = f"moments.{recognised.name}"
    replies = _replies(heard, place)
    if recognised.name == "asks_advice":
        return _draft_advice(heard)
    if recognised.then_listen and heard.pieces:
        piece = heard.pieces[0]
        said = (heard.choose(replies), _frame(heard, piece))
        return _closed(heard, said, *_question_places(heard, piece), piece=piece.text)
    recalled = _recalled(heard) if recognised.name in _SHORT_ANSWERS else None
    if recalled is not None:
        said = (heard.choose(replies), heard.choose("recalls.frames"))
        return replace(_closed(heard, said, "recalls.questions", piece=recalled.text), recalled=True)
    if recognised.name in _MAY_COME_BACK and heard.one_in(2, "subject") and (subject := _subject(heard)):
        return _draft_subject(heard, subject)
    if heard.feeling not in LIGHT and heard.book.pool(f"{place}.heard"):
        return _closed(heard, (heard.choose(f"{place}.heard"), heard.choose(replies)))
    return _closed(heard, (heard.choose(replies),), f"{place}.questions")


def _replies(heard: Hearing, place: str) -> str:
    """A kind's own wording for a word that was said ("evening"), where it has some."""
    said = (f"{place}.{word}" for word in words(heard.text[:200]))
    return next((here for here in said if here in heard.book.pools), f"{place}.replies")


def _draft_subject(heard: Hearing, subject: str) -> _Draft:
    """Somebody or something named earlier is asked after."""
    draft = _closed(
        heard, (heard.choose("recalls.subject.frames"),), "recalls.subject.questions", piece=subject
    )
    return replace(draft, recalled=True)


def _draft_advice(heard: Hearing) -> _Draft:
    """No advice: what was said is given back, and once it is mentioned who could help."""
    asked = heard.book.pool("professional.asked")
    first = not heard.said.said_lately(asked, len(heard.earlier) + BETWEEN_MENTIONS)
    said = heard.choose("professional.asked" if first else "moments.asks_advice.replies")
    piece = heard.pieces[0] if heard.pieces else None
    wordings = (said,) if piece is None else (_frame(heard, piece), said)
    return _closed(heard, wordings, "moments.asks_advice.questions", piece=piece.text if piece else "")


def _draft_strange(heard: Hearing) -> _Draft:
    """What cannot be known from here: the fear is answered, and nothing is repeated."""
    mentions = heard.book.pool("strange.mentions")
    due = not heard.said.said_lately(mentions, BETWEEN_MENTIONS)
    said = [heard.choose("strange.validations"), *([heard.choose("strange.mentions")] if due else [])]
    return _closed(heard, tuple(said), "strange.questions")


def _draft_listening(heard: Hearing) -> _Draft:
    piece = heard.pieces[0] if heard.pieces else None
    said = _without_piece(heard) if piece is None else _with_piece(heard, piece)
    if _is_mention_due(heard):
        said = (said[-1] if piece is None else _frame(heard, piece), heard.choose("professional.mentions"))
    places = _question_places(heard, piece)
    if _leaves_it_open(heard, len(said)):
        places = ()
    elif heard.feeling is Feeling.GENERAL and not heard.one_in(3, "ask"):
        places = ("feelings.general.invitations",)
    return _closed(heard, said, *places, piece=piece.text if piece else "")


def _leaves_it_open(heard: Hearing, sentences: int) -> bool:
    """Now and then nothing is asked, where enough was said without it."""
    asked = bool(heard.said.heard) and heard.said.heard[-1].endswith("?")
    return asked and sentences > 1 and heard.said.now > 2 and heard.one_in(5, "open")


def _with_piece(heard: Hearing, piece: Piece) -> tuple[Wording, ...]:
    """Validation and reflection, in either order; one sentence where the frame does both."""
    frame = _frame(heard, piece)
    if (
        heard.feeling is Feeling.JOY
        or piece.kind is Kind.LOSS
        or frame.text.count(".") > 1
        or frame in heard.book.pool(_own_frames(heard, piece))
    ):
        return (frame,)
    if heard.feeling is Feeling.GENERAL and not heard.mood and piece.kind not in {Kind.SELF, Kind.BELIEF}:
        return (frame,)
    validation = heard.choose(*_validations(heard, piece))
    if len(f"{frame.filled(piece.text)} {validation.text}".split()) > LONGEST_ANSWER - 8:
        return (frame,)
    return (validation, frame) if heard.one_in(3, "order") else (frame, validation)


def _validations(heard: Hearing, piece: Piece | None = None) -> tuple[str, ...]:
    here = f"feelings.{heard.feeling}"
    if piece is not None and piece.kind is Kind.SELF:
        return ("unquoted.self",)
    if heard.feeling is Feeling.GENERAL:
        return (f"{here}.moods.{heard.mood}.validations",) if heard.mood else (f"{here}.validations",)
    if heard.mild and heard.feeling is Feeling.SADNESS:
        return ("feelings.general.moods.dark.validations",)
    if not heard.past or heard.feeling is Feeling.GRIEF:
        return (f"{here}.validations",)
    own = heard.feeling in {Feeling.JOY, Feeling.LONELINESS}
    return (f"{here}.past",) if own else (f"{here}.past", "past.validations")


def _without_piece(heard: Hearing) -> tuple[Wording, ...]:
    validation = heard.choose(*_validations(heard))
    if heard.mood or heard.past or heard.mild or heard.one_in(2, "bare"):
        return (validation,)
    if heard.feeling is Feeling.GENERAL and not heard.one_in(4, "curious"):
        return (validation,)
    echo = heard.choose(f"feelings.{heard.feeling}.echoes")
    if heard.feeling is Feeling.GENERAL or heard.one_in(2, "which"):
        return (echo,)
    return (echo, validation)


def _frame(heard: Hearing, piece: Piece) -> Wording:
    if piece.kind is Kind.BELIEF and heard.past:
        places: tuple[str, ...] = ("frames.soft",)
    elif piece.kind not in {Kind.EVENT, Kind.STATE, Kind.PAST}:
        places = (f"frames.{piece.kind}",)
    elif heard.feeling is Feeling.JOY:
        places = ("feelings.joy.frames.only",)
    else:
        shared = "frames.any" if heard.feeling in LIGHT and heard.mood not in _GENTLE else "frames.soft"
        places = (shared, f"frames.{piece.kind}", _own_frames(heard, piece))
    return heard.choose(*places, piece=piece.text)


def _own_frames(heard: Hearing, piece: Piece) -> str:
    """The frames that carry the feeling's own validation."""
    return f"feelings.{heard.feeling}.frames.{piece.kind}"


def _question_places(heard: Hearing, piece: Piece | None = None) -> tuple[str, ...]:
    """A question about the matter itself now and then, otherwise one about the feeling."""
    if heard.feeling not in {*LIGHT, Feeling.GRIEF} and not heard.mild and heard.one_in(4, "topic"):
        for found in heard.grammar.topics.find(words(heard.text[:2000])):
            if heard.said.fresh(heard.book.pool(f"topics.{found.value}")):
                return (f"topics.{found.value}",)
    place = f"feelings.{heard.feeling}.questions"
    if not heard.past or heard.feeling is Feeling.GRIEF or heard.mood == "warm":
        mood = f"feelings.general.moods.{heard.mood}.questions"
        return (
            mood
            if heard.mood and heard.feeling is Feeling.GENERAL
            else "mild.questions"
            if heard.mild
            else place,
        )
    fresh = heard.said.fresh(heard.book.pool(f"{place}_event"))
    return (f"{place}_event",) if fresh else (f"{place}_event", "feelings.general.questions_event")


def _closed(heard: Hearing, said: tuple[Wording, ...], *questions: str, piece: str = "") -> _Draft:
    """With its one question, unless there is none for it or the person asked for none."""
    asks = heard.book.pool(*questions) and not _wants_no_questions(heard)
    return _Draft((*said, heard.choose(*questions)) if asks else said, piece)


def _wants_no_questions(heard: Hearing) -> bool:
    return heard.said.said_lately(heard.book.pool("moments.no_questions.replies"), BETWEEN_MENTIONS)


def _repeats(heard: Hearing) -> bool:
    """Whether the same was said before."""
    same = heard.text.strip().casefold()
    return any(turn.text.strip().casefold() == same for turn in heard.earlier)


def _is_mention_due(heard: Hearing) -> bool:
    """After repeated distress, and not again for a while."""
    if heard.feeling in LIGHT:
        return False
    noticed = sum(turn.level >= Level.DISTRESS for turn in heard.earlier[-_LOOKED_BACK:])
    distressed = max(noticed, heard.said.marked(FELT, _LOOKED_BACK))
    lately = heard.book.pool("professional.mentions", "professional.asked", "strange.mentions")
    return distressed >= DISTRESSED_TURNS and not heard.said.said_lately(lately, BETWEEN_MENTIONS)


def _subject(heard: Hearing) -> str:
    """Somebody or something named some messages ago, and not since: what the talk comes back to."""
    frames = heard.book.pool("recalls.subject.frames")
    if len(heard.earlier) < 4 or not frames or heard.said.said_lately(frames, BETWEEN_SUBJECTS):
        return ""
    lately = " ".join([heard.text, *(turn.text for turn in heard.earlier[-2:])]).casefold()
    for turn in heard.earlier[-_LOOKED_BACK:-2]:
        if turn.level <= Level.DISTRESS:
            for found in heard.grammar.subjects.find(words(turn.text[:2000])):
                if found.value not in lately and not heard.said.gave_back(_RECALLED + found.value):
                    return found.value
    return ""


def _recalled(heard: Hearing) -> Piece | None:
    """Something said earlier, when a short answer leaves nothing to hold on to."""
    if not heard.one_in(2, "recall"):
        return None
    for turn in reversed(heard.earlier[-6:-1]):
        if turn.level <= Level.DISTRESS and recognise(turn.text, heard.grammar, heard.language) is None:
            found = pieces(turn.text, heard.grammar, feel(turn.text, heard.language), heard.language)
            fresh = [p for p in found if p.kind is not Kind.SELF and is_plain(p, heard.grammar)]
            for piece in fresh:
                if not heard.said.gave_back(_RECALLED + piece.text):
                    return piece
    return None
