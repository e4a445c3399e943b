"""The runbooks that come with the program."""

from agent import runbooks as pages
from agent.model.base import Frozen
from agent.model.verdict import Verdict


class RunbookNamed(Frozen):
    """`title` is its first line; `verdict`: it is of a verdict, not of a rule."""

    name: str
    title: str
    verdict: bool


class Runbook(RunbookNamed):
    """`text` is Markdown."""

    text: str


def runbooks() -> tuple[RunbookNamed, ...]:
    """In the order of the alphabet."""
    return tuple(RunbookNamed(**_named(name, pages.text(name))) for name in pages.names())


def runbook(name: str) -> Runbook | None:
    """None where there is none of this name."""
    if name not in pages.names():
        return None
    text = pages.text(name)
    return Runbook(**_named(name, text), text=text)


def _named(name: str, text: str) -> dict[str, object]:
    title = text.splitlines()[0].removeprefix("# ")
    return {"name": name, "title": title, "verdict": name in set(Verdict)}
