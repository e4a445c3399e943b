"""What really happens in a replay: made up first, and by nothing that the agent decides with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from agent.model.verdict import Cause

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PORTAL_ZONE = ZoneInfo("America/New_York")

ACCOUNTS = ("north-clinic", "south-clinic", "east-clinic", "west-clinic", "hill-clinic", "lake-clinic")
ROUND = 4 * HOUR
"""Every account is visited once a round, each up to `JITTER` after it begins."""
JITTER = 5 * MINUTE
PROBE_TAKES, VISIT_TAKES = SECOND, 20 * SECOND


@dataclass(frozen=True, order=True)
class Span:
    """From `begin` until before `end`."""

    begin: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.begin <= at < self.end

    def meets(self, other: "Span", margin: timedelta = timedelta(0)) -> bool:
        """Whether less than `margin` lies between them."""
        return self.begin < other.end + margin and other.begin < self.end + margin


class Kind(StrEnum):
    """What a true incident is."""

    OUTAGE = "outage"  # nobody reaches the portal
    HALF_DOWN = "half down"  # every second probe fails
    FLAPPING = "flapping"  # minutes down, minutes up, again and again
    SLOW = "slow"  # pages over their budget
    SIGN_IN_DOWN = "sign-in down"  # one account is thrown back; the public pages are well
    REFUSED = "refused"  # one account is not let in
    DEACTIVATED = "deactivated"  # an enrollment that Medicare does not pay any more
    PENDING = "pending"  # an enrollment that waits
    PASSWORD = "password"
    PAGE_CHANGED = "page changed"  # one account's page is not that of the contract
    BROWSER_BROKEN = "browser broken"  # our fault, for one account
    VAULT_AWAY = "vault away"  # our fault, for all accounts
    PROBE_FAULT = "probe fault"  # our network is away, for probes


PORTAL_DOWN = frozenset({Kind.OUTAGE, Kind.HALF_DOWN, Kind.FLAPPING})
OF_ALL = PORTAL_DOWN | {Kind.SLOW, Kind.VAULT_AWAY, Kind.PROBE_FAULT}


@dataclass(frozen=True)
class Trouble:
    """A true incident. `downs` are the times, within it, in which the portal does not answer.

    `cause` is what a look sees that meets it. Of a password, `begin` is two weeks before the day on which it
    runs out (`runs_out`, midnight at the portal), and `end` when a new one is in Vault.
    """

    number: int
    kind: Kind
    span: Span
    account: str | None = None
    downs: tuple[Span, ...] = ()
    cause: Cause = Cause.SERVER_ERROR
    runs_out: datetime | None = None

    @property
    def begin(self) -> datetime:
        return self.span.begin

    @property
    def end(self) -> datetime:
        return self.span.end


class BlipKind(StrEnum):
    """Nobody wants to be woken for one of these."""

    FAILED_PROBE = "failed probe"
    SLOW_PROBE = "slow probe"
    SLOW_VISIT = "slow visit"
    SESSION_LOST = "session lost"
    FAILED_VISIT = "failed visit"


@dataclass(frozen=True)
class Blip:
    """One look, and no other, meets it. `account` is null for a probe."""

    kind: BlipKind
    at: datetime
    account: str | None = None


@dataclass(frozen=True)
class Maintenance:
    """A window. `spans` are the times that were announced, `downs` those in which the portal is away.

    What only the portal's own page announces (`stated`) is known from the first look at that page on.
    """

    name: str
    spans: tuple[Span, ...]
    downs: tuple[Span, ...]
    stated: bool = False


@dataclass(frozen=True)
class Truth:
    """`absent` is when nobody is at the pager. `visits` are the due times of each account."""

    seed: int
    span: Span
    troubles: tuple[Trouble, ...]
    blips: tuple[Blip, ...]
    maintenance: tuple[Maintenance, ...]
    absent: tuple[Span, ...]
    visits: Mapping[str, tuple[datetime, ...]]

    def minutes(self) -> Iterator[datetime]:
        at = self.span.begin
        while at < self.span.end:
            yield at
            at += MINUTE

    @cached_property
    def announced(self) -> tuple[Span, ...]:
        return tuple(span for each in self.maintenance for span in each.spans)

    @cached_property
    def settled(self) -> tuple[Span, ...]:
        """The announced times that were known before: nobody looks then, not even a probe."""
        return tuple(span for each in self.maintenance if not each.stated for span in each.spans)

    def of(self, *kinds: Kind, account: str | None = None) -> tuple[Trouble, ...]:
        return tuple(
            each for each in self.troubles if each.kind in kinds and (not account or each.account == account)
        )

    def until(self, end: datetime) -> "Truth":
        """Its beginning alone."""
        visits = {account: tuple(at for at in each if at < end) for account, each in self.visits.items()}
        begun = tuple(each for each in self.troubles if each.begin < end)
        return replace(self, span=Span(self.span.begin, end), visits=visits, troubles=begun)

    def is_absent(self, at: datetime) -> bool:
        return any(span.holds(at) for span in self.absent)


def holding(spans: tuple[Span, ...], at: datetime) -> Span | None:
    """The one of these that `at` lies in and that ends last."""
    return max((span for span in spans if span.holds(at)), key=lambda span: span.end, default=None)
