"""A look: what one visit or probe saw, how long it took, and its verdict."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.facts import Facts
from agent.model.verdict import VERDICT_OF, Cause, Verdict


class LookKind(StrEnum):
    VISIT = "visit"  # one signed-in look by one account in a browser
    PROBE = "probe"  # one cheap HTTP look at the public pages


class Reason(Frozen):
    """Why a look is not ok: what was seen, where, and what to do about it."""

    cause: Cause
    what: str
    where: str
    do: str
    maintenance_until: AwareDatetime | None = None  # as the maintenance page says, believed or not

    @property
    def verdict(self) -> Verdict:
        return VERDICT_OF[self.cause]

    def __str__(self) -> str:
        return f"{self.what} ({self.where}): {self.do}"


class PageTiming(Frozen):
    """One page load: name from the page contract; seconds; null where the browser did not say."""

    name: str
    seconds: float
    ttfb: float | None = None  # time to first byte
    db: float | None = None  # the portal's own database part, from Server-Timing


class Loads(NamedTuple):
    """So often one page, or one step, took so long to the nearest hundredth of a second."""

    name: str
    hundredths: int
    times: int


class Step(Frozen):
    """One part of a visit, such as sign-in, with the pages it loaded."""

    name: str
    seconds: float
    pages: tuple[PageTiming, ...] = ()


class SessionLoss(Frozen):
    """One time the portal ended our session: `idle` and `age` in seconds at the loss."""

    at: AwareDatetime
    page: str
    idle: float
    age: float


class BlockedRequest(Frozen):
    """A request the guard stopped: no body, no query, only where it wanted to go."""

    at: AwareDatetime
    method: str
    host: str
    path: str
    page: str
    write: bool  # False: an address outside the allowed hosts, fetched not written


class Look(Frozen):
    """One visit or probe, ended. `reasons` holds every cause seen, `facts` what could be read."""

    id: str
    kind: LookKind
    account: str | None = None  # alias; null for a probe
    browser: str | None = None
    browser_version: str | None = None
    started: AwareDatetime
    ended: AwareDatetime
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    steps: tuple[Step, ...] = ()
    facts: Facts | None = None
    losses: tuple[SessionLoss, ...] = ()
    blocked: tuple[BlockedRequest, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """The cause that decided the verdict."""
        return max(self.reasons, key=lambda reason: reason.verdict.rank, default=None)

    @property
    def maintenance_until(self) -> datetime | None:
        """Until when the portal's maintenance page said it lasts."""
        return next((each.maintenance_until for each in self.reasons if each.maintenance_until), None)

    @property
    def pages(self) -> tuple[PageTiming, ...]:
        return tuple(page for step in self.steps for page in step.pages)

    def has(self, cause: Cause) -> bool:
        return any(reason.cause is cause for reason in self.reasons)


def verdict_of(reasons: tuple[Reason, ...]) -> Verdict:
    """The worst wins; no reason at all is ok."""
    return max((reason.verdict for reason in reasons), key=lambda verdict: verdict.rank, default=Verdict.OK)


def seconds_between(start: datetime, end: datetime) -> float:
    return round((end - start).total_seconds(), 3)
