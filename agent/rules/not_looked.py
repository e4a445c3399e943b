"""Nobody has had a good look at an account for two visit intervals: its other findings are stale."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.window import Window
from agent.rules.desks import OPERATIONS
from agent.windows import last_end, outside

NAME = "not-looked"
MAY_WAIT = timedelta(minutes=2)
"""What one visit may itself wait, for its account's lock and two fresh codes: no blindness yet."""

_FIRST_AFTERWARDS = 1.25
"""Visit intervals in which the first visit after a hindrance begins: by jitter, and as others wait too."""


def blindness(policy: Policy) -> timedelta:
    """How long without a good look, outside of windows, is too long.

    A visit that is put off by the jitter, after one that was not, is in time.
    """
    return policy.not_looked_intervals * policy.visit_interval + policy.visit_jitter + MAY_WAIT


def judge_watch(
    last_good: Look | None,
    since_then: Sequence[Look],
    roster: Roster,
    policy: Policy,
    now: datetime,
    windows: Sequence[Window] = (),
    explained: datetime | None = None,
) -> Ruling:
    """Judged by the clock, not by one look: `since_then` holds the failed visits after `last_good`.

    A first failure after a quiet time has its own finding; only a second interval without a good look is
    blindness. Time in `windows` does not count. After a window, and after `explained`, when what kept every
    account from being looked at was over, the first visit is waited for.
    """
    seen = last_good.ended if last_good else roster.watched_since
    blind_for = outside(windows, seen, now)
    first_failure = min((look.started for look in since_then), default=None)
    failing_for = outside(windows, first_failure, now) if first_failure else blind_for
    most = blindness(policy)
    if blind_for <= most:
        return Ruling(well=(roster.account,)) if last_good else Ruling()
    if failing_for < (policy.not_looked_intervals - 1) * policy.visit_interval:
        return Ruling()
    if blind_for <= most + policy.visit_interval:  # however many windows there are, it is told then
        explained = max(filter(None, (explained, last_end(windows, seen, now))), default=None)
    if explained and _first_visit_may_come(explained, since_then, policy, now):
        return Ruling()
    return Ruling(findings=(_finding(last_good, since_then, roster, seen),))


def _first_visit_may_come(
    hindered_until: datetime, visits: Sequence[Look], policy: Policy, now: datetime
) -> bool:
    tried = any(visit.started >= hindered_until for visit in visits)
    return not tried and now - hindered_until <= _FIRST_AFTERWARDS * policy.visit_interval


def _finding(last_good: Look | None, since_then: Sequence[Look], roster: Roster, seen: datetime) -> Finding:
    newest = max(since_then, key=lambda look: look.started, default=None)
    reason = newest.reason if newest else None
    last = f"{last_good.ended.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if last_good else "never"
    why = reason.what if reason else "no visit was started"
    return Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.CRITICAL,
        title=f"no good look at {roster.account}: {why}",
        since=seen,
        impact=f"Last good look: {last}. A deadline of this account could pass unseen.",
        next_step=reason.do if reason else "Check that `enrollwatch run` is alive, and its slots.",
        desk=OPERATIONS.name,
    )
