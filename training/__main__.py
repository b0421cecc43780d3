"""`python -m training`: what is made and tried outside the running program."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def languages() -> None:
    """Write the table of common words by which languages are told apart."""
    from training.languages import TARGET, build

    typer.echo(f"{build()} languages written to {TARGET}")


@app.command()
def crisis() -> None:
    """Train the statistical layer of the crisis detector and write its card."""
    from training.crisis import train

    typer.echo(train())


@app.command()
def read(language: Annotated[str, typer.Argument(help="Such as en, es, ja.")]) -> None:
    """Show how the crisis detector reads the development messages of a language."""
    from training.reading import read as lines

    for line in lines(language):
        typer.echo(line)


app()
