"""What a command is, and what it is given to work with.

A command sees its call and the desk: the message it came in, the person and the talk as they are in mind, the
history, and the few things only the router can do. It never sees an adapter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.consent import Consent, state
from core.helplines import PlaceLines
from core.history.purge import Receipt, Scope
from core.history.store import History
from core.messages import Message, PersonId, Reply
from core.sessions import Presence, Session


class Who(StrEnum):
    EVERYONE = "everyone"
    MODERATOR = "moderator"
    """Moderators of this place, for this place."""
    ADMIN = "admin"
    """Administrators of this place, for this place."""
    OPERATOR = "operator"
    """Only those named in `[admins]`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was given."""

    name: str
    arguments: str = field(default="", repr=False)

    @property
    def line(self) -> str:
        return f"/{self.name} {self.arguments}".strip()

    @property
    def words(self) -> list[str]:
        return self.arguments.split()


@dataclass(frozen=True, slots=True)
class Again:
    """Answer this text as if it had just been said."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an operator may know of the running program: versions, counts and states, nobody's words."""

    version: str
    engine: str
    started: datetime
    history: str
    conversations: int
    busy: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one command may use."""

    message: Message
    session: Session
    presence: Presence
    history: History | None
    language: str
    operator: bool
    place_lines: PlaceLines
    """The settings of this place, or of the one that the person's direct messages came from."""
    purge: Callable[[Scope, str], Awaitable[Receipt]]
    dry_run: Callable[[Scope], Awaitable[Receipt]]
    withdraw: Callable[[PersonId], Awaitable[int]]
    grown: Callable[[PersonId], bool]
    """Take somebody for a minor no longer; whether they were."""
    facts: Callable[[], Facts]
    retention_days: int
    backup_days: int
    country: str | None = None
    """Whose lines are shown."""

    @property
    def now(self) -> datetime:
        return self.message.at

    @property
    def consent(self) -> Consent:
        return state(self.presence.profile, minor=self.presence.minor)


Run = Callable[[Desk, Call], Awaitable[Reply | Again]]
Question = Callable[[Desk, Call], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `asks` gives the question that must be answered with yes before it runs, if there is one."""

    name: str
    who: Who
    run: Run
    usage: str = ""
    asks: Question | None = None
    rights: dict[str, Who] = field(default_factory=dict)
    """Where the first word of the arguments decides who may."""

    def who_for(self, call: Call) -> Who:
        first = call.words[0].lower() if call.words else ""
        return self.rights.get(first, self.who)
