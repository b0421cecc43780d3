"""Cutting what was said down to what may be given back: no lead, no hedge, no tail, no loose end.

Owns the cuts. Knows grammar data and nothing of feelings, wording or what makes a piece worth giving back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.care.clauses import bare
from core.care.grammar import Grammar
from core.care.turning import replaced


@dataclass(frozen=True, slots=True)
class Run:
    """Clauses in a row that may stand alone, and where they were found."""

    said: tuple[str, ...]
    believed: bool
    place: float
    whole: bool
    """Whether it is all of its sentence."""
    cut: bool = False
    """Whether it was too long, and its end is left out."""


def trimmed(
    said: tuple[str, ...], grammar: Grammar, may_complete: bool, place: float, whole: bool
) -> Run | None:
    kept, believed = _without_lead(list(said), grammar)
    kept = _unhedged(kept, grammar)
    kept = _without_tail(kept, grammar)
    size = len(kept)
    kept = _shortened(kept, grammar)
    cut = len(kept) < size
    if len(said) > grammar.longest and any(word.endswith(",") for word in kept):
        return None
    kept = replaced(kept, grammar.rewrites)
    if may_complete:
        kept = completed(kept, grammar)
    if len(kept) < grammar.shortest - 1:
        return None
    return Run(tuple(kept), believed, place, whole and len(said) <= grammar.longest, cut)


def _without_lead(said: list[str], grammar: Grammar) -> tuple[list[str], bool]:
    believed = False
    while said:
        tokens = [bare(word) for word in said]
        ends = [found.end for found in grammar.lead.at(tokens, 0) if found.end < len(said)]
        ends = [end for end in ends if tokens[end] not in _hanging(grammar)]
        if tokens[0] in grammar.words.adverbs and tokens[1:2] and tokens[1] in grammar.left_out:
            break
        if not ends:
            break
        believed = believed or any(found.end == max(ends) for found in grammar.doubts.at(tokens, 0))
        said = said[max(ends) :]
    return said, believed


def _unhedged(said: list[str], grammar: Grammar) -> list[str]:
    """ "I feel like nobody likes me" without its opening, as the belief is given back as one anyway."""
    tokens = [bare(word) for word in said]
    end = max((found.end for found in grammar.hedges.at(tokens, 0)), default=0) if said else 0
    rest = tokens[end:]
    believes = rest and (rest[0] in grammar.words.sweeping or grammar.beliefs.anywhere(rest))
    return said[end:] if believes else said


def _hanging(grammar: Grammar) -> frozenset[str]:
    """Words that no clause is left to begin with."""
    small = grammar.words
    return small.dependent | (small.no_verb - small.subjects - small.openers)


def _without_tail(said: list[str], grammar: Grammar) -> list[str]:
    while said:
        tokens = [bare(word) for word in said]
        starts = [at for at in range(max(1, len(said) - 4), len(said)) if grammar.tail.whole(tokens[at:])]
        if not starts:
            break
        said = said[: min(starts)]
    return said


def _shortened(said: list[str], grammar: Grammar) -> list[str]:
    """An overlong clause, cut where what is left still stands; empty when it has no such place."""
    if len(said) <= grammar.longest:
        return said
    for cuts, least in ((grammar.words.cuts, grammar.shortest + 1), (grammar.words.soft_cuts, 8)):
        for at in range(grammar.longest, least - 1, -1):
            if bare(said[at]) in cuts and _may_end(said[:at], grammar):
                return said[:at]
    return []


def _may_end(said: Sequence[str], grammar: Grammar) -> bool:
    last = bare(said[-1])
    if not (grammar.words.cuts | grammar.words.soft_cuts).isdisjoint(bare(word) for word in said[-2:]):
        return False
    return last not in grammar.words.never_last and last not in grammar.words.soft_last


def completed(said: list[str], grammar: Grammar) -> list[str]:
    """A sentence that began without its subject gets it back."""
    at = 0
    while at < len(said) - 1 and bare(said[at]) in grammar.words.adverbs - grammar.left_out.keys():
        at += 1
    subject = grammar.left_out.get(bare(said[at])) if said else None
    if subject is None:
        return said
    return [*subject.split(), *(word.lower() if n == 0 else word for n, word in enumerate(said))]
