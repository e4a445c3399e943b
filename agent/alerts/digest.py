"""The words of a message that tells of many incidents: a day's digest, or what a channel missed. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import NamedTuple

from agent.alerts.message import TITLE_LENGTH, moment, see
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
    count = _count(len(entries), "item")
    lines = [f"What is good to know, and can wait: {count}.", *_by_account(entries, zone)]
    title = plain(f"DIGEST {day:%Y-%m-%d}: {count} — {_accounts(entries)}", TITLE_LENGTH)
    return Message(title=title, text="\n".join(lines) + "\n")


def compose_summary(entries: Sequence[Entry], zone: tzinfo) -> Message:
    """What the person reads once a channel works again: of each incident the last that it missed."""
    last = {entry.incident.id: entry for entry in sorted(entries, key=lambda each: each.at)}
    worst = max((entry.incident.finding.severity for entry in entries), key=lambda each: each.rank)
    missed = _count(len(entries), "message")
    since = moment(min(entry.at for entry in entries), zone)
    lines = [f"This channel was down and missed {missed} since {since}. How it stands:"]
    told = tuple(last.values())
    title = plain(f"{worst.upper()} summary: {missed} missed — {_accounts(told)}", TITLE_LENGTH)
    return Message(title=title, text="\n".join([*lines, *_by_account(told, zone)]) + "\n")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _accounts(entries: Sequence[Entry]) -> str:
    return ", ".join(dict.fromkeys(sorted(map(_whose, entries))))


def _by_account(entries: Sequence[Entry], zone: tzinfo) -> Iterator[str]:
    for name, group in groupby(sorted(entries, key=_whose), key=_whose):
        yield from ("", plain(name))
        for entry in sorted(group, key=lambda each: each.at):
            yield from (f"  {line}" for line in _lines(entry, zone))


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
    yield f"  {see(entry.incident.id)}"
