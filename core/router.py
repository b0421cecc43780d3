"""The life of one message, top to bottom.

    handle      join the person's lane, assess, wait for the turn
    _answer     care before all else; then disclosure; then a command; then the listener
    _converse   compose, speak, record

Crisis care needs no model and no database: it asks the history for 20 ms at most and goes on without it.
Knows no platform, no table and no wording; whatever it is given, `app.py` chose.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from core import commands
from core.care import responses
from core.care.disclosure import Kind as Disclosure
from core.care.disclosure import disclosure, due
from core.care.lines import lines_for
from core.care.wording import say
from core.commands.desk import Desk, Facts
from core.consent import Consent, Profile, state
from core.crisis import Heard, assess_in_steps, soften, standing, step
from core.errors import HistoryError, Refused
from core.generation.engines import Engine
from core.generation.prompts import Prompt, veiled, window
from core.generation.speaking import speak
from core.helplines import PlaceLines, resolve
from core.history.purge import Purge, Reach, Receipt, Scope
from core.history.store import History
from core.lanes import Lanes, Ticket
from core.messages import (
    LONGEST_MESSAGE,
    Asked,
    Conversation,
    Kind,
    Level,
    Message,
    PersonId,
    Reply,
    Speaker,
    Turn,
    Verdict,
    visible,
)
from core.sessions import Exchange, Presence, Session, Sessions

URGENT_PATIENCE = 0.02
"""Seconds that a crisis reply waits for the database, at most."""
_RECALLED = 60
_FEW_WORDS = 3

Assess = Callable[[str, Sequence[Heard], Asked | None], Iterable[Verdict]]

log = logging.getLogger("hearken.router")


class Delivery(Protocol):
    """How one message's answer reaches its person; every adapter brings its own."""

    async def notify(self, reply: Reply) -> None: ...

    async def preview(self, text: str) -> None: ...

    async def finish(self, reply: Reply) -> None: ...


@dataclass(frozen=True, slots=True)
class Manners:
    """The few settings that the router goes by."""

    operators: Collection[PersonId] = ()
    languages: tuple[str, ...] = ("en",)
    country: str | None = None
    window_tokens: int = 1_500
    deadline_s: float = 60.0
    retention_days: int = 180
    backup_days: int = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """The history and the way out of it; absent while the database is."""

    history: History
    purge: Purge


@dataclass(eq=False, slots=True)
class Case:
    """One message on its way, and what has been found out about it so far."""

    message: Message
    ticket: Ticket
    delivery: Delivery
    session: Session
    presence: Presence
    verdict: Verdict
    detector_failed: bool = False
    language: str = "en"
    place_lines: PlaceLines = PlaceLines()

    @property
    def urgent(self) -> bool:
        return self.verdict.level >= Level.ACTIVE

    @property
    def hold(self) -> Level:
        return self.presence.hold.level if self.presence.hold else Level.NONE

    @property
    def consent(self) -> Consent:
        return state(self.presence.profile, minor=self.presence.minor)


class Router:
    """Takes every message of every adapter and sees that each gets its answer."""

    def __init__(
        self,
        *,
        engine: Engine,
        sessions: Sessions,
        lanes: Lanes,
        kept: Callable[[], Kept | None],
        facts: Callable[[], Facts],
        broken: Callable[[HistoryError], Awaitable[None]],
        manners: Manners,
        assess: Assess = assess_in_steps,
    ) -> None:
        self._assess_in_steps = assess
        self._engine = engine
        self._sessions = sessions
        self._lanes = lanes
        self._kept = kept
        self._facts = facts
        self._broken = broken
        self._manners = manners
        self._writing: set[asyncio.Task[None]] = set()

    # --- the life of one message -------------------------------------------------------------------

    async def handle(self, message: Message, delivery: Delivery) -> None:
        """Answer one message, whatever happens: `delivery.finish` is called once."""
        with self._lanes.place(message.conversation) as ticket:
            case = await self._case(message, ticket, delivery)
            reply = await self._safely_answer(case)
            await delivery.finish(replace(reply, verdict=case.verdict, hold=case.hold))
            case.session.seen = max(case.session.seen, message.at)

    async def _case(self, message: Message, ticket: Ticket, delivery: Delivery) -> Case:
        """Read the message at once, and again when its turn comes: what was said before may give it meaning."""
        session = self._sessions.session(message.conversation, message.at)
        verdict = await self._assess(message, session)
        if _is_stop(message) and self._lanes.stop_ahead(ticket):
            session.told.add("stopped")
        if not ticket.ready.is_set():
            await self._lanes.reach(ticket, hurried=(verdict or FAILED).level >= Level.ACTIVE)
            session = self._sessions.session(message.conversation, message.at)
            verdict = await self._assess(message, session)
        presence = self._sessions.presence(message.person, message.at)
        return Case(message, ticket, delivery, session, presence, verdict or FAILED, verdict is None)

    async def _safely_answer(self, case: Case) -> Reply:
        try:
            return await self._answer(case)
        except Exception as error:  # the boundary of one message: no person ever sees a traceback
            log.error("a message could not be answered", exc_info=error)
            if case.verdict.level >= Level.PASSIVE:
                return responses.failed(case.language, self._lines(case))
            return Reply(say("failed", case.language))

    async def _answer(self, case: Case) -> Reply:
        await self._know(case)
        if case.message.kind is Kind.EDIT:
            await self._bounded(case, self._take_back(case))
        if (reply := await self._care(case)) is not None:
            return reply
        await self._disclose(case)
        if (reply := await self._command(case)) is not None:
            return reply
        if not visible(case.message.text):
            return Reply(say("nothing_to_read", case.language))
        if (length := len(case.message.text)) > LONGEST_MESSAGE:
            return Reply(say("too_long", case.language, length=length, longest=LONGEST_MESSAGE))
        return await self._converse(case)

    async def _converse(self, case: Case) -> Reply:
        """An ordinary answer; whatever fails on the way, the template listener has words."""
        prompt = self._compose(case)
        if prompt.cut:
            await self._tell_once(case, "window_cut")
        spoken = await speak(
            self._engine,
            prompt,
            stopped=case.ticket.stopped,
            deadline_s=self._manners.deadline_s,
            show=case.delivery.preview,
        )
        reply = Reply(spoken.text or say("set_aside", case.language), engine=spoken.engine)
        case.session.ask(None)
        if not spoken.stopped:
            await self._record(case, reply)
        return reply

    # --- what stands before an answer --------------------------------------------------------------

    async def _assess(self, message: Message, session: Session) -> Verdict | None:
        """The gravest reading of it, a burst's pieces alone and joined; None if the detector failed."""
        try:
            verdicts = [await self._read(text, session) for text in (message.text, *message.parts)]
        except Exception as error:  # a detector that fails must not pass for calm
            log.error("the detector failed", exc_info=error)
            return None
        return max(verdicts, key=lambda verdict: verdict.level)

    async def _read(self, text: str, session: Session) -> Verdict:
        """The detector's last word on a text, with breath for others between the windows of a long one."""
        verdict = Verdict()
        for latest in self._assess_in_steps(text, tuple(session.heard), session.asked):
            verdict = latest
            if len(text) > LONGEST_MESSAGE:
                await asyncio.sleep(0)
        return verdict

    async def _know(self, case: Case) -> None:
        """Profile, hold, place and kept turns of this person: from memory, else from the history."""
        await self._bounded(case, self._load(case))
        case.presence.hold = standing(case.presence.hold, case.message.at)
        case.language = self._language(case)

    async def _load(self, case: Case) -> None:
        kept, presence, message = self._kept(), case.presence, case.message
        if kept is None:
            return
        try:
            if not presence.known:
                profile = await kept.history.profile(message.person)
                hold = await kept.history.hold(message.person)
                presence.profile, presence.known = profile, True
                presence.hold = presence.hold or hold
            where = message.place or presence.profile.origin
            stored = None if where is None else await kept.history.place(where)
            case.place_lines = PlaceLines.from_json(stored) if stored else PlaceLines()
            if case.consent is Consent.GIVEN and not case.session.seeded:
                case.session.seed(await kept.history.recall(message.conversation, _RECALLED))
        except HistoryError as error:
            await self._broken(error)

    async def _care(self, case: Case) -> Reply | None:
        """Fixed words where the message or a hold asks for them."""
        message, session, presence = case.message, case.session, case.presence
        if case.verdict.level < Level.PASSIVE and self._is_command(case):
            return None
        before = presence.hold
        presence.hold = step(before, case.verdict, message.at)
        session.heard.append(Heard(message.text[:LONGEST_MESSAGE], case.verdict))
        reply = self._respond(case, before)
        if presence.hold != before:
            await self._bounded(case, self._keep_hold(case))
        if reply is None:
            return None
        if not case.urgent:
            await self._disclose(case)
        session.ask(reply.asked)
        if case.verdict.level >= Level.PASSIVE:
            self._sessions.void_confirmations(message.person)
        await self._bounded(case, self._record(case, reply))
        self._count_referral(case, reply)
        return reply

    def _respond(self, case: Case, before: Any) -> Reply | None:
        if case.detector_failed:
            return responses.failed(case.language, self._lines(case))
        return responses.respond(
            case.verdict,
            case.presence.hold,
            before=before,
            lines=self._lines(case),
            used=case.session.used,
            language=case.language,
            text=case.message.text,
        )

    async def _disclose(self, case: Case) -> None:
        """That this is a program, at every moment that asks for it."""
        session, now = case.session, case.message.at
        if not due(session.disclosed, session.seen, now, minor=case.presence.minor):
            return
        new = session.disclosed is None and case.presence.profile == Profile()
        kind = Disclosure.HELD if case.presence.hold else Disclosure.FIRST if new else Disclosure.AGAIN
        session.disclosed = now
        call = commands.parse(case.message.text)
        if call is None or call.name != "start":
            await case.delivery.notify(Reply(disclosure(case.language, kind)))

    # --- commands ----------------------------------------------------------------------------------

    async def _command(self, case: Case) -> Reply | None:
        """The answer to a command, or to a yes or no that one waits for; None for anything that is talk."""
        text, session, now = case.message.text, case.session, case.message.at
        if commands.cancels(text, case.language, pending=session.pending is not None):
            session.pending = None
            return Reply(say("forget_cancelled", case.language))
        waiting = None
        if commands.confirms(text, case.language, pending=session.pending is not None):
            waiting = session.confirmed(now)
        call = commands.parse(waiting or text.removeprefix(commands.CONFIRM))
        if call is None:
            return None
        if call.name == "not-meant":
            return await self._soften(case)
        try:
            answer = await commands.run(call, self._desk(case), confirmed=waiting is not None)
        except HistoryError as error:
            await self._broken(error)
            answer = Reply(say("history_down", case.language))
        if isinstance(answer, Reply):
            return answer
        case.message = replace(case.message, text=answer.text, kind=Kind.TEXT)
        return await self._converse(case)

    def _is_command(self, case: Case) -> bool:
        text, pending = case.message.text, case.session.pending is not None
        return (
            commands.parse(text.removeprefix(commands.CONFIRM)) is not None
            or commands.confirms(text, case.language, pending=pending)
            or commands.cancels(text, case.language, pending=pending)
        )

    async def _soften(self, case: Case) -> Reply:
        """The button "That's not what I meant"."""
        hold = case.presence.hold
        if hold is None:
            return Reply(say("not_meant_nothing", case.language))
        case.presence.hold = soften(hold, case.message.at)
        case.session.ask(None)
        await self._keep_hold(case)
        return Reply(say("not_meant", case.language))

    def _desk(self, case: Case) -> Desk:
        kept, message = self._kept(), case.message
        return Desk(
            message=message,
            session=case.session,
            presence=case.presence,
            history=kept.history if kept else None,
            language=case.language,
            operator=message.person in self._manners.operators,
            place_lines=case.place_lines,
            purge=partial(self.purge, now=message.at, but=case.ticket),
            dry_run=partial(self.dry_run, now=message.at),
            withdraw=self._withdraw,
            facts=self._facts,
            retention_days=self._manners.retention_days,
            backup_days=self._manners.backup_days,
            country=self._country(case),
        )

    # --- taking out --------------------------------------------------------------------------------

    async def purge(
        self, scope: Scope, ordered_by: str, *, now: datetime, but: Ticket | None = None
    ) -> Receipt:
        """Take out what `scope` means, from work, memory and history; `but` is the order itself."""
        clear = partial(self._clear, but=but)
        if (kept := self._kept()) is None:
            await clear(scope)
            raise Refused(say("history_down"))
        return await kept.purge.run(scope, clear, ordered_by=ordered_by, now=now)

    async def dry_run(self, scope: Scope, *, now: datetime) -> Receipt:
        if (kept := self._kept()) is None:
            raise Refused(say("history_down"))
        return await kept.purge.dry_run(scope, now)

    async def _withdraw(self, person: PersonId) -> int:
        if (kept := self._kept()) is None:
            raise Refused(say("history_down"))
        return await kept.purge.withdraw(person)

    async def _clear(self, scope: Scope, *, but: Ticket | None) -> None:
        """Stop the running replies of a scope, let their writes end, and drop the memory of it."""
        concerns = _concerns(scope)
        if scope.before is None:
            await self._lanes.clear(concerns, but=but)
        await self.settle()
        if scope.before is not None:
            self._sessions.drop_turns_before(scope.before)
            return
        self._sessions.drop(concerns)
        if scope.reach is not Reach.PLACE:
            self._sessions.forget(lambda person: concerns(Conversation(person)))

    async def settle(self, patience: float = 2.0) -> None:
        """Wait for what crisis replies left to be written behind them."""
        if self._writing:
            await asyncio.wait(set(self._writing), timeout=patience)

    # --- mind and history --------------------------------------------------------------------------

    def _compose(self, case: Case) -> Prompt:
        turns = [veiled(turn) for turn in case.session.turns]
        fitting, cut = window(turns, self._manners.window_tokens, self._engine.tokens)
        return Prompt(
            conversation=case.message.conversation,
            text=case.message.text,
            turns=tuple(fitting),
            verdict=case.verdict,
            hold=case.hold,
            language=case.language,
            used=case.session.used,
            at=case.message.at,
            cut=cut,
        )

    async def _record(self, case: Case, reply: Reply) -> None:
        """Into mind; and into the history of those who agreed, before the answer goes out."""
        message, level = case.message, case.verdict.level
        turns = (
            Turn(Speaker.PERSON, message.text[:LONGEST_MESSAGE], message.at, level),
            Turn(Speaker.LISTENER, reply.text, message.at, level),
        )
        case.session.exchanges.append(Exchange(message.id, turns))
        if case.consent is not Consent.GIVEN:
            return
        kept = self._kept()
        try:
            if kept is not None:
                await kept.history.record(message.conversation, message.id, turns)
                case.session.seeded = True
                return
        except HistoryError as error:
            await self._broken(error)
        await self._tell_once(case, "history_off")

    async def _take_back(self, case: Case) -> None:
        """The exchange that an edited message had belongs to what it said before."""
        case.session.take_back(case.message.id)
        kept = self._kept()
        if kept is None or case.consent is not Consent.GIVEN:
            return
        try:
            await kept.history.take_back(case.message.conversation, case.message.id)
        except HistoryError as error:
            await self._broken(error)

    async def _keep_hold(self, case: Case) -> None:
        """Write the hold as it stands; one that was purged goes on in memory until it is raised anew."""
        presence, kept = case.presence, self._kept()
        if case.verdict.level >= Level.PASSIVE:
            presence.unkept = False
        if kept is None or presence.unkept:
            return
        try:
            await kept.history.keep_hold(case.message.person, presence.hold)
        except HistoryError as error:
            await self._broken(error)

    # --- small things ------------------------------------------------------------------------------

    async def _bounded(self, case: Case, work: Coroutine[Any, Any, None]) -> None:
        """Wait for the work; where somebody is in danger, only a moment, and let it go on behind."""
        task = asyncio.ensure_future(work)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.wait({task}, timeout=URGENT_PATIENCE if case.urgent else None)
        if task.done():
            task.result()

    async def _tell_once(self, case: Case, key: str) -> None:
        if key not in case.session.told:
            case.session.told.add(key)
            await case.delivery.notify(Reply(say(key, case.language)))

    def _lines(self, case: Case) -> responses.Lines:
        found = resolve(
            country=self._country(case),
            place=case.place_lines,
            language=case.language,
            topics=case.verdict.topics,
            level=case.verdict.level,
            minor=case.presence.minor,
        )
        hinted = found.country is not None and found.country != self._known_country(case)
        return lines_for(replace(found, guessed=found.guessed or hinted), case.language)

    def _count_referral(self, case: Case, reply: Reply) -> None:
        if reply.helplines and (kept := self._kept()) is not None:
            kept.history.count(f"referral:{self._country(case) or 'unknown'}", case.message.at)

    def _country(self, case: Case) -> str | None:
        """What is known, else what the platform hints."""
        return self._known_country(case) or case.message.country

    def _known_country(self, case: Case) -> str | None:
        """What the person set, else their place's, else the community's."""
        return case.presence.profile.country or case.place_lines.country or self._manners.country

    def _language(self, case: Case) -> str:
        """This message's if it is long enough to tell; else chosen, last, the place's, hinted."""
        message, session = case.message, case.session
        telling = len(message.text.split()) > _FEW_WORDS and commands.parse(message.text) is None
        if telling:
            session.language = case.verdict.language
            return session.language
        of_place = case.place_lines.languages[0] if case.place_lines.languages else None
        hinted = message.language.split("-")[0].lower() if message.language else None
        chosen = case.presence.profile.language
        return chosen or session.language or of_place or hinted or self._manners.languages[0]


FAILED = Verdict(Level.PASSIVE)
"""How a message counts that the detector could not read."""


def _is_stop(message: Message) -> bool:
    call = commands.parse(message.text)
    return call is not None and call.name == "stop"


def _concerns(scope: Scope) -> Callable[[Conversation], bool]:
    match scope.reach:
        case Reach.PERSON:
            return lambda conversation: conversation.person == scope.person
        case Reach.PLACE:
            return lambda conversation: conversation.place == scope.place
    return lambda conversation: True
