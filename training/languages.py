"""The commonest words of each language, from which `core.languages` tells languages apart.

Writes `core/languages/data/words.tsv` from the word frequencies that the package `wordfreq` ships
(CC BY-SA 4.0). Run it again only when the set of languages changes: `python -m training languages`.
"""

from __future__ import annotations

import re
from pathlib import Path

SPOKEN = ("en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "uk", "tr", "ar", "id")
"""Told apart by their words; the others have a script of their own."""
OTHERS = ("sv", "da", "nb", "fi", "hu", "cs", "sk", "ro", "sh", "sl", "ca", "lt", "lv", "is", "vi", "fil",
          "bg", "mk", "fa", "ur")  # fmt: skip
WORDS_ENGLISH = 3_000
"""More than of the others: an English word must not pass for a foreign one."""
WORDS_SPOKEN = 900
WORDS_OTHER = 250
TARGET = Path(__file__).parents[1] / "core" / "languages" / "data" / "words.tsv"
_WORD = re.compile(r"[^\W\d_]+")


def build() -> int:
    """Write the table; the number of languages in it."""
    from wordfreq import top_n_list

    lines = []
    for code in (*SPOKEN, *OTHERS):
        wanted = WORDS_ENGLISH if code == "en" else WORDS_SPOKEN if code in SPOKEN else WORDS_OTHER
        words = [w for w in top_n_list(code, 2 * wanted) if _WORD.fullmatch(w)][:wanted]
        lines.append(f"{code}\t{' '.join(words)}")
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    return len(lines)
