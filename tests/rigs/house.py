"""A running Hearken without an adapter: tests say things and read the answers."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.app import App, open_app
from core.config import Config, parse_config
from core.crisis import assess_in_steps
from core.generation.engines import Engine
from core.messages import Conversation, Kind, Message, PersonId, PlaceId, Reply, Role
from core.router import Assess

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPERATOR = "olga"
_numbers = itertools.count(1)


@dataclass
class Heard:
    """What came back for one message."""

    reply: Reply | None = None
    notices: list[Reply] = field(default_factory=list)
    previews: list[str] = field(default_factory=list)
    replies: int = 0

    async def notify(self, reply: Reply) -> None:
        self.notices.append(reply)

    async def preview(self, text: str) -> None:
        self.previews.append(text)

    async def finish(self, reply: Reply) -> None:
        self.replies += 1
        self.reply = reply


@dataclass
class House:
    """One open app and its clock, which stands still unless a test moves it."""

    app: App
    now: datetime = START

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def message(
        self,
        text: str,
        person: str = "ada",
        *,
        place: str | None = None,
        role: Role = Role.MEMBER,
        anonymous: bool = False,
        kind: Kind = Kind.TEXT,
        parts: tuple[str, ...] = (),
        country: str | None = None,
        language: str | None = None,
        id: str | None = None,
    ) -> Message:
        where = PlaceId("terminal", place) if place else None
        return Message(
            Conversation(PersonId("terminal", person), where),
            text,
            self.now,
            id=str(next(_numbers)) if id is None else id,
            kind=kind,
            role=role,
            anonymous=anonymous,
            parts=parts,
            country=country,
            language=language,
        )

    async def hear(self, text: str, person: str = "ada", **more: Any) -> Heard:
        heard = Heard()
        await self.app.router.handle(self.message(text, person, **more), heard)
        return heard

    async def say(self, text: str, person: str = "ada", **more: Any) -> Reply:
        heard = await self.hear(text, person, **more)
        assert heard.reply is not None
        assert heard.replies == 1
        return heard.reply

    async def tick(self) -> None:
        await self.app.tick(self.now)


def config(folder: Path, **sections: dict[str, Any]) -> Config:
    """The defaults, with an operator, everything under `folder`, and what a test sets."""
    return parse_config({"admins": {"terminal": [OPERATOR]}} | sections, folder=folder)


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    engine: Engine | None = None,
    assess: Assess = assess_in_steps,
    now: datetime = START,
    **sections: dict[str, Any],
) -> AsyncIterator[House]:
    houses: list[House] = []
    async with open_app(
        config(folder, **sections),
        clock=lambda: houses[0].now if houses else now,
        engine=engine,
        assess=assess,
    ) as app:
        houses.append(House(app, now))
        yield houses[0]


async def everything(*work: Any) -> list[Any]:
    return list(await asyncio.gather(*work))
