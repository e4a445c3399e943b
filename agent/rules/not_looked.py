"""Nobody has had a good look at an account for two visit intervals: its other findings are stale."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import OPERATIONS

NAME = "not-looked"
MAY_WAIT = timedelta(minutes=2)
"""What one visit may itself wait, for its account's lock and two fresh codes: no blindness yet."""


def judge_watch(
    last_good: Look | None, since_then: Sequence[Look], roster: Roster, policy: Policy, now: datetime
) -> Ruling:
    """Judged by the clock, not by one look: `since_then` holds the failed visits after `last_good`.

    A first failure after a quiet time has its own finding; only a second interval without a good look is
    blindness.
    """
    seen = last_good.ended if last_good else roster.watched_since
    blind_for = now - seen
    first_failure = min((look.started for look in since_then), default=None)
    failing_for = now - first_failure if first_failure else blind_for
    if blind_for <= policy.not_looked_intervals * policy.visit_interval + MAY_WAIT:
        return Ruling(well=(roster.account,)) if last_good else Ruling()
    if failing_for < (policy.not_looked_intervals - 1) * policy.visit_interval:
        return Ruling()
    return Ruling(findings=(_finding(last_good, since_then, roster, seen),))


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
