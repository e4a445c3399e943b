"""Nobody signed in with an account for most of a year; after 365 days it is no longer good (S2).

Of the account itself the portal says so at the sign-in; of the others the access lists say when it was.
Who never signed in is not judged: the lists do not say since when.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing, passed
from agent.model.look import Look
from agent.model.people import AccessFact, folded, person_digest
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History, end_of, start_of

NAME = "account-inactive"
_IMPACT = (
    "After {days} days without a sign-in identity must be verified anew and the User ID is replaced; until "
    "then the person cannot act for the provider. Enrollment and claims are not affected."
)


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.has(Cause.INACTIVE):
        return Ruling(findings=(_refused(look, roster.account, policy, now),))
    if look.facts is None:
        return Ruling()
    findings: list[Finding] = []
    unsure: list[str] = []
    for person, last in _people(look.facts.access or ()).items():
        subject = f"{roster.account} person {person_digest(*person)}"
        if last is None or last[0] > policy.today(now):
            unsure.append(subject)
        else:
            findings.extend(_idle(subject, *last, roster.account, policy, now))
    return Ruling(
        findings=tuple(findings),
        well=(roster.account,),  # it just signed in
        unsure=tuple(unsure),
        else_well=roster.account if _all_seen(look.facts) else None,
    )


def _all_seen(facts: Facts) -> bool:
    return facts.whole("access") and "access.last_sign_in" not in facts.not_read


def _people(access: Iterable[AccessFact]) -> Mapping[tuple[str, str], tuple[date, str] | None]:
    """By employer and name: the newest sign-in and the roles; None for who never signed in."""
    people: dict[tuple[str, str], tuple[date, str] | None] = {}
    for row in access:
        person = folded(row.employer), folded(row.name)
        known = people.setdefault(person, None)
        if row.last_sign_in and (known is None or row.last_sign_in > known[0]):
            people[person] = row.last_sign_in, ", ".join(dict.fromkeys(row.roles)) or "role not read"
    return people


def _idle(
    subject: str, last: date, roles: str, account: str, policy: Policy, now: datetime
) -> Iterator[Finding]:
    idle = (policy.today(now) - last).days
    standing = _standing(idle, policy)
    if standing is None:
        return
    gone = idle > policy.account_idle_days
    yield Finding(
        rule=NAME,
        subject=subject,
        account=account,
        severity=standing.severity,
        stage=standing.stage,
        title=f"Access unused for {idle} days{' (lapsed)' if gone else ''}: {roles}, last sign-in {last}",
        since=start_of(last, policy),
        due=end_of(last + timedelta(days=policy.account_idle_days), policy),
        impact=_IMPACT.format(days=policy.account_idle_days),
        next_step="Find the last sign-in of that day in PECOS > Account Management > View access, and "
        + (
            "have the person recover the account in I&A, or remove the access."
            if gone
            else "have the person sign in once, or remove the access that nobody needs."
        ),
        desk=IA_SELF_SERVICE.line(now),
    )


def _standing(idle: int, policy: Policy) -> Standing | None:
    if idle > policy.account_idle_days:
        return Standing(severity=Severity.CRITICAL, stage=len(policy.account_idle) + 1)
    return passed(idle, policy.account_idle)


def _refused(look: Look, account: str, policy: Policy, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=account,
        account=account,
        severity=Severity.CRITICAL,
        stage=len(policy.account_idle) + 1,
        title=f"Portal account is inactive: no sign-in for more than {policy.account_idle_days} days",
        since=look.started,
        impact="The account is not watched until this is put right. "
        + _IMPACT.format(days=policy.account_idle_days),
        next_step="The account's owner verifies identity in I&A (Recover an inactive account), gets a new "
        "User ID, and stores it in Vault with the new password.",
        desk=IA_SELF_SERVICE.line(now),
    )
