"""`hearken protocol`: the crisis protocol that the laws on such programs ask to be published.

Written from the tables that the program itself goes by; `docs/protocol.md` is its output, which a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.care.disclosure import AWAY, SILENCE, TALKING, TALKING_MINOR
from core.crisis.detector import ANSWERED
from core.crisis.hold import ENDINGS, SOFTENED
from core.crisis.lexicon import rules
from core.guard import Fault
from core.helplines import LineTopic, Service, load
from core.languages import SUPPORTED
from core.messages import Level, Topic
from core.report import SMALLEST

_MEANING = {
    Level.NONE: (
        "ordinary talk",
        "the listener; worry for another and a death by suicide get fixed wording and lines",
    ),
    Level.DISTRESS: ("hopeless, burdened, overwhelmed", "the listener"),
    Level.PASSIVE: ("a wish not to be here", "fixed wording, a direct question, one line with its number"),
    Level.ACTIVE: (
        "thoughts of suicide or self-harm now",
        "no model speaks: a card with lines, one direct question",
    ),
    Level.INTENT: ("intent, a plan, means at hand", "the card, urging to call and to be with somebody"),
    Level.IMMINENT: ("happening, or about to", "the emergency number first, one act, presence"),
}


def text() -> str:
    """The whole protocol as Markdown."""
    return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterable[str]:
    yield """# Crisis protocol

How Hearken notices that somebody may be in danger, what it then does, and to whom it points. Written by
`hearken protocol` from the program's own tables. It is a program that listens, not a therapist and no crisis
service; nobody reads along, and it cannot call anyone. These are screening rules, not a clinical instrument, and no
clinician has reviewed them yet."""
    yield """## Detection

Every message is read before anything else happens to it - before limits, consent, commands or the model - also edits,
captions and the pieces of a burst, alone and joined. Reading is done on the machine itself by rules per language;
nothing is sent anywhere. If the reader itself fails, the message counts as level 2."""
    yield (
        "Languages with rules, wording and a guard of their own: "
        + ", ".join(SUPPORTED)
        + (". In any other language no model speaks: one fixed line names the international directory.")
    )
    yield _table(
        ("level", "meaning", "what the person gets"),
        ((str(int(level)), *_MEANING[level]) for level in Level),
    )
    yield "Topics beside the level: " + ", ".join(topic.value.replace("_", " ") for topic in Topic) + "."
    yield "What the rules look for:"
    yield _table(
        ("what is said", "topic", "level when said plainly"),
        ((rule.says, _topic(rule.topic), str(int(rule.kind.level))) for rule in rules().values()),
    )
    yield """## What the bot asked

A bare answer is read in the light of the question before it. A "no" lowers nothing."""
    yield _table(
        ("asked about", "answer", "level at least"),
        ((asked.value, said, str(int(level))) for (asked, said), level in ANSWERED.items()),
    )
    yield """## Interruption: the safety hold

From level 2 on a hold stands, for everybody and whether or not anything is remembered: one row with a keyed hash
and an end, its level and topic encrypted, deleted when it ends. Under a hold of 3 to 5 no model speaks; fixed turns
do."""
    yield _table(
        ("hold", "ends after", "and after calm messages", "at the latest", "one step down by button"),
        (
            (
                str(int(level)), _span(ending.time), str(ending.turns), _span(ending.longest),
                str(int(lower)) if (lower := SOFTENED[level]) else "ends",
            )
            for level, ending in ENDINGS.items()
        ),
    )  # fmt: skip
    yield _referral()
    yield f"""Each answer that names a line is counted per month and country, without any identifier; `hearken report`
prints the year, numbers under {SMALLEST} hidden. Nobody is blocked, limited, deleted or reported for what they
write."""
    yield f"""## Saying what it is

Before first use; when a talk begins anew after {_span(SILENCE)} of silence; every {_span(TALKING)} of one talk (every
{_span(TALKING_MINOR)} for somebody known to be under age); after {_span(AWAY)} away; and whenever asked.
Somebody who says that they are under the age limit gets wording and lines for children, and no model."""
    yield "## What a model may never say\n\nEach sentence of a model is read before a person sees it. Held back:"
    yield _table(("fault", "what it is"), ((fault.value, fault.meaning) for fault in Fault))


def _referral() -> str:
    registry = load()
    countries = [country for country in registry.countries if country.emergency]

    def with_line(*topics: LineTopic) -> int:
        return sum(any(country.about(topic) for topic in topics) for country in registry.countries)

    return f"""## Referral

The registry holds emergency numbers by service ({", ".join(Service)}) of {len(countries)} countries, a suicide or
emotional-support line of {with_line(LineTopic.SUICIDE, LineTopic.EMOTIONAL_SUPPORT)}, lines for children of \
{with_line(LineTopic.CHILD)}, against domestic violence of {with_line(LineTopic.DOMESTIC_VIOLENCE)} and after sexual
assault of {with_line(LineTopic.SEXUAL_ASSAULT)} countries, each with its sources and how well they support it. The
country is the one that the person set, else that of the place their talk came from; a guess from the language is said
to be one. For one's own risk the ambulance is named, never the police; for being attacked, the police. No number is
ever written by a model."""


def _topic(topic: Topic | None) -> str:
    return topic.value.replace("_", " ") if topic else "-"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    for size, name in ((1_440, "day"), (60, "hour"), (1, "minute")):
        if minutes and minutes % size == 0:
            count = minutes // size
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "at once"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines)
