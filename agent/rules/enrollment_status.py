"""An enrollment's status is not what the roster expects, or not what it was at the last look."""

from datetime import datetime

from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster, Status
from agent.rules.desks import contractor
from agent.rules.rule import History, visits_of

NAME = "enrollment-status"
_NOT_PAID = frozenset({"Deactivated", "Stay", "Revoked", "Denied", "Rejected", "Withdrawn", "Opt-Out"})
"""Statuses under which claims are not paid (S2, W15, W23)."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.enrollments is None:
        return Ruling()
    lists = _lists_before(look, history)
    before = {e.id: e.status for read in reversed(lists) for e in read.enrollments or () if e.status}
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
    if _complete(look.facts):
        findings.extend(_unlisted(roster, npis, now))
        gone = _ids(next(filter(_complete, lists), None)) - _ids(look.facts)
        findings.extend(_gone(identifier, before.get(identifier), roster, now) for identifier in sorted(gone))
    return Ruling(findings=tuple(findings), well=tuple(well))


def _lists_before(look: Look, history: History) -> list[Facts]:
    """The facts of earlier visits that read a list, newest first; none on the first look."""
    facts = [earlier.facts for earlier in visits_of(look.account, history)]
    return [read for read in facts if read and read.enrollments is not None]


def _complete(facts: Facts) -> bool:
    return "enrollments" not in facts.not_read


def _ids(facts: Facts | None) -> set[str]:
    return {enrollment.id for enrollment in (facts.enrollments or ())} if facts else set()


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
    if status not in _NOT_PAID:
        return 1
    return 2 if status == "Stay" else 3  # a stay is a pause; the others are an end


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
        desk=contractor(enrollment.state).line(now),
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
        desk=contractor(None).line(now),
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
            desk=contractor(None).line(now),
        )
        for entry in roster.entries
        if entry.npi not in listed
    ]
