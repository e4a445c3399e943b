"""What a person on call asks for, as a form or a program says it."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, StringConstraints

from agent.model.base import Frozen
from agent.model.clock import in_reach
from agent.model.duration import Duration
from agent.model.incident import Incident
from agent.model.silence import Silence
from agent.on_call import OnCall, SilenceError, silence_asked
from agent.web.asking import BLANK_IS_NONE, Moment
from agent.web.gate import Caller
from agent.web.site import Site

MOST_WORDS = 500

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_WORDS)]
"""Words for the record."""


def _or_none(said: object) -> object:
    return (said.strip() or None) if isinstance(said, str) else said


SaidOrNot = Annotated[Said | None, BeforeValidator(_or_none)]
Pattern = Annotated[Annotated[str, StringConstraints(max_length=200)] | None, BeforeValidator(_or_none)]
"""A name, or a pattern as in a shell."""

Lasting = Annotated[Duration | None, BLANK_IS_NONE]


class SilenceAsked(Frozen):
    """Each pattern given must match. Give one of `until` and `lasting`, the latter such as "90m" or "2d"."""

    rule: Pattern = None
    account: Pattern = None
    subject: Pattern = None
    severity: Pattern = None
    until: Moment | None = None
    lasting: Lasting = None
    why: Said


class Silenced(Frozen):
    """`incidents`: ids of those that it silenced, or that are told of again."""

    silence: Silence
    incidents: tuple[str, ...]


def on_call(site: Site, caller: Caller) -> OnCall:
    return OnCall(site.recorder, caller.name, site.clock)


def silence(site: Site, caller: Caller, asked: SilenceAsked) -> Silenced:
    """Raises SilenceError where it would quiet nothing."""
    made = silence_asked(
        site.settings,
        caller.name,
        asked.why,
        site.clock(),
        until=asked.until,
        lasting=asked.lasting,
        **asked.model_dump(include={"rule", "account", "subject", "severity"}),
    )
    return _silenced(made, on_call(site, caller).silence(made))


def unsilence(site: Site, caller: Caller, identifier: str) -> Silenced:
    """Raises UnknownSilenceError, and TooLateError where it is over."""
    return _silenced(*on_call(site, caller).unsilence(identifier, site.clock()))


def moment_in(zone: ZoneInfo, typed: str) -> datetime | None:
    """What a form's field for a time holds, which is of the portal's zone. Raises SilenceError."""
    if not typed.strip():
        return None
    try:
        moment = datetime.fromisoformat(typed.strip())
        return in_reach(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except ValueError as error:
        why = f"{typed!r} is not a time that a silence can end at ({error})"
        raise SilenceError(why, "write one such as 2026-03-02 09:00") from error


def _silenced(made: Silence, incidents: tuple[Incident, ...]) -> Silenced:
    return Silenced(silence=made, incidents=tuple(each.id for each in incidents))
