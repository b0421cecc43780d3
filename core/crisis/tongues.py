"""In which languages a text is to be read, so that nothing said in one of them goes unread.

Must not know what is said in them: that is the lexicons'.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from core.crisis.lexicon import languages
from core.languages import FALLBACK, Detected, detect

_TELLING = 3
"""Words from which on a message speaks for its own language, whatever was spoken before."""


@cache
def _lexicons() -> frozenset[str]:
    return frozenset(languages())


def read_in(text: str, spoken: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The language that a text counts as, and every language to read it in, the likeliest first.

    `spoken` is the language of what came before: a short message stays in it.
    """
    found = detect(text)
    nearby = spoken or (FALLBACK if found.code not in _SCRIPT else None)
    also = found.also if found.sure or nearby is None else (*found.also, nearby)
    main = _main(text, found, spoken)
    wanted = dict.fromkeys((main, found.code, *also))
    return main, tuple(code for code in wanted if code in _lexicons()) or (FALLBACK,)


def _main(text: str, found: Detected, spoken: str | None) -> str:
    if spoken and not (found.sure and len(text.split()) >= _TELLING) and _may_be(spoken, found, text):
        return spoken
    return found.code


def _may_be(spoken: str, found: Detected, text: str) -> bool:
    """Whether a short text can be in the language spoken before: another script speaks against it."""
    return spoken in (found.code, *found.also) or (not found.sure and _same_script(spoken, found.code, text))


def _same_script(spoken: str, code: str, text: str) -> bool:
    return _SCRIPT.get(spoken, "latin") == _SCRIPT.get(code, "latin") or not any(c.isalpha() for c in text)


_SCRIPT = {"ru": "cyrillic", "uk": "cyrillic", "ar": "arabic", "ja": "east", "zh": "east", "ko": "hangul"}
"""Those that are not mostly written in Latin letters."""


def spoken_before(languages_heard: Sequence[str]) -> str | None:
    """The language of what the person said last."""
    return languages_heard[-1] if languages_heard else None
