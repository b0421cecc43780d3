"""What the process has in mind: the last turns of each conversation and what it knows of each person.

In memory only and for thirty minutes; for people who did not agree to be remembered this is all there is.
Whatever is dropped here is gone: `drop` is what a purge calls first. Knows no storage and no wording.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.consent import Profile
from core.crisis import Heard, Hold, standing
from core.messages import Asked, Conversation, PersonId, Speaker, Turn, Verdict

KEPT = timedelta(minutes=30)
CONFIRM_WITHIN = timedelta(minutes=5)
_EXCHANGES = 40
_HEARD = 12


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and the answer to it."""

    message_id: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A command that waits for a yes, from this person in this conversation."""

    command: str
    expires: datetime


@dataclass(eq=False, slots=True)
class Session:
    """One conversation as it is in mind."""

    conversation: Conversation
    seen: datetime
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=_EXCHANGES))
    heard: deque[Heard] = field(default_factory=lambda: deque(maxlen=_HEARD))
    used: set[str] = field(default_factory=set)
    asked: Asked | None = None
    pending: Confirmation | None = None
    disclosed: datetime | None = None
    seeded: bool = False
    """Whether the kept turns are in it, or would be in it twice."""
    language: str | None = None
    country_hint: str | None = None
    """Where the platform last said that they may be."""
    asked_where: bool = False
    """The last answer asked which country the person is in."""
    told: set[str] = field(default_factory=set)
    """Notices that are said once in a session."""

    @property
    def turns(self) -> list[Turn]:
        return [turn for exchange in self.exchanges for turn in exchange.turns]

    def seed(self, kept: Iterable[Turn]) -> None:
        """Put what was remembered in front of what is already in mind, once."""
        if self.seeded:
            return
        exchanges = _paired(kept)
        self.exchanges.extendleft(reversed(exchanges))
        mine = [turn for e in exchanges for turn in e.turns if turn.speaker is Speaker.PERSON]
        self.heard.extendleft(Heard(turn.text, Verdict(turn.level)) for turn in reversed(mine))
        self.seeded = True

    def take_back(self, message_id: str = "") -> Exchange | None:
        """Forget the exchange of one message, or the last one."""
        for exchange in reversed(self.exchanges):
            if not message_id or exchange.message_id == message_id:
                self.exchanges.remove(exchange)
                if self.heard:
                    self.heard.pop()
                return exchange
        return None

    def ask(self, asked: Asked | None) -> None:
        """The bot's newest question is the one that a bare "yes" answers."""
        self.asked, self.pending = asked, None

    def await_confirmation(self, command: str, now: datetime) -> None:
        self.asked, self.pending = None, Confirmation(command, now + CONFIRM_WITHIN)

    def confirmed(self, command: str | None, now: datetime) -> str | None:
        """The command that a yes confirms, once; a button confirms only the command that it carries."""
        pending = self.pending
        if pending is None or (command is not None and command != pending.command):
            return None
        self.pending = None
        return pending.command if now < pending.expires else None


@dataclass(eq=False, slots=True)
class Presence:
    """One person as they are in mind, wherever they speak."""

    seen: datetime
    profile: Profile = Profile()
    hold: Hold | None = None
    known: bool = False
    """Whether profile and hold have been read from the history."""
    minor: bool = False
    unkept: bool = False
    """The hold was purged with everything else: it goes on in memory and is not written again."""


class Sessions:
    """All conversations and people in mind."""

    def __init__(self) -> None:
        self._sessions: dict[Conversation, Session] = {}
        self._people: dict[PersonId, Presence] = {}

    def session(self, conversation: Conversation, now: datetime) -> Session:
        """The conversation in mind, or a fresh one when it has been silent too long."""
        session = self._sessions.get(conversation)
        if session is None or now - session.seen >= KEPT:
            session = self._sessions[conversation] = Session(conversation, now)
        return session

    def holds(self, session: Session, presence: Presence) -> bool:
        """Whether both are still the ones in mind, and not remains of something that was dropped."""
        person = session.conversation.person
        return self._sessions.get(session.conversation) is session and self._people.get(person) is presence

    def known(self, person: PersonId) -> Presence | None:
        return self._people.get(person)

    def take_up(self, person: PersonId, presence: Presence) -> None:
        self._people[person] = presence

    def reaching_before(self, before: datetime) -> frozenset[Conversation]:
        """The conversations that have something older than that in mind."""
        return frozenset(
            session.conversation
            for session in self._sessions.values()
            if any(turn.at < before for turn in session.turns)
        )

    def presence(self, person: PersonId, now: datetime) -> Presence:
        presence = self._people.get(person)
        if presence is None:
            presence = self._people[person] = Presence(now)
        presence.seen = max(presence.seen, now)
        return presence

    def grown(self, person: PersonId) -> bool:
        """Take them for a minor no longer; whether they were."""
        presence = self._people.get(person)
        if presence is None or not presence.minor:
            return False
        presence.minor = False
        return True

    def void_confirmations(self, person: PersonId) -> None:
        """Nothing that this person was asked to confirm, anywhere, can be confirmed any more."""
        for conversation, session in self._sessions.items():
            if conversation.person == person:
                session.pending = None

    def __len__(self) -> int:
        return len(self._sessions)

    def sweep(self, now: datetime) -> None:
        """Let go of what has been silent for thirty minutes; a hold stays until it passes."""
        for conversation in [c for c, s in self._sessions.items() if now - s.seen >= KEPT]:
            del self._sessions[conversation]
        for person, presence in list(self._people.items()):
            presence.hold = standing(presence.hold, now)
            held = presence.unkept and presence.hold is not None
            if now - presence.seen >= KEPT and not held and not presence.minor:
                del self._people[person]

    def drop(self, concerns: Callable[[Conversation], bool]) -> None:
        """Forget these conversations; of a person only level and end of a hold remain, until it passes."""
        for conversation in [c for c in self._sessions if concerns(c)]:
            del self._sessions[conversation]

    def forget(self, people: Callable[[PersonId], bool]) -> None:
        for person, presence in list(self._people.items()):
            if people(person):
                self._people[person] = Presence(
                    presence.seen, hold=presence.hold, known=True, minor=presence.minor, unkept=True
                )


def _paired(turns: Iterable[Turn]) -> list[Exchange]:
    """Kept turns as exchanges: each begins with what the person said."""
    groups: list[list[Turn]] = []
    for turn in turns:
        if turn.speaker is Speaker.PERSON or not groups:
            groups.append([turn])
        else:
            groups[-1].append(turn)
    return [Exchange("", tuple(group)) for group in groups]
