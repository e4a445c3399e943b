"""More people are Access Manager than the work needs (S0, S3: the role itself counts, not the job title).

Beside an Authorized Official nobody has to be one, so each is told until the practice says in
`policy.access_managers_most` how many it wants. Where no official is listed, an Access Manager runs the
employer and is not too much. The account's own role is not judged: officials are listed as such.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.people import Role, StaffFact, StaffStatus, folded, person_digest
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History

NAME = "over-broad-role"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.staff is None:
        return Ruling()
    findings: list[Finding] = []
    unsure: list[str] = []
    for place, (employer, staff) in enumerate(_by_employer(look.facts.staff).items(), start=1):
        subject = f"{roster.account} employer {person_digest(employer, '')}"
        officials = _active(staff, Role.AUTHORIZED_OFFICIAL)
        managers = _active(staff, Role.ACCESS_MANAGER) - officials
        if officials and len(managers) > policy.access_managers_most:
            findings.append(_finding(subject, place, len(managers), look, roster.account, policy, now))
        elif any(person.role is None or person.status is None for person in staff):
            unsure.append(subject)
    return Ruling(
        findings=tuple(findings),
        unsure=tuple(unsure),
        else_well=roster.account if look.facts.whole("staff") else None,
    )


def _by_employer(staff: Iterable[StaffFact]) -> Mapping[str, list[StaffFact]]:
    """In the order of the page."""
    employers: dict[str, list[StaffFact]] = {}
    for person in staff:
        employers.setdefault(folded(person.employer), []).append(person)
    return employers


def _active(staff: Iterable[StaffFact], role: Role) -> set[str]:
    """The people in a role: one may be listed as official and as staff; a cell may print several."""
    return {
        folded(person.name)
        for person in staff
        if person.status == StaffStatus.ACTIVE and role in (person.role or "")
    }


def _finding(
    subject: str, place: int, managers: int, look: Look, account: str, policy: Policy, now: datetime
) -> Finding:
    people = "1 person is" if managers == 1 else f"{managers} people are"
    return Finding(
        rule=NAME,
        subject=subject,
        account=account,
        severity=Severity.INFORMATION,
        stage=managers - policy.access_managers_most,
        title=f"{people} Access Manager beside the Authorized Official, employer {place} of My Staff",
        since=look.started,
        impact=f"At most {policy.access_managers_most} expected. An Access Manager approves connections, "
        "adds staff and sees every provider of the employer; Staff End User is enough to view and update.",
        next_step="Compare role and work in I&A > My Staff: make a Staff End User of who only views and "
        "updates, or set policy.access_managers_most to what the practice wants.",
        desk=PRACTICE.line(now),
    )
