"""What is in mind and what is kept, together: the one place where the two meet.

Whatever fails in the history ends here: the talk goes on from what is in mind, operators are told once, and so is
the person. Nobody in danger waits for the history longer than a moment. Taking out goes through here too: while a
purge is under way nothing of its scope is read or written, and what is in mind is dropped before and after it.
Knows no detector, no engine and no wording of care.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.care.wording import say
from core.case import Case
from core.consent import Consent, Profile
from core.courier import send
from core.crisis import Hold, standing
from core.errors import HistoryError, Refused
from core.helplines import PlaceLines
from core.history.purge import Purge, Reach, Receipt, Scope
from core.history.store import History
from core.lanes import Lanes, Ticket
from core.messages import LONGEST_MESSAGE, Conversation, Level, PersonId, Reply, Speaker, Turn
from core.sessions import Exchange, Presence, Sessions

URGENT_PATIENCE = 0.02
"""Seconds that somebody in danger waits for the database, at most."""
PATIENCE = 5.0
"""Seconds that anybody else does."""
_RECALLED = 60
"""Turns that are put in mind when a talk is taken up again."""

Concerns = Callable[[Conversation], bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """The history and the way out of it."""

    history: History
    purge: Purge


@dataclass(frozen=True, slots=True, eq=False)
class _Leaving:
    """A purge under way. By date nobody knows whom it concerns before reading, so everybody's reading waits."""

    concerns: Concerns
    everybody_waits: bool

    def closes(self, conversation: Conversation) -> bool:
        return self.everybody_waits or self.concerns(conversation)


class Memory:
    """Sessions in mind, and behind them the history of those who agreed; `kept` is None while it is away."""

    def __init__(
        self, sessions: Sessions, lanes: Lanes, broken: Callable[[HistoryError], Awaitable[None]]
    ) -> None:
        self.sessions = sessions
        self.kept: Kept | None = None
        self._lanes = lanes
        self._broken = broken
        self._writing: dict[asyncio.Task[None], Conversation] = {}
        self._leaving: list[_Leaving] = []
        self._left = asyncio.Event()

    @property
    def history(self) -> History | None:
        return self.kept.history if self.kept else None

    # --- one message -------------------------------------------------------------------------------

    async def know(self, case: Case) -> None:
        """Profile, hold, place and kept turns of this person: from mind, else from the history."""
        if not case.endangered:
            await self._until_left(case)
        await _in_time(case, asyncio.ensure_future(self._load(case)))
        case.presence.hold = standing(case.presence.hold, case.message.at)

    async def record(self, case: Case, reply: Reply) -> None:
        """Into mind; and into the history of those who agreed, before the answer goes out."""
        message, level = case.message, case.verdict.level
        turns = (
            Turn(Speaker.PERSON, message.text[:LONGEST_MESSAGE], message.at, level),
            Turn(Speaker.LISTENER, reply.text, message.at, level),
        )
        case.session.exchanges.append(Exchange(message.id, turns))
        if case.consent is not Consent.GIVEN or self._is_stale(case):
            return
        try:
            if self.history is not None:
                if not await self.history.record(message.conversation, message.id, turns):
                    case.presence.profile = Profile()  # forgotten meanwhile: a stranger again
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
        if self.history is None or presence.unkept or self._is_stale(case):
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
            await send(case.delivery.notify(Reply(say(key, case.language))), "a notice")

    async def bounded(self, case: Case, work: Coroutine[Any, Any, None]) -> None:
        """Wait for something to be written as long as this message may; then let it go on behind."""
        task = asyncio.ensure_future(work)
        self._writing[task] = case.message.conversation
        task.add_done_callback(lambda done: self._writing.pop(done, None))
        await _in_time(case, task)

    async def settle(self, patience: float = 5.0) -> None:
        """Wait for what was left to be written behind the answers."""
        if self._writing:
            await asyncio.wait(set(self._writing), timeout=patience)

    async def _load(self, case: Case) -> None:
        """Nothing is taken over from a reading that a purge overtook."""
        presence, message, history = case.presence, case.message, self.history
        if history is None or self._is_leaving(message.conversation):
            return
        try:
            if not presence.known:
                profile, hold = await history.profile(message.person), await history.hold(message.person)
                if self._is_stale(case):
                    return
                presence.profile, presence.known = profile, True
                presence.hold = _graver(presence.hold, hold)
            where = message.place or presence.profile.origin
            stored = None if where is None else await history.place(where)
            case.place_lines = PlaceLines.from_json(stored) if stored else PlaceLines()
            if case.consent is Consent.GIVEN and not case.session.seeded:
                kept = await history.recall(message.conversation, _RECALLED)
                if not self._is_stale(case):
                    case.session.seed(kept)
        except HistoryError as error:
            await self._broken(error)

    async def _until_left(self, case: Case) -> None:
        """Let a purge that may concern this talk be over, unless it waits for this very message; then look anew."""
        message = case.message
        while any(leaving.closes(message.conversation) for leaving in self._leaving):
            waits = {asyncio.ensure_future(event.wait()) for event in (self._left, case.ticket.stopped)}
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            if case.ticket.stopped.is_set():
                return
            case.session = self.sessions.session(message.conversation, message.at)
            case.presence = self.sessions.presence(message.person, message.at)

    def _is_stale(self, case: Case) -> bool:
        """Whether a purge has taken, or is taking, what this message belongs to out of mind."""
        return self._is_leaving(case.message.conversation) or not self.sessions.holds(
            case.session, case.presence
        )

    # --- taking out --------------------------------------------------------------------------------

    async def purge(
        self, scope: Scope, ordered_by: str, *, now: datetime, but: Ticket | None = None
    ) -> Receipt:
        """Take out what `scope` means, from work, mind and history; `but` is the order itself."""
        async with self._out_of_mind(scope, but):
            if self.kept is None:
                raise Refused(say("history_down"))
            return await self.kept.purge.run(scope, ordered_by=ordered_by, now=now)

    async def dry_run(self, scope: Scope, *, now: datetime) -> Receipt:
        if self.kept is None:
            raise Refused(say("history_down"))
        return await self.kept.purge.dry_run(scope, now)

    async def withdraw(self, person: PersonId, *, but: Ticket | None = None) -> int:
        """Consent taken back: the talks go, from mind too; what the person set stays."""
        if self.kept is None:
            raise Refused(say("history_down"))
        before = self.sessions.known(person)
        gone = None
        try:
            async with self._out_of_mind(Scope.of_person(person), but):
                gone = await self.kept.purge.withdraw(person)
        finally:
            if before is not None:
                self._take_up(person, before, agreed=gone is None)
        return gone

    def _take_up(self, person: PersonId, before: Presence, *, agreed: bool) -> None:
        """A person back in mind with what they set, and with the graver of the holds from before and meanwhile."""
        meanwhile = self.sessions.known(person)
        hold = _graver(before.hold, meanwhile.hold if meanwhile else None)
        kept = before.profile if agreed else replace(before.profile, consent_version=None, consented_at=None)
        self.sessions.take_up(person, replace(before, profile=kept, hold=hold))

    @asynccontextmanager
    async def _out_of_mind(self, scope: Scope, but: Ticket | None) -> AsyncIterator[None]:
        """Stop the work of a scope and drop it from mind, before and after; keep it out in between."""
        concerns = self._concerned(scope)
        leaving = _Leaving(concerns, everybody_waits=scope.reach is Reach.BEFORE)
        self._leaving.append(leaving)
        try:
            await self._lanes.clear(concerns, but=but)
            await self._end_writing(concerns)
            self._drop(scope, concerns)
            yield
        finally:
            self._drop(scope, concerns)
            self._leaving.remove(leaving)
            self._left.set()
            self._left = asyncio.Event()

    async def _end_writing(self, concerns: Concerns) -> None:
        """Let what was left to be written behind an answer come before the purge, not after it."""
        tasks = {task for task, whose in self._writing.items() if concerns(whose)}
        if tasks:
            await asyncio.wait(tasks, timeout=PATIENCE)

    def _drop(self, scope: Scope, concerns: Concerns) -> None:
        self.sessions.drop(concerns)
        if scope.reach in (Reach.PERSON, Reach.ALL):
            self.sessions.forget(lambda person: concerns(Conversation(person)))

    def _is_leaving(self, conversation: Conversation) -> bool:
        return any(leaving.concerns(conversation) for leaving in self._leaving)

    def _concerned(self, scope: Scope) -> Concerns:
        """Which conversations a purge is about; by date, those that have something as old in mind."""
        match scope.reach:
            case Reach.PERSON:
                return lambda conversation: conversation.person == scope.person
            case Reach.PLACE:
                return lambda conversation: conversation.place == scope.place
            case Reach.ALL:
                return lambda conversation: True
        before = scope.before
        assert before is not None
        return lambda conversation: conversation in self.sessions.reaching_before(before)


async def _in_time(case: Case, task: asyncio.Task[None]) -> None:
    """Wait as long as this message may, all its waits together; whatever takes longer goes on behind."""
    begun = time.monotonic()
    left = URGENT_PATIENCE - case.waited if case.endangered else PATIENCE
    await asyncio.wait({task}, timeout=max(0.0, left))
    case.waited += time.monotonic() - begun
    if task.done() and not task.cancelled():
        task.result()


def _graver(one: Hold | None, other: Hold | None) -> Hold | None:
    """Of the hold in mind and the kept one, the one that asks for more care."""
    both = [hold for hold in (one, other) if hold is not None]
    return max(both, key=lambda hold: (hold.level, hold.until), default=None)
