"""The terminal adapter for programs: one JSON object per line in, one per line out. See docs/adapters.md.

Lines of one person are answered in the order they came; other people's run beside them. The clock is the input's as
soon as a line names a time: from then on time stands still between lines and only goes forward.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from core.app import App
from core.care.wording import say
from core.helplines import countries
from core.messages import (
    Conversation,
    Kind,
    Message,
    PersonId,
    PlaceId,
    Reply,
    Role,
    legible,
    visible,
)

PLATFORM = "terminal"
LONGEST_ID = 200
LONGEST_LINE = 4_000_000
_IN_FLIGHT = 1_000
_IN_ORDER_S = 1.0
"""Seconds that a line waits for the answer to its person's line before it."""
_RUN = uuid.uuid4().hex
"""Tells this run's line numbers from those of other runs in the history."""


class Unreadable(Exception):
    """A line that is no message; the text says what was expected. Answered with an `error` line."""


class LineClock:
    """The wall's time until a line names one; then the last time that a line named."""

    def __init__(self) -> None:
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        return self._at or datetime.now(UTC)

    def advances(self, at: datetime) -> bool:
        """Move on to `at`; whether anything moved. Time never goes back."""
        if self._at is not None and at < self._at:
            raise Unreadable(f"at: time goes back, from {self._at.isoformat()} to {at.isoformat()}")
        moved, self._at = at != self._at, at
        return moved


@dataclass(frozen=True, slots=True)
class Line:
    """One input line, checked."""

    message: Message
    at: datetime | None
    burst: bool
    unknown_country: str | None = None


class Output:
    """Writes whole lines in order, from a thread of its own, so that a slow reader never stops the talk."""

    def __init__(self, descriptor: int) -> None:
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._descriptor = descriptor
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def put(self, record: dict[str, Any]) -> None:
        self._lines.put(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

    async def close(self) -> None:
        self._lines.put(None)
        await asyncio.to_thread(self._thread.join)

    def _write(self) -> None:
        try:
            while (line := self._lines.get()) is not None:
                rest = memoryview(line)
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            return  # the reader has gone; what is left has nobody to go to


@dataclass(frozen=True, slots=True)
class LineDelivery:
    """The answer to one line, or to the lines of a burst."""

    output: Output
    person: str
    n: int
    answers: tuple[int, ...] = ()

    async def notify(self, reply: Reply) -> None:
        self.output.put(_record(self.person, self.n, "notice", reply))

    async def preview(self, text: str) -> None:
        """A program is given whole answers."""

    async def finish(self, reply: Reply) -> None:
        record = _record(self.person, self.n, "reply", reply)
        self.output.put(record | {"answers": list(self.answers)} if self.answers else record)


class Reader:
    """One run over the input: reads, keeps the clock, joins bursts and hands messages to the router."""

    def __init__(self, app: App, clock: LineClock, output: Output) -> None:
        self._app = app
        self._clock = clock
        self._output = output
        self._bursts: dict[PersonId, list[tuple[int, Message]]] = {}
        self._last: dict[Conversation, str] = {}
        self._newest: dict[PersonId, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        app.voices[PLATFORM] = self._unasked

    async def run(self, descriptor: int) -> None:
        n = 0
        async for raw in _lines(descriptor):
            n += 1
            person = None
            try:
                line = read_line(raw, self._clock())
                person = line.message.person.value
                await self._take(n, line)
            except Unreadable as problem:
                self._output.put(_record(person, n, "error", Reply(str(problem))))
        for waiting in list(self._bursts):
            self._flush(waiting)
        await self._idle()

    async def _take(self, n: int, line: Line) -> None:
        if line.at is not None and self._clock.advances(line.at):
            await self._idle()  # what came before belongs to the time before
            await self._app.tick(line.at)
        if line.unknown_country:
            notice = Reply(say("hint_country_unknown", "en", country=line.unknown_country[:40]))
            self._output.put(_record(line.message.person.value, n, "notice", notice))
        message = replace(line.message, at=self._clock(), id=self._id(line.message, n))
        waiting = self._bursts.get(message.person)
        if waiting and waiting[-1][1].conversation != message.conversation:
            self._flush(message.person)  # said elsewhere: not the same burst
        self._bursts.setdefault(message.person, []).append((n, message))
        if not line.burst:
            self._flush(message.person)
        while len(self._tasks) >= _IN_FLIGHT:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def _id(self, message: Message, n: int) -> str:
        """A line's own id, told from those of other runs; an edit has the id of what it edits."""
        if message.kind is not Kind.EDIT:
            self._last[message.conversation] = f"{_RUN}-{n}"
        return self._last.get(message.conversation, "")

    def _flush(self, person: PersonId) -> None:
        """Hand over what this person has said, as one message where it came as a burst."""
        pieces = self._bursts.pop(person)
        numbers = tuple(n for n, _ in pieces)
        last = pieces[-1][1]
        if len(pieces) > 1:
            texts = tuple(message.text for _, message in pieces)
            last = replace(last, text="\n".join(texts), parts=texts)
        answers = numbers if len(pieces) > 1 else ()
        delivery = LineDelivery(self._output, person.value, numbers[-1], answers)
        task = asyncio.create_task(self._hand_over(last, delivery, self._newest.get(person)))
        self._newest[person] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hand_over(
        self, message: Message, delivery: LineDelivery, before: asyncio.Task[None] | None
    ) -> None:
        """A script of lines is read in its order, however busy the machine; only what takes long is overtaken."""
        if before is not None and message.text.strip() != "/stop":
            await asyncio.wait({before}, timeout=_IN_ORDER_S)
        await self._app.router.handle(message, delivery)

    async def _idle(self) -> None:
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _unasked(self, person: PersonId, reply: Reply) -> None:
        self._output.put(_record(person.value, None, "notice", reply))


async def serve(open_with: Callable[[LineClock], Any]) -> None:
    """Standard input to standard output; everything in flight is answered before this returns."""
    clock, output = LineClock(), Output(1)
    try:
        async with open_with(clock) as app:
            await Reader(app, clock, output).run(0)
    finally:
        await output.close()


def read_line(raw: bytes, now: datetime) -> Line:
    """The message in one line, or what is wrong with it."""
    if len(raw) > LONGEST_LINE:
        raise Unreadable(f"this line is too long: {LONGEST_LINE // 1_000_000} MB at most")
    try:
        record = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("this line is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise Unreadable('this line is not JSON; one looks like {"person": "a", "text": "hello"}') from None
    if not isinstance(record, dict):
        raise Unreadable('a line is an object such as {"person": "a", "text": "hello"}')
    person = PersonId(PLATFORM, _id(record, "person"))
    place = PlaceId(PLATFORM, _id(record, "place")) if record.get("place") is not None else None
    kind = _choice(record, "kind", Kind, Kind.TEXT)
    country = _text(record, "country", optional=True)
    known = countries.find(country) if country else None
    message = Message(
        Conversation(person, place),
        legible(_text(record, "action" if kind is Kind.BUTTON else "text") or ""),
        now,
        kind=kind,
        role=Role[_choice_name(record, "role", [role.name.lower() for role in Role], "member").upper()],
        language=_text(record, "language", optional=True),
        country=known,
    )
    return Line(message, _time(record), _flag(record, "burst"), country if country and not known else None)


def _text(record: dict[str, Any], key: str, *, optional: bool = False) -> str | None:
    value = record.get(key)
    if value is None and optional:
        return None
    if not isinstance(value, str):
        raise Unreadable(f"{key}: expected text in quotes" + (", and it is missing" if value is None else ""))
    return value


def _id(record: dict[str, Any], key: str) -> str:
    value = _text(record, key) or ""
    if not value or len(value) > LONGEST_ID or visible(legible(value)) != value:
        raise Unreadable(f"{key}: expected a name of 1 to {LONGEST_ID} visible characters")
    return value


def _choice(record: dict[str, Any], key: str, kinds: type[Kind], default: Kind) -> Kind:
    return kinds(_choice_name(record, key, [kind.value for kind in kinds], default.value))


def _choice_name(record: dict[str, Any], key: str, known: list[str], default: str) -> str:
    value = record.get(key)
    if value is None:
        return default
    if not isinstance(value, str) or value not in known:
        raise Unreadable(f"{key}: expected one of {', '.join(known)}")
    return value


def _flag(record: dict[str, Any], key: str) -> bool:
    value = record.get(key, False)
    if not isinstance(value, bool):
        raise Unreadable(f"{key}: expected true or false")
    return value


def _time(record: dict[str, Any]) -> datetime | None:
    text = _text(record, "at", optional=True)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("at: expected a time such as 2026-03-01T18:30:00Z") from None
    if not 2000 <= at.year <= 2200:
        raise Unreadable("at: expected a time between the years 2000 and 2200")
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _record(person: str | None, n: int | None, kind: str, reply: Reply) -> dict[str, Any]:
    text = reply.text if reply.document is None else f"{reply.text}\n\n{reply.document.body}"
    return {
        "person": person,
        "n": n,
        "type": kind,
        "text": legible(text),
        "level": int(reply.verdict.level),
        "hold": int(reply.hold),
        "topics": list(reply.verdict.topics),
        "subject": reply.verdict.subject.value,
        "helplines": list(reply.helplines),
        "actions": [
            {"kind": a.kind.value, "label": a.label, "value": a.value, "helpline": a.helpline}
            for a in reply.actions
        ],
        "private": reply.private,
        "urgent": reply.urgent,
        "engine": reply.engine,
    }


async def _lines(descriptor: int) -> AsyncIterator[bytes]:
    """Lines as they come; of one that is far too long only the beginning is kept."""
    rest, skipping = b"", False
    async for block in _blocks(descriptor):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            if not skipping:
                yield line
            skipping = False
        if len(rest) > LONGEST_LINE and not skipping:
            yield rest
            skipping = True
        if skipping:
            rest = b""
    if rest:
        yield rest


async def _blocks(descriptor: int) -> AsyncIterator[bytes]:
    """What comes in, read by a thread: standard input may be a file, a pipe or a terminal."""
    loop = asyncio.get_running_loop()
    blocks: asyncio.Queue[bytes] = asyncio.Queue()
    room = threading.Semaphore(16)

    def read() -> None:
        block = b"-"
        while block:
            room.acquire()
            try:
                block = os.read(descriptor, 65_536)
            except OSError:
                block = b""  # closed: the same as its end
            try:
                loop.call_soon_threadsafe(blocks.put_nowait, block)
            except RuntimeError:
                return  # the program has ended meanwhile

    threading.Thread(target=read, daemon=True).start()
    while block := await blocks.get():
        room.release()
        yield block
