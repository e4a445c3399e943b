"""Somebody was invited to the staff and has not accepted; an invitation lives 30 days."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.people import StaffFact, StaffStatus, folded
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History, spelled, start_of
from agent.rules.spans import worse

NAME = "invitation-unaccepted"
_ENDED = {StaffStatus.EXPIRED: "ran out", StaffStatus.VOID: "is void after wrong PINs"}


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """One that ended is told once, until the person is invited anew, for `lapsed_days` at most."""
    if look.facts is None or look.facts.staff is None:
        return Ruling()
    staff, today = look.facts.staff, policy.today(now)
    findings: list[Finding] = []
    unsure: list[str] = []
    for subject, invited, person in _numbered(staff, roster.account):
        if person.status is None or (invited > today and person.status == StaffStatus.INVITED):
            unsure.append(subject)
        elif person.status in _ENDED and not _invited_anew(person, staff):
            findings.extend(_ended(subject, invited, _ENDED[StaffStatus(person.status)], roster, policy, now))
        elif person.status == StaffStatus.INVITED:
            findings.extend(_open(subject, invited, person, roster, policy, now))
    seen_all = look.facts.whole("staff") and "staff.invited" not in look.facts.not_read
    return Ruling(
        findings=tuple(findings), unsure=tuple(unsure), else_well=roster.account if seen_all else None
    )


def _numbered(staff: tuple[StaffFact, ...], account: str) -> Iterator[tuple[str, date, StaffFact]]:
    """Every invitation with its subject: people have no ID, so those of one day are numbered as listed."""
    numbers: Counter[date] = Counter()
    for person in staff:
        if person.invited is not None:
            numbers[person.invited] += 1
            yield f"{account} invitation {person.invited} {numbers[person.invited]}", person.invited, person


def _invited_anew(person: StaffFact, staff: tuple[StaffFact, ...]) -> bool:
    standing = (StaffStatus.INVITED, StaffStatus.ACTIVE)
    return any(
        other.status in standing and folded(other.email) == folded(person.email)
        for other in staff
        if folded(other.employer) == folded(person.employer)
    )


def _open(
    subject: str, invited: date, person: StaffFact, roster: Roster, policy: Policy, now: datetime
) -> Iterator[Finding]:
    waited = (policy.today(now) - invited).days
    days_left = policy.invitation_days - waited
    standing = worse(waited, policy.invitation_age, days_left, policy.invitation_left)
    if standing and -days_left <= policy.lapsed_days:
        yield _waiting(subject, invited, person.role, standing, roster, policy, now)


def _waiting(
    subject: str,
    invited: date,
    role: str | None,
    standing: Standing,
    roster: Roster,
    policy: Policy,
    now: datetime,
) -> Finding:
    days_left = policy.invitation_days - (policy.today(now) - invited).days
    left = "runs out today" if days_left == 0 else spelled(days_left, past="too late")
    return Finding(
        rule=NAME,
        subject=subject,
        account=roster.account,
        severity=standing.severity,
        stage=standing.stage,
        title=f"Staff invitation of {invited} ({role or 'role not read'}) is not accepted: {left}",
        since=start_of(invited, policy),
        due=start_of(invited + timedelta(days=policy.invitation_days), policy),
        impact="The person cannot work for this employer until it is accepted.",
        next_step="Ask the person to look for the invitation, in the spam folder too, and to accept it with "
        "its PIN (I&A > My Staff); remove it where it is no longer wanted.",
        desk=PRACTICE.line(now),
    )


def _ended(
    subject: str, invited: date, how: str, roster: Roster, policy: Policy, now: datetime
) -> Iterator[Finding]:
    past = (policy.today(now) - invited).days - policy.invitation_days
    if past > policy.lapsed_days:
        return
    ran_out = start_of(invited + timedelta(days=policy.invitation_days), policy) if past >= 0 else now
    yield Finding(
        rule=NAME,
        subject=subject,
        account=roster.account,
        severity=Severity.WARNING,
        title=f"Staff invitation of {invited} {how}",
        since=min(ran_out, now),
        impact="It can no longer be accepted: the person does not get the access that was meant.",
        next_step="Invite the person anew in I&A > My Staff > Add Staff if the access is still wanted; the "
        "PIN is new then.",
        desk=PRACTICE.line(now),
    )
