"""Whether somebody says how old they are. Only a statement about themselves, now: no past, no child of theirs,
no twelve weeks.

Owns `data/statements.toml`. Must not know what follows from an age.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.languages import FALLBACK, detect, fold

YOUNGEST = 5
_OLDEST = 99
_READ = 2_000
_LOOK_BACK = 3
_DENSE = frozenset({"ja", "ko", "zh"})
_TOKEN = re.compile(r"\d+|[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0900-\u0963][^\W\d_]*)*|[.,!?;:()\n。、！？]")
_APOSTROPHES = re.compile("['’ʼ`´-]")
_END = re.compile(r"\s*(?:$|[.,!?;:()\n。、！？])")
_PART = re.compile(r"\[[^\]]*\]|\S+")
_AGE = r"(?P<age>\d{1,2})"


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How one language says it."""

    said: re.Pattern[str]
    after: tuple[str, ...]
    not_after: tuple[str, ...]
    before: frozenset[str]
    numbers: Mapping[str, int]
    dense: bool


def stated(text: str) -> int | None:
    """The age that the person says they have; the lowest, should they name several."""
    found = detect(text)
    codes = dict.fromkeys(code for code in (found.code, *found.also, FALLBACK) if code in _tongues())
    return min((age for code in codes for age in _ages(text[:_READ], _tongues()[code])), default=None)


def _ages(text: str, tongue: _Tongue) -> Iterator[int]:
    plain = _APOSTROPHES.sub("", fold(text))
    body = ("" if tongue.dense else " ").join(_TOKEN.findall(plain))
    for word, number in tongue.numbers.items():
        if word in body:
            body = body.replace(word, str(number)) if tongue.dense else _numbered(body, word, number)
    for match in tongue.said.finditer(body):
        age = int(next(value for value in match.groups() if value))
        if YOUNGEST <= age <= _OLDEST and _meant(body, match, tongue):
            yield age


def _numbered(body: str, word: str, number: int) -> str:
    return re.sub(rf"(?<![^ ]){re.escape(word)}(?![^ ])", str(number), body)


def _meant(body: str, match: re.Match[str], tongue: _Tongue) -> bool:
    """Whether what stands around it leaves it the person's own age."""
    place = next(at for at, value in enumerate(match.groups(), start=1) if value)
    rest = body[match.end(place) :].lstrip()
    if any(_starts(rest, words, tongue.dense) for words in tongue.not_after):
        return False
    if tongue.dense:
        return not any(word in body[max(0, match.start() - 6) : match.start()] for word in tongue.before)
    said_before = re.split(r"[.!?\n]", body[: match.start()])[-1].split()[-_LOOK_BACK:]
    if tongue.before.intersection(said_before):
        return False
    return any(_END.match(rest) if words == "$" else _starts(rest, words, False) for words in tongue.after)


def _starts(rest: str, words: str, dense: bool) -> bool:
    return rest.startswith(words) and (dense or rest[len(words) : len(words) + 1] in ("", " "))


@cache
def _tongues() -> Mapping[str, _Tongue]:
    text = resources.files("core.age").joinpath("data/statements.toml").read_text("utf-8")
    return {code: _tongue(fields, code in _DENSE) for code, fields in tomllib.loads(text).items()}


def _tongue(fields: Mapping[str, Any], dense: bool) -> _Tongue:
    patterns = "|".join(_pattern(fold(phrase), dense) for phrase in fields["said"])
    numbers = {fold(word): number for word, number in fields["numbers"].items()}
    named = re.sub(r"\(\?P<age>", "(", patterns)
    return _Tongue(
        said=re.compile(named if dense else rf"(?<![^ ])(?:{named})(?![^ .,!?;:()\n])"),
        after=tuple(map(fold, fields["after"])),
        not_after=tuple(map(fold, fields["not_after"])),
        before=frozenset(map(fold, fields["before"])),
        numbers=dict(sorted(numbers.items(), key=lambda item: -len(item[0]))),
        dense=dense,
    )


def _pattern(phrase: str, dense: bool) -> str:
    if dense:
        return re.escape(phrase).replace(r"\#", _AGE)
    made, first = "", True
    for part in _PART.findall(phrase):
        piece = _choice(part.strip("[]"))
        if part.startswith("["):
            made += f"(?:{piece} )?" if first else f"(?: {piece})?"
        else:
            made += piece if first else f" {piece}"
            first = False
    return made


def _choice(part: str) -> str:
    options = (" ".join(map(re.escape, option.split())).replace(r"\#", _AGE) for option in part.split("|"))
    return f"(?:{'|'.join(options)})"
