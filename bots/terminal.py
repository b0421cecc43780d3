"""The terminal adapter for people: a quiet chat with line history, slash commands and numbered buttons.

Line history lives in memory and ends with the talk. Knows rich and prompt_toolkit; knows nothing of the router but
that it takes messages.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from core.app import App
from core.commands import COMMANDS
from core.messages import Action, ActionKind, Conversation, Kind, Message, PersonId, Reply, legible

PLATFORM = "terminal"


class Screen:
    """What the person sees, and the buttons that the last answers offered."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.buttons: list[Action] = []

    def show(self, reply: Reply, *, dim: bool = False) -> None:
        body = Text(reply.text, style="dim" if dim else "bold" if reply.urgent else "")
        name = Text("hearken", style="bold red" if reply.urgent else "bold cyan")
        self.console.print()
        self.console.print(name)
        self.console.print(Padding(body, (0, 0, 0, 2)))
        if reply.document is not None:
            self.console.print()
            self.console.out(reply.document.body, highlight=False)  # unwrapped: it may be copied as a file
        for action in reply.actions:
            self._offer(action)

    def _offer(self, action: Action) -> None:
        if action.kind is ActionKind.LINK:
            self.console.print(Padding(Text(f"{action.label}: {action.value}", style="cyan"), (0, 0, 0, 2)))
            return
        self.buttons.append(action)
        self.console.print(Padding(Text(f"[{len(self.buttons)}] {action.label}", style="cyan"), (0, 0, 0, 2)))

    def pressed(self, typed: str) -> Action | None:
        """The button that a typed number means."""
        return (
            self.buttons[int(typed) - 1]
            if _is_number(typed) and 0 < int(typed) <= len(self.buttons)
            else None
        )

    def has_no(self, typed: str) -> bool:
        """Whether that was meant for a button that is not there; says which there are."""
        if not self.buttons or not _is_number(typed) or self.pressed(typed):
            return False
        self.console.print(f"  [dim]The buttons are 1 to {len(self.buttons)}.[/dim]")
        return True


class ScreenDelivery:
    """One answer on the screen."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    async def notify(self, reply: Reply) -> None:
        self._screen.show(reply, dim=True)

    async def preview(self, text: str) -> None:
        """Sentences come at once or in a moment; the whole answer is shown."""

    async def finish(self, reply: Reply) -> None:
        self._screen.show(reply)


async def chat(app: App, name: str) -> None:
    """Talk until the person ends it."""
    screen = Screen(Console(highlight=False))
    app.voices[PLATFORM] = lambda _person, reply: ScreenDelivery(screen).notify(reply)
    conversation = Conversation(PersonId(PLATFORM, name))
    if sys.stdin.isatty():
        _welcome(screen.console)
    if trouble := app.trouble:
        screen.console.print(f"[yellow]Nothing can be kept at the moment: {trouble}[/yellow]")
    number = 0
    async for typed in _typed():
        number += 1
        if screen.has_no(typed.strip()):
            continue
        action = screen.pressed(typed.strip())
        screen.buttons = []
        message = Message(
            conversation,
            legible(action.value if action else typed),
            datetime.now(UTC),
            id=f"{datetime.now(UTC).timestamp()}-{number}",
            kind=Kind.BUTTON if action else Kind.TEXT,
        )
        async with _thinking(screen.console):
            await app.router.handle(message, ScreenDelivery(screen))
    if sys.stdin.isatty():
        screen.console.print("\n[dim]Take care of yourself.[/dim]")


async def _typed() -> AsyncIterator[str]:
    """What the person types, line by line; from a pipe, its lines."""
    if not sys.stdin.isatty():
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                yield line.rstrip("\n")
        return
    session: PromptSession[str] = PromptSession(
        history=InMemoryHistory(),
        completer=WordCompleter([f"/{name}" for name in COMMANDS], sentence=True),
        complete_while_typing=False,
        bottom_toolbar=HTML(
            "<b>/help</b> what I can do  <b>/helpline</b> people to talk to  <b>Ctrl-D</b> leave"
        ),
    )
    while True:
        try:
            with patch_stdout(raw=True):
                line = await session.prompt_async(HTML("\n<b>you</b> "))
        except KeyboardInterrupt:
            if session.default_buffer.text:
                continue  # it only clears the line
            return
        except EOFError:
            return
        if line.strip():
            yield line


@asynccontextmanager
async def _thinking(console: Console) -> AsyncIterator[None]:
    """A sign of life, only when an answer takes long enough to wonder."""

    async def spin() -> None:
        await asyncio.sleep(0.4)
        with console.status("", spinner="dots"):
            await asyncio.Event().wait()

    task = asyncio.create_task(spin()) if console.is_terminal else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.wait({task})


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 3


def _welcome(console: Console) -> None:
    console.print(
        "[bold cyan]Hearken[/bold cyan] [dim]- a program that listens. Write whatever is on your mind.[/dim]"
    )
