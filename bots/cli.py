"""The command `hearken`. Each command loads only what it needs: `--help` is quick on any machine."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bots import helplines

if TYPE_CHECKING:
    from core.config import Config
    from core.history.purge import Scope

T = TypeVar("T")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Another config file than ./config.toml.", show_default=False)
]

app = typer.Typer(
    name="hearken",
    help="A bot that listens. Not therapy, not a crisis service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
db = typer.Typer(help="The database of kept talks.", no_args_is_help=True)
vault = typer.Typer(help="The keys that seal kept talks.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(vault, name="vault")
app.add_typer(helplines.app, name="helplines")


@app.command()
def chat(
    config: ConfigOption = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON lines in and out, for programs.")] = False,
    name: Annotated[str, typer.Option("--as", help="Who you are in the terminal.")] = "you",
    standby: Annotated[bool, typer.Option("--standby", help="Wait until the database is free.")] = False,
) -> None:
    """Talk with it here."""
    from core.app import open_app

    loaded = _load(config)
    if jsonl:
        from bots.jsonl import serve

        _run(serve(lambda clock: open_app(loaded, clock=clock, standby=standby)))
        return
    from bots.terminal import chat as talk

    if standby:
        typer.echo("hearken: waiting until the database is free", err=True)

    async def run() -> None:
        async with open_app(loaded, standby=standby) as opened:
            await talk(opened, name)

    _run(run())


@app.command()
def purge(
    config: ConfigOption = None,
    person: Annotated[
        str | None, typer.Option(metavar="PLATFORM:ID", help="Everything of one person.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(metavar="PLATFORM:ID", help="A place's settings and the turns spoken there.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="All turns from before that day.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything of everybody.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what it would take.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete what is kept, for good. A running Hearken does it; otherwise this command does."""
    from bots.maintenance import ordered_purge

    scope = _guarded(lambda: _scope(person, place, before, everything))
    loaded = _load(config)
    if not dry_run and not yes:
        typer.echo(_run(ordered_purge(loaded, scope, dry_run=True)), err=True)
        if not typer.confirm("This cannot be undone. Delete?", err=True):
            raise typer.Exit(1)
    typer.echo(_run(ordered_purge(loaded, scope, dry_run=dry_run)))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    config: ConfigOption = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file of that name.")] = False,
) -> None:
    """Copy all kept rows, still sealed, into one file; the keys are never in it."""
    from bots.maintenance import make_backup

    typer.echo(_run(make_backup(_load(config), target, overwrite=overwrite)))


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file that `hearken backup` wrote.")],
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup back; what was purged since then stays purged."""
    from bots.maintenance import restore_backup

    if not source.is_file():
        raise typer.BadParameter(f"there is no file {source}")
    if not yes and not typer.confirm("This replaces everything that is kept now. Restore?", err=True):
        raise typer.Exit(1)
    typer.echo(_run(restore_backup(_load(config), source)))


@db.command("upgrade")
def db_upgrade(config: ConfigOption = None) -> None:
    """Bring the tables to this version; on SQLite each start does it by itself."""
    from bots.maintenance import upgrade

    typer.echo(_run(upgrade(_load(config))))


@vault.command("rotate")
def vault_rotate(config: ConfigOption = None) -> None:
    """Seal all data keys under a fresh key."""
    from bots.maintenance import rotate_keys

    typer.echo(_run(rotate_keys(_load(config))))


@vault.command("accept")
def vault_accept(
    config: ConfigOption = None, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Go on with an older keyring; rows that it cannot open are deleted."""
    from bots.maintenance import accept_keyring

    if not yes and not typer.confirm("Rows without a key in this keyring are deleted. Go on?", err=True):
        raise typer.Exit(1)
    typer.echo(_run(accept_keyring(_load(config))))


@app.command()
def assess(
    explain: Annotated[bool, typer.Option("--explain", help="Say which layer and rule decided.")] = False,
) -> None:
    """Read messages or dialogues from standard input as the crisis detector does; a JSON line each."""
    from bots.lines import answer, assessed

    _guarded(lambda: answer(sys.stdin, sys.stdout, partial(assessed, explain=explain)))


@app.command()
def screen() -> None:
    """Check a model's replies from standard input as the guard does; a JSON line each."""
    from bots.lines import answer, screened

    _guarded(lambda: answer(sys.stdin, sys.stdout, screened))


@app.command()
def preview(
    level: Annotated[int, typer.Argument(min=0, max=5, help="0 to 5.")],
    topic: Annotated[str, typer.Argument(help="Such as suicide, self_harm, domestic_violence.")],
    language: Annotated[str, typer.Argument(help="Such as en, de, ar.")] = "en",
    country: Annotated[str, typer.Argument(help="A country by name or code.")] = "",
) -> None:
    """Show what somebody would be told, to moderators and translators."""
    from bots.preview import card

    typer.echo(_guarded(lambda: card(level, topic, language, country)))


@app.command()
def protocol() -> None:
    """Print the crisis protocol, to be published."""
    from bots.protocol import text

    typer.echo(text(), nl=False)


@app.command()
def report(
    config: ConfigOption = None,
    year: Annotated[int | None, typer.Option("--year", help="The year; this one if not said.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, for programs.")] = False,
) -> None:
    """Referrals to helplines per month and country: no person, small numbers hidden."""
    from bots.maintenance import referrals

    typer.echo(_run(referrals(_load(config), year, as_json=as_json)))


@app.command()
def version() -> None:
    """Print the version."""
    from core.app import installed_version

    typer.echo(installed_version())


def main() -> None:
    app()


def _load(path: Path | None) -> Config:
    from bots.logs import set_up
    from core.config import find_config, load_config

    config = _guarded(lambda: load_config(find_config(path)))
    set_up(config.logs.level, as_json=config.logs.format == "json")
    return config


def _scope(person: str | None, place: str | None, before: str | None, everything: bool) -> Scope:
    from core.commands.operators import parse_day, parse_person, parse_place
    from core.errors import Misused
    from core.history.purge import Scope

    named = [person is not None, place is not None, before is not None, everything]
    if sum(named) != 1:
        raise Misused("Name one of --person PLATFORM:ID, --place PLATFORM:ID, --before DATE or --all.")
    if person is not None:
        return Scope.of_person(parse_person(person, None))
    if place is not None:
        return Scope.of_place(parse_place(place, None))
    return Scope.older_than(parse_day(before)) if before is not None else Scope.of_all()


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Being told to end is met as an interrupt: what is open is closed."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    return _guarded(lambda: asyncio.run(work))


def _guarded(work: Callable[[], T]) -> T:
    """What we foresaw becomes one clear line; an interrupt ends quietly."""
    from core.errors import HearkenError

    try:
        return work()
    except HearkenError as error:
        typer.secho(f"hearken: {error}", fg="red", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
