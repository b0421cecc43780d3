"""Who is being answered right now: one message at a time per person, in the order they came.

A lane is a queue of one person's messages. A hurried message ends the reply that is running ahead of it and
waits for it only as long as things move; nothing that hangs stands between a crisis and its answer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile

from core.messages import Conversation, PersonId

HURRIED_WAIT = 2.0
"""Seconds that a hurried message waits at most for those ahead of it."""
_LOOK_AGAIN = 0.01


@dataclass(eq=False, slots=True)
class Ticket:
    """One message's place in its lane. `stopped` is set when its reply is no longer wanted."""

    conversation: Conversation
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def person(self) -> PersonId:
        return self.conversation.person


class Lanes:
    """All lanes; `stalled` tells whether whatever the messages ahead wait for has stopped moving."""

    def __init__(self, stalled: Callable[[], bool] = lambda: False) -> None:
        self._lanes: dict[PersonId, deque[Ticket]] = {}
        self._stalled = stalled

    @property
    def busy(self) -> int:
        return sum(len(lane) for lane in self._lanes.values())

    @contextmanager
    def place(self, conversation: Conversation) -> Iterator[Ticket]:
        """A place in the lane, from the moment a message arrives until it is answered: arrival is the order."""
        ticket = Ticket(conversation)
        lane = self._lanes.setdefault(conversation.person, deque())
        lane.append(ticket)
        if lane[0] is ticket:
            ticket.ready.set()
        try:
            yield ticket
        finally:
            self._leave(ticket)

    async def reach(self, ticket: Ticket, *, hurried: bool = False) -> None:
        """Wait for those ahead."""
        await (self._hurry(ticket) if hurried else ticket.ready.wait())

    def stop_ahead(self, ticket: Ticket) -> bool:
        """End the replies that run or wait ahead of this message; whether there were any."""
        lane = self._lanes.get(ticket.conversation.person, deque())
        ahead = list(takewhile(lambda other: other is not ticket, lane))
        for other in ahead:
            other.stopped.set()
        return bool(ahead)

    async def clear(self, concerns: Callable[[Conversation], bool], *, but: Ticket | None = None) -> None:
        """Stop every reply of these conversations and wait until they have ended.

        `but` is the message that orders it: what its person sent after it waits for it and is not stopped.
        """
        others = (lane for person, lane in self._lanes.items() if but is None or person != but.person)
        tickets = [ticket for lane in others for ticket in lane if concerns(ticket.conversation)]
        for ticket in tickets:
            ticket.stopped.set()
        waits = [asyncio.ensure_future(ticket.done.wait()) for ticket in tickets]
        if waits:
            await asyncio.wait(waits, timeout=HURRIED_WAIT)
            for wait in waits:
                wait.cancel()

    async def _hurry(self, ticket: Ticket) -> None:
        self.stop_ahead(ticket)
        deadline = asyncio.get_running_loop().time() + HURRIED_WAIT
        while not ticket.ready.is_set() and not self._stalled():
            if asyncio.get_running_loop().time() > deadline:
                return
            try:
                await asyncio.wait_for(ticket.ready.wait(), _LOOK_AGAIN)
            except TimeoutError:
                continue

    def _leave(self, ticket: Ticket) -> None:
        ticket.done.set()
        lane = self._lanes.get(ticket.conversation.person)
        if lane is None:
            return
        lane.remove(ticket)
        if lane:
            lane[0].ready.set()
        else:
            del self._lanes[ticket.conversation.person]
