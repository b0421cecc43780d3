"""The guard: each sentence that a model wrote, before a person sees it.

Owns the order of the checks. `core.guard.faults` is the list of what can be wrong; what is said in which language
is data. Must not know any engine, and gives no wording of its own: whoever asks decides what is said instead.
"""

from __future__ import annotations

from dataclasses import replace

from core.guard.context import Context, Persona, Screening, registry_links, registry_numbers
from core.guard.faults import Fault
from core.guard.lexicon import languages
from core.guard.links import foreign_link
from core.guard.meaning import misheard
from core.guard.numbers import wrong_number
from core.guard.shape import outer
from core.guard.text import questions, sentences
from core.guard.tongue import foreign

__all__ = [
    "Context",
    "Fault",
    "Persona",
    "Screening",
    "languages",
    "registry_links",
    "registry_numbers",
    "screen",
    "screen_reply",
    "sentences",
]

_LONGEST_READ = 2_000
"""Beyond it a text is too long whatever it says."""


def screen(sentence: str, context: Context | None = None) -> Screening:
    """Whether this sentence may be shown, at this point of this talk."""
    context = context or Context()
    if len(sentence) > _LONGEST_READ:
        return Screening(Fault.LENGTH)
    if not sentence.strip():
        return Screening(Fault.GIBBERISH)
    if foreign_link(sentence, context.allowed_links):
        return Screening(Fault.LINK)
    if context.language not in languages():
        return Screening(Fault.LANGUAGE)
    fault = misheard(sentence, context) or wrong_number(sentence, context)
    if fault is None and foreign(sentence, context):
        fault = Fault.LANGUAGE
    return Screening(fault or outer(sentence, context))


def screen_reply(user: str, reply: str, context: Context | None = None) -> Screening:
    """Whether a whole reply to what `user` wrote may be shown: the first fault of its sentences in their order."""
    context = context or Context()
    said = (context.said,) if isinstance(context.said, str) else context.said
    now = replace(context, said=(*filter(None, said), user))
    cut = list(sentences(reply))
    for sentence in cut:
        screening = screen(sentence, now)
        if not screening.ok:
            return screening
        now = replace(now, before=(*now.before, sentence), questions=now.questions + questions(sentence))
    return Screening() if cut else Screening(Fault.GIBBERISH)
