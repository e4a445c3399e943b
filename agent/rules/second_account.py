"""One person has two accounts at one employer; one account reaches I&A, NPPES and PECOS alike (S0).

Two people can share a name, so this asks and does not accuse.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.people import AccessFact, StaffFact, StaffStatus, folded, person_digest
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History

NAME = "second-account"
_STANDING = frozenset({StaffStatus.INVITED, StaffStatus.ACTIVE})


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    facts, account = look.facts, roster.account
    found: dict[str, Finding] = {}
    for digest, npi in _listed_twice(facts.access or ()):
        where = f"on the access list of NPI {npi} (PECOS > Account Management)"
        found.setdefault(digest, _finding(digest, where, look, account, now))
    for digest in _invited_twice(facts.staff or ()):
        where = "in My Staff, with two e-mail addresses"
        found.setdefault(digest, _finding(digest, where, look, account, now))
    seen_all = facts.whole("access") and facts.whole("staff")
    return Ruling(findings=tuple(found.values()), else_well=account if seen_all else None)


def _listed_twice(access: tuple[AccessFact, ...]) -> Iterator[tuple[str, str]]:
    """Who stands twice for one employer on a provider's list, which has a row an account; and its NPI."""
    rows = Counter((person.npi, folded(person.employer), folded(person.name)) for person in access)
    for (npi, employer, name), count in rows.items():
        if count > 1:
            yield person_digest(employer, name), npi


def _invited_twice(staff: tuple[StaffFact, ...]) -> Iterator[str]:
    """Who was invited under two addresses; an official who accepted an invitation is listed twice as well."""
    addresses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for person in staff:
        if person.invited is not None and person.status in _STANDING and person.email:
            addresses[folded(person.employer), folded(person.name)].add(folded(person.email))
    for (employer, name), known in addresses.items():
        if len(known) > 1:
            yield person_digest(employer, name)


def _finding(digest: str, where: str, look: Look, account: str, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=f"{account} person {digest}",
        account=account,
        severity=Severity.INFORMATION,
        title=f"One name stands twice {where}",
        since=look.started,
        impact="A second account splits a person's access and history; a forgotten one stays open. Or "
        "two people have one name.",
        next_step="Ask whether it is one person; if so, keep one account and remove the other from My Staff.",
        desk=IA_SELF_SERVICE.line(now),
    )
