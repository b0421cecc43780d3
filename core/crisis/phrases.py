"""The little language in which phrases are written, and its translation into safe regular expressions.

    word         that word                    a|b        either word
    [a phrase]   may be missing               <name>     one of the phrases listed under `words.name`
    ~            up to two filler words       ..         up to four words of any kind
    ...          up to seven words              #          a number
    ##           a number above six               yyyy       1900 to 2099
    $            nothing more is said: end, comma, or a joining word

Owns that language. Must not know what a phrase is used for. No pattern holds a repeated repetition,
so that matching stays linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_GAP = r'(?: [,"]){0,2} '
_ANY = r'[^ ,"]+'
_PART = re.compile(r"\[[^\]]*\]|\S+")
_MANY = r"(?:[7-9]|\d\d+|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|dozens)"
_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred"
    "|dozens|several|couple|few"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase and the words of which one must be present before it is worth trying.

    `beside` is a second such set, from another part of it; empty when there is none.
    """

    pattern: re.Pattern[str]
    anchors: frozenset[str]
    words: frozenset[str]
    beside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a phrase may refer to: named word lists, filler words, and what may follow an end."""

    names: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]
    joining: tuple[str, ...]
    common: frozenset[str]

    def compile(self, phrase: str) -> Phrase:
        body = self._body(phrase).replace("\x01", _GAP)
        return Phrase(
            re.compile(rf"(?<![^ ]){body}(?![^ ])"),
            self.anchors(phrase),
            self.words(phrase),
            self._beside(phrase),
        )

    def _body(self, phrase: str) -> str:
        body, first = "", True
        for part in _PART.findall(phrase):
            body += self._placed(part, first)
            first = first and part.startswith("[")
        return body

    def _placed(self, part: str, first: bool) -> str:
        piece = self._piece(part)
        if part in ("$", "~", "..", "..."):
            return piece
        if part.startswith("["):
            return f"(?:{piece}\x01)?" if first else f"(?:\x01{piece})?"
        if "$" in part.split("|"):
            return f"(?:\x01{piece}|{self._piece('$')})"
        return piece if first else f"\x01{piece}"

    def _piece(self, part: str) -> str:
        if part == "$":
            joining = "|".join(map(re.escape, self.joining))
            return rf'(?=$| [,"]| (?:{joining})(?: |$))'
        if part == "~":
            return f"(?:\x01(?:{'|'.join(map(re.escape, self.fillers))})){{0,2}}"
        if part in ("..", "..."):
            return f"(?:\x01{_ANY}){{0,{4 if part == '..' else 7}}}?"
        return self._body(part[1:-1]) if part.startswith("[") else self._choice(part)

    def _choice(self, part: str) -> str:
        options = []
        for option in part.split("|"):
            if option == "$":
                continue
            if option.startswith("<"):
                options += [self._body(phrase) for phrase in self.names[option[1:-1]]]
            elif option == "yyyy":
                options.append(r"(?:19|20)\d\d")
            elif option == "##":
                options.append(_MANY)
            elif option == "#":
                options.append(rf"(?:\d+|{_NUMBERS})")
            else:
                options.append(re.escape(option))
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"

    def anchors(self, phrase: str) -> frozenset[str]:
        """The words of the rarest part that every match must have; empty when a match may have none."""
        sets = [self._part_anchors(part) for part in _PART.findall(phrase)]
        return min((s for s in sets if s), key=self._commonness, default=frozenset())

    def _beside(self, phrase: str) -> frozenset[str]:
        sets = sorted(filter(None, map(self._part_anchors, _PART.findall(phrase))), key=self._commonness)
        return sets[1] if len(sets) > 1 else frozenset()

    def _part_anchors(self, part: str) -> frozenset[str]:
        if (
            part in ("$", "~", "..", "...")
            or part.startswith("[")
            or {"#", "##", "$", "yyyy"} & set(part.split("|"))
        ):
            return frozenset()
        found: set[str] = set()
        for option in part.split("|"):
            if option.startswith("<"):
                inner = [self.anchors(phrase) for phrase in self.names[option[1:-1]]]
                if not all(inner):
                    return frozenset()
                found.update(*inner)
            else:
                found.add(option)
        return frozenset(found)

    def _commonness(self, words: frozenset[str]) -> tuple[int, int]:
        return len(words & self.common), len(words)

    def words(self, phrase: str) -> frozenset[str]:
        """Every word that a match could hold."""
        found: set[str] = set()
        for part in phrase.replace("[", " ").replace("]", " ").split():
            for option in part.split("|"):
                if option.startswith("<"):
                    found.update(*(self.words(p) for p in self.names[option[1:-1]]))
                elif option not in ("$", "~", "..", "...", "#", "##", "yyyy"):
                    found.add(option)
        return frozenset(found)


def index(phrases: Iterable[tuple[int, Phrase]]) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    """From an anchor word to the numbers of the phrases it calls for, and those which need none."""
    by_word: dict[str, list[int]] = {}
    always: list[int] = []
    for number, phrase in phrases:
        if not phrase.anchors:
            always.append(number)
        for word in phrase.anchors:
            by_word.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in by_word.items()}, tuple(always)
