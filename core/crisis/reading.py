"""What one sentence says: who it is about, when, and whether it is meant, denied, quoted or joked.

Owns the scope of negation, quotation, time and person. Must not know turns, windows or verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.crisis.lexicon import Kind, Lexicon, Match, Rule, Scope
from core.crisis.normalise import Sentence
from core.messages import Level, Modality, Subject, Time, Topic

_LOOK_BACK = 25
_SAYING = 5
"""How far behind a quotation the word may stand that says who said it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One danger read in the text, after everything that changes its meaning."""

    rule: Rule
    level: Level
    subject: Subject
    time: Time
    modality: Modality
    span: tuple[int, int]

    @property
    def topic(self) -> Topic | None:
        return self.rule.topic


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with the rules it touches and the cues it holds."""

    sentence: Sentence
    scope: Scope
    rules: tuple[Match, ...]
    cues: Mapping[str, tuple[Match, ...]]

    def says(self, cue: str) -> bool:
        return cue in self.cues

    def near(self, cue: str, match: Match) -> bool:
        """Whether the cue stands close by; people write long without a full stop."""
        close = self.scope.close
        return any(
            match.start - close <= found.end and found.start <= match.end + close
            for found in self.cues.get(cue, ())
        )


def scan(sentence: Sentence, lexicon: Lexicon) -> Read:
    rules: list[Match] = []
    cues: defaultdict[str, list[Match]] = defaultdict(list)
    for match in lexicon.find(sentence):
        if match.name in lexicon.rules:
            rules.append(match)
        else:
            cues[match.name].append(match)
    return Read(sentence, lexicon.scope, tuple(rules), {name: tuple(found) for name, found in cues.items()})


def findings(
    reads: Iterable[Read], lexicon: Lexicon, heard: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Everything the text says about danger, voided findings included at level 0 with their modality.

    `heard` names cues that earlier turns settled. What one sentence settles counts for the others too.
    """
    reads = tuple(reads)
    told = heard | {cue for read in reads for cue in _told(read)}
    found = list(_under(reads, lexicon, told))
    waiting = {lexicon.rules[match.name].needs for read in reads for match in read.rules} - told - {""}
    if not waiting:
        return iter(found)
    gained = {cue for f in found for cue in settled(f.level, (f.topic,) if f.topic else (), f.subject)}
    if not gained & waiting:
        return iter(found)
    return _under(reads, lexicon, told | gained, at_once="worried" not in heard)


_OWN_RISK = frozenset({Topic.SUICIDE, Topic.SELF_HARM, Topic.OVERDOSE, Topic.PSYCHOSIS})
_ATTACKED = frozenset({Topic.DOMESTIC_VIOLENCE, Topic.SEXUAL_ASSAULT, Topic.CHILD_ABUSE})


def settled(level: Level, topics: Sequence[Topic], subject: Subject) -> Iterator[str]:
    """The cues that a turn or a finding leaves behind: what "it", "them" and "he" will mean after it."""
    about = set(topics)
    if Topic.BEREAVEMENT in about:
        yield "bereaved"
    if Topic.WORRY_FOR_OTHER in about or (subject is Subject.OTHER and level >= Level.IMMINENT):
        yield from ("known", "worried")
    if subject is Subject.OTHER or level < Level.PASSIVE:
        return
    yield "risky"
    if about & _OWN_RISK or not about:
        yield "risk"
        if level >= Level.ACTIVE:
            yield "grave"
    if Topic.OVERDOSE in about and level >= Level.INTENT:
        yield "overdosed"
    if about & _ATTACKED and level >= Level.ACTIVE:
        yield "violence"
    if Topic.HARM_TO_OTHERS in about:
        yield "hostile"


def _under(
    reads: Sequence[Read], lexicon: Lexicon, told: frozenset[str], *, at_once: bool = False
) -> Iterator[Finding]:
    """Every finding, given what is told; `at_once` when this very message is what made one worried."""
    for read in reads:
        for match in read.rules:
            if (
                at_once
                and lexicon.rules[match.name].needs == "worried"
                and _is_the_worry(read, match, lexicon)
            ):
                continue
            finding = _finding(read, match, lexicon, told)
            if finding is not None:
                yield finding


def _is_the_worry(read: Read, match: Match, lexicon: Lexicon) -> bool:
    """Whether these words are what made one worried, and no news since."""
    return any(
        other.start < match.end and match.start < other.end
        for other in read.rules
        if lexicon.rules[other.name].topic is Topic.WORRY_FOR_OTHER and not lexicon.rules[other.name].needs
    )


def _told(read: Read) -> Iterator[str]:
    """The cues of the whole text that count for every sentence of it; a denied recovery is none."""
    for cue in ("known", "reported", "made_up", "recovered", "bereaved"):
        if any(not _negated(read, match) for match in read.cues.get(cue, ())):
            yield cue


def _finding(read: Read, match: Match, lexicon: Lexicon, told: frozenset[str]) -> Finding | None:
    rule = lexicon.rules[match.name]
    subject = _subject(read.sentence, match, rule, lexicon)
    if subject is None or not _fits(rule, subject, told):
        return None
    modality = _modality(read, match, rule)
    void = modality in _NOTHING or _void(read, match, rule.kind)
    level = Level.NONE if void else _level(read, match, rule.kind, told)
    spans = read.sentence.spans
    time = _time(read, match)
    return Finding(rule, level, subject, time, modality, (spans[match.start][0], spans[match.end - 1][1]))


_NOTHING = frozenset({Modality.NEGATED, Modality.QUOTED})
_ABOUT_OTHERS = frozenset({Topic.WORRY_FOR_OTHER, Topic.BEREAVEMENT})


def _fits(rule: Rule, subject: Subject, told: frozenset[str]) -> bool:
    """Whether the rule is about this person; strangers, characters and headlines are nobody's worry."""
    if rule.needs and rule.needs not in told:
        return False
    if rule.topic in _ABOUT_OTHERS and rule.subject == "other":
        mourned = {"bereaved"} if rule.topic is Topic.BEREAVEMENT else set()
        known = bool(told & {"known", "reported", *mourned})
        return subject is Subject.OTHER and known and "made_up" not in told
    if rule.subject == "means":
        return "made_up" not in told
    return rule.subject in ("other", "grief") or subject is Subject.SELF


def _subject(sentence: Sentence, match: Match, rule: Rule, lexicon: Lexicon) -> Subject | None:
    """The last person named before the words in question; a bare phrase is the speaker's own."""
    if rule.subject == "grief":
        return Subject.UNCLEAR
    inside = set(sentence.words[match.start : match.end])
    if rule.subject == "means" or (rule.subject != "other" and lexicon.scope.inside & inside):
        return Subject.SELF
    if rule.kind.level >= Level.IMMINENT and rule.subject == "other":
        return Subject.OTHER
    if rule.topic in _ATTACKED and rule.subject == "self":
        return Subject.SELF  # the one who is named before it is the one who does it
    people = lexicon.subjects
    if rule.subject == "other" and inside & people["other"]:
        return Subject.OTHER
    for word in reversed(sentence.words[max(0, match.start - _LOOK_BACK) : match.start]):
        if word in people["self"]:
            return Subject.SELF
        if word in people["you"]:
            return None
        if word in people["other"]:
            return Subject.OTHER
    return Subject.SELF


def _modality(read: Read, match: Match, rule: Rule) -> Modality:
    if _negated(read, match):
        return Modality.NEGATED
    if _quoted(read, match):
        return Modality.QUOTED
    if _void(read, match, rule.kind) or read.near("joking", match):
        return Modality.JOKING
    if read.sentence.asks:
        return Modality.QUESTION
    words = read.sentence.words[max(0, match.start - 2) : match.end]
    return Modality.HYPOTHETICAL if "if" in words else Modality.ASSERTED


def _void(read: Read, match: Match, kind: Kind) -> bool:
    """An idiom, a game, a film: the words without their meaning."""
    if any(read.near(cue, match) for cue in kind.void):
        return True
    return any(
        match.end - 1 <= cue.start <= match.end for name in kind.after for cue in read.cues.get(name, ())
    )


def _negated(read: Read, match: Match) -> bool:
    """Denied within its clause: by a word before it, or by one right behind it."""
    scope, affirmed = read.scope, read.cues.get("affirms", ())
    if any(match.end <= n.start <= match.end + scope.after for n in read.cues.get("negation_after", ())):
        return True
    for negation in read.cues.get("negation", ()):
        opening = (
            negation.start == match.start and negation.end < match.end and negation.end - negation.start > 1
        )
        if not opening and not negation.end <= match.start <= negation.end + scope.reach:
            continue
        if any(a.start <= negation.start < a.end for a in affirmed):
            continue
        between = set(read.sentence.words[negation.end : match.start])
        if between & scope.breaks:
            continue
        opens_with_i = read.sentence.words[match.start] in scope.pronouns or scope.pronouns & between
        near = match.start - negation.end <= scope.beside
        if not opens_with_i or near or _attitude(read, negation):
            return True
    return False


def _attitude(read: Read, negation: Match) -> bool:
    """`I don't think I want to die` denies what follows; `I'm not well I want to die` does not."""
    return any(a.start <= negation.start < a.end for a in read.cues.get("attitude", ()))


def _quoted(read: Read, match: Match) -> bool:
    words = read.sentence.words
    if any(match.start - 2 <= cue.end <= match.start for cue in read.cues.get("titled", ())):
        return True
    inside = words[: match.start].count('"') % 2 == 1
    named = any(
        cue.end <= match.start or match.end < cue.start <= match.end + _SAYING
        for cue in read.cues.get("quoting", ())
    )
    return inside and named and not read.says("own_words")


def _time(read: Read, match: Match) -> Time:
    if read.near("recent", match):
        return Time.NOW if read.near("fresh", match) else Time.RECENT
    return Time.PAST if read.near("past", match) else Time.NOW


def _level(read: Read, match: Match, kind: Kind, told: frozenset[str]) -> Level:
    """The kind's level, raised by urgency, then lowered by time, jokes and recovery."""
    time = _time(read, match)
    level = kind.level
    if time is not Time.PAST:
        level = max([level, *(to for cue, to in kind.raised if read.near(cue, match) or cue in told)])
    limits = [to for cue, to in kind.lowered if _lowers(cue, read, match, time, kind, told)]
    return min([level, *limits])


def _lowers(cue: str, read: Read, match: Match, time: Time, kind: Kind, told: frozenset[str]) -> bool:
    if cue == "past":
        return time is Time.PAST
    if cue == "recent":
        return time is Time.RECENT and not read.near("tonight", match) and not read.near("now", match)
    if cue == "recovered":
        return cue in told and (time is Time.PAST or (kind.over and time is Time.NOW))
    return read.near(cue, match)
