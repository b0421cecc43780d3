"""The template listener: an answer without a model, from what was said and what was said before.

Owns the shape of an answer: what is said first, what is given back, what is asked, and what is left out.
Every sentence lies in `data/<language>/listener.toml`. Knows no platform, no storage and no danger: a
crisis is answered before anything reaches this file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.care.grammar import Grammar, grammar_of
from core.care.moments import FRAGMENT, WORDLESS, Recognised, is_laughing, recognise
from core.care.phrasebook import Phrasebook, Said, Wording, number, phrasebook
from core.care.reflection import Kind, Piece, is_past, is_plain, is_strange, pieces
from core.feelings import Feeling, feel, strongest, tone, weigh
from core.feelings.phrases import words
from core.messages import Level, Speaker, Turn

LONGEST_ANSWER = 38
"""Words above which the validation is left out, so that a long piece is not buried."""
DISTRESSED_TURNS = 4
BETWEEN_MENTIONS = 8
BETWEEN_SUBJECTS = 6
"""How many answers lie between two that come back to somebody named earlier."""
_GRIEVING = 2.0
_LOOKED_BACK = 12
_TRIES = 24
_RECALLED = "recalled: "
_FELT = "felt"
_CLEAR_TONE = 1.6
_EXCLAIMED = 0.8
_STILL_HURTING = 5
"""For how many answers a pain that was told colours what is told after it."""
_CLEAR_FEELING = 2.0
_FAINT_FEELING = 1.3
_DEEP_FEELING = 2.9
_SHORT_ANSWERS = frozenset({"agrees", "nods", "unsure", "silence", "refuses"})
_MAY_COME_BACK = _SHORT_ANSWERS | {"better", "fine"}
_UNTOLD = frozenset({WORDLESS, FRAGMENT})
_LIGHT = frozenset({Feeling.JOY, Feeling.GENERAL})
_GENTLE = frozenset({"warm", "dark"})
_MAY_BE_MILD = frozenset({Feeling.SADNESS, Feeling.STRESS, Feeling.ANXIETY, Feeling.ANGER, Feeling.GUILT})
_ONLY_WITH: Mapping[str, frozenset[Feeling]] = {
    "hope": frozenset({*_LIGHT, Feeling.ANXIETY}),
    "plan": frozenset({*_LIGHT, Feeling.ANXIETY, Feeling.STRESS}),
    "saw_it": frozenset(Feeling) - {Feeling.JOY},
}
"""Kinds of message that a stronger feeling outweighs."""
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
    felt = () if heard.feeling in _LIGHT else (_FELT,)
    heard.said.remember(draft.wordings, draft.text, _RECALLED * draft.recalled + draft.piece, *felt)
    sentences = tuple(part for part in _ENDS.split(draft.text) if part)
    return Listening(sentences, heard.feeling, heard.book.joint)


def _hear(text: str, recent: Sequence[Turn], used: set[str], language: str) -> _Heard:
    grammar, said = grammar_of(language), Said.before(used, recent)
    earlier = tuple(turn for turn in _answered(recent, text) if turn.speaker is Speaker.PERSON)
    weights, brightness = weigh(text, language), tone(text, language)
    if brightness >= 0 and text.rstrip().endswith("!"):
        brightness += _EXCLAIMED
    feeling = _felt(weights, brightness)
    hurting = said.marked(_FELT, _STILL_HURTING) > 0
    if feeling is Feeling.JOY and hurting and weights[feeling] < _CLEAR_FEELING:
        feeling = Feeling.GENERAL
    recognised = _fitting(recognise(text, grammar, language), feeling)
    told = recognised is None or not recognised.alone
    found: tuple[Piece, ...] = ()
    if told:
        spoken = (recognised is None or recognised.then_listen) and _may_reflect(said, text)
        found = tuple(pieces(text, grammar, feeling, language, spoken))
    if any(piece.kind is Kind.LOSS for piece in found):
        feeling = Feeling.GRIEF
    elif any(piece.kind is Kind.SELF for piece in found):
        feeling = Feeling.SADNESS if feeling in _LIGHT else feeling
        recognised = recognised if recognised and recognised.then_listen else None
    elif feeling is Feeling.GENERAL and found and found[0].kind is Kind.BELIEF:
        feeling = Feeling.SADNESS
    elif feeling is Feeling.GENERAL and _grieves(earlier[-3:], language):
        feeling = Feeling.GRIEF
    if recognised is None and not found and text.rstrip().endswith(("?", "？")):
        recognised = _asked(text, feeling, grammar)
    return _Heard(
        text=text,
        feeling=feeling,
        recognised=recognised,
        pieces=_sayable(found, said, grammar),
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
    if feeling not in _LIGHT and weights[feeling] < faint:
        return Feeling.GENERAL
    return feeling


def _mood(text: str, brightness: float, language: str, hurting: bool) -> str:
    if is_laughing(text, language) and brightness > -2 * _CLEAR_TONE:
        return "light"
    if brightness > _CLEAR_TONE:
        return "bright"
    if brightness < -_CLEAR_TONE / 2 * (1 if hurting else 2):
        return "dark"
    return "warm" if hurting else ""


def _fitting(recognised: Recognised | None, feeling: Feeling) -> Recognised | None:
    if recognised is None or (recognised.name in _UNTOLD and feeling is not Feeling.GENERAL):
        return None
    return recognised if feeling in _ONLY_WITH.get(recognised.name, {feeling}) else None


def _may_reflect(said: Said, text: str) -> bool:
    """In about two of three answers: never in three on end."""
    return said.now == 1 or (not said.has_reflected(2) and number(f"{text}/{said.now}/echo") % 4 != 0)


def _sayable(found: Sequence[Piece], said: Said, grammar: Grammar) -> tuple[Piece, ...]:
    """Those of the weightier pieces that read well and were not given back before."""
    least = found[0].worth - 2.0 if found else 0.0
    return tuple(
        piece
        for piece in found
        if piece.worth >= least and is_plain(piece, grammar) and not said.gave_back(piece.text)
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
    if heard.recognised is None and heard.said.said_lately(heard.book.pool("strange.validations"), 3):
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
    if heard.feeling not in _LIGHT and heard.book.pool(f"{place}.heard"):
        return _closed(heard, (heard.choose(f"{place}.heard"), heard.choose(replies)))
    return _closed(heard, (heard.choose(replies),), f"{place}.questions")


def _replies(heard: _Heard, place: str) -> str:
    """A kind's own wording for a word that was said ("evening"), where it has some."""
    said = (f"{place}.{word}" for word in words(heard.text[:200]))
    return next((here for here in said if here in heard.book.pools), f"{place}.replies")


def _draft_subject(heard: _Heard, subject: str) -> _Draft:
    """Somebody or something named earlier is asked after."""
    draft = _closed(
        heard, (heard.choose("recalls.subject.frames"),), "recalls.subject.questions", piece=subject
    )
    return replace(draft, recalled=True)


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
    places = _question_places(heard, piece)
    if _leaves_it_open(heard, len(said)):
        places = ()
    elif heard.feeling is Feeling.GENERAL and not heard.one_in(3, "ask"):
        places = ("feelings.general.invitations",)
    return _closed(heard, said, *places, piece=piece.text if piece else "")


def _leaves_it_open(heard: _Heard, sentences: int) -> bool:
    """Now and then nothing is asked, where enough was said without it."""
    asked = bool(heard.said.heard) and heard.said.heard[-1].endswith("?")
    return asked and sentences > 1 and heard.said.now > 2 and heard.one_in(5, "open")


# ---- its parts ----------------------------------------------------------------------------------


def _with_piece(heard: _Heard, piece: Piece) -> tuple[Wording, ...]:
    """Validation and reflection, in either order; one sentence where the frame does both."""
    frame = _frame(heard, piece)
    if heard.feeling is Feeling.JOY or frame in heard.book.pool(_own_frames(heard, piece), "frames.loss"):
        return (frame,)
    if heard.feeling is Feeling.GENERAL and not heard.mood and piece.kind not in {Kind.SELF, Kind.BELIEF}:
        return (frame,)
    validation = heard.choose(*_validations(heard, piece))
    if len(f"{frame.filled(piece.text)} {validation.text}".split()) > LONGEST_ANSWER - 8:
        return (frame,)
    return (validation, frame) if heard.one_in(3, "order") else (frame, validation)


def _validations(heard: _Heard, piece: Piece | None = None) -> tuple[str, ...]:
    here = f"feelings.{heard.feeling}"
    if piece is not None and piece.kind is Kind.SELF:
        return ("unquoted.self",)
    if heard.feeling is Feeling.GENERAL:
        return (f"{here}.moods.{heard.mood}.validations",) if heard.mood else (f"{here}.validations",)
    if heard.mild and heard.feeling is Feeling.SADNESS:
        return ("feelings.general.moods.dark.validations",)
    if not heard.past or heard.feeling is Feeling.GRIEF:
        return (f"{here}.validations",)
    return (f"{here}.past",) if heard.feeling is Feeling.JOY else (f"{here}.past", "past.validations")


def _without_piece(heard: _Heard) -> tuple[Wording, ...]:
    validation = heard.choose(*_validations(heard))
    if heard.mood or heard.past or heard.mild or heard.one_in(2, "bare"):
        return (validation,)
    if heard.feeling is Feeling.GENERAL and not heard.one_in(4, "curious"):
        return (validation,)
    echo = heard.choose(f"feelings.{heard.feeling}.echoes")
    if heard.feeling is Feeling.GENERAL or heard.one_in(2, "which"):
        return (echo,)
    return (echo, validation)


def _frame(heard: _Heard, piece: Piece) -> Wording:
    if piece.kind not in {Kind.EVENT, Kind.STATE, Kind.PAST}:
        places: tuple[str, ...] = (f"frames.{piece.kind}",)
    elif heard.feeling is Feeling.JOY:
        places = ("feelings.joy.frames.only",)
    else:
        shared = "frames.any" if heard.feeling in _LIGHT and heard.mood not in _GENTLE else "frames.soft"
        places = (shared, f"frames.{piece.kind}", _own_frames(heard, piece))
    return heard.choose(*places, piece=piece.text)


def _own_frames(heard: _Heard, piece: Piece) -> str:
    """The frames that carry the feeling's own validation."""
    return f"feelings.{heard.feeling}.frames.{piece.kind}"


def _question_places(heard: _Heard, piece: Piece | None = None) -> tuple[str, ...]:
    """A question about the matter itself now and then, otherwise one about the feeling."""
    if heard.feeling not in {*_LIGHT, Feeling.GRIEF} and not heard.mild and heard.one_in(4, "topic"):
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


def _closed(heard: _Heard, said: tuple[Wording, ...], *questions: str, piece: str = "") -> _Draft:
    """With its one question, unless there is none for it or the person asked for none."""
    asks = heard.book.pool(*questions) and not _wants_no_questions(heard)
    return _Draft((*said, heard.choose(*questions)) if asks else said, piece)


# ---- what came before ---------------------------------------------------------------------------


def _wants_no_questions(heard: _Heard) -> bool:
    return heard.said.said_lately(heard.book.pool("moments.no_questions.replies"), BETWEEN_MENTIONS)


def _grieves(turns: Sequence[Turn], language: str) -> bool:
    """Somebody who tells of a loss and then of breakfast is still telling of the loss."""
    return any(weigh(turn.text, language).get(Feeling.GRIEF, 0.0) >= _GRIEVING for turn in turns)


def _repeats(heard: _Heard) -> bool:
    """Whether the same was said before."""
    same = heard.text.strip().casefold()
    return any(turn.text.strip().casefold() == same for turn in heard.earlier)


def _is_mention_due(heard: _Heard) -> bool:
    """After repeated distress, and not again for a while."""
    if heard.feeling in _LIGHT:
        return False
    noticed = sum(turn.level >= Level.DISTRESS for turn in heard.earlier[-_LOOKED_BACK:])
    distressed = max(noticed, heard.said.marked(_FELT, _LOOKED_BACK))
    lately = heard.book.pool("professional.mentions", "professional.asked", "strange.mentions")
    return distressed >= DISTRESSED_TURNS and not heard.said.said_lately(lately, BETWEEN_MENTIONS)


def _subject(heard: _Heard) -> str:
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


def _recalled(heard: _Heard) -> Piece | None:
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
