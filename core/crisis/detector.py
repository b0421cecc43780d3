"""`assess`: one message, read together with the turns before it, as one verdict.

Owns how findings are put together: over sentences, windows, bursts and turns, and with what the bot asked.
Must not know phrases (data), platforms, storage or clocks. Screening rules, not a clinical instrument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.crisis.answers import replied
from core.crisis.classifier import classifier
from core.crisis.lexicon import FIRST, TOOL, Lexicon, Rule, lexicon
from core.crisis.normalise import Sentence, cleaned, sentences, windows
from core.crisis.reading import Finding, Read, findings, scan, settled
from core.crisis.tongues import read_in
from core.languages import FALLBACK
from core.messages import Asked, Level, Modality, Subject, Time, Topic, Verdict, legible

_LOOK_BACK = 12
"""How many of the person's earlier messages count as the same distress."""
_MENTIONED = 6
"""How many of the earlier messages may have named the person who is now only "he"."""
_FRAGMENT = 3
"""Words of a message that can only be the end of the one before it."""
_BURST = 4
_BURST_LENGTH = 80
_EVIDENCE = 200
_BRIEF = 500

ANSWERED: dict[tuple[Asked, str], Level] = {
    (Asked.SUICIDE, "yes"): Level.ACTIVE,
    (Asked.SUICIDE, "unsure"): Level.ACTIVE,
    (Asked.SUICIDE, "doubt"): Level.PASSIVE,
    (Asked.SUICIDE, "soon"): Level.IMMINENT,
    (Asked.SUICIDE, "later"): Level.INTENT,
    (Asked.PLAN, "yes"): Level.INTENT,
    (Asked.PLAN, "unsure"): Level.INTENT,
    (Asked.PLAN, "doubt"): Level.ACTIVE,
    (Asked.PLAN, "soon"): Level.IMMINENT,
    (Asked.PLAN, "later"): Level.INTENT,
    (Asked.MEANS, "yes"): Level.INTENT,
    (Asked.MEANS, "unsure"): Level.INTENT,
    (Asked.MEANS, "doubt"): Level.ACTIVE,
    (Asked.MEANS, "soon"): Level.IMMINENT,
    (Asked.MEANS, "later"): Level.INTENT,
    (Asked.SAFE, "no"): Level.INTENT,
    (Asked.SAFE, "unsure"): Level.ACTIVE,
    (Asked.SAFE, "doubt"): Level.ACTIVE,
}
"""What a short answer means after a question; what is not listed means nothing by itself."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person said earlier, and how it was read; newest last."""

    text: str = field(repr=False)
    verdict: Verdict


def assess(text: str, recent: Sequence[Heard] = (), asked: Asked | None = None) -> Verdict:
    """The verdict on one message. Pure; a message of any length is read whole, window by window."""
    return list(assess_in_steps(text, recent, asked))[-1]


def assess_in_steps(text: str, recent: Sequence[Heard] = (), asked: Asked | None = None) -> Iterator[Verdict]:
    """The running verdict after each window, so that an async caller can breathe in between."""
    verdict: Verdict | None = None
    for window in windows(text):
        before = recent if verdict is None else (*recent, Heard("", verdict))
        found = _assess_window(cleaned(window), before)
        verdict = found if verdict is None else _worse(verdict, found)
        yield verdict
    yield _in_context(verdict or Verdict(), text, recent, asked)


def warming(languages: Iterable[str] = (FALLBACK,), *, whole: bool = False) -> Iterator[None]:
    """Make these languages ready step by step, so that nobody's first message waits for it.

    Each step takes some milliseconds; `whole` makes every phrase ready, which takes seconds and memory.
    """
    for code in languages:
        yield from lexicon(code).preparing(None if whole else FIRST)


def _assess_window(text: str, recent: Sequence[Heard]) -> Verdict:
    """One window, in every language that it may hold; the language that names the danger is answered in."""
    main, codes = read_in(text, _spoken(recent))
    verdict = Verdict(language=main)
    for code in codes:
        verdict = _worse(verdict, _assess_in(text, lexicon(code), recent))
    if verdict.level < Level.PASSIVE:
        return replace(_sensed(verdict, text, main), language=main)
    return verdict


def _sensed(verdict: Verdict, text: str, language: str) -> Verdict:
    """What no rule touched may still sound like distress; anything read as a joke or a quotation stays one."""
    layer = classifier()
    untouched = not verdict.level and not verdict.topics and verdict.modality is Modality.ASSERTED
    if layer is None or not untouched or not layer.hears(text, language):
        return verdict
    return replace(
        verdict,
        level=Level.DISTRESS,
        subject=Subject.SELF,
        evidence=legible(text[:_EVIDENCE]),
        because="classifier",
    )


def _spoken(recent: Sequence[Heard]) -> str | None:
    """The language of what the person said before this."""
    return next((h.verdict.language for h in reversed(recent) if h.text), None)


def _assess_in(text: str, words: Lexicon, recent: Sequence[Heard]) -> Verdict:
    found, reads = _findings(text, words, recent)
    verdict = _verdict(found, text, words.language)
    verdict = _slang(verdict, found, words, recent)
    verdict = _with_means(verdict, found, reads, recent)
    if verdict.level and not verdict.evidence:
        verdict = replace(verdict, evidence=legible(text[:_EVIDENCE]))
    return verdict


def _reads(text: str, words: Lexicon) -> list[Read]:
    return [scan(sentence, words) for sentence in sentences(text, words.vocabulary)]


def _findings(text: str, words: Lexicon, recent: Sequence[Heard]) -> tuple[list[Finding], list[Read]]:
    reads = _reads(text, words)
    touched = [words.rules[match.name] for read in reads for match in read.rules]
    told = _told(touched, recent, words) if touched and recent else frozenset[str]()
    return list(findings(reads, words, told)), reads


def _told(touched: Sequence[Rule], recent: Sequence[Heard], words: Lexicon) -> frozenset[str]:
    """What earlier turns settled, so that "she", "them" and "I want to be with him" are understood."""
    known = recent[-_LOOK_BACK:]
    told = {cue for h in known for cue in settled(h.verdict.level, h.verdict.topics, h.verdict.subject)}
    if "risk" in told and any(rule.needs == "means" for rule in touched):
        told |= {"means" for h in known if _mentions(h.text, TOOL, words)}
    if "known" not in told and any(rule.subject == "other" for rule in touched):
        told |= {"known" for h in known[-_MENTIONED:] if _mentions(h.text, "known", words)}
    return frozenset(told)


def _mentions(text: str, cue: str, words: Lexicon) -> bool:
    return any(read.says(cue) for read in _reads(cleaned(text[:_BRIEF]), words))


def _verdict(found: Sequence[Finding], text: str, language: str) -> Verdict:
    """The gravest finding speaks; all own findings lend their topics."""
    if not found:
        return Verdict(language=language)
    top = max(found, key=lambda f: (f.level, f.topic is not None, f.span[1] - f.span[0]))
    grave = [f for f in found if f.level >= Level.PASSIVE]
    if not grave:
        return _light(found, top, text, language)
    topics = tuple(dict.fromkeys(f.topic for f in sorted(grave, key=lambda f: -f.level) if f.topic))
    if top.subject is Subject.OTHER:
        topics = tuple(dict.fromkeys((*topics, Topic.WORRY_FOR_OTHER)))
    return Verdict(
        top.level, topics, top.subject, top.time, top.modality,
        means_asked=any(f.rule.means for f in grave), language=language, evidence=_excerpt(text, top),
        because=f"lexicon: {top.rule.id}",
    )  # fmt: skip


def _light(found: Sequence[Finding], top: Finding, text: str, language: str) -> Verdict:
    """Nothing of the person's own above distress: worry and grief are named, at level 0."""
    about = [f for f in found if f.level and f.topic in (Topic.BEREAVEMENT, Topic.WORRY_FOR_OTHER)]
    by_suicide = [f for f in about if f.subject is Subject.OTHER]
    if about:
        first = max(by_suicide or about, key=lambda f: f.topic is Topic.BEREAVEMENT)
        topics = (first.topic,) if first.topic else ()
        return Verdict(
            topics=topics, subject=first.subject, time=first.time, language=language,
            because=f"lexicon: {first.rule.id}",
        )  # fmt: skip
    if top.level:
        return Verdict(
            Level.DISTRESS, (), top.subject, top.time, top.modality, False, language, _excerpt(text, top),
            because=f"lexicon: {top.rule.id}",
        )  # fmt: skip
    modality = top.modality if top.level is Level.NONE else Modality.ASSERTED
    return Verdict(time=top.time, modality=modality, language=language)


def _excerpt(text: str, finding: Finding) -> str:
    start, end = finding.span
    return legible(text[start : min(end, start + _EVIDENCE)])


def _slang(verdict: Verdict, found: Sequence[Finding], words: Lexicon, recent: Sequence[Heard]) -> Verdict:
    """`kms` alone is light; with distress around it, or said again, it is not."""
    said = [f for f in found if f.rule.id == "slang" and f.modality is not Modality.NEGATED]
    if not said or verdict.level >= Level.PASSIVE:
        return verdict
    distress = any(f.level and f.topic is None for f in found) or _distress(recent) >= Level.DISTRESS
    again = len(said) > 1 or any(_slangy(h.text, words) for h in recent[-_LOOK_BACK:])
    if distress or again:
        return replace(
            verdict,
            level=Level.PASSIVE,
            topics=(Topic.SUICIDE,),
            subject=Subject.SELF,
            because="lexicon: slang",
        )
    level = max(f.level for f in said)
    if not level:
        return verdict
    return replace(verdict, level=Level.DISTRESS, topics=(), subject=Subject.SELF, modality=Modality.ASSERTED)


def _slangy(text: str, words: Lexicon) -> bool:
    return any(
        match.name == "slang" for r in _reads(cleaned(text[:_BURST_LENGTH]), words) for match in r.rules
    )


def _distress(recent: Sequence[Heard]) -> Level:
    own = (h.verdict.level for h in recent[-_LOOK_BACK:] if h.verdict.subject is not Subject.OTHER)
    return max(own, default=Level.NONE)


def _with_means(
    verdict: Verdict, found: Sequence[Finding], reads: Sequence[Read], recent: Sequence[Heard]
) -> Verdict:
    """Distress and means make intent, also when they are several turns apart."""
    own = max((f.level for f in found if not f.rule.means and f.subject is Subject.SELF), default=Level.NONE)
    distress = max(own, _distress(recent))
    cues = ("means_soft", "means_odd") if distress >= Level.PASSIVE else ("means_soft",)
    asked = verdict.means_asked or any(r.says(cue) for r in reads for cue in cues)
    if asked and distress >= Level.DISTRESS:
        return _raised(verdict, Level.INTENT, means=True)
    if _deed(verdict, reads, recent):
        hurried = any(r.says(cue) for r in reads for cue in ("tonight", "today", "now"))
        return _raised(verdict, Level.IMMINENT if hurried else Level.INTENT, means=verdict.means_asked)
    if own >= Level.DISTRESS and any(r.says("means_grave") for r in reads) and own < Level.ACTIVE:
        verdict = _raised(verdict, Level.ACTIVE, means=verdict.means_asked)
    if own >= Level.PASSIVE and Topic.SUICIDE in verdict.topics and any(r.says("means_near") for r in reads):
        return _raised(
            verdict, Level.INTENT if own >= Level.ACTIVE else Level.ACTIVE, means=verdict.means_asked
        )
    return verdict


def _deed(verdict: Verdict, reads: Sequence[Read], recent: Sequence[Heard]) -> bool:
    """ "I'm going to do it", after it was said what."""
    before = any(
        h.verdict.level >= Level.PASSIVE and Topic.SUICIDE in h.verdict.topics for h in recent[-_LOOK_BACK:]
    )
    denied = any(r.says("negation") for r in reads)
    return before and not denied and any(r.says("deed") for r in reads)


def _raised(verdict: Verdict, level: Level, means: bool) -> Verdict:
    topics = tuple(dict.fromkeys((*verdict.topics, Topic.SUICIDE))) if verdict.level else (Topic.SUICIDE,)
    return replace(
        verdict, level=max(level, verdict.level), topics=topics, subject=Subject.SELF, means_asked=means,
        modality=Modality.QUESTION if means else verdict.modality, evidence=verdict.evidence,
        because="talk: distress and means",
    )  # fmt: skip


def _worse(one: Verdict, other: Verdict) -> Verdict:
    """The graver of two; their topics are joined when both are grave."""
    if _gravity(other) > _gravity(one):
        one, other = other, one
    if one.level >= Level.PASSIVE and other.level >= Level.PASSIVE:
        one = replace(one, topics=tuple(dict.fromkeys((*one.topics, *other.topics))))
    return replace(one, means_asked=one.means_asked or other.means_asked)


def _gravity(verdict: Verdict) -> tuple[Level, bool, bool]:
    return verdict.level, bool(verdict.topics), verdict.modality is not Modality.ASSERTED


def _in_context(verdict: Verdict, text: str, recent: Sequence[Heard], asked: Asked | None) -> Verdict:
    """What the turns before it make of a message."""
    words = lexicon(next(iter(read_in(text, _spoken(recent))[1])))
    if len(text) <= _BURST_LENGTH and recent:
        verdict = _worse(verdict, _burst(text, recent, words))
    if asked is not None:
        verdict = _worse(verdict, _answer(text, recent, asked, verdict.language))
    return _named(_retracted(verdict, text, recent, words), recent)


def _named(verdict: Verdict, recent: Sequence[Heard]) -> Verdict:
    """`I'm not safe` says nothing of what from: the talk does, and without it, it is taken for own risk."""
    if verdict.level < Level.PASSIVE or verdict.topics:
        return verdict
    before = [h.verdict.topics for h in recent if h.verdict.level >= Level.PASSIVE and h.verdict.topics]
    return replace(verdict, topics=before[-1] if before else (Topic.SUICIDE,))


def _burst(text: str, recent: Sequence[Heard], words: Lexicon) -> Verdict:
    """Pieces sent one after another, read as one: only what the newest piece completes counts.

    The fewest pieces that make it whole are read, so that a time named in another matter joins nothing.
    """
    pieces: list[str] = []
    for earlier in reversed(recent[-_BURST:]):
        if len(earlier.text) > _BURST_LENGTH or not earlier.text.strip():
            break
        pieces.insert(0, cleaned(earlier.text))
    if not pieces:
        return Verdict()
    whole = _completed(pieces, text, recent, words)
    for fewer in range(1, len(pieces)) if whole.level else ():
        part = _completed(pieces[-fewer:], text, recent, words)
        if part.level:
            return part
    return whole


def _completed(pieces: Sequence[str], text: str, recent: Sequence[Heard], words: Lexicon) -> Verdict:
    """What these pieces say with the newest one and would not say without it."""
    head = " ".join(pieces)
    joined = f"{head} {cleaned(text)}"
    found, _ = _findings(joined, words, recent)
    timed = Level.IMMINENT if not _only_a_time(text, words) else recent[-1].verdict.level
    crossing = [
        f for f in found if f.span[0] < len(head) < f.span[1] or (len(pieces) == 1 and f.level > timed)
    ]
    verdict = _verdict([f for f in crossing if f.level >= Level.PASSIVE], joined, words.language)
    if verdict.level <= Level.DISTRESS:
        return Verdict(language=verdict.language)
    return replace(verdict, because=f"burst: {verdict.because.removeprefix('lexicon: ')}")


def _only_a_time(text: str, words: Lexicon) -> bool:
    """`tonight`, `like right now`: a piece that only says when."""
    if len(text.split()) > _FRAGMENT:
        return False
    for read in _reads(cleaned(text), words):
        named = [m for cue in ("tonight", "today", "now", "dated") for m in read.cues.get(cue, ())]
        covered = {at for m in named for at in range(m.start, m.end)}
        if named and len(read.sentence.words) - len(covered) <= 1:
            return True
    return False


def _answer(text: str, recent: Sequence[Heard], asked: Asked, language: str) -> Verdict:
    """A short answer to a direct question; "no" lowers nothing, it only raises nothing."""
    said = replied(text, _spoken(recent))
    if said & {"soon", "later"} and _mentions(text, "past", lexicon(language)):
        said -= {"soon", "later"}
    level = max((ANSWERED.get((asked, word), Level.NONE) for word in said), default=Level.NONE)
    if level is Level.NONE:
        return Verdict(modality=Modality.NEGATED if "no" in said else Modality.ASSERTED, language=language)
    before = [h.verdict for h in recent if h.verdict.level >= Level.PASSIVE and h.verdict.topics]
    topics = before[-1].topics if before else (Topic.SUICIDE,)
    return Verdict(
        level, topics, Subject.SELF, language=language, evidence=legible(text[:_EVIDENCE]),
        because=f"answer: to {asked}",
    )  # fmt: skip


def _retracted(verdict: Verdict, text: str, recent: Sequence[Heard], words: Lexicon) -> Verdict:
    """A retraction or an affirmed safety lowers what was said before it by one step, never more."""
    if len(text) > 4 * _BURST_LENGTH or not recent:
        return verdict
    own = [h.verdict for h in recent[-3:] if h.verdict.subject is Subject.SELF]
    last = max(own, key=lambda v: v.level, default=Verdict())
    if last.level < Level.PASSIVE or verdict.level >= last.level - 1:
        return verdict
    reads = _reads(cleaned(text), words)
    if not any(r.says("retraction") for r in reads) or any(r.says("past") for r in reads):
        return verdict
    return replace(
        last, level=Level(last.level - 1), topics=last.topics if last.level > Level.PASSIVE else (),
        time=Time.NOW, modality=Modality.NEGATED, means_asked=False,
        language=verdict.language, evidence=legible(text[:_EVIDENCE]), because="talk: retraction",
    )  # fmt: skip


__all__ = ["Heard", "Sentence", "assess", "assess_in_steps", "windows"]
