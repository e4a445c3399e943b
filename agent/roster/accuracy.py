"""After an import: how the roster compares with what the portal and the public sources said last."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.model.facts import Facts
from agent.model.finding import Finding
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicFacts
from agent.model.roster import Roster
from agent.rules import (
    enrollment_missing,
    enrollment_status,
    location_missing,
    name_mismatch,
    npi_inactive,
    nppes_mismatch,
    order_and_refer_missing,
    ptan_changed,
    reassignment_missing,
    roster_not_approved,
)
from agent.rules.rule import LookRule

COMPARED: Mapping[str, LookRule] = {
    rule.NAME: rule.judge
    for rule in (
        enrollment_missing,
        enrollment_status,
        name_mismatch,
        ptan_changed,
        location_missing,
        reassignment_missing,
        roster_not_approved,
        npi_inactive,
        nppes_mismatch,
        order_and_refer_missing,
    )
}
"""The rules that hold an account against its roster or the registry: the same that judge a visit."""


@dataclass(frozen=True)
class Accuracy:
    """`accurate` of `entries` have no finding; `unlisted` are in the roster and not in the portal, `unnamed`
    the other way round; `twice` in the portal under one NPI; `unsure` could not be compared."""

    as_of: datetime
    entries: int
    accurate: int
    unlisted: tuple[str, ...]
    unnamed: tuple[str, ...]
    twice: tuple[str, ...]
    unsure: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        return not (self.unlisted or self.unnamed or self.twice or self.findings)


def compared(
    roster: Roster, look: Look, public: PublicFacts | None, policy: Policy, now: datetime
) -> Accuracy | None:
    """Against a look and the public facts that go with it; null where the look read nothing."""
    if look.facts is None:
        return None
    facts = look.facts.model_copy(update={"public": public or look.facts.public})
    judged = look.model_copy(update={"facts": facts})
    rulings = [judge(judged, (), roster, policy, now) for judge in COMPARED.values()]
    findings = tuple(finding for ruling in rulings for finding in ruling.findings)
    unsure = {_npi(subject, facts) for ruling in rulings for subject in ruling.unsure}
    wrong = {_npi(finding.subject, facts) for finding in findings}
    listed, named = _listed(facts), set(roster.by_npi)
    return Accuracy(
        as_of=look.ended,
        entries=len(roster.entries),
        accurate=len(named & set(listed) - wrong - unsure),
        unlisted=tuple(npi for npi in roster.by_npi if npi not in set(listed)) if _whole(facts) else (),
        unnamed=tuple(npi for npi in dict.fromkeys(listed) if npi not in named),
        twice=_twice(facts),
        unsure=tuple(sorted(unsure & named)),
        findings=findings,
    )


def _whole(facts: Facts) -> bool:
    return facts.whole("associates") or facts.whole("enrollments")


def _listed(facts: Facts) -> list[str]:
    return [*facts.by_associate, *(npi for npi in facts.by_npi if npi not in facts.by_associate)]


def _twice(facts: Facts) -> tuple[str, ...]:
    counts = Counter(each.npi for each in facts.associates or ())
    return tuple(npi for npi, count in counts.items() if count > 1)


def _npi(subject: str, facts: Facts) -> str:
    """Whose it is: a subject is an NPI or an Enrollment ID."""
    return facts.by_id[subject].npi if subject in facts.by_id else subject
