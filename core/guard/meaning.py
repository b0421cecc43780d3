"""What a sentence says: the phrases of its language, and whether something around them excuses it.

Owns negation, quotation and report. Must not know a phrase, a number or a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.guard.context import Context, Persona
from core.guard.faults import Fault
from core.guard.lexicon import Kind, Match, Rules, medicines, rules
from core.guard.text import DENSE, START, Reading, fold, read

_UNDENIABLE = frozenset({Fault.METHOD, Fault.LEADING, Fault.MEDICATION, Fault.GIBBERISH})
"""A negation does not make these good: "you should not stop taking it" is advice on medication."""
_REPORTABLE = frozenset({
    Fault.DESPAIR, Fault.GUILT, Fault.DEBATE, Fault.DELUSION, Fault.SELF_HATRED, Fault.BLAME, Fault.DIAGNOSIS,
    Fault.STIGMA, Fault.CERTAINTY, Fault.POSITIVITY, Fault.MINIMISING, Fault.HOSTILITY, Fault.ADVICE, Fault.STORY,
    Fault.CONTRACT, Fault.SECRECY, Fault.ABANDONMENT, Fault.NEGATIVE_BONDING, Fault.HARM,
})  # fmt: skip
"""Giving back what the person feels or what others told them is listening."""
_FAQ_MAY = frozenset({Fault.ADVICE, Fault.DEBATE})
_REACH = 5
_DENSE_REACH = 10

Span = tuple[int, int]


def misheard(sentence: str, context: Context) -> Fault | None:
    """The gravest thing that the sentence says and should not."""
    known = rules(context.language)
    reading = read(sentence, known.spelling)
    around = _Around(known, reading, known.present(reading), context)
    for match in known.find(reading, around.present):
        fault = match.rule.fault
        if not (context.persona is Persona.FAQ and fault in _FAQ_MAY) and not around.excuses(match):
            return fault
    return _medicine(reading, context)


def _medicine(reading: Reading, context: Context) -> Fault | None:
    """A medicine by name, unless the person named it or this is the place where such things are explained."""
    if context.persona is Persona.FAQ:
        return None
    found = [stem for stem in medicines() if _begins(stem, reading, context.language)]
    said = fold(context.heard) if found else ""
    return Fault.MEDICATION if any(stem not in said for stem in found) else None


def _begins(stem: str, reading: Reading, language: str) -> bool:
    if language in DENSE:
        return stem in reading.text.replace(" ", "")
    return f" {stem}" in reading.text


@dataclass(slots=True)
class _Around:
    """What in this one sentence could excuse a phrase; each kind is looked for once, when it is first asked for."""

    known: Rules
    reading: Reading
    present: frozenset[str]
    context: Context
    _found: dict[str, list[Span]] = field(default_factory=dict)

    def excuses(self, match: Match) -> bool:
        fault, kind = match.rule.fault, match.rule.kind
        if self._unless(match) or (kind is Kind.NAMED and self._named(match)):
            return True
        if kind is Kind.ALONE and self.known.allows(fault, self.reading, self.present, match):
            return True
        if kind is Kind.PLAIN:
            return False
        if fault not in _UNDENIABLE and self._denied(match):
            return True
        return fault in _REPORTABLE and (self._reported(match) or self._quoted(match))

    def _spans(self, kind: str) -> list[Span]:
        if kind not in self._found:
            self._found[kind] = self.known.excuses(kind, self.reading, self.present)
        return self._found[kind]

    def _unless(self, match: Match) -> bool:
        return self.known.unless(match.rule.fault, self.reading, self.present, match)

    def _named(self, match: Match) -> bool:
        text = self.reading.text[match.start : match.end].replace(" ", "")
        said = fold(self.context.heard).replace(" ", "")
        illnesses = (name.replace(" ", "") for name in self.known.illnesses)
        return any(name in text and name in said for name in illnesses)

    # --- denied: "you do not have to stay positive" --------------------------------------------------

    def _denied(self, match: Match) -> bool:
        return any(self._denies(span, match) for span in self._spans("denial") if not self._void(span))

    def _denies(self, denial: Span, match: Match) -> bool:
        start, end = denial
        if end <= match.start:
            return self._near(self.reading.text[end : match.start])
        return not match.rule.denies and match.start <= start and end <= match.end

    def _void(self, denial: Span) -> bool:
        return any(start <= denial[0] and denial[1] <= end for start, end in self._spans("void"))

    def _near(self, between: str) -> bool:
        if "," in between or START in between or self._turned(between):
            return False
        return len(between.split()) <= (_DENSE_REACH if self.known.language in DENSE else _REACH)

    def _turned(self, between: str) -> bool:
        """The sentence turns round in between: what stands before no longer speaks of what comes after."""
        words = Reading(between.strip(), ())
        return any(True for _ in self.known.excuses("turns", words, self.present))

    # --- reported: "they told you to stay positive" --------------------------------------------------

    def _reported(self, match: Match) -> bool:
        if self._spans("adopted"):
            return False
        text = self.reading.text
        before = (text[end : match.start] for _, end in self._spans("report") if end <= match.start)
        after = (text[match.end : start] for start, _ in self._spans("afterwards") if match.end <= start)
        return any(START not in between for between in after) or self._reaches(before)

    def _reaches(self, between: Iterable[str]) -> bool:
        return any(START not in words and not self._turned(words) for words in between)

    def _quoted(self, match: Match) -> bool:
        """Inside quotation marks, with words around them."""
        text = self.reading.text
        inside = text.count('"', 0, match.start) % 2 == 1 and '"' in text[match.end :]
        if not inside or self._spans("adopted"):
            return False
        return any(c.isalnum() for c in text[: text.index('"')] + text[text.rindex('"') :])
