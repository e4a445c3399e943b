"""Spans of days that rules count, and how bad they are."""

from datetime import date, datetime

from agent.model.ladder import Rung, Standing, left, passed
from agent.model.look import Look
from agent.model.policy import Policy
from agent.rules.dates import shifted, tellable
from agent.rules.rule import start_of


def last_day(begun: date | None, days: int) -> date | None:
    """The day on which a period of so many days ends; None where it is not known when it began."""
    return shifted(begun, days=days) if begun else None


def days_since(day: date, today: date) -> int:
    """Whole calendar days; 0 for a day that is still to come, which nothing can date from."""
    return max(0, (today - day).days)


def since_day(day: date | None, look: Look, policy: Policy) -> datetime:
    """Midnight of a day that the portal prints; the look itself where it prints none, or one to come."""
    return min(start_of(tellable(day), policy), look.started) if day else look.started


def at_once(days: int | None, countdown: tuple[Rung, ...]) -> Standing | None:
    """As `left`, but from the first stage on however far the day is, or where it is not known."""
    if not countdown:
        return None
    first = countdown[0].days
    return left(first if days is None else min(days, first), countdown)


def worse(
    days_passed: int, age: tuple[Rung, ...], days_left: int, countdown: tuple[Rung, ...]
) -> Standing | None:
    """The worse of an age and a countdown; the stage rises as time passes, whichever of them it is."""
    grown, due = passed(days_passed, age), left(days_left, countdown)
    if due is None:
        return grown
    severities = [each.severity for each in (grown, due) if each]
    return Standing(severity=max(severities, key=lambda one: one.rank), stage=len(age) + due.stage)
