"""What the rules share that hold the portal against public data or against the practice's own roster."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicFacts, Source
from agent.model.roster import Roster
from agent.rules.desks import Desk
from agent.rules.seen import Seen, desk_of

INFORMATION, WARNING, CRITICAL = (Standing(severity=severity, stage=0) for severity in Severity)
"""How bad something is that has no stages."""

GROUP_FORM, PERSON_FORM, ORDERING_FORM = "855B", "855I", "855O"
ORGANIZATION_FORMS = frozenset({"855A", "855B", "855S"})
_ENDED = frozenset({"Withdrawn", "Denied", "Revoked"})
"""Statuses of an enrollment that will not bill again (W15): nothing of it is to be kept in step."""
_NO_LETTERS = re.compile(r"[^0-9a-z]+")


class Provider(NamedTuple):
    """A person or organization of the account with its enrollments; what was not read is null."""

    npi: str
    enrollments: tuple[EnrollmentFact, ...]
    name: str | None
    complete: bool  # whether it has no other enrollments

    @property
    def going(self) -> tuple[EnrollmentFact, ...]:
        """Those that have not ended for good."""
        return tuple([each for each in self.enrollments if each.status not in _ENDED])

    @property
    def has_ended(self) -> bool:
        """Everything that it was enrolled in is over."""
        return self.complete and bool(self.enrollments) and not self.going

    @property
    def desk(self) -> Desk:
        """The contractor of its enrollments, where that is one and the same."""
        desks = {desk_of(each) for each in self.going or self.enrollments}
        return desks.pop() if len(desks) == 1 else desk_of(None)


def provider_of(npi: str, facts: Facts) -> Provider | None:
    """Null for one that the account does not list."""
    associate, enrollments = facts.by_associate.get(npi), facts.by_npi.get(npi, ())
    if associate is None and not enrollments:
        return None
    return Provider(npi, enrollments, associate.name if associate else None, facts.whole("enrollments"))


def providers(facts: Facts) -> Iterator[Provider]:
    """Everyone the account sees."""
    for npi in dict.fromkeys((*facts.by_associate, *facts.by_npi)):
        if (found := provider_of(npi, facts)) is not None:
            yield found


def all_seen(facts: Facts) -> bool:
    """Whether nobody of the account, and none of their enrollments, is left out."""
    return facts.whole("associates") and facts.whole("enrollments")


def record_read(facts: Facts, field: str) -> bool:
    """Whether a part of the enrollments' record pages was read without a complaint."""
    name = f"enrollments.{field}"
    return not any(each == name or each.startswith(f"{name}.") for each in facts.not_read)


def crosschecked(
    look: Look, roster: Roster, policy: Policy, now: datetime
) -> Iterator[tuple[Seen, PublicFacts]]:
    """What a rule about public data judges: nothing at all where the public sources were not asked."""
    if look.facts is not None and look.facts.public is not None:
        yield Seen(look.facts, look, roster, policy, now), look.facts.public


def is_whole(public: PublicFacts, source: Source, rows: object) -> bool:
    """Whether what is missing from a source is missing there, and not only unread."""
    return rows is not None and source not in public.problems


def as_of(public: PublicFacts, source: Source, policy: Policy) -> str:
    """How old it is: `Order and Referring list released on 2026-02-27, read on 2026-03-02`."""
    released = public.released.get(source)
    read = f"read on {policy.today(public.read)}"
    return f"{source} released on {released}, {read}" if released else f"{source}, {read}"


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Words as they are compared across systems: no case, no punctuation, single blanks."""
    return _NO_LETTERS.sub(" ", words.casefold()).strip()
