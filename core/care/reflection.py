"""The piece of what was said that is given back, with the person turned round.

Owns the choice of the piece and its grammar: what stands alone, what is softened, what is never repeated.
Knows the language only through `Grammar`, and no wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.care.clauses import UNSAFE, Sentence, bare, sentences
from core.care.grammar import Grammar
from core.care.trimming import Run, trimmed
from core.care.turning import turned
from core.feelings import Feeling, strongest, weigh
from core.feelings.phrases import is_word, words

LONGEST_ECHO = 10
"""Words above which a piece is not given back: a long echo sounds like a machine."""
MOST_CLAUSES = 4
"""How many clauses in a row may be given back together."""
_MOST_WEIGHED = 8


class Kind(StrEnum):
    STATE = "state"
    PAST = "past"
    EVENT = "event"
    BELIEF = "belief"
    SELF = "self"
    LOSS = "loss"
    NOUN = "noun"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something said, turned round: "you've been so anxious about your exams"."""

    text: str
    kind: Kind
    worth: float = 0.0
    over: bool = False
    """Whether it speaks of something that is past."""
    pained: bool = False
    """Whether there is pain in it."""
    telling: bool = True
    """Whether it stands for its sentence: all of it, or the part with a feeling in it."""


def reflect(text: str, grammar: Grammar, feeling: Feeling, language: str = "en") -> Piece | None:
    """The piece that says most, or nothing when nothing can be given back safely."""
    return next(iter(pieces(text, grammar, feeling, language)), None)


def pieces(
    text: str, grammar: Grammar, feeling: Feeling, language: str = "en", spoken: bool = True
) -> list[Piece]:
    """Every piece that could be given back, weightiest first; without `spoken` only losses and self-judgements."""
    said = sentences(text, grammar)
    found = [*_selves(said, grammar), *_losses(said, grammar)]
    if spoken and not any(piece.kind is Kind.SELF for piece in found):
        found += _spoken(said, grammar, feeling, language)
    allowed = [piece for piece in found if piece.kind in grammar.kinds]
    once = {piece.text: piece for piece in sorted(allowed, key=lambda piece: piece.worth)}
    return sorted(once.values(), key=lambda piece: -piece.worth)


def is_plain(piece: Piece, grammar: Grammar) -> bool:
    """Whether it can be said as it is: short, and of words that are known to be spelt so, or names."""
    said = piece.text.split()
    if piece.kind in {Kind.SELF, Kind.LOSS}:
        return True
    if (
        not piece.telling
        or len(said) > LONGEST_ECHO
        or piece.kind is Kind.NOUN
        or bare(said[0]) in grammar.words.vague
    ):
        return False
    return all(_is_known(word, grammar) for word in said)


def _is_known(word: str, grammar: Grammar) -> bool:
    small = bare(word)
    known = small in grammar.vocabulary or small.removesuffix("'s") in grammar.vocabulary
    return known or not grammar.vocabulary or word[:1].isupper() or small.isdigit()


def is_past(text: str, grammar: Grammar) -> bool:
    """Whether all that is told is over."""
    tokens = [word for word in words(text[:2000]) if is_word(word)]
    return grammar.words.present.isdisjoint(tokens) and _is_past(tokens, grammar)


def is_strange(text: str, grammar: Grammar) -> bool:
    return grammar.strange.anywhere(words(text))


def _spoken(said: Sequence[Sentence], grammar: Grammar, feeling: Feeling, language: str) -> Iterator[Piece]:
    once = {run.said: run for run in _runs(said, grammar)}
    runs = [run for run in once.values() if _is_safe(run.said, grammar)]
    runs.sort(key=lambda run: -_content(run, grammar))
    for run in runs[:_MOST_WEIGHED]:
        piece = _piece(run, grammar, feeling, language)
        if piece is not None:
            yield piece


def _runs(said: Sequence[Sentence], grammar: Grammar) -> Iterator[Run]:
    speaks = True
    for number, sentence in enumerate(said):
        told = sentence.clauses[:-1] if sentence.asks else sentence.clauses
        place = number / max(1, len(said) - 1)
        yield from _runs_of(told, grammar, speaks, place)
        first = bare(sentence.clauses[0][0])
        speaks = first in grammar.words.speaker or first in grammar.left_out


def _runs_of(
    clauses: Sequence[tuple[str, ...]], grammar: Grammar, speaks: bool, place: float
) -> Iterator[Run]:
    for start in range(len(clauses)):
        if start and not _may_start(clauses[start - 1], clauses[start], grammar):
            continue
        for end in range(start + 1, min(start + MOST_CLAUSES, len(clauses)) + 1):
            if end < len(clauses) and bare(clauses[end][0]) in grammar.words.clinging:
                continue
            said = tuple(word for clause in clauses[start:end] for word in clause)
            entire = start == 0 and end == len(clauses)
            run = trimmed(said, grammar, speaks and start == 0, place, entire)
            if run is not None:
                yield run


def _may_start(before: Sequence[str], clause: Sequence[str], grammar: Grammar) -> bool:
    """A clause is not torn from the condition or the list that it belongs to."""
    first = bare(before[0])
    opening = [bare(word) for word in clause[:2]]
    if first in grammar.words.conditions or not set(opening).isdisjoint(grammar.words.conditions):
        return False
    return not (before[-1].endswith(",") and _is_noun(before, grammar) and len(before) > 1)


def _is_safe(said: Sequence[str], grammar: Grammar) -> bool:
    tokens = [token for word in said for token in words(word.strip(",")) if is_word(token)]
    small = [bare(word) for word in said]
    return (
        not any(UNSAFE in word or '"' in word for word in said)
        and not any(grammar.words.you.intersection(small))
        and all(_is_legible(word, grammar) for word in small)
        and not grammar.unsafe.anywhere(tokens)
        and not grammar.instructions.anywhere(tokens)
    )


def _is_legible(word: str, grammar: Grammar) -> bool:
    if not word or len(word) > 24:
        return False
    return word.isdigit() or bool(grammar.letters.fullmatch(word) and not grammar.voiceless.search(word))


def _piece(run: Run, grammar: Grammar, feeling: Feeling, language: str) -> Piece | None:
    kind = _kind(run, grammar)
    if kind is None or not _ends_well(run.said, grammar):
        return None
    weights = weigh(" ".join(run.said), language)
    if len(run.said) < grammar.shortest and not weights:
        return None
    doubted = kind is Kind.BELIEF and not grammar.beliefs.anywhere([bare(word) for word in run.said])
    if (kind is Kind.EVENT or doubted) and weights and _is_of_self(run, grammar):
        kind = Kind.PAST if _is_over(run, grammar) else Kind.STATE
    worth = _content(run, grammar) + 2.0 * bool(weights.get(feeling)) + min(3.0, sum(weights.values())) * 0.5
    worth -= 2.5 * (kind is Kind.NOUN)
    pained = strongest(weights) not in {Feeling.JOY, Feeling.GENERAL}
    telling = not run.cut and (run.whole or bool(weights) or kind is Kind.BELIEF)
    return Piece(turned(run.said, grammar), kind, worth, _is_past(run.said, grammar), pained, telling)


def _is_of_self(run: Run, grammar: Grammar) -> bool:
    small = [bare(word) for word in run.said[:3]]
    return small[0] in grammar.words.speaker and not grammar.words.being.isdisjoint(small)


def _is_past(said: Sequence[str], grammar: Grammar) -> bool:
    small = [bare(word) for word in said]
    ending = grammar.words.past_ending
    return any(word in grammar.words.past or (len(word) > 4 and word.endswith(ending)) for word in small)


def _is_over(run: Run, grammar: Grammar) -> bool:
    return not grammar.words.over.isdisjoint(bare(word) for word in run.said[1:3])


def _kind(run: Run, grammar: Grammar) -> Kind | None:
    small = [bare(word) for word in run.said]
    if _is_clause(small, grammar):
        reports = small[1] in grammar.words.reporting
        sweeping = small[0] in grammar.words.sweeping and not reports and not _is_past(run.said, grammar)
        believed = run.believed or sweeping or grammar.beliefs.anywhere(small)
        return Kind.BELIEF if believed else Kind.EVENT
    if _is_noun(run.said, grammar) and 2 <= len(small) <= 5:
        return Kind.NOUN
    return None


def _ends_well(said: Sequence[str], grammar: Grammar) -> bool:
    last, before = bare(said[-1]), bare(said[-2])
    if last in grammar.agreement and before in grammar.speakers:
        return len(said) > grammar.shortest
    return last not in grammar.words.never_last or last in grammar.words.soft_last


def _is_clause(small: Sequence[str], grammar: Grammar) -> bool:
    """A subject first, and then something that can be its verb."""
    first = next((at for at, word in enumerate(small) if word not in grammar.words.adverbs), len(small))
    if first >= len(small) - 1:
        return False
    word = small[first]
    if word in grammar.words.dependent:
        return _has_two_subjects(small[first:], grammar)
    if word in grammar.speakers and small[first + 1] in grammar.words.joints:
        return _has_verb(small[first + 2 :], grammar)
    if word in grammar.words.subjects and (len(small) >= grammar.shortest or "'" in word):
        return small[first + 1] not in grammar.words.no_verb or "'" in word
    return _has_verb(small[first:], grammar)


def _has_two_subjects(small: Sequence[str], grammar: Grammar) -> bool:
    """ "When I got home my dog was gone": it hangs on something, and that is said too."""
    heads = grammar.words.speaker | grammar.words.others | grammar.words.own
    starts = [at for at, word in enumerate(small) if word in heads]
    second = any(at - starts[0] > 2 and _is_clause(small[at:], grammar) for at in starts[1:])
    return second and starts[0] == 1


def _has_verb(small: Sequence[str], grammar: Grammar) -> bool:
    """Whether a thing named at the beginning does something."""
    named = small[0] in grammar.words.openers
    for at in range(1, min(len(small), 8)):
        if small[at] in grammar.words.cuts - {"and"}:
            return False
        if _is_verb(small, at, grammar):
            return at < len(small) - 1 or small[at] not in grammar.words.never_last
        if not named:
            return False
    return False


def _is_verb(small: Sequence[str], at: int, grammar: Grammar) -> bool:
    word, before = small[at], small[at - 1]
    if word in grammar.words.subjects:
        return False
    if word in grammar.words.verbs:
        return True
    if word.endswith("'s"):
        return at < len(small) - 1 and small[at + 1] in grammar.words.predicates
    if word in grammar.words.plural_verbs:
        return before.endswith(grammar.words.plural) and "'" not in before
    past = len(word) > 4 and word.endswith(grammar.words.past_ending)
    return past and before not in grammar.words.openers and small[0] in grammar.words.openers


def _is_noun(said: Sequence[str], grammar: Grammar) -> bool:
    small = [bare(word) for word in said]
    tied = grammar.words.dependent | grammar.words.subjects | grammar.words.joints
    return small[0] in grammar.words.own and tied.isdisjoint(small) and not _has_verb(small, grammar)


def _content(run: Run, grammar: Grammar) -> float:
    """How much a run says, by its subject, its length and the weight of its words."""
    small = [bare(word) for word in run.said]
    first = next((word for word in small if word not in grammar.words.adverbs), small[0])
    subject = 2.0 if first in grammar.words.speaker else 1.2 if first in grammar.words.own else 0.3
    subject -= 1.0 * (first in grammar.words.pointing)
    telling = sum(len(word) > 3 and word not in grammar.words.adverbs for word in small)
    size = 1.0 if 5 <= len(small) <= 13 else 0.0 if len(small) > 3 else -1.0
    return subject + size + 0.9 * run.whole + min(1.6, 0.25 * telling) + 0.4 * run.place


def _selves(said: Sequence[Sentence], grammar: Grammar) -> Iterator[Piece]:
    """What a person calls themselves, given back as a feeling from the language's own list."""
    for sentence in said:
        tokens = [bare(word) for clause in sentence.clauses for word in clause]
        for found in grammar.selves.find(tokens):
            word, given_back = found.value
            between = tokens[found.start + 1 : found.end - len(word.split())]
            if grammar.selves_between.issuperset(between):
                yield Piece(given_back, Kind.SELF, worth=8.0 + 0.01 * len(given_back))


def _losses(said: Sequence[Sentence], grammar: Grammar) -> Iterator[Piece]:
    for sentence in said:
        written = [word for clause in sentence.clauses for word in clause]
        tokens = [bare(word) for word in written]
        if not grammar.losses.harsh.anywhere(tokens):
            for found in grammar.losses.verbs.find(tokens):
                whom = _whom(written[: found.start], tokens[: found.start], grammar)
                if whom:
                    yield Piece(grammar.losses.giving.format(whom=whom), Kind.LOSS, worth=7.0)


def _whom(written: Sequence[str], before: Sequence[str], grammar: Grammar) -> str:
    """The few words that name who died: "my" and what follows it, up to the verb."""
    own = [at for at, word in enumerate(before) if word in grammar.words.own]
    if not own or not 1 <= len(before) - own[-1] - 1 <= grammar.losses.longest:
        return ""
    named = range(own[-1] + 1, len(before))
    whom = [before[at] for at in named if before[at] not in grammar.words.adverbs]
    shown = [written[at].strip(",") for at in named if before[at] not in grammar.words.adverbs]
    broken = grammar.words.verbs | grammar.words.subjects | grammar.words.dependent | grammar.words.joints
    clean = whom and broken.isdisjoint(whom) and grammar.losses.things.isdisjoint(whom)
    safe = clean and not grammar.unsafe.anywhere(whom) and all(_is_legible(word, grammar) for word in whom)
    return " ".join(shown) if safe and "'s" not in " ".join(whom) else ""
