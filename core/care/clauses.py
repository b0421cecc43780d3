"""A message cut into the clauses that could be given back.

Owns the cleaning of a text and its parting into sentences and clauses. Knows the small words of a
language through `Grammar`, and neither feelings nor wording.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.care.grammar import Grammar
from core.feelings.phrases import Phrases, words
from core.messages import visible

LONGEST_READ = 8_000
MOST_SENTENCES = 40
UNSAFE = "\ufffc"
"""Stands where a link, a number, a mention or code was: a clause that holds it is never given back."""

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)\S*|\b[\w-]{1,60}\.(?:com|net|org|gg|io|uk)\b\S*", re.IGNORECASE)
_MAIL = re.compile(r"\S{1,64}@\S{1,255}|<[@#:!&/]?[^<>\n]{1,60}>|[@#]\w+|[@#]|</?\w{1,40}|/\w+")
_NUMBER = re.compile(r"\+?\d(?:[ .,()/-]{0,2}\d){2,}")
_MARKS = re.compile(r"[*_~|`\\^]+")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_BRACKETS = re.compile(r"[(\[][^()\[\]\n]{0,200}[)\]]")
_FACE = re.compile(r"(?<!\w)(?:[:;=]['-]?[()DPpOo3/|\]\[]+|[<>]/?3+|[xX]D+)(?!\w)")
_ABBREVIATED = re.compile(r"\b(mr|mrs|ms|dr|st|prof|appt|approx|vs|dept)\.|\b([ap])\.m\b\.?", re.IGNORECASE)
_BREAK = re.compile(r"\s+[-–—]+\s+|—|--+|:(?=\s)")
_SENTENCE = re.compile(r"([^.!?;…\n。！？]+)([.!?;…。！？]*)")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»〝", '"') | dict.fromkeys("’‘ʼ＇`´", "'"))
_EDGES = "\"'.,!?()[]{}-–—:;"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words as they were written, parted into clauses, and whether it asked something."""

    clauses: tuple[tuple[str, ...], ...]
    asks: bool


def bare(word: str) -> str:
    """A word as the lists have it."""
    return word.casefold().strip(_EDGES)


def both_ends(text: str) -> str:
    """The beginning and the end of an endless message."""
    if len(text) <= LONGEST_READ:
        return text
    half = LONGEST_READ // 2
    return f"{text[:half]}\n{text[-half:]}"


def cleaned(text: str) -> str:
    """The text as a person would read it aloud; what is no language is marked or gone."""
    kept = _CODE.sub(UNSAFE, visible(both_ends(text)))
    kept = _QUOTED_LINE.sub("", kept)
    kept = _LINK.sub(UNSAFE, kept)
    kept = _FACE.sub("\n", kept)
    kept = _MAIL.sub(UNSAFE, kept)
    kept = _NUMBER.sub(UNSAFE, kept).translate(_QUOTES)
    kept = _BRACKETS.sub(" ", _MARKS.sub("", kept))
    kept = _ABBREVIATED.sub(lambda m: m[1] or f"{m[2]}m", kept)
    kept = _BREAK.sub(". ", "".join("\n" if _is_picture(c) else c for c in kept))
    return _calm(kept)


def sentences(text: str, grammar: Grammar) -> list[Sentence]:
    """What was written, sentence by sentence; of very many, the first and the last."""
    parted = [
        Sentence(tuple(_clauses(spelled, grammar)), "?" in end)
        for said, end in _SENTENCE.findall(cleaned(text))
        if (spelled := _spelled(said, grammar))
    ]
    half = MOST_SENTENCES // 2
    return parted if len(parted) <= MOST_SENTENCES else parted[:half] + parted[-half:]


def _is_picture(character: str) -> bool:
    if character == UNSAFE:
        return False
    return ord(character) > 0x2000 and unicodedata.category(character) in {"So", "Sk", "Cs", "Cn", "Co", "Mn"}


def _calm(text: str) -> str:
    """Shouting is read, and not shouted back."""
    letters = [c for c in text if c.isalpha()]
    loud = sum(c.isupper() for c in letters)
    return text.lower() if len(letters) > 4 and loud > 0.6 * len(letters) else text


def _spelled(sentence: str, grammar: Grammar) -> list[str]:
    """The words, with hurried spelling written out and fillers taken out."""
    said: list[str] = []
    for word in sentence.replace(" ,", ",").replace(",", ", ").split():
        said.extend(respelled(word, grammar).split())
    return _without(said, grammar.anywhere)


def respelled(word: str, grammar: Grammar) -> str:
    """A word without drawn-out letters, and written out where it was typed in a hurry."""
    if _DRAWN_OUT.search(word):
        short = _DRAWN_OUT.sub(r"\1", word)
        word = grammar.drawn_out.get(short.casefold(), short)
    if len(word) > 4 and word.isupper():
        word = word.lower()
    key = bare(word)
    if key not in grammar.spelling:
        return word
    return grammar.spelling[key] + ("," if word.endswith(",") else "")


def _without(said: Sequence[str], unwanted: Phrases[None]) -> list[str]:
    kept: list[str] = []
    for word in said:
        if not unwanted.whole(words(bare(word))):
            kept.append(word)
        elif word.endswith(",") and kept and not kept[-1].endswith(","):
            kept[-1] += ","
    return kept


def _clauses(said: Sequence[str], grammar: Grammar) -> Iterator[tuple[str, ...]]:
    """Parted after a comma, and before a joint that a new subject follows."""
    clause: list[str] = []
    for at, word in enumerate(said):
        if _is_grown(clause, grammar) and _joins(said, at, grammar):
            yield tuple(clause)
            clause = []
        clause.append(word)
        if word.endswith(","):
            yield tuple(clause)
            clause = []
    if clause:
        yield tuple(clause)


def _is_grown(clause: Sequence[str], grammar: Grammar) -> bool:
    """Whether there is enough of a clause for another to begin: "my friend" and "I" belong together."""
    names = bool(clause) and bare(clause[0]) in grammar.words.openers
    return len(clause) > (3 if names else 1)


def _joins(said: Sequence[str], at: int, grammar: Grammar) -> bool:
    small = grammar.words
    if bare(said[at]) not in small.joints:
        return False
    rest = [bare(word) for word in said[at + 1 : at + 4]]
    while rest and rest[0] in small.adverbs | small.joints:
        rest.pop(0)
    return bool(rest) and rest[0] in small.subjects | small.openers | small.you | small.conditions
