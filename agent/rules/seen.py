"""What a rule has before it, and what it makes of it subject by subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from agent.model.facts import ApplicationFact, EnrollmentFact, Facts
from agent.model.finding import Finding, Ruling
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.dates import tellable
from agent.rules.desks import Desk, contractor
from agent.rules.rule import end_of, start_of

IN_FORCE = frozenset({"Approved", "Stay"})
"""Statuses of an enrollment that lives: a stay is a pause (W23)."""


@dataclass(frozen=True)
class Seen:
    """The arguments of a rule that judges facts, with the day at the portal."""

    facts: Facts
    look: Look
    roster: Roster
    policy: Policy
    now: datetime

    @cached_property
    def today(self) -> date:
        return self.policy.today(self.now)

    @cached_property
    def look_day(self) -> date:
        """The day at the portal on which the facts were read."""
        return self.policy.today(self.look.ended)

    @property
    def enrollments(self) -> Mapping[str, EnrollmentFact]:
        """Those that are listed, by ID."""
        return self.facts.by_id

    @property
    def enrollments_of(self) -> Mapping[str, tuple[EnrollmentFact, ...]]:
        """Those that are listed, by NPI."""
        return self.facts.by_npi

    @property
    def applications_of(self) -> Mapping[str, tuple[ApplicationFact, ...]]:
        """Those that are listed, by NPI."""
        return self.facts.applications_by_npi

    def days_left(self, day: date) -> int:
        """Whole calendar days: 0 on the day itself, negative after it."""
        return (day - self.today).days

    def finding(
        self,
        rule: str,
        subject: str,
        standing: Standing,
        *,
        title: str,
        since: date | None,
        due: date | datetime | None,
        impact: str,
        next_step: str,
        desk: Desk,
    ) -> Finding:
        """`since` null is the look itself; a `due` that is a day means its last minute."""
        began = start_of(tellable(since), self.policy) if since else self.look.started
        return Finding(
            rule=rule,
            subject=subject,
            account=self.roster.account,
            severity=standing.severity,
            stage=standing.stage,
            title=title,
            since=min(began, self.now),
            due=self._moment(due) if due else None,
            impact=impact,
            next_step=next_step,
            desk=desk.line(self.now),
        )

    def _moment(self, due: date | datetime) -> datetime:
        return due if isinstance(due, datetime) else end_of(tellable(due), self.policy)


@dataclass
class Tally:
    """Collects opinions. Of one subject the worst finding counts, then doubt, then that it is well."""

    found: dict[str, Finding] = field(default_factory=dict)
    doubted: dict[str, None] = field(default_factory=dict)
    cleared: dict[str, None] = field(default_factory=dict)

    def find(self, finding: Finding) -> None:
        known = self.found.get(finding.subject)
        if known is None or _weight(finding) > _weight(known):
            self.found[finding.subject] = finding

    def doubt(self, subject: str) -> None:
        """Something that decides it was not read."""
        self.doubted[subject] = None

    def clear(self, subject: str) -> None:
        self.cleared[subject] = None

    def ruling(self, else_well: str | None) -> Ruling:
        """`else_well`: the account, where the rule has seen all of it."""
        unsure = [subject for subject in self.doubted if subject not in self.found]
        well = [one for one in self.cleared if one not in self.found and one not in self.doubted]
        return Ruling(
            findings=tuple(self.found.values()), well=tuple(well), unsure=tuple(unsure), else_well=else_well
        )


def _weight(finding: Finding) -> tuple[int, int]:
    return finding.severity.rank, finding.stage


def desk_of(enrollment: EnrollmentFact | None) -> Desk:
    """What an enrollment needs is its contractor's business (S2, S4)."""
    if enrollment is None:
        return contractor(None)
    return contractor(enrollment.state, enrollment.contractor, enrollment.form)


def of_npi(enrollment: EnrollmentFact | None) -> str:
    """Whose it is, in words without a name."""
    if enrollment is None:
        return "An enrollment that is not listed"
    where = " in ".join(part for part in (enrollment.form, enrollment.state) if part)
    return f"NPI {enrollment.npi} ({where})" if where else f"NPI {enrollment.npi}"
