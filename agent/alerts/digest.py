"""The words of a day's digest: everything that can wait, in one message. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import NamedTuple

from agent.alerts.message import COMMANDS, TITLE_LENGTH, moment
from agent.alerts.plain import plain
from agent.model.alert import Message
from agent.model.incident import Incident, Transition

NOBODYS = "the portal itself"
"""Whose it is where no account is named."""


class Entry(NamedTuple):
    """One transition, at the time it happened; `incident` is as it is now."""

    transition: Transition
    at: datetime
    incident: Incident


def compose_digest(day: date, entries: Sequence[Entry], zone: tzinfo) -> Message:
    """What the person reads of `entries` in the digest of `day`: by account, oldest first."""
    whose = dict.fromkeys(_whose(entry) for entry in sorted(entries, key=_whose))
    count = f"{len(entries)} item{'' if len(entries) == 1 else 's'}"
    lines = [f"What is good to know, and can wait: {count}."]
    for name, group in groupby(sorted(entries, key=_whose), key=_whose):
        lines += ["", plain(name)]
        for entry in sorted(group, key=lambda each: each.at):
            lines += [f"  {line}" for line in _lines(entry, zone)]
    title = plain(f"DIGEST {day:%Y-%m-%d}: {count} — {', '.join(whose)}", TITLE_LENGTH)
    return Message(title=title, text="\n".join(lines) + "\n")


def _whose(entry: Entry) -> str:
    return entry.incident.account or NOBODYS


def _lines(entry: Entry, zone: tzinfo) -> Iterator[str]:
    finding = entry.incident.finding
    yield f"{entry.transition}: {plain(finding.title)}"
    yield f"  {'When:':<10} {moment(entry.at, zone)}"
    if entry.incident.resolved is None:
        if finding.due:
            yield f"  {'Due:':<10} {moment(finding.due, zone)}"
        yield f"  {'Do next:':<10} {plain(finding.next_step)}"
    yield from (f"  {'See:':<10} {command.format(id=plain(entry.incident.id))}" for command in COMMANDS)
