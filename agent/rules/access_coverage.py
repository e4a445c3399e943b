"""Too few people can act for a provider: there should be two with official or surrogate access (S2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.people import AccessFact, Role, folded
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History

NAME = "access-coverage"
_ACTING = frozenset({Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER, Role.SURROGATE})
"""S2 names officials and surrogates; an Access Manager may do all but make another Access Manager (S3)."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """Everybody listed counts, also whose sign-in the agent uses: no fact says which row that is.

    An identity that only looks is a Staff End User, and those never count. All providers of the account are
    one finding, for it is mostly one and the same person who is alone.
    """
    if look.facts is None or look.facts.access is None:
        return Ruling()
    short: dict[str, int] = {}
    unsure = not look.facts.whole("access")
    for npi, people in _by_provider(look.facts.access).items():
        acting = len({folded(person.name) for person in people if _acts(person)})
        if acting >= policy.access_people:
            continue
        if not look.facts.whole("access") or any(not person.roles for person in people):
            unsure = True
        else:
            short[npi] = acting
    if short:
        return Ruling(findings=(_finding(short, look, roster.account, policy, now),))
    return Ruling() if unsure else Ruling(well=(roster.account,))


def _by_provider(access: Iterable[AccessFact]) -> Mapping[str, list[AccessFact]]:
    people: dict[str, list[AccessFact]] = {}
    for person in access:
        people.setdefault(person.npi, []).append(person)
    return people


def _acts(person: AccessFact) -> bool:
    """A surrogate company's Staff End User does nothing by itself either."""
    return bool(_ACTING & set(person.roles)) and Role.STAFF_END_USER not in person.roles


def _finding(short: Mapping[str, int], look: Look, account: str, policy: Policy, now: datetime) -> Finding:
    """`short` has how many people can act for each provider that has too few, by NPI."""
    fewest = min(short.values())
    worst = [npi for npi, acting in short.items() if acting == fewest]
    who = f"Only {fewest} {'person' if fewest == 1 else 'people'}" if fewest else "Nobody"
    more = f" and {len(worst) - 1} more" if len(worst) > 1 else ""
    loss = "When one leaves, is ill or is locked out," if fewest else "Staff End Users cannot act:"
    return Finding(
        rule=NAME,
        subject=account,
        account=account,
        severity=Severity.WARNING if fewest else Severity.CRITICAL,
        stage=len(short),
        title=f"{who} can act for NPI {worst[0]}{more}; there should be {policy.access_people}",
        since=look.started,
        impact=f"{loss} nobody approves access or answers the contractor, and deadlines pass. "
        f"Providers with too few people: {len(short)}.",
        next_step="Have the provider give a second person official access (I&A > My Staff), or connect a "
        "surrogate company (I&A > My Connections > Add Surrogate).",
        desk=PRACTICE.line(now),
    )
