"""A company's connection request waits for the provider; after 30 days it is rejected by itself (S3).

CMS does not reliably e-mail about such requests, so nobody else may be looking.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.people import ConnectionFact, ConnectionStatus, agreed
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History, spelled, start_of
from agent.rules.spans import worse

NAME = "connection-pending"
_ANSWERED = frozenset({ConnectionStatus.APPROVED, ConnectionStatus.REJECTED, ConnectionStatus.REMOVED})
_APPROVE = "open I&A Home > My Pending Connections, tick PECOS and NPPES, and Approve All Selected"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """A request that ran out is told until it is asked for anew, for `lapsed_days` at most."""
    if look.facts is None or look.facts.connections is None:
        return Ruling()
    connections, contradicted = agreed(look.facts.connections)
    today = policy.today(now)
    findings: list[Finding] = []
    well: list[str] = []
    unsure = list(contradicted)
    for connection in connections:
        if _unclear(connection, today):
            unsure.append(connection.id)
        elif finding := _finding(connection, connections, roster.account, policy, now):
            findings.append(finding)
        else:
            well.append(connection.id)
    whole = look.facts.whole("connections")
    return Ruling(
        findings=tuple(findings),
        well=tuple(well),
        unsure=tuple(unsure),
        else_well=roster.account if whole else None,
    )


def _unclear(connection: ConnectionFact, today: date) -> bool:
    """A status we do not know, or a request of no day that can be counted from."""
    if connection.status in _ANSWERED:
        return False
    known = connection.status in (ConnectionStatus.PENDING, ConnectionStatus.AUTO_REJECTED)
    return not known or connection.requested is None or connection.requested > today


def _finding(
    connection: ConnectionFact,
    connections: Iterable[ConnectionFact],
    account: str,
    policy: Policy,
    now: datetime,
) -> Finding | None:
    if connection.status in _ANSWERED or connection.requested is None:
        return None
    waited = (policy.today(now) - connection.requested).days
    if connection.status == ConnectionStatus.PENDING and waited <= policy.connection_days:
        days_left = policy.connection_days - waited
        standing = worse(waited, policy.connection_age, days_left, policy.connection_left)
        return (
            _waiting(connection, connection.requested, standing, account, policy, now) if standing else None
        )
    ran_out = connection.requested + timedelta(days=policy.connection_days)
    if (policy.today(now) - ran_out).days > policy.lapsed_days or _asked_anew(connection, connections):
        return None
    return _lapsed(connection, ran_out, account, policy, now)


def _asked_anew(lapsed: ConnectionFact, connections: Iterable[ConnectionFact]) -> bool:
    """Whether the same company asked the same provider again, or has the connection already."""
    standing = (ConnectionStatus.PENDING, ConnectionStatus.APPROVED)
    return any(
        other.status in standing and other.id != lapsed.id and other.surrogate == lapsed.surrogate
        for other in connections
        if other.provider_key == lapsed.provider_key
    )


def _waiting(
    connection: ConnectionFact,
    requested: date,
    standing: Standing,
    account: str,
    policy: Policy,
    now: datetime,
) -> Finding:
    days_left = policy.connection_days - (policy.today(now) - requested).days
    left = "runs out today" if days_left == 0 else spelled(days_left)
    ends = requested + timedelta(days=policy.connection_days)
    return Finding(
        rule=NAME,
        subject=connection.id,
        account=account,
        severity=standing.severity,
        stage=standing.stage,
        title=f"Connection request {connection.id} to {connection.called} waits for an answer: {left}",
        since=start_of(requested, policy),
        due=start_of(ends, policy),
        impact="Until the provider approves it the company cannot view or update the record. On "
        f"{ends} it is rejected by itself and must be asked for anew; do not count on an e-mail from CMS.",
        next_step="Only the provider can grant it: have its Authorized Official or Access Manager "
        f"{_APPROVE}.",
        desk=PRACTICE.line(now),
    )


def _lapsed(
    connection: ConnectionFact, ran_out: date, account: str, policy: Policy, now: datetime
) -> Finding:
    return Finding(
        rule=NAME,
        subject=connection.id,
        account=account,
        severity=Severity.CRITICAL,
        stage=len(policy.connection_age) + len(policy.connection_left) + 1,  # after every stage of waiting
        title=f"Connection request {connection.id} to {connection.called} ran out on {ran_out}",
        since=min(start_of(ran_out, policy), now),
        impact=f"Nobody answered for {policy.connection_days} days, so it was rejected by itself: "
        "the company has no access to the record.",
        next_step="Have the company ask again (I&A > My Connections); the provider must then "
        f"{_APPROVE} within {policy.connection_days} days.",
        desk=PRACTICE.line(now),
    )
