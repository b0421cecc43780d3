"""The vocabulary: what every other file means by a message, a turn, a verdict or a reply.

Owns the nouns and their invariants. Knows no platform, no storage and no wording.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

LONGEST_MESSAGE = 8_000
"""Characters that one message may have and still be answered in kind; longer ones are assessed, not answered."""


class Role(IntEnum):
    """What the platform says a person may do in a place. It never makes anybody an operator."""

    MEMBER = 0
    MODERATOR = 1
    ADMIN = 2


class Kind(StrEnum):
    TEXT = "text"
    EDIT = "edit"
    BUTTON = "button"


class Level(IntEnum):
    """How urgent a message is, from ordinary talk to danger under way."""

    NONE = 0
    DISTRESS = 1
    PASSIVE = 2
    ACTIVE = 3
    INTENT = 4
    IMMINENT = 5


class Topic(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    OVERDOSE = "overdose"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL_ASSAULT = "sexual_assault"
    CHILD_ABUSE = "child_abuse"
    EATING_DISORDER = "eating_disorder"
    PSYCHOSIS = "psychosis"
    SUBSTANCE = "substance"
    HARM_TO_OTHERS = "harm_to_others"
    WORRY_FOR_OTHER = "worry_for_other"
    BEREAVEMENT = "bereavement"


class Subject(StrEnum):
    SELF = "self"
    OTHER = "other"
    UNCLEAR = "unclear"


class Time(StrEnum):
    NOW = "now"
    RECENT = "recent"
    PAST = "past"


class Modality(StrEnum):
    ASSERTED = "asserted"
    NEGATED = "negated"
    JOKING = "joking"
    QUOTED = "quoted"
    HYPOTHETICAL = "hypothetical"
    QUESTION = "question"


class Asked(StrEnum):
    """What the bot asked last; it gives the next bare "yes", "no" or "tonight" its meaning."""

    SUICIDE = "suicide"
    PLAN = "plan"
    MEANS = "means"
    SAFE = "safe"
    CALLED = "called"
    COMING = "coming"
    COMPANY = "company"
    DISTANCE = "distance"
    AWAKE = "awake"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the crisis detector read in one message, together with the turns before it."""

    level: Level = Level.NONE
    topics: tuple[Topic, ...] = ()
    subject: Subject = Subject.UNCLEAR
    time: Time = Time.NOW
    modality: Modality = Modality.ASSERTED
    means_asked: bool = False
    language: str = "en"
    evidence: str = field(default="", repr=False)
    because: str = field(default="", compare=False)
    """Which layer of the detector decided, and by which rule."""


@dataclass(frozen=True, slots=True)
class PersonId:
    """A person as their platform knows them; the raw id never reaches a log or the database."""

    platform: str
    value: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.platform}:{self.value}"


@dataclass(frozen=True, slots=True)
class PlaceId:
    """A guild or a group: anywhere that others can read along."""

    platform: str
    value: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.platform}:{self.value}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person in one place; a direct message has no place. Nothing crosses from one to another."""

    person: PersonId
    place: PlaceId | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a person sent, already addressed to us."""

    conversation: Conversation
    text: str = field(repr=False)
    at: datetime
    id: str = field(default="", repr=False)
    kind: Kind = Kind.TEXT
    """A pressed button comes with its value as the text."""
    role: Role = Role.MEMBER
    anonymous: bool = False
    """The platform hides who speaks (an anonymous group administrator)."""
    language: str | None = None
    """What the platform hints; what the person wrote or chose comes first."""
    country: str | None = None
    parts: tuple[str, ...] = field(default=(), repr=False)
    """The pieces of a burst, each assessed alone and joined; empty when it came in one piece."""

    @property
    def person(self) -> PersonId:
        return self.conversation.person

    @property
    def place(self) -> PlaceId | None:
        return self.conversation.place


class Speaker(StrEnum):
    PERSON = "person"
    LISTENER = "listener"


@dataclass(frozen=True, slots=True)
class Turn:
    """One side's words in a conversation, as they are remembered."""

    speaker: Speaker
    text: str = field(repr=False)
    at: datetime
    level: Level = Level.NONE


class ActionKind(StrEnum):
    COMMAND = "command"
    """Pressing it runs the command in `value`, as if it had been typed."""
    CONFIRM = "confirm"
    CANCEL = "cancel"
    ANSWER = "answer"
    """Pressing it says the label, as if it had been typed."""
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Action:
    """A button under a reply. Adapters send `value` back untouched when it is pressed."""

    kind: ActionKind
    label: str
    value: str
    helpline: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file made in memory for one person; it goes to their direct messages and nowhere else."""

    name: str
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `private` means that only the person it is for may see it."""

    text: str = field(repr=False)
    actions: tuple[Action, ...] = ()
    helplines: tuple[str, ...] = ()
    private: bool = True
    urgent: bool = False
    engine: str = "core"
    """Who worded it: `core`, `care`, or the name of an engine."""
    verdict: Verdict = Verdict()
    hold: Level = Level.NONE
    asked: Asked | None = None
    """What this reply asks, so that a bare "yes" to it is understood."""
    document: Document | None = None


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


def legible(text: str) -> str:
    """The text without lone surrogates and NUL, which no platform, file or socket carries."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def visible(text: str) -> str:
    """What a reader would see of it: no zero-width, direction or control characters."""
    kept = _INVISIBLE.sub("", text)
    return "".join(c for c in kept if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()
