"""Which language a text is in: by its script, and where several share one, by its commonest words.

Owns the list of languages that the product speaks and the telling apart of them from the others it knows of.
Must not know what any word means. Made for chats: short, unaccented, mixed.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from core.languages.folding import fold

FALLBACK = "en"
OTHER = "other"
"""A language that is none of ours."""
SUPPORTED = (
    "en",
    "es",
    "pt",
    "fr",
    "de",
    "it",
    "nl",
    "pl",
    "ru",
    "uk",
    "tr",
    "ar",
    "hi",
    "id",
    "ja",
    "ko",
    "zh",
)
"""Those with a lexicon, guard rules and wording of their own."""

_SAMPLE = 1_000
_RANKS = 1_000
_UNACCENTED = 0.8
_CLEAR = 4.0
"""By how much the best language must lead before it is said to be sure."""
_ENOUGH = 0.3
_PRESENT = 3
"""Letters of a script that make it a part of the text."""
_DENSE = 2.5
"""How many Latin letters a Chinese, Japanese or Korean one counts for."""
_FOREIGN = 3.0
_NEAR = 3
_CHINESE = re.compile("[的了是我不你们們这這吗嗎么麼没沒给給她嘅唔佢啲冇系]")
"""Characters that Chinese is full of and that Japanese without kana hardly has."""
_DEFAULTS = {"latin": FALLBACK, "cyrillic": "ru", "arabic": "ar"}
_WORD = re.compile(r"(?<!['’])[^\W\d_]+|(?<=['’])(?!(?:ve|re|ll|s|t|d|m)\b)[^\W\d_]+")
"""A word; of an English contraction, the part before the apostrophe."""
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640]")
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("latin", re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("kana", re.compile("[\u3041-\u30ff\uff66-\uff9f]")),
    ("ko", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("han", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
)
_MEMBERS = {
    "latin": frozenset(
        {"en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "id", "hi", "ar"}
        | {"sv", "da", "nb", "fi", "hu", "cs", "sk", "ro", "sh", "sl", "ca", "lt", "lv", "is", "vi", "fil"}
    ),
    "cyrillic": frozenset({"ru", "uk", "bg", "mk", "sh"}),
    "arabic": frozenset({"ar", "fa", "ur"}),
}
_TELLING = {
    "uk": (re.compile("[іїєґІЇЄҐ]"), 6.0),
    "ru": (re.compile("[ыэъёЫЭЪЁ]"), 6.0),
    "fa": (re.compile("[پچژگکی]"), 2.0),
    "ur": (re.compile("[ٹڈڑںےہھ]"), 3.0),
    "de": (re.compile("[ßẞ]"), 4.0),
    "pl": (re.compile("[łżśćńęźŁŻŚĆ]"), 4.0),
    "tr": (
        re.compile(r"[ğışİĞŞ]|\w\w(?:yorum|iyom|ıyom|uyom|üyom|icam|ıcam|ucam|icem|ücem|acam|ecem|miyo)\b"),
        3.0,
    ),
    "es": (re.compile(r"[ñ¿¡]|\w\w(?:arme|erme|irme|iendo|ándome)\b"), 4.0),
    "pt": (re.compile("[ãõ]"), 4.0),
    "it": (re.compile(r"\w\w(?:armi|ermi|irmi|zione|issimo|issima)\b"), 3.0),
    "en": (re.compile(r"\w\w(?:ing|n['’]t|ly)\b"), 1.5),
    "vi": (re.compile("[ăơưđạảấầẩậắằặẹẻẽếềểễệỉịọỏốồổộớờởợụủứừửữựỳỵỷỹ]"), 4.0),
    "hu": (re.compile("[őű]"), 4.0),
    "ro": (re.compile("[țșăâî]"), 2.0),
    "cs": (re.compile("[ěřů]"), 4.0),
}
"""Letters and endings that hardly any other language of the script has, and what each is worth."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The likeliest language of a text; `sure` when nothing else is near it."""

    code: str
    sure: bool = False
    also: tuple[str, ...] = ()
    """Other languages of ours that the text may be in, or holds a part of."""

    @property
    def ours(self) -> bool:
        return self.code in SUPPORTED


def detect(text: str) -> Detected:
    """The language of a text; English, unsure, where nothing speaks for any."""
    return _detected(text[:_SAMPLE])


@lru_cache(maxsize=256)
def _detected(sample: str) -> Detected:
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    letters = sum(c.isalpha() for c in sample)
    if not letters:
        return Detected(FALLBACK)
    found = [
        _of_script(name, sample, counts)
        for name, _ in _SCRIPTS
        if counts[name] >= (_PRESENT if name in _DEFAULTS else 1)
    ]
    found = found or [_of_script(name, sample, counts) for name, _ in _SCRIPTS if counts[name]]
    if not found or sum(counts.values()) < letters * _ENOUGH:
        return Detected(OTHER, letters > _PRESENT, tuple(one.code for _, one in found if one.ours))
    _, main = max(found, key=lambda pair: pair[0])
    rest = (code for _, one in found for code in (one.code, *one.also))
    also = tuple(
        dict.fromkeys(code for code in (*main.also, *rest) if code in SUPPORTED and code != main.code)
    )
    return Detected(main.code, main.sure, also)


def _of_script(name: str, sample: str, counts: Mapping[str, int]) -> tuple[float, Detected]:
    """What one script's share of a text is in, and how much of the text it is."""
    han, kana = counts["han"], counts["kana"]
    if name == "ko":
        return counts["ko"] * _DENSE, Detected("ko", True)
    if name == "hi":
        return counts["hi"] * 1.0, Detected("hi", True)
    if name == "kana":
        return (kana + han) * _DENSE, Detected("ja", True)
    if name == "han":
        if kana * 8 >= han and kana:
            return 0.0, Detected("ja", True)
        chinese = bool(_CHINESE.search(sample))
        return han * _DENSE, Detected("zh", chinese, () if chinese else ("ja",))
    return counts[name] * 1.0, _by_words(sample, name)


def _by_words(sample: str, script: str) -> Detected:
    members, weights = _MEMBERS[script], _weights()
    letters = dict(_SCRIPTS)[script]
    words = [_MARKS.sub("", w) for w in _WORD.findall(sample.lower()) if letters.search(w)]
    spoken = [[pair for pair in weights.get(word, ()) if pair[0] in members] for word in words]
    scores: Counter[str] = Counter()
    for code, (letter, worth) in _TELLING.items():
        if code in members and (seen := len(letter.findall(sample))):
            scores[code] = min(worth * 2, worth * seen)  # type: ignore[assignment]
    for pairs in spoken:
        for code, weight in pairs:
            scores[code] += weight  # type: ignore[assignment]
    if not scores:
        return Detected(_DEFAULTS[script])
    (best, score), second = scores.most_common(1)[0], 0.0
    if len(scores) > 1:
        second = scores.most_common(2)[1][1]
    ours = Counter({code: value for code, value in scores.items() if code in SUPPORTED})
    if best not in SUPPORTED:
        nearest = ours.most_common(1)[0][0] if ours else _DEFAULTS[script]
        if len(words) >= 3 and score - ours[nearest] >= _CLEAR:
            return Detected(OTHER, True, _beside(ours, spoken, best, score, sure=False))
        return Detected(nearest, False, _beside(ours, spoken, nearest, score, sure=False))
    sure = score - second >= _CLEAR
    return Detected(best, sure, _beside(ours, spoken, best, score, sure=sure))


def _beside(
    ours: Counter[str], spoken: Iterable[list[tuple[str, float]]], best: str, score: float, *, sure: bool
) -> tuple[str, ...]:
    """The languages that words foreign to the best one speak for, and those nearly as likely as it."""
    foreign: Counter[str] = Counter()
    for pairs in spoken:
        if all(code != best for code, _ in pairs):
            foreign.update(dict(pairs))
    near = (code for code, value in ours.most_common(_NEAR) if not sure and value >= score * 0.5)
    named = (code for code, value in foreign.most_common(_NEAR) if value >= _FOREIGN and code in SUPPORTED)
    return tuple(code for code in dict.fromkeys((*near, *named)) if code != best)


@cache
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each common word, the languages it is common in and how much it speaks for each."""
    heavy: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for code, words in _lists():
        for rank, word in enumerate(words):
            worth = 0.5 + math.log(1 + _RANKS / (rank + 12))
            for form, share in ((word, 1.0), (fold(word), _UNACCENTED)):
                if worth * share > heavy[form].get(code, 0.0):
                    heavy[form][code] = worth * share
    return {word: tuple(codes.items()) for word, codes in heavy.items()}


def _lists() -> Iterable[tuple[str, list[str]]]:
    folder = resources.files("core.languages") / "data"
    for line in folder.joinpath("words.tsv").read_text("utf-8").splitlines():
        code, _, words = line.partition("\t")
        yield code, words.split()
    for code, words in tomllib.loads(folder.joinpath("chat.toml").read_text("utf-8")).items():
        yield code, str(words).split()


def word_count(text: str) -> int:
    """About how many words; two characters of a script without spaces count as one."""
    dense = sum(len(pattern.findall(text)) for name, pattern in _SCRIPTS if name in ("kana", "han", "ko"))
    return max(len(text.split()), dense // 2)


def joint(language: str) -> str:
    """What stands between two sentences."""
    return "" if language in ("ja", "zh") else " "


__all__ = ["FALLBACK", "OTHER", "SUPPORTED", "Detected", "detect", "fold", "joint", "word_count"]
