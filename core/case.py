"""One message on its way: what arrived, how its answer goes back, and what has been found out about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.consent import Consent, state
from core.helplines import PlaceLines
from core.lanes import Ticket
from core.messages import Level, Message, Reply, Verdict
from core.sessions import Presence, Session

UNREAD = Verdict(Level.PASSIVE)
"""How a message counts that the detector could not read."""


class Delivery(Protocol):
    """How one message's answer reaches its person; every adapter brings its own."""

    async def notify(self, reply: Reply) -> None: ...

    async def preview(self, text: str) -> None: ...

    async def finish(self, reply: Reply) -> None: ...


@dataclass(eq=False, slots=True)
class Case:
    """A message with its person and talk as they are in mind; `read` is None where the detector failed."""

    message: Message
    ticket: Ticket
    delivery: Delivery
    session: Session
    presence: Presence
    read: Verdict | None
    language: str = "en"
    place_lines: PlaceLines = PlaceLines()
    waited: float = 0.0
    """Seconds that it has waited for the history so far."""
    newly_young: bool = False
    """This message says that the person is under age."""

    @property
    def verdict(self) -> Verdict:
        return self.read or UNREAD

    @property
    def urgent(self) -> bool:
        return self.verdict.level >= Level.ACTIVE

    @property
    def endangered(self) -> bool:
        """Whether this person may not be kept waiting: danger said now, said before, or not to be read."""
        return self.read is None or max(self.verdict.level, self.hold) >= Level.PASSIVE

    @property
    def hold(self) -> Level:
        return self.presence.hold.level if self.presence.hold else Level.NONE

    @property
    def consent(self) -> Consent:
        return state(self.presence.profile, minor=self.presence.minor)
