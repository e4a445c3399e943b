"""An enrollment's status is not what the roster expects, or not what it was at the last look."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import EnrollmentFact, Look
from agent.model.policy import Policy
from agent.model.roster import Roster, Status
from agent.rules.desks import contractor_desk
from agent.rules.rule import History, visits_of

NAME = "enrollment-status"
_NOT_PAID = frozenset({"Deactivated", "Stay", "Revoked", "Denied", "Rejected", "Withdrawn", "Opt-Out"})
"""Statuses under which claims are not paid (S2, W15, W23)."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.enrollments is None:
        return Ruling()
    before = _statuses_before(look, history)
    findings: list[Finding] = []
    well: list[str] = []
    for enrollment in look.facts.enrollments:
        wrong = _wrong(enrollment, before.get(enrollment.id), roster)
        if wrong:
            findings.append(_finding(enrollment, wrong, roster, now))
        elif _is_well(enrollment, roster):
            well.append(enrollment.id)
    npis = {enrollment.npi for enrollment in look.facts.enrollments}
    well.extend(entry.npi for entry in roster.entries if entry.npi in npis)
    if not any(field.startswith("enrollments") for field in look.facts.not_read):
        findings.extend(_unlisted(roster, npis, now))
        gone = before.keys() - {enrollment.id for enrollment in look.facts.enrollments}
        findings.extend(_gone(identifier, before[identifier], roster, now) for identifier in sorted(gone))
    return Ruling(findings=tuple(findings), well=tuple(well))


def _statuses_before(look: Look, history: History) -> dict[str, str | None]:
    """Of each enrollment on the newest earlier list its last readable status; empty on the first look."""
    lists = [
        earlier.facts.enrollments
        for earlier in visits_of(look.account, history)
        if earlier.facts and earlier.facts.enrollments is not None
    ]
    readable = {e.id: e.status for read in reversed(lists) for e in read if e.status is not None}
    return {enrollment.id: readable.get(enrollment.id) for enrollment in (lists[0] if lists else ())}


def _wrong(enrollment: EnrollmentFact, before: str | None, roster: Roster) -> str | None:
    """What to call it, or None. A status that could not be read is never wrong."""
    status, expected = enrollment.status, roster.expected(enrollment.npi)
    if status is None or status == expected:
        return None
    if expected is not None:
        return f"is {status}, expected {expected}"
    worse = before is not None and _badness(status) > _badness(before)
    return f"is {status}, was {before} at the last look" if worse else None


def _badness(status: str) -> int:
    """Pending after Deactivated is the way back, not a turn for the worse."""
    if status == Status.APPROVED:
        return 0
    return 2 if status in _NOT_PAID else 1


def _is_well(enrollment: EnrollmentFact, roster: Roster) -> bool:
    """Off the roster only Approved is well: an unchanged bad status keeps its incident open."""
    if enrollment.status is None:
        return False
    return enrollment.status == (roster.expected(enrollment.npi) or Status.APPROVED)


def _finding(enrollment: EnrollmentFact, wrong: str, roster: Roster, now: datetime) -> Finding:
    unpaid = enrollment.status in _NOT_PAID
    return Finding(
        rule=NAME,
        subject=enrollment.id,
        account=roster.account,
        severity=Severity.CRITICAL if unpaid else Severity.WARNING,
        title=f"{enrollment.id} {wrong}",
        since=now,
        impact=f"NPI {enrollment.npi}: "
        + ("Medicare does not pay its claims." if unpaid else "claims may pend until it is decided."),
        next_step=f"Open the enrollment in PECOS ({roster.account}), read its status and notices, "
        "and ask the contractor what it waits for.",
        desk=contractor_desk(enrollment.state),
    )


def _gone(identifier: str, before: str | None, roster: Roster, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=identifier,
        account=roster.account,
        severity=Severity.WARNING,
        title=f"{identifier} is no longer listed, was {before or 'listed'} at the last look",
        since=now,
        impact="Either the account lost its connection to the provider, or the enrollment has ended.",
        next_step=f"Check My Connections in I&A for {roster.account}; if it is there, ask the contractor.",
        desk=contractor_desk(None),
    )


def _unlisted(roster: Roster, listed: set[str], now: datetime) -> list[Finding]:
    return [
        Finding(
            rule=NAME,
            subject=entry.npi,
            account=roster.account,
            severity=Severity.CRITICAL,
            title=f"NPI {entry.npi} has no enrollment, expected {entry.expected}",
            since=now,
            impact="Medicare does not pay a provider without an enrollment.",
            next_step=f"Check in PECOS whether {roster.account} is still connected to this provider; "
            "if it is, ask the contractor.",
            desk=contractor_desk(None),
        )
        for entry in roster.entries
        if entry.npi not in listed
    ]
