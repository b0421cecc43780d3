"""What is in mind and what is kept, together: the one place where the two meet.

Whatever fails in the history ends here: the talk goes on from what is in mind, operators are told once, and so is
the person. Crisis care waits for the history for a moment only. Taking out goes through here too, so that nothing in
mind outlives it. Knows no detector, no engine and no wording of care.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from core.care.wording import say
from core.case import Case
from core.consent import Consent
from core.crisis import standing
from core.errors import HistoryError, Refused
from core.helplines import PlaceLines
from core.history.purge import Purge, Reach, Receipt, Scope
from core.history.store import History
from core.lanes import Lanes, Ticket
from core.messages import LONGEST_MESSAGE, Conversation, Level, PersonId, Reply, Speaker, Turn
from core.sessions import Exchange, Sessions

URGENT_PATIENCE = 0.02
"""Seconds that a crisis reply waits for the database, at most."""
_RECALLED = 60
"""Turns that are put in mind when a talk is taken up again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The history and the way out of it."""

    history: History
    purge: Purge


class Memory:
    """Sessions in mind, and behind them the history of those who agreed; `kept` is None while it is away."""

    def __init__(
        self, sessions: Sessions, lanes: Lanes, broken: Callable[[HistoryError], Awaitable[None]]
    ) -> None:
        self.sessions = sessions
        self.kept: Kept | None = None
        self._lanes = lanes
        self._broken = broken
        self._writing: set[asyncio.Task[None]] = set()

    @property
    def history(self) -> History | None:
        return self.kept.history if self.kept else None

    # --- one message -------------------------------------------------------------------------------

    async def know(self, case: Case) -> None:
        """Profile, hold, place and kept turns of this person: from mind, else from the history."""
        await self.bounded(case, self._load(case))
        case.presence.hold = standing(case.presence.hold, case.message.at)

    async def record(self, case: Case, reply: Reply) -> None:
        """Into mind; and into the history of those who agreed, before the answer goes out."""
        message, level = case.message, case.verdict.level
        turns = (
            Turn(Speaker.PERSON, message.text[:LONGEST_MESSAGE], message.at, level),
            Turn(Speaker.LISTENER, reply.text, message.at, level),
        )
        case.session.exchanges.append(Exchange(message.id, turns))
        if case.consent is not Consent.GIVEN:
            return
        try:
            if self.history is not None:
                await self.history.record(message.conversation, message.id, turns)
                case.session.seeded = True
                return
        except HistoryError as error:
            await self._broken(error)
        await self.tell_once(case, "history_off")

    async def take_back(self, case: Case) -> None:
        """The exchange that an edited message had belongs to what it said before."""
        case.session.take_back(case.message.id)
        if self.history is None or case.consent is not Consent.GIVEN:
            return
        try:
            await self.history.take_back(case.message.conversation, case.message.id)
        except HistoryError as error:
            await self._broken(error)

    async def keep_hold(self, case: Case) -> None:
        """Write the hold as it stands; one that was purged goes on in mind until it is raised anew."""
        presence = case.presence
        if case.verdict.level >= Level.PASSIVE:
            presence.unkept = False
        if self.history is None or presence.unkept:
            return
        try:
            await self.history.keep_hold(case.message.person, presence.hold)
        except HistoryError as error:
            await self._broken(error)

    def count(self, name: str, at: datetime) -> None:
        if self.history is not None:
            self.history.count(name, at)

    async def tell_once(self, case: Case, key: str) -> None:
        """A notice that is said once in a session."""
        if key not in case.session.told:
            case.session.told.add(key)
            await case.delivery.notify(Reply(say(key, case.language)))

    async def bounded(self, case: Case, work: Coroutine[Any, Any, None]) -> None:
        """Wait for the work; where somebody is in danger, only a moment, and let it go on behind."""
        task = asyncio.ensure_future(work)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.wait({task}, timeout=URGENT_PATIENCE if case.urgent else None)
        if task.done():
            task.result()

    async def settle(self, patience: float = 2.0) -> None:
        """Wait for what crisis replies left to be written behind them."""
        if self._writing:
            await asyncio.wait(set(self._writing), timeout=patience)

    async def _load(self, case: Case) -> None:
        history, presence, message = self.history, case.presence, case.message
        if history is None:
            return
        try:
            if not presence.known:
                profile, hold = await history.profile(message.person), await history.hold(message.person)
                presence.profile, presence.known = profile, True
                presence.hold = presence.hold or hold
            where = message.place or presence.profile.origin
            stored = None if where is None else await history.place(where)
            case.place_lines = PlaceLines.from_json(stored) if stored else PlaceLines()
            if case.consent is Consent.GIVEN and not case.session.seeded:
                case.session.seed(await history.recall(message.conversation, _RECALLED))
        except HistoryError as error:
            await self._broken(error)

    # --- taking out --------------------------------------------------------------------------------

    async def purge(
        self, scope: Scope, ordered_by: str, *, now: datetime, but: Ticket | None = None
    ) -> Receipt:
        """Take out what `scope` means, from work, mind and history; `but` is the order itself."""
        clear = partial(self._clear, but=but)
        if self.kept is None:
            await clear(scope)
            raise Refused(say("history_down"))
        return await self.kept.purge.run(scope, clear, ordered_by=ordered_by, now=now)

    async def dry_run(self, scope: Scope, *, now: datetime) -> Receipt:
        if self.kept is None:
            raise Refused(say("history_down"))
        return await self.kept.purge.dry_run(scope, now)

    async def withdraw(self, person: PersonId) -> int:
        if self.kept is None:
            raise Refused(say("history_down"))
        return await self.kept.purge.withdraw(person)

    async def _clear(self, scope: Scope, *, but: Ticket | None) -> None:
        """Stop the running replies of a scope, let their writes end, and drop the memory of it."""
        concerns = _concerns(scope)
        if scope.before is not None:
            self.sessions.drop_turns_before(scope.before)
            return
        await self._lanes.clear(concerns, but=but)
        await self.settle()
        self.sessions.drop(concerns)
        if scope.reach is not Reach.PLACE:
            self.sessions.forget(lambda person: concerns(Conversation(person)))


def _concerns(scope: Scope) -> Callable[[Conversation], bool]:
    match scope.reach:
        case Reach.PERSON:
            return lambda conversation: conversation.person == scope.person
        case Reach.PLACE:
            return lambda conversation: conversation.place == scope.place
    return lambda conversation: True
