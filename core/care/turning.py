"""The person turned round: "I miss my dog" becomes "you miss your dog".

Owns the swapping of words and of verb forms. Knows no meaning: what may be given back is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.care.clauses import bare
from core.care.grammar import Grammar


def turned(said: Sequence[str], grammar: Grammar) -> str:
    out: list[str] = []
    subject = False
    said = _speaker_first(said, grammar)
    for at, word in enumerate(said):
        key = bare(word)
        following = {bare(next_word) for next_word in said[at + 1 : at + 2]}
        inverted = key in grammar.agreement and not following.isdisjoint(grammar.speakers)
        if key in grammar.agreement and (subject or inverted):
            out.append(_swapped(word, grammar.agreement[key]))
        else:
            flips = key in grammar.flips and word not in grammar.names
            out.append(_swapped(word, grammar.flips[key]) if flips else word)
        subject = key in grammar.speakers or (subject and key in grammar.words.adverbs)
    out[0] = _lowered(said[0], out[0], grammar)
    out = replaced(out[:-1], grammar.contractions) + out[-1:]
    return " ".join(out).strip(" ,'-").replace(" ,", ",")


def _speaker_first(said: Sequence[str], grammar: Grammar) -> list[str]:
    """ "My friend and I had" becomes "I and my friend had", which turns round naturally."""
    small = [bare(word) for word in said[:6]]
    for at in range(1, min(4, len(small) - 1)):
        pairs = small[at] in grammar.words.pairing and small[at + 1] in grammar.speakers
        if pairs and small[0] in grammar.words.openers and grammar.words.verbs.isdisjoint(small[:at]):
            return [said[at + 1], said[at], *said[:at], *said[at + 2 :]]
    return list(said)


def _swapped(word: str, other: str) -> str:
    return other + ("," if word.endswith(",") else "")


def _lowered(was: str, now: str, grammar: Grammar) -> str:
    """A piece stands inside a sentence, so only a name keeps its capital."""
    known = grammar.words.subjects | grammar.words.openers | grammar.words.adverbs | grammar.words.dependent
    return now.lower() if bare(was) in known or bare(was) in grammar.flips else now


def replaced(said: list[str], replacements: Mapping[tuple[str, ...], tuple[str, ...]]) -> list[str]:
    tokens = [bare(word) for word in said]
    present = set(tokens)
    for old, new in replacements.items():
        if not present.issuperset(old):
            continue
        for at in range(len(said) - len(old), -1, -1):
            if tuple(tokens[at : at + len(old)]) == old and not said[at + len(old) - 1].endswith(","):
                said = [*said[:at], *new, *said[at + len(old) :]]
                tokens = [bare(word) for word in said]
                present.update(tokens)
    return said
