"""From what is to be told to who is told it, and when. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from agent.model.finding import Severity
from agent.model.incident import Incident
from agent.model.route import (
    PACE_OF,
    Duty,
    Hours,
    Pace,
    Recipient,
    Route,
    Telling,
    WorkingHours,
)
from agent.model.verdict import Verdict
from agent.routing.faults import fault_of
from agent.routing.hours import next_digest, opening

_DUTY_OF = {Verdict.ACCOUNT_PROBLEM: Duty.CREDENTIALING, Verdict.OWN_FAULT: Duty.OPERATIONS}


@dataclass(frozen=True)
class About:
    """What is to be told; `account` is null for what is of none."""

    rule: str
    severity: Severity
    account: str | None
    verdict: Verdict

    @classmethod
    def of(cls, incident: Incident, severity: Severity | None = None) -> "About":
        """`severity` where it is told as of another than it has now."""
        found = severity or incident.finding.severity
        return cls(incident.rule, found, incident.account, fault_of(incident.rule))


@dataclass(frozen=True)
class Routing:
    """Who can be told (`recipients`), and by which `routes`: the first that matches counts.

    Where there is no route at all, everything goes as its severity does, to the channels that are for it.
    What no route matches, where there are some, reaches nobody.
    """

    recipients: tuple[Recipient, ...] = ()
    routes: tuple[Route, ...] = ()
    hours: WorkingHours = field(default_factory=WorkingHours)

    @classmethod
    def to(cls, names: Iterable[str], hours: WorkingHours | None = None) -> "Routing":
        """To all of these channels by the defaults."""
        return cls(tuple(Recipient(name=name) for name in names), (), hours or WorkingHours())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(recipient.name for recipient in self.recipients)

    def tellings(self, about: About, now: datetime) -> tuple[Telling, ...]:
        """Each channel that is told of it, and from when on."""
        route = self.route_of(about)
        return () if route is None else self.by(route, about, now)

    def route_of(self, about: About) -> Route | None:
        """The route that counts; without any there is one to all, and None where none matches."""
        if not self.routes:
            return Route()
        return next((route for route in self.routes if matches(route, about)), None)

    def by(self, route: Route, about: About, now: datetime) -> tuple[Telling, ...]:
        named = self.default_channels(about.verdict) if route.channels is None else route.channels
        return tuple(self.telling(channel, pace_of(route, about.severity), now) for channel in named)

    def telling(self, channel: str, pace: Pace | Hours, now: datetime) -> Telling:
        now = now.astimezone(UTC)
        if pace is Pace.ALWAYS:
            return Telling(channel=channel, due=now)
        hours = pace if isinstance(pace, Hours) else self.hours.hours
        if pace is Pace.DIGEST:
            day, at = next_digest(self.hours, now)
            return Telling(channel=channel, due=at, digest=day, hours=hours)
        return Telling(channel=channel, due=opening(hours, now), hours=hours)

    def default_channels(self, verdict: Verdict) -> tuple[str, ...]:
        """Those for whose work it is, else those that are for any, else all there are."""
        duty = _DUTY_OF.get(verdict)
        for wanted in (duty, None) if duty else (None,):
            if found := _names(self.recipients, wanted):
                return found
        return self.names


def matches(route: Route, about: About) -> bool:
    return (
        (not route.verdict or about.verdict in route.verdict)
        and (not route.severity or about.severity in route.severity)
        and (not route.rule or _any(route.rule, about.rule))
        and (not route.account or _any(route.account, about.account))
    )


def pace_of(route: Route, severity: Severity) -> Pace | Hours:
    """A route's hours are of warnings, and of what else it says by name that it means.

    So nothing critical is held, and no information wakes anybody, by a route that only forgot to say so.
    """
    meant = severity is Severity.WARNING or severity in route.severity
    return route.hours if route.hours is not None and meant else PACE_OF[severity]


def _any(patterns: Sequence[str], value: str | None) -> bool:
    return value is not None and any(fnmatchcase(value, pattern) for pattern in patterns)


def _names(recipients: Iterable[Recipient], duty: Duty | None) -> tuple[str, ...]:
    return tuple(recipient.name for recipient in recipients if recipient.duty is duty)
