"""`hearken helplines`: look into the registry, ask whom it would show, and check it.

Prints tables for people and, with `--json`, records for programs. Changes nothing and dials nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from core.helplines import Emergency, Helpline, Problem
    from core.messages import Topic

app = typer.Typer(help="The registry of helplines and emergency numbers.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]
CountryOption = Annotated[str | None, typer.Option("--country", help="A country by name or code.")]


@app.command("list")
def list_lines(
    as_json: JsonOption = False,
    country: CountryOption = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Only lines for this.")] = None,
) -> None:
    """Every country's emergency numbers and lines."""
    from core.helplines import load

    code = _code(country) if country else None
    kept = [
        record
        for known in load().countries
        if code in (None, known.code)
        for record in ((known.emergency,) if known.emergency else ()) + known.lines
        if topic is None or topic in record.record()["topics"]  # type: ignore[operator]
    ]
    if as_json:
        typer.echo(json.dumps([record.record() for record in kept], ensure_ascii=False, indent=1))
        return
    _table(("country", "line", "for", "reach", "evidence"), (_row(record) for record in kept))


@app.command()
def show(country: Annotated[str, typer.Argument(help="A country by name or code.")]) -> None:
    """One country: its numbers, its lines, and what supports each."""
    from core.helplines import load

    known = load().country(_code(country))
    if known is None:
        raise _refused(f"Nothing is known of {country} yet.")
    for record in ((known.emergency,) if known.emergency else ()) + known.lines:
        _row_in_full(record)


@app.command()
def resolve(
    country: CountryOption = None,
    place: Annotated[str | None, typer.Option("--place", help="The country that a place is set to.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="The language spoken.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="What the message is about; may be repeated.")
    ] = None,
    level: Annotated[int, typer.Option("--level", min=0, max=5, help="How grave it is.")] = 3,
    minor: Annotated[bool, typer.Option("--minor", help="For somebody under age.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Which numbers and lines somebody would be shown, in order."""
    from core.helplines import PlaceLines
    from core.helplines import resolve as whom
    from core.messages import Level

    found = whom(
        country=_code(country) if country else None,
        place=PlaceLines(country=_code(place)) if place else None,
        language=language,
        topics=tuple(about for name in topic or () for about in _topics(name)),
        level=Level(level),
        minor=minor,
    )
    lines = [shown.helpline for shown in found.lines if shown.helpline is not None]
    if as_json:
        answer = {
            "country": found.country,
            "guessed": found.guessed,
            "service": found.service,
            "number": found.number,
            "emergency": found.emergency.record() if found.emergency else None,
            "lines": [line.record() for line in lines],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    guessed = " (a guess from the language)" if found.guessed else ""
    typer.echo(f"country: {found.country or 'unknown'}{guessed}")
    typer.echo(f"emergency ({found.service}): {found.number or 'the emergency number where they are'}")
    _table(("country", "line", "for", "reach", "evidence"), (_row(line) for line in lines))


@app.command()
def check() -> None:
    """What is wrong with the registry; age alone is a warning here."""
    from core.helplines import Severity, load
    from core.helplines import check as check_all
    from core.helplines.doubts import doubts

    problems = [*check_all(load()), *doubts(load())]
    _report(problems, [p for p in problems if p.severity is Severity.ERROR])


@app.command()
def stale() -> None:
    """Records without a date or with an old one; here each is an error."""
    from core.helplines import load
    from core.helplines import stale as stale_in

    problems = stale_in(load(), date.today())
    _report(problems, problems)


def _report(problems: Sequence[Problem], errors: Sequence[Problem]) -> None:
    for problem in problems:
        typer.secho(str(problem), fg="red" if problem in errors else "yellow")
    typer.echo(f"{len(errors)} errors, {len(problems) - len(errors)} warnings")
    if errors:
        raise typer.Exit(1)


def _row(record: Helpline | Emergency) -> tuple[str, ...]:
    fields = record.record()
    topics = ", ".join(str(topic) for topic in _list(fields["topics"]))
    day = f" {fields['date']}" if fields["date"] else ""
    return record.country, str(fields.get("name", "emergency")), topics, _reach(record), f"{record.tier}{day}"


def _reach(record: Helpline | Emergency) -> str:
    fields = record.record()
    if services := fields.get("services"):
        assert isinstance(services, dict)
        return ", ".join(f"{service} {number}" for service, number in services.items())
    ways = []
    for contact in _list(fields["contacts"]):
        target = contact["number"] or contact["url"] or contact["address"]
        word = f" {contact['keyword']} to" if contact["keyword"] else ""
        hours = f" ({contact['hours']})" if contact["hours"] else ""
        ways.append(f"{contact['method']}{word} {target}{hours}")
    return "; ".join(ways)


def _row_in_full(record: Helpline | Emergency) -> None:
    fields = record.record()
    typer.secho(f"{record.id}  {fields.get('name', 'emergency numbers')}", bold=True)
    typer.echo(f"  for       {', '.join(str(topic) for topic in _list(fields['topics']))}")
    typer.echo(f"  reach     {_reach(record)}")
    typer.echo(f"  evidence  {record.tier}, {fields['date'] or 'no date'}")
    for source in record.sources:
        typer.echo(f"            {source}")


def _list(value: object) -> list[Any]:
    assert isinstance(value, list | tuple)
    return list(value)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _code(name: str) -> str:
    from core.helplines.countries import find, nearest

    if code := find(name):
        return code
    meant = ", ".join(nearest(name))
    raise _refused(f"There is no country {name!r}." + (f" Did you mean: {meant}?" if meant else ""))


def _topics(name: str) -> tuple[Topic, ...]:
    """What a message is about, by its own name or by that of the lines for it."""
    from core.helplines.record import LineTopic
    from core.helplines.resolve import LINES_FOR
    from core.messages import Topic

    if name in set(Topic):
        return (Topic(name),)
    if name in set(LineTopic):
        return tuple(about for about, lines in LINES_FOR.items() if lines[0] == name)[:1]
    known = ", ".join(sorted({*Topic, *LineTopic}))
    raise _refused(f"There is no topic {name!r}; one of: {known}.")


def _refused(why: str) -> Exception:
    from core.errors import Misused

    typer.secho(f"hearken: {Misused(why)}", fg="red", err=True)
    return typer.Exit(2)
