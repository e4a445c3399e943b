"""`enrollwatch runbook`: what a rule or a verdict means, what to check first, who puts it right."""

from difflib import get_close_matches

import click

from agent import runbooks


@click.command()
@click.argument("name", required=False)
def runbook(name: str | None) -> None:
    """The page of a rule or a verdict, or the list of all of them."""
    pages = runbooks.names()
    if name is None:
        for each in pages:
            click.echo(_title(each))
    elif name in pages:
        click.echo(runbooks.text(name).rstrip("\n"))
    else:
        raise click.UsageError(f"no runbook {name!r}{_nearest(name, pages)}: `enrollwatch runbook` lists all")


def _title(name: str) -> str:
    return runbooks.text(name).splitlines()[0].removeprefix("# ")


def _nearest(name: str, pages: tuple[str, ...]) -> str:
    near = get_close_matches(name.lower(), pages) or [each for each in pages if name.lower() in each][:3]
    return f", did you mean {' or '.join(near)}" if near else ""
