"""Letters as they are compared: lower case, without accents, one form where several are typed.

Must not know any word.
"""

from __future__ import annotations

import re
import unicodedata

_ASIDE = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c]")
_FOLDED = str.maketrans({"ł": "l", "ı": "i", "ß": "ss", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe",
                         "ى": "ي", "ة": "ه", "ँ": "ं"})  # fmt: skip


def fold(text: str) -> str:
    """Lower case and without accents; the same for everybody who types a word, however carefully."""
    low = text.lower()
    if low.isascii():
        return low
    bare = _ASIDE.sub("", unicodedata.normalize("NFD", low))
    return unicodedata.normalize("NFC", bare).translate(_FOLDED)
