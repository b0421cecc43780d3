"""Fifteen ways in which people hide what they write from filters. Each is seeded by the text itself."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_LOOK = str.maketrans("aeopcyxik", "аеорсухік")
_LEET = str.maketrans("aeiost", "431057")
_ACCENTS = "\u0301\u0308\u0323\u0331\u0300"
_EMOJI = "🙂🌧️🖤✨🌙"


def _every_other(text: str, put: Callable[[str, random.Random], str]) -> str:
    dice = random.Random(text)
    return "".join(put(c, dice) if c.isalpha() and dice.random() < 0.5 else c for c in text)


def upper(text: str) -> str:
    return text.upper()


def zero_width(text: str) -> str:
    return _every_other(text, lambda c, _: c + "\u200b")


def soft_hyphens(text: str) -> str:
    return _every_other(text, lambda c, _: c + "\u00ad")


def look_alikes(text: str) -> str:
    return _every_other(text.lower(), lambda c, _: c.translate(_LOOK))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mathematical(text: str) -> str:
    bold = {c: chr(0x1D41A + i) for i, c in enumerate("abcdefghijklmnopqrstuvwxyz")}
    return "".join(bold.get(c, c) for c in text.lower())


def leet(text: str) -> str:
    return text.lower().translate(_LEET)


def spaced(text: str) -> str:
    return "  ".join(" ".join(word) for word in text.split())


def dotted(text: str) -> str:
    return " ".join(".".join(word) if len(word) > 3 else word for word in text.split())


def stretched(text: str) -> str:
    dice = random.Random(text)
    words = text.split()
    return " ".join(
        word[: (at := dice.randrange(len(word)))] + word[at] * 4 + word[at + 1 :] if len(word) > 3 else word
        for word in words
    )


def accented(text: str) -> str:
    return _every_other(text, lambda c, dice: c + dice.choice(_ACCENTS))


def starred(text: str) -> str:
    """The vowel of the words that filters look for, as people censor themselves."""
    return re.sub(
        r"\b(kill|die|dead|suicide|suicidal|dying|death|overdose|harm|cut|hang)(\w*)",
        lambda m: re.sub("[aeiou]", "*", m[1], count=1) + m[2],
        text,
        flags=re.IGNORECASE,
    )


def run_together(text: str) -> str:
    """Neighbouring words joined around those that filters look for."""
    return re.sub(
        r"\b(kill|killing|end|ending|take|hurt|cut)\s+(my\s?\w+)", r"\1\2", text, flags=re.IGNORECASE
    )


def between_emoji(text: str) -> str:
    dice = random.Random(text)
    return " ".join(f"{word} {dice.choice(_EMOJI)}" if dice.random() < 0.4 else word for word in text.split())


def unpunctuated(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text.lower())


DISGUISES: tuple[Callable[[str], str], ...] = (
    upper, zero_width, soft_hyphens, look_alikes, full_width, mathematical, leet, spaced, dotted, stretched,
    accented, starred, run_together, between_emoji, unpunctuated,
)  # fmt: skip
