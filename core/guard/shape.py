"""What can be wrong with a sentence before anybody asks what it means: mangled, repeated, too long, or debris.

Must not know any language beyond the letters it is written in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from core.guard.context import Context, Persona
from core.guard.faults import Fault
from core.guard.lexicon import rules
from core.guard.text import DENSE, Reading, fold, questions
from core.guard.text import read as read_spelled
from core.languages import detect

LONGEST = {Persona.LISTENER: 320, Persona.FAQ: 500}
LONGEST_REPLY = {Persona.LISTENER: 900, Persona.FAQ: 2_000}
"""Characters; scripts that put a word into one or two have half of it."""
_DENSE_SHARE = 2

_DEBRIS = re.compile(
    r"<\|?/?\w*\|?>|\|\w+\||\[/?[A-Z]{2,}\]|<<|>>|```|^#{1,6}\s|#{2,}|\{\w*\}|\{\{|\\n|\\u[0-9a-f]{4}|</?[a-z]+>"
    r"|\b(?:user|assistant|system|customer|agent|speaker|supporter|seeker)\s?:\s"
    r"|^\s*(?:human|listener|bot|ai|person \w|q|a|response|reply|hearken)\s?:\s"
    r"|\bsystem prompt\b|\blanguage model\b|_comma_|\bas an ai (?:language|model|text)|&[a-z]+;"
    r"|\bopenai\b|\bchatgpt\b|something hard was said here"
    r"|\bmy (?:instructions|guidelines|training data|programming)\b"
    r"|(?<!\w)\*(?!\*)[^*\n]{2,60}\*(?!\*)|^\s*(?:[-*•]|\d{1,2}[.)])\s+\S"
    r"|\([a-z]+s (?:softly|gently|warmly|quietly)\)",
    re.IGNORECASE | re.MULTILINE,
)
_MANGLED = re.compile(r"[bcdfghjklmnpqrstvwxz]{7,}|(\w)\1{5,}|[a-z]\d[a-z]\d|\ufffd|[\ue000-\uf8ff]")
_MARKED = re.compile(r"[^\w\s]{6,}")
_DENSE_LOOP = re.compile(r"([^\W\d_]{2,12})[\s,、，。.!！]*(?:\1[\s,、，。.!！]*){2}")
_VOWELS = re.compile("[aeiouyáéíóúàèìòùâêîôûäëïöüãõåæœąęıůýø]")
_LATIN = re.compile(r"[a-zà-ÿāăąćčďđęěğıłńňőœřśšşťůűźżž]+")
_LONGEST_WORD = 34
_LETTERS_SHARE = 0.5
_SAME = 0.8
_FEW = 5
_KNOWN_AMONG = 5
_PAUSES = ".,!?;:'\"-"


def read(text: str, language: str) -> Reading:
    return read_spelled(text, rules(language).spelling)


def debris(sentence: str) -> bool:
    return bool(_DEBRIS.search(sentence))


def gibberish(sentence: str, language: str) -> bool:
    """Nothing to read, or letters that make no words."""
    if not any(c.isalnum() for c in sentence):
        return not _emoji_only(sentence)
    folded = fold(sentence)
    visible = [c for c in folded if not c.isspace() and c not in _PAUSES]
    readable = sum(unicodedata.category(c)[0] in "LMN" for c in visible)
    if readable < _LETTERS_SHARE * len(visible) or _MANGLED.search(folded) or _MARKED.search(folded):
        return True
    words = _LATIN.findall(folded)
    if language not in DENSE and any(len(word) > _LONGEST_WORD for word in words):
        return True
    if (
        len(words) >= _KNOWN_AMONG
        and rules(language).common.isdisjoint(words)
        and _unknown(sentence, language)
    ):
        return True
    odd = sum(len(word) > 3 and not _VOWELS.search(word) and not _humming(word) for word in words)
    return odd > 0 and odd * 4 >= len(words)


def _unknown(sentence: str, language: str) -> bool:
    """Words of which no language has any among its common ones."""
    found = detect(sentence)
    return found.code == language and not found.sure and not found.also


def _humming(word: str) -> bool:
    """`hmm`, `shhh`, `pfft`: no vowel and still a sound that people make."""
    return len(set(word)) <= 3


def _emoji_only(sentence: str) -> bool:
    signs = [c for c in sentence if not c.isspace() and c not in "\ufe0f\u200d"]
    return 0 < len(signs) <= _FEW and all(unicodedata.category(c) in ("So", "Sk") for c in signs)


def looping(sentence: str, context: Context) -> bool:
    """It goes round in circles, or says again what was just said."""
    if _repeats_itself(sentence, context.language):
        return True
    words = read(sentence, context.language).words
    if any(_alike(words, read(earlier, context.language).words) for earlier in context.before):
        return True
    heard = context.said if isinstance(context.said, tuple) else (context.said,)
    return len(words) >= _FEW and any(words == read(said, context.language).words for said in heard)


def _repeats_itself(sentence: str, language: str) -> bool:
    if language in DENSE:
        return bool(_DENSE_LOOP.search(sentence))
    words = read(sentence, language).words
    if any(_in_a_row(words, size) for size in range(1, 7)):
        return True
    if len(words) >= 2 * _FEW:
        triples = Counter(zip(words, words[1:], words[2:], strict=False))
        return len(set(words)) < 0.4 * len(words) or max(triples.values()) > 3
    return False


def _in_a_row(words: tuple[str, ...], size: int) -> bool:
    """A run of `size` words three times over; a single word only from the fourth time on."""
    times = 4 if size == 1 else 3
    same = 0
    for at in range(size, len(words)):
        same = same + 1 if words[at] == words[at - size] else 0
        if same >= size * (times - 1):
            return True
    return False


def _alike(words: tuple[str, ...], earlier: tuple[str, ...]) -> bool:
    if words == earlier:
        return bool(words)
    if min(len(words), len(earlier)) < _FEW:
        return False
    one, other = set(words), set(earlier)
    return len(one & other) >= _SAME * len(one | other)


def too_long(sentence: str, context: Context) -> bool:
    share = _DENSE_SHARE if context.language in DENSE else 1
    whole = len(sentence) + sum(map(len, context.before))
    return (
        len(sentence) > LONGEST[context.persona] // share or whole > LONGEST_REPLY[context.persona] // share
    )


def asks_too_much(sentence: str, context: Context) -> bool:
    asked = questions(sentence)
    return asked > 0 and asked + context.questions > 1


def outer(sentence: str, context: Context) -> Fault | None:
    """The first fault of form, in the order in which they are named."""
    if gibberish(sentence, context.language):
        return Fault.GIBBERISH
    if debris(sentence):
        return Fault.DEBRIS
    if looping(sentence, context):
        return Fault.LOOP
    if too_long(sentence, context):
        return Fault.LENGTH
    return Fault.QUESTIONS if asks_too_much(sentence, context) else None
