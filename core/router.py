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
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from core import commands, guard
from core.age import stated
from core.care import responses
from core.care.disclosure import Kind as Disclosure
from core.care.disclosure import disclosure, due
from core.care.lines import lines_for
from core.care.saying import Lines
from core.care.wording import say
from core.case import UNREAD, Case, Delivery
from core.commands.desk import Call, Desk, Facts
from core.consent import Profile
from core.courier import send
from core.crisis import Heard, Hold, soften, step
from core.errors import HistoryError
from core.generation.engines import Engine
from core.generation.engines.templates import Templates
from core.generation.prompts import Prompt, veiled, window
from core.generation.speaking import speak
from core.helplines import countries, load, resolve
from core.lanes import Lanes, Ticket
from core.languages import OTHER, detect, word_count
from core.memory import Memory
from core.messages import (
    LONGEST_MESSAGE,
    Asked,
    Kind,
    Level,
    Message,
    PersonId,
    Reply,
    Verdict,
    visible,
)
from core.sessions import Session

_FEW_WORDS = 3
_NEXT_DAY = timedelta(hours=18)
"""How old a hold is when its card may come again."""

Assess = Callable[[str, Sequence[Heard], Asked | None], Iterable[Verdict]]

log = logging.getLogger("hearken.router")


@dataclass(frozen=True, slots=True)
class Manners:
    """The few settings that the router goes by."""

    operators: Collection[PersonId] = ()
    languages: tuple[str, ...] = ("en",)
    country: str | None = None
    age_limit: int = 16
    window_tokens: int = 1_500
    deadline_s: float = 60.0
    retention_days: int = 180
    backup_days: int = 30


class Router:
    """Takes every message of every adapter and sees that each gets its answer."""

    def __init__(
        self,
        *,
        assess: Assess,
        engine: Engine,
        lanes: Lanes,
        memory: Memory,
        broken: Callable[[HistoryError], Awaitable[None]],
        facts: Callable[[], Facts],
        manners: Manners,
    ) -> None:
        self._detector = assess
        self._engine = engine
        self._listener = Templates()
        self._lanes = lanes
        self._memory = memory
        self._broken = broken
        self._facts = facts
        self._manners = manners

    # --- the life of one message -------------------------------------------------------------------

    async def handle(self, message: Message, delivery: Delivery) -> None:
        """Answer one message, whatever happens: `delivery.finish` is called once."""
        with self._lanes.place(message.conversation) as ticket:
            case = await self._case(message, ticket, delivery)
            reply = await self._safely_answer(case)
            await delivery.finish(replace(reply, verdict=case.verdict, hold=case.hold))
            case.session.seen = max(case.session.seen, message.at)
            self._memory.count("messages", message.at)

    async def _case(self, message: Message, ticket: Ticket, delivery: Delivery) -> Case:
        """Read the message at once, and again when its turn comes: what was said before may give it meaning."""
        sessions = self._memory.sessions
        session = sessions.session(message.conversation, message.at)
        verdict = await self._assess(message, session)
        if _is_stop(message) and self._lanes.stop_ahead(ticket):
            session.told.add("stopped")
        if not ticket.ready.is_set():
            await self._lanes.reach(ticket, hurried=(verdict or UNREAD).level >= Level.ACTIVE)
            session = sessions.session(message.conversation, message.at)
            verdict = await self._assess(message, session)
        presence = sessions.presence(message.person, message.at)
        return Case(message, ticket, delivery, session, presence, verdict)

    async def _safely_answer(self, case: Case) -> Reply:
        try:
            return await self._answer(case)
        except Exception as error:  # the boundary of one message: no person ever sees a traceback
            log.error("a message could not be answered", exc_info=error)
            if case.verdict.level >= Level.PASSIVE:
                return responses.failed(case.language, self._lines(case))
            return Reply(say("failed", case.language))

    async def _answer(self, case: Case) -> Reply:
        await self._memory.know(case)
        case.language = self._language(case)
        self._hear_age(case)
        if case.message.kind is Kind.EDIT:
            await self._memory.bounded(case, self._memory.take_back(case))
        if (reply := await self._care(case)) is not None:
            return reply
        await self._disclose(case)
        if (reply := await self._command(case)) is not None:
            return reply
        if not visible(case.message.text):
            return Reply(say("nothing_to_read", case.language))
        if (length := len(case.message.text)) > LONGEST_MESSAGE:
            return Reply(say("too_long", case.language, length=length, longest=LONGEST_MESSAGE))
        if case.language == OTHER:
            return self._not_spoken(case)
        return self._met_as_young(case) if case.newly_young else await self._converse(case)

    async def _converse(self, case: Case) -> Reply:
        """An ordinary answer; whatever fails on the way, the template listener has words."""
        prompt = self._compose(case)
        if prompt.cut:
            await self._memory.tell_once(case, "window_cut")
        spoken = await speak(
            self._engine if self._may_speak(case) else self._listener,
            prompt,
            stopped=case.ticket.stopped,
            deadline_s=self._manners.deadline_s,
            show=lambda text: send(case.delivery.preview(text), "a preview"),
        )
        if not spoken.text:
            return Reply(say("set_aside", case.language))
        reply = Reply(spoken.text, engine=spoken.engine)
        case.session.ask(None)
        case.session.asked_where = False
        if not spoken.stopped:
            await self._memory.record(case, reply)
        return reply

    def _may_speak(self, case: Case) -> bool:
        """Whether a model may: never to somebody under age, and only where what it says can be read."""
        return not case.presence.minor and case.language in guard.languages()

    def _not_spoken(self, case: Case) -> Reply:
        """To a language that is none of ours: no free words, one fixed line and the directory."""
        directory = load().directory
        self._memory.count(f"referral:{self._country(case) or 'unknown'}", case.message.at)
        return Reply(say("not_spoken"), helplines=(directory.id,))

    def _hear_age(self, case: Case) -> None:
        """Somebody who says that they are under age is met as such from this message on."""
        if case.presence.minor or commands.call_of(case.message) is not None:
            return
        age = stated(case.message.text)
        if age is not None and age < self._manners.age_limit:
            case.presence.minor = case.newly_young = True

    def _met_as_young(self, case: Case) -> Reply:
        """What a child is told, once: whom this is for, and who is there for children."""
        case.session.ask(None)
        reply = responses.young(case.language, self._lines(case))
        self._count_referral(case, reply)
        return reply

    # --- what stands before an answer --------------------------------------------------------------

    async def _assess(self, message: Message, session: Session) -> Verdict | None:
        """The gravest reading of it, a burst's pieces alone and joined; None if the detector failed.

        Of a command only its arguments are somebody's words, and they do not go on from the talk.
        """
        try:
            if (call := commands.call_of(message) or _told_country(message, session)) is not None:
                return await self._read(call.arguments, (), None)
            if commands.pressed(message, commands.CANCEL) is not None:
                return Verdict()
            recent = tuple(session.heard)
            verdicts = [
                await self._read(text, recent, session.asked) for text in (message.text, *message.parts)
            ]
        except Exception as error:  # a detector that fails must not pass for calm
            log.error("the detector failed", exc_info=error)
            return None
        return max(verdicts, key=lambda verdict: verdict.level)

    async def _read(self, text: str, recent: Sequence[Heard], asked: Asked | None) -> Verdict:
        """The detector's last word on a text, with breath for others between the windows of a long one."""
        verdict = Verdict()
        for latest in self._detector(text, recent, asked):
            verdict = latest
            if len(text) > LONGEST_MESSAGE:
                await asyncio.sleep(0)
        return verdict

    async def _care(self, case: Case) -> Reply | None:
        """Fixed words where the message or a hold asks for them."""
        message, session, presence = case.message, case.session, case.presence
        if case.verdict.level < Level.PASSIVE and self._is_command(case):
            return None
        before = presence.hold
        presence.hold = step(before, case.verdict, message.at)
        self._memory.sessions.presence(message.person, message.at).hold = presence.hold
        session.heard.append(Heard(message.text[:LONGEST_MESSAGE], case.verdict))
        reply = self._respond(case, before)
        if presence.hold != before:
            await self._memory.bounded(case, self._memory.keep_hold(case))
        if reply is None:
            return None
        if not case.urgent:
            await self._disclose(case)
        session.ask(reply.asked)
        session.asked_where = self._country(case) is None
        if case.verdict.level >= Level.PASSIVE:
            self._memory.sessions.void_confirmations(message.person)
        await self._memory.bounded(case, self._memory.record(case, reply))
        self._count_referral(case, reply)
        return reply

    def _respond(self, case: Case, before: Hold | None) -> Reply | None:
        if case.read is None:
            return responses.failed(case.language, self._lines(case))
        return responses.respond(
            case.verdict,
            case.presence.hold,
            before=before,
            lines=self._lines(case),
            used=case.session.used,
            language=case.language,
            text=case.message.text,
            next_day=before is not None and case.message.at - before.since >= _NEXT_DAY,
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
            await send(case.delivery.notify(Reply(disclosure(case.language, kind))), "the disclosure")

    # --- commands ----------------------------------------------------------------------------------

    async def _command(self, case: Case) -> Reply | None:
        """The answer to a command, or to a yes or no that one waits for; None for anything that is talk."""
        message, session = case.message, case.session
        if commands.cancels(message, case.language, pending=session.pending is not None):
            session.pending = None
            return Reply(say("left_alone", case.language))
        confirmed = None
        if commands.confirms(message, case.language):
            confirmed = session.confirmed(commands.pressed(message, commands.CONFIRM), message.at)
        call = (
            commands.parse(confirmed)
            if confirmed
            else commands.call_of(message) or _told_country(message, session)
        )
        if call is None:
            return None
        if call.name == "not-meant":
            return await self._soften(case)
        try:
            answer = await commands.run(call, self._desk(case), confirmed=confirmed is not None)
        except HistoryError as error:
            await self._broken(error)
            answer = Reply(say("history_down", case.language))
        return answer if isinstance(answer, Reply) else await self._again(case, answer.text)

    async def _again(self, case: Case, text: str) -> Reply:
        """Answer a text as if it had just been said, with the same care."""
        case.message = replace(case.message, text=text, kind=Kind.TEXT)
        case.read = await self._assess(case.message, case.session)
        return await self._care(case) or await self._converse(case)

    def _is_command(self, case: Case) -> bool:
        message, pending = case.message, case.session.pending is not None
        return (
            commands.call_of(message) is not None
            or (pending and commands.confirms(message, case.language))
            or commands.cancels(message, case.language, pending=pending)
            or _told_country(message, case.session) is not None
        )

    async def _soften(self, case: Case) -> Reply:
        """The button "That's not what I meant"."""
        hold = case.presence.hold
        if hold is None:
            return Reply(say("not_meant_nothing", case.language))
        case.presence.hold = soften(hold, case.message.at)
        case.session.ask(None)
        await self._memory.keep_hold(case)
        return Reply(say("not_meant", case.language))

    def _desk(self, case: Case) -> Desk:
        memory, message = self._memory, case.message
        return Desk(
            message=message,
            session=case.session,
            presence=case.presence,
            history=memory.history,
            language=case.language,
            operator=message.person in self._manners.operators,
            place_lines=case.place_lines,
            purge=partial(memory.purge, now=message.at, but=case.ticket),
            dry_run=partial(memory.dry_run, now=message.at),
            withdraw=partial(memory.withdraw, but=case.ticket),
            grown=memory.sessions.grown,
            facts=self._facts,
            retention_days=self._manners.retention_days,
            backup_days=self._manners.backup_days,
            country=self._country(case),
        )

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

    # --- small things ------------------------------------------------------------------------------

    def _lines(self, case: Case) -> Lines:
        found = resolve(
            country=self._country(case),
            place=case.place_lines,
            language=case.language,
            topics=case.verdict.topics or (case.presence.hold.topics if case.presence.hold else ()),
            level=case.verdict.level,
            minor=case.presence.minor,
        )
        hinted = found.country is not None and found.country != self._known_country(case)
        lines = lines_for(replace(found, guessed=found.guessed or hinted), case.language)
        return lines if lines.country else replace(lines, crisis=())  # a card names the directory by itself

    def _count_referral(self, case: Case, reply: Reply) -> None:
        if reply.helplines:
            self._memory.count(f"referral:{self._country(case) or 'unknown'}", case.message.at)

    def _country(self, case: Case) -> str | None:
        """What is known, else what the platform hints."""
        case.session.country_hint = case.message.country or case.session.country_hint
        return self._known_country(case) or case.session.country_hint

    def _known_country(self, case: Case) -> str | None:
        """What the person set, else their place's, else the community's."""
        return case.presence.profile.country or case.place_lines.country or self._manners.country

    def _language(self, case: Case) -> str:
        """This message's if it is long enough to tell; else chosen, last, the place's, hinted."""
        message, session = case.message, case.session
        spoken = commands.parse(message.text) is None
        if spoken and word_count(message.text) > _FEW_WORDS:
            session.language = case.verdict.language
            return session.language
        of_place = case.place_lines.languages[0] if case.place_lines.languages else None
        hinted = message.language.split("-")[0].lower() if message.language else None
        chosen = case.presence.profile.language
        known = chosen or session.language or of_place or hinted
        if known is None and spoken and (found := detect(message.text)).sure and found.ours:
            return found.code
        return known or self._manners.languages[0]


def _told_country(message: Message, session: Session) -> Call | None:
    """The country, where it is all that was answered to the question for it."""
    code = countries.find(message.text[:80]) if session.asked_where else None
    return Call("country", code) if code else None


def _is_stop(message: Message) -> bool:
    call = commands.parse(message.text)
    return call is not None and call.name == "stop"
