"""An enrollment's status is not what the roster expects, or not what it was at the last look."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import EnrollmentFact, Look
from agent.model.policy import Policy
from agent.model.roster import Roster, Status
from agent.rules.desks import contractor_desk
from agent.rules.rule import History, visits_of

NAME = "enrollment-status"
_BILLING_GOES_ON = frozenset({Status.APPROVED, Status.PENDING})


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
    listed = {enrollment.npi for enrollment in look.facts.enrollments}
    well.extend(entry.npi for entry in roster.entries if entry.npi in listed)
    if not any(field.startswith("enrollments") for field in look.facts.not_read):
        findings.extend(_unlisted(roster, listed, now))
    return Ruling(findings=tuple(findings), well=tuple(well))


def _statuses_before(look: Look, history: History) -> dict[str, str | None]:
    """Of the newest earlier visit whose list could be read; empty on the first look."""
    for earlier in visits_of(look.account, history):
        if earlier.facts and earlier.facts.enrollments is not None:
            return {enrollment.id: enrollment.status for enrollment in earlier.facts.enrollments}
    return {}


def _wrong(enrollment: EnrollmentFact, before: str | None, roster: Roster) -> str | None:
    """What to call it, or None. A status that could not be read is never wrong."""
    status, expected = enrollment.status, roster.expected(enrollment.npi)
    if status is None or status == expected:
        return None
    if expected is not None:
        return f"is {status}, expected {expected}"
    changed_for_the_worse = before not in (None, status) and status != Status.APPROVED
    return f"is {status}, was {before} at the last look" if changed_for_the_worse else None


def _is_well(enrollment: EnrollmentFact, roster: Roster) -> bool:
    """Off the roster only Approved is well: an unchanged bad status keeps its incident open."""
    if enrollment.status is None:
        return False
    return enrollment.status == (roster.expected(enrollment.npi) or Status.APPROVED)


def _finding(enrollment: EnrollmentFact, wrong: str, roster: Roster, now: datetime) -> Finding:
    billing = enrollment.status in _BILLING_GOES_ON
    return Finding(
        rule=NAME,
        subject=enrollment.id,
        account=roster.account,
        severity=Severity.WARNING if billing else Severity.CRITICAL,
        title=f"{enrollment.id} {wrong}",
        since=now,
        impact=f"NPI {enrollment.npi}: "
        + ("claims may pend until it is decided." if billing else "Medicare does not pay for its services."),
        next_step=f"Open the enrollment in PECOS ({roster.account}), read its status and notices, "
        "and ask the contractor what it waits for.",
        desk=contractor_desk(enrollment.state),
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
