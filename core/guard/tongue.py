"""Whether a sentence is in the language of the talk.

Owns what may be foreign in a sentence: names, a word or two, what the person wrote. Must not know how languages are
told apart, nor any rule of meaning.
"""

from __future__ import annotations

import unicodedata

from core.guard.context import Context
from core.languages import OTHER, detect

_SCRIPTS = {
    "ru": "CYRILLIC", "uk": "CYRILLIC", "ar": "ARABIC", "hi": "DEVANAGARI",
    "ja": "HIRAGANA KATAKANA CJK", "zh": "CJK", "ko": "HANGUL CJK",
}  # fmt: skip
_NO_SCRIPT = frozenset(
    {
        "FULLWIDTH",
        "HALFWIDTH",
        "MODIFIER",
        "FEMININE",
        "MASCULINE",
        "KATAKANA-HIRAGANA",
        "IDEOGRAPHIC",
        "BLACK",
    }
    | {"MATHEMATICAL", "DOUBLE-STRUCK"}
)
_MOSTLY = 0.5
_FEW_LETTERS = 4
_FEW_WORDS = 3
_TELLING_LETTERS = 6


def foreign(sentence: str, context: Context) -> bool:
    """Written in another script, or in the words of another language."""
    own = _SCRIPTS.get(context.language, "LATIN").split()
    scripts = [_script(c) for c in sentence if c.isalpha() and c not in context.heard]
    if any(script not in own and script not in ("LATIN", "") for script in scripts):
        return True
    latin = sum(script == "LATIN" for script in scripts)
    if "LATIN" not in own and latin > max(_FEW_LETTERS, _MOSTLY * len(scripts)):
        return True
    return _other_words(sentence, context)


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "" if first in _NO_SCRIPT else first


def _other_words(sentence: str, context: Context) -> bool:
    found = detect(sentence)
    if found.code == context.language:
        return False
    if found.sure:
        return found.code != OTHER or len(sentence.split()) > _FEW_WORDS
    long_enough = sum(map(str.isalpha, sentence)) >= _TELLING_LETTERS
    return long_enough and found.code != OTHER and context.language not in found.also
