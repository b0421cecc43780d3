"""The little language in which phrases are written, and its translation into safe regular expressions.

    word         that word                    a|b        either word
    word*        any word that begins so      a_b|c      the two words "a b", or "c"
    <name>       one of the phrases listed under `words.name`
    [a phrase]   may be missing
    ~            up to two filler words       ..         up to four words of any kind
    ...          up to seven words            #          a number
    ##           a number above six           yyyy       1900 to 2099
    $            nothing more is said: end, comma, or a joining word

Where a language is written without spaces (or, as Korean, with spaces that people leave out), every character
is a word: `死にたい` is four of them, and `..` and `...` reach over eight and sixteen.

Owns that language. Must not know what a phrase is used for. No pattern holds a repeated repetition,
so that matching stays linear. A pattern is compiled when its anchor is first met: most never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from core.crisis.normalise import pairs, spelling, units

_GAP = r'(?: [,"]){0,2} '
_ANY = r'[^ ,"]+'
_STEM = '[^ ,"]*'
_PART = re.compile(r"\[[^\]]*\]|\S+")
_MANY = r"(?:[7-9]|\d\d+|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|dozens)"
_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred"
    "|dozens|several|couple|few"
)
_SIGNS = frozenset({"$", "~", "..", "...", "#", "##", "yyyy"})
_REACH = {"..": (4, 8), "...": (7, 16)}


class Phrase:
    """A phrase and the words of which one must be present before it is worth trying.

    `beside` is a second such set, from another part of it; empty when there is none.
    """

    __slots__ = ("_grammar", "_pattern", "_source", "anchors", "beside")

    def __init__(self, source: str, grammar: Grammar) -> None:
        self._source = source
        self._grammar = grammar
        self._pattern: re.Pattern[str] | None = None
        self.anchors, self.beside = grammar.anchors(source)

    @property
    def pattern(self) -> re.Pattern[str]:
        return self._pattern or self.compiled()

    def compiled(self) -> re.Pattern[str]:
        """The pattern, made now if it was not yet."""
        if self._pattern is None:
            self._pattern = re.compile(rf"(?<![^ ]){self._grammar.body(self._source)}(?![^ ])")
        return self._pattern


class Grammar:
    """What a phrase may refer to: named word lists, filler words, and what may follow an end."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        fillers: Iterable[str],
        joining: Iterable[str],
        common: Iterable[str],
        *,
        numbers: Iterable[str] = (),
        characters: bool = False,
    ) -> None:
        self._names = {name: tuple(map(spelling, phrases)) for name, phrases in names.items()}
        self._fillers = tuple(map(spelling, fillers))
        self._joining = tuple(map(spelling, joining))
        self._common = frozenset(map(spelling, common))
        self._characters = characters
        self._numbers = "|".join([_NUMBERS, *(self._word(spelling(word)) for word in numbers)])
        self._bodies: dict[str, str] = {}
        self._anchors: dict[str, frozenset[str]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def compile(self, phrase: str) -> Phrase:
        return Phrase(spelling(phrase), self)

    # --- what it looks like as a regular expression --------------------------------------------------

    def body(self, phrase: str) -> str:
        return self._body(phrase).replace("\x01", _GAP)

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
            joining = "|".join(self._word(word) for word in self._joining)
            return rf'(?=$| [,"]| (?:{joining})(?: |$))' if joining else r'(?=$| [,"])'
        if part == "~":
            fillers = "|".join(self._word(word) for word in self._fillers)
            return f"(?:\x01(?:{fillers})){{0,2}}" if fillers else ""
        if part in _REACH:
            return f"(?:\x01{_ANY}){{0,{_REACH[part][self._characters]}}}?"
        return self._body(part[1:-1]) if part.startswith("[") else self._choice(part)

    def _choice(self, part: str) -> str:
        options = []
        for option in part.split("|"):
            if option == "$":
                continue
            if option.startswith("<"):
                options += [self._named(phrase) for phrase in self._names[option[1:-1]]]
            elif option == "yyyy":
                options.append(r"(?:19|20)\d\d")
            elif option == "##":
                options.append(_MANY)
            elif option == "#":
                options.append(rf"(?:\d+|{self._numbers})")
            else:
                options.append(self._word(option))
        if self._characters:
            options.sort(key=len, reverse=True)  # the first that fits is taken: a longer one says more
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"

    def _named(self, phrase: str) -> str:
        if phrase not in self._bodies:
            self._bodies[phrase] = self._body(phrase)
        return self._bodies[phrase]

    def _word(self, option: str) -> str:
        stem = len(option) > 1 and option.endswith("*")
        plain = option[:-1] if stem else option
        made = [re.escape(unit) for word in _apart(plain) for unit in self._units(word)]
        return "\x01".join(made) + _STEM * stem

    def _units(self, word: str) -> Iterable[str]:
        return units(word) if self._characters else (word,)

    # --- the words without which it cannot be there --------------------------------------------------

    def anchors(self, phrase: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words of its rarest part and of its next rarest; empty when a match may have none."""
        sets = sorted(filter(None, map(self._part_anchors, _PART.findall(phrase))), key=self._commonness)
        nothing = frozenset[str]()
        return (sets[0] if sets else nothing), (sets[1] if len(sets) > 1 else nothing)

    def _part_anchors(self, part: str) -> frozenset[str]:
        if part.startswith("[") or _SIGNS & set(part.split("|")):
            return frozenset()
        found: set[str] = set()
        for option in part.split("|"):
            inner = self._name_anchors(option[1:-1]) if option.startswith("<") else {self._anchor(option)}
            if not inner:
                return frozenset()
            found |= inner
        return frozenset(found)

    def _name_anchors(self, name: str) -> frozenset[str]:
        if name not in self._anchors:
            inner = [self.anchors(phrase)[0] for phrase in self._names[name]]
            self._anchors[name] = frozenset().union(*inner) if all(inner) else frozenset()
        return self._anchors[name]

    def _anchor(self, option: str) -> str:
        """The word itself; of several words the first that is not common, of several characters the rarest two."""
        if not self._characters and "_" not in option:
            return option
        parts = [unit for word in _apart(option.removesuffix("*")) for unit in self._units(word)]
        if self._characters and len(parts) > 1:
            return min(pairs(parts), key=lambda pair: sum(unit in self._common for unit in pair))
        return next((unit for unit in parts if unit not in self._common), parts[0])

    def _commonness(self, words: frozenset[str]) -> tuple[int, int]:
        return len(words & self._common), len(words)

    def words(self, phrase: str) -> Iterator[str]:
        """Every word that a match could hold; one that ends in `*` stands for all that begin so."""
        for part in spelling(phrase).replace("[", " ").replace("]", " ").split():
            for option in part.split("|"):
                if option.startswith("<"):
                    yield from self._name_words(option[1:-1])
                elif option not in _SIGNS:
                    for word in _apart(option):
                        yield from self._units(word)

    def _name_words(self, name: str) -> frozenset[str]:
        if name not in self._words:
            self._words[name] = frozenset(word for named in self._names[name] for word in self.words(named))
        return self._words[name]


def _apart(option: str) -> list[str]:
    """The words of an option; several are written with `_` between them, or are listed with spaces."""
    return option.replace("_", " ").split()


def index(
    phrases: Iterable[tuple[int, Phrase]],
) -> tuple[dict[str, tuple[tuple[int, frozenset[str]], ...]], tuple[int, ...]]:
    """From an anchor word to the phrases it calls for, each with what must stand beside it; and those without one."""
    by_word: dict[str, list[tuple[int, frozenset[str]]]] = {}
    always: list[int] = []
    for number, phrase in phrases:
        if not phrase.anchors:
            always.append(number)
        for word in phrase.anchors:
            by_word.setdefault(word, []).append((number, phrase.beside))
    return {word: tuple(called) for word, called in by_word.items()}, tuple(always)
