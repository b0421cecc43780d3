"""Text as a reader would read it: disguises undone, words told apart, each still knowing where it stood.

Owns spelling (invisible characters, look-alikes, leet, spaced and repeated letters, run-together words)
and the cutting into windows and sentences. Must not know what any word means: it gets a vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product

from core.languages import fold

WHOLE = 8_000
"""Characters up to which a text is read at once."""
WINDOW = 1_000
OVERLAP = 300
"""A longer one is read in windows of this size, so that others may go on between them."""
_LONGEST = 120
_SHARED = 40
"""Words of a sentence that are read at once, and how many of them again with the next."""
_BRIEF_WORDS = 2
_BRIEF_CHARACTERS = 8
"""A sentence no longer than this stays with the one before it."""
_LONGEST_WORD = 64
_SHORTEST = 2
"""Letters that must be left of a word when a small one is cut off its front."""

_HIDDEN = re.compile(
    "[\x00\u00ad\u0300-\u036f\u0489\u061c\u0640\u064b-\u065f\u0670\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
_FLAGS = {0x1F1E6 + i: chr(ord("a") + i) for i in range(26)}
_VOWELS = "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
"""Signs of Devanagari that belong to a word and are no letters."""
_PIECE = re.compile(
    r"(?P<spaced>(?<![^\W_])(?:[^\W_][ \n.\-_*·/|~]{1,3}){2,}[^\W_](?![^\W_'’]))"
    rf"|(?P<word>[@$]?[^\W_](?:[\w{_VOWELS}'’ʼ`´*@$!|+]*[\w{_VOWELS}])?)"
    r"|(?P<comma>\.{2,}|…+|[,:()\[\]،、，：—–]|(?<=\s)-+(?=\s)|--+)"
    r"|(?P<stop>[.!?;\n。！？؟।]+)"
    r"|(?P<quote>[\"“”„«»「」『』《》]|(?<!\w)['‘’](?=\w)|(?<=[\w.!?,])['’](?!\w))"
    r"|(?P<sign>[^\w\s])"
)
_LOOKALIKES = str.maketrans(
    "аеорсухіѕјԁкмтвнгԛԝһӏαεοιρτυκνχηωᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢłøđıß",
    "aeopcyxisjdkmtbhrqwhlaeoiptukvxnwabcdefghijklmnoprstuvwyzlodib",
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
                       "@": "a", "$": "s", "!": "i", "|": "i", "+": "t"})  # fmt: skip
_RUN = re.compile(r"(.)\1{2,}")
_APOSTROPHES = re.compile("['’ʼ`´]")
_ODD = re.compile(r"[^a-z]|(.)\1\1")
_CUT_OFF = frozenset({"t", "m", "ve", "d", "s", "re"})
_NOT_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_VOWELS}])*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_AS_CYRILLIC = str.maketrans("aeopcyxkmtbhir0346@", "аеорсухкмтвнигозчба")
_UNIT = re.compile(r"[a-z0-9]+|\S")


def spelling(phrase: str) -> str:
    """A phrase of the data as it is compared: folded, and without apostrophes, as people type."""
    return _APOSTROPHES.sub("", fold(unicodedata.normalize("NFKC", phrase)))


def units(text: str) -> list[str]:
    """The characters of a script without spaces; Latin letters and digits among them stay together."""
    return _UNIT.findall(text)


def cleaned(text: str) -> str:
    """What is visible of it, with compatibility forms (full width, bold, circled) made plain."""
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).translate(_FLAGS)
    return _HIDDEN.sub("", plain)


def windows(text: str) -> Iterator[str]:
    """Overlapping pieces that can each be assessed in a few milliseconds; a text that is not huge is one piece."""
    if len(text) <= WHOLE:
        yield text
        return
    step = WINDOW - OVERLAP
    for start in range(0, max(1, len(text) - OVERLAP), step):
        yield text[start : start + WINDOW]


def pairs(words: Sequence[str]) -> Iterator[str]:
    """Neighbouring characters, by which a phrase of a script without spaces is found; marks between them are none."""
    return (one + other for one, other in pairwise([word for word in words if word not in (",", '"')]))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that the patterns know; an odd spelling is repaired only into one of these."""

    words: frozenset[str]
    respelled: Mapping[str, tuple[str, ...]]
    grave: frozenset[str]
    """Words whose censored (`k*ll`) and run-together (`killmyself`) forms are looked for."""
    signs: frozenset[str]
    stems: frozenset[str] = frozenset()
    """Beginnings of words that patterns know with any ending."""
    proclitics: tuple[str, ...] = ()
    """Small words written together with the next one, as the Arabic "and"."""
    characters: bool = False
    """Every character is a word."""
    _sizes: tuple[int, ...] = field(init=False, default=())
    _lookalikes: Mapping[int, int | str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sizes", tuple(sorted({len(stem) for stem in self.stems})))
        cyrillic = any(map(_CYRILLIC.search, self.grave))
        object.__setattr__(self, "_lookalikes", _AS_CYRILLIC if cyrillic else _LOOKALIKES)

    def knows(self, word: str) -> bool:
        return word in self.words or word in self.respelled or any(self._stems_of(word))

    def known_in(self, words: Sequence[str]) -> set[str]:
        """These words, and with a `*` the known beginnings that they have; of characters, also each two."""
        found = set(words)
        if self.characters:
            found.update(pairs(words))
        if self.stems:
            found.update([f"{stem}*" for word in tuple(found) for stem in self._stems_of(word)])
        return found

    def undisguised(self, word: str) -> str:
        """Letters of another script that look like this one's."""
        return word.translate(self._lookalikes)

    def _stems_of(self, word: str) -> Iterator[str]:
        for size in self._sizes:
            if size > len(word):
                return
            if (stem := word[:size]) in self.stems:
                yield stem

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Normalised words joined by single spaces, and where each stood in the cleaned text."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    end: str = ""
    text: str = field(default="", repr=False)

    @classmethod
    def of(cls, words: list[str], spans: list[tuple[int, int]], end: str) -> Sentence:
        return cls(tuple(words), tuple(spans), end, " ".join(words))

    @property
    def asks(self) -> bool:
        return "?" in self.end or "؟" in self.end or "？" in self.end


def sentences(text: str, vocabulary: Vocabulary) -> list[Sentence]:
    """The text cut at full stops; a fragment of one or two words stays with the sentence before it."""
    made: list[Sentence] = []
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind == "stop":
            if words:
                made.append(Sentence.of(words, spans, piece.group()))
            words, spans = [], []
            continue
        for word, span in _placed(str(kind), piece, vocabulary):
            words.append(word)
            spans.append(span)
    if words:
        made.append(Sentence.of(words, spans, ""))
    brief = _BRIEF_CHARACTERS if vocabulary.characters else _BRIEF_WORDS
    return [cut for whole in _joined([_rejoined(s, vocabulary) for s in made], brief) for cut in _cut(whole)]


def _rejoined(sentence: Sentence, vocabulary: Vocabulary) -> Sentence:
    """`don t` and `i m`, as some keyboards and copies leave them."""
    words, spans = list(sentence.words), list(sentence.spans)
    for at in range(len(words) - 1, 0, -1):
        whole = words[at - 1] + words[at]
        if words[at] in _CUT_OFF and whole in vocabulary.respelled:
            new = list(vocabulary.respelled[whole])
            words[at - 1 : at + 1] = new
            spans[at - 1 : at + 1] = [(spans[at - 1][0], spans[at][1])] * len(new)
    return Sentence.of(words, spans, sentence.end)


def _joined(made: list[Sentence], brief: int) -> list[Sentence]:
    kept: list[Sentence] = []
    for sentence in made:
        before = kept[-1] if kept else None
        if (
            before
            and not before.asks
            and len(before.words) < 60
            and min(len(sentence.words), len(before.words)) <= brief
        ):
            words = [*before.words, ",", *sentence.words]
            spans = [*before.spans, (before.spans[-1][1],) * 2, *sentence.spans]
            kept[-1] = Sentence.of(words, spans, sentence.end)
        else:
            kept.append(sentence)
    return kept


def _cut(sentence: Sentence) -> Iterator[Sentence]:
    """Pieces short enough that whatever is looked for in pairs stays cheap; they overlap."""
    if len(sentence.words) <= _LONGEST:
        yield sentence
        return
    for start in range(0, len(sentence.words) - _SHARED, _LONGEST - _SHARED):
        part = slice(start, start + _LONGEST)
        yield Sentence.of(list(sentence.words[part]), list(sentence.spans[part]), sentence.end)


def _placed(kind: str, piece: re.Match[str], vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of one piece with their places; a script without spaces has one for every character."""
    if vocabulary.characters and kind in ("word", "spaced"):
        start = piece.start()
        for unit in _UNIT.finditer(piece.group().lower()):
            yield unit.group(), (start + unit.start(), start + unit.end())
        return
    for word in _words(kind, piece.group(), vocabulary):
        yield word, piece.span()


def _words(kind: str, raw: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if kind == "word":
        return spelled(raw, vocabulary)
    if kind == "spaced":
        return _unspaced(raw, vocabulary)
    if kind == "comma":
        return (",",)
    if kind == "quote":
        return ('"',)
    return vocabulary.respelled.get(raw, (raw,)) if raw in vocabulary.signs else ()


@lru_cache(maxsize=8192)
def spelled(raw: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """One written word as the words that it stands for."""
    low = fold(raw)
    if low in vocabulary.respelled:
        return vocabulary.respelled[low]
    word = _APOSTROPHES.sub("", low)
    if word in vocabulary.respelled:
        return vocabulary.respelled[word]
    if word in vocabulary.words or (len(word) < 8 and not _ODD.search(word)):
        return (word,)
    if len(word) > _LONGEST_WORD:
        return (word[:_LONGEST_WORD],)
    for clitic in vocabulary.proclitics:
        rest = word.removeprefix(clitic)
        if word.startswith(clitic) and len(rest) >= _SHORTEST and vocabulary.knows(rest):
            return vocabulary.respelled.get(rest, (rest,))
    return _repaired(word, vocabulary)


@lru_cache(maxsize=4096)
def _repaired(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    plain = vocabulary.undisguised(word)
    for candidate in _candidates(plain, vocabulary):
        if candidate in vocabulary.respelled:
            return vocabulary.respelled[candidate]
        if candidate in vocabulary.words:
            return (candidate,)
    if vocabulary.knows(word):
        return (word,)
    letters = plain.translate(_LEET)
    return _run_together(letters, vocabulary) or _parts(word, vocabulary)


def _parts(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    parts = tuple(_NOT_WORD.findall(word))
    if len(parts) < 2:
        return parts
    return tuple(w for part in parts for w in vocabulary.respelled.get(part, (part,)))


def _candidates(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    letters = word.translate(_LEET)
    yield word
    if any(c.isalpha() for c in word):
        yield letters
    if "*" in word and len(word) < 20:
        shape = re.compile("".join("[a-z]" if c == "*" else re.escape(c) for c in word))
        yield from (g for g in sorted(vocabulary.grave) if shape.fullmatch(g))
    runs = list(_RUN.finditer(letters))
    if runs and len(runs) <= 4:
        yield from _squashed(letters, runs)


def _squashed(word: str, runs: list[re.Match[str]]) -> Iterator[str]:
    """Each long run as one letter or two: `killll` and `diiie` both come out right."""
    for lengths in product((1, 2), repeat=len(runs)):
        wanted = iter(lengths)
        yield _RUN.sub(lambda run, wanted=wanted: run.group(1) * next(wanted), word)  # type: ignore[misc]


def _run_together(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not 7 <= len(word) <= 40 or not any(g in word for g in vocabulary.grave):
        return ()
    found = _segmented(word, vocabulary)
    return found if any(w in vocabulary.grave for w in found) else ()


def _segmented(letters: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The fewest known words that cover all letters, or nothing."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 12), end):
            head = best[start]
            word = letters[start:end]
            if head is None or not vocabulary.knows(word) or (len(word) == 1 and word not in "ia"):
                continue
            whole = (*head, *vocabulary.respelled.get(word, (word,)))
            if best[end] is None or len(whole) < len(best[end] or ()):
                best[end] = whole
    return best[-1] or ()


def _unspaced(raw: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """`k i l l  m y s e l f` as words; letters that spell nothing stay single."""
    groups = [_letters(group) for group in re.split(r"\s{2,}", raw)]
    if len(groups) > 1 and all(vocabulary.knows(g) or len(g) > 2 for g in groups):
        return tuple(w for g in groups for w in vocabulary.respelled.get(g, (g,)))
    letters = _letters(raw)
    found = _segmented(letters[:60], vocabulary) if len(letters) <= 60 else ()
    if any(len(w) > 2 for w in found):
        return found
    single = [part.lower() for part in _NOT_WORD.findall(raw)]
    return tuple(w for part in single for w in vocabulary.respelled.get(part, (part,)))


def _letters(raw: str) -> str:
    return "".join(_NOT_WORD.findall(raw)).lower().translate(_LOOKALIKES).translate(_LEET)
