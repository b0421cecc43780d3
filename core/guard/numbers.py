"""Numbers in a sentence, in digits and in words: which are to be called, which are doses or measures.

A small count is harmless ("two weeks", "24 hours"). Anything long enough to be dialled and anything after a word
for calling must be the registry's; heights and doses are never written; other measures only as the person's own.
Must not know any language: the words around numbers are data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.guard.context import Context
from core.guard.faults import Fault
from core.guard.lexicon import Counting, Words, rules
from core.guard.text import DENSE, SIGNS, fold, read

_RUN = re.compile(r"(?<![\w.,])[+(#*]{0,2}\d(?:[\s()./\u2010-\u2015-]{0,2}\d){0,30}(?:,\d{3}){0,4}")
_HARMLESS = frozenset({"100", "365", "1000", "360"})
_CLOCK = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d\d\b|24\s?/\s?7|7\s?/\s?24|365\s?/\s?24")
_MONEY = re.compile(r"[$€£¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?[$€£¥₹%]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])")
_COUNTED_NEAR = re.compile(r"[^\w.!?]{0,2}([^\W\d_][^\W\d_]*)")
_DOSES = Words(frozenset({"mg", "mgs", "mcg", "µg", "μg", "g", "ml", "cc", "cl"}), ())
_HEIGHTS = Words(frozenset({"m", "ft"}), ())
_BODY = Words(frozenset({"kg", "kgs", "lb", "lbs", "kcal", "cal"}), ())
_BEFORE = 40
_FEWEST = 3
"""Numbers in a row that are to be dialled."""
_LONG = 3
"""Digits of one number beyond which it is no count."""
_TWO_FEET = 2
"""Up to so many of anything is no height."""
_HUNDRED = 100
_STEPS = frozenset({1, -1, 10, -10})


def wrong_number(sentence: str, context: Context) -> Fault | None:
    """The fault of the first number that may not be written."""
    text = _decimal(fold(sentence))
    counting = rules(context.language).counting
    fault = _measured(text, counting, context)
    if fault is None and any(
        _to_call(written, before, after, context) for written, before, after in _runs(text)
    ):
        fault = Fault.NUMBER
    if fault is None and any(number not in context.allowed_numbers for number in _spelled(text, context)):
        fault = Fault.NUMBER
    return fault


@lru_cache(maxsize=256)
def _decimal(text: str) -> str:
    """Digits of every script as 0 to 9, apart from the letters that follow them."""
    if not text.isascii():
        text = "".join(str(unicodedata.digit(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    return _GLUED.sub(" ", text)


# --- measured: a dose, a height, a weight -------------------------------------------------------------


def _measured(text: str, counting: Counting, context: Context) -> Fault | None:
    parts = _parts(text, context.language)
    said = _said(context.heard)
    for at, part in enumerate(parts):
        value = _value(part, counting)
        if value is None:
            continue
        unit = _unit(parts[at + 1 : at + 5], counting)
        if unit in counting.height or unit in _HEIGHTS:
            if value > _TWO_FEET:
                return Fault.METHOD
        elif unit in _DOSES:
            if part not in said:
                return Fault.METHOD
        elif unit in counting.dose:
            return Fault.METHOD
        elif (unit in counting.body or unit in _BODY) and part not in said:
            return Fault.NUMBER
    return None


def _unit(after: list[str], counting: Counting) -> str:
    """What a number counts: the word after it, past other numbers and small words ("20 of those pills")."""
    for word in after:
        if word not in counting.between and word not in counting.point and _value(word, counting) is None:
            return word
    return ""


def _value(part: str, counting: Counting) -> int | None:
    if part in counting.values:
        return counting.values[part]
    return int(part[:9]) if part.isascii() and part.isdigit() else None


def _parts(text: str, language: str) -> list[str]:
    """Words and signs; where every character is a word, number words and units as they are listed."""
    known = rules(language)
    reading = read(text, known.spelling)
    if language not in DENSE:
        return reading.text.split()
    counting = known.counting
    listed = sorted(
        {*counting.values, *(w for words in (counting.call, counting.counted, counting.dose, counting.height,
                                             counting.body) for w in (*words.whole, *words.stems))},
        key=len, reverse=True,
    )  # fmt: skip
    pattern = "|".join(map(re.escape, listed))
    return re.findall(rf"\d+|{pattern}|\S", reading.text.replace(" ", ""))


# --- in digits ----------------------------------------------------------------------------------------


def _runs(text: str) -> Iterator[tuple[str, str, str]]:
    """Every number with what stands before it and the word after it."""
    plain = _MONEY.sub(" ", _CLOCK.sub(" ", text))
    for run in _RUN.finditer(plain):
        after = _COUNTED_NEAR.match(plain, run.end())
        yield run.group(), plain[max(0, run.start() - _BEFORE) : run.start()], after.group(1) if after else ""


def _to_call(written: str, before: str, after: str, context: Context) -> bool:
    counting = rules(context.language).counting
    digits = re.sub(r"[^0-9+*#]", "", written)
    bare = digits.lstrip("+*#")
    groups = re.findall(r"\d+", written)
    if (
        digits in context.allowed_numbers
        or after in counting.counted
        or _counts_along(list(map(int, groups)))
    ):
        return False
    if set(groups) <= _said(context.heard) and len(bare) <= 2 * _LONG:
        return False
    if _called(before, counting.call, context.language):
        return len(bare) > 1
    if len(groups) <= 2 and all(len(group) <= 2 for group in groups):
        return digits != bare
    return digits != bare or len(bare) > 2 * _LONG or not (bare in _HARMLESS or _YEAR.fullmatch(bare))


def _counts_along(numbers: list[int]) -> bool:
    """One, two, three, or thirty, twenty, ten."""
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    return len(numbers) >= _FEWEST and len(steps) == 1 and steps <= _STEPS


def _called(before: str, call: Words, language: str) -> bool:
    if language in DENSE:
        return any(word in before[-12:] for word in (*call.whole, *call.stems))
    words = re.findall(r"[^\W\d_][\w\u0900-\u097f]*|[.!?,;]", before)[-3:]
    return any(word in call for word in words)


@lru_cache(maxsize=64)
def _said(heard: str) -> frozenset[str]:
    """The person's own numbers, with and without the commas inside."""
    text = _decimal(fold(heard))
    return frozenset(re.findall(r"\d+|[^\W\d_]+", text)) | frozenset(
        re.findall(r"\d+", text.replace(",", ""))
    )


# --- in words -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Spelled:
    """A run of number words: each number in it as it would be dialled."""

    groups: list[int]
    called: bool
    repeat: int = 1
    fresh: bool = True
    """The next word begins a number of its own."""

    def add(self, value: int) -> None:
        last = self.groups[-1] if self.groups and not self.fresh else None
        if last is not None and self.repeat == 1 and _joins(last, value):
            self.groups[-1] = last * value if value >= _HUNDRED else last + value
        else:
            self.groups += [value] * self.repeat
        self.repeat, self.fresh = 1, False

    def number(self) -> str:
        return "".join(map(str, self.groups))

    def to_call(self) -> bool:
        if len(self.groups) >= _FEWEST:
            return not _counts_along(self.groups)
        return self.called and len(self.number()) > 1


def _joins(last: int, value: int) -> bool:
    """Whether two number words are one number: twenty four, one hundred, one hundred twelve."""
    if value >= _HUNDRED:
        return last < value
    tens = last % _HUNDRED
    return (last >= _HUNDRED and tens == 0) or (tens >= 20 and tens % 10 == 0 and 0 < value < 10)


def _spelled(text: str, context: Context) -> Iterator[str]:
    """Numbers in words that are long enough to be dialled, or follow a word for calling."""
    counting = rules(context.language).counting
    parts = _parts(text, context.language)
    run: _Spelled | None = None
    for at, part in enumerate([*parts, "^"]):
        if part in counting.many:
            run = run or _Spelled([], _calling(parts, at, counting))
            run.repeat, run.fresh = counting.many[part], True
        elif part in counting.values:
            run = run or _Spelled([], _calling(parts, at, counting))
            run.add(counting.values[part])
        elif run and part in (",", *counting.point):
            run.fresh = run.fresh or part == ","
        elif run:
            if run.to_call() and part not in counting.counted:
                yield run.number()
            run = None


def _calling(parts: list[str], at: int, counting: Counting) -> bool:
    before = parts[max(0, at - 3) : at]
    return not SIGNS.issuperset(before) and any(word in counting.call for word in before)
