"""What the rules about applications share: the words that PECOS prints, and one way to judge each of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum, auto

from agent.model.facts import ApplicationFact, EnrollmentFact, Facts, SignatureFact
from agent.model.finding import Finding, Ruling
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.dates import tellable
from agent.rules.desks import Desk, contractor
from agent.rules.rule import end_of
from agent.rules.spans import since_day


class Printed(StrEnum):
    """Where an application stands, in the words of its status page (domain.md section 5)."""

    DRAFT = "In Progress, not submitted"  # W4, W37: unfinished
    UNSIGNED = "Pending E-Signature"  # W4
    SUBMITTED = "Submitted"
    RECEIVED = "Received by Contractor"
    IN_REVIEW = "In Review"
    CORRECTIONS = "Returned for Corrections"  # W2
    FEE = "Application Fee Requested"  # W11
    SITE_VISIT = "Site Visit Ordered"
    RECOMMENDED = "Approval Recommended"  # W9: with the State agency
    APPROVED = "Approved"  # W37
    DENIED = "Denied"  # fails a requirement (W15)
    REJECTED = "Rejected"  # something was missing and not cured in time (W14, W17)
    RETURNED = "Returned"  # not processed (W26)
    WITHDRAWN = "Withdrawn"


ENDED = frozenset({Printed.APPROVED, Printed.DENIED, Printed.REJECTED, Printed.RETURNED, Printed.WITHDRAWN})
"""Nothing comes after these."""

INITIAL, REVALIDATION = "Initial enrollment", "Revalidation"
"""Reasons for an application, as its page prints them."""

DMEPOS_FORM = "855S"


class Answer(Enum):
    """What a rule says of an application in which it finds nothing."""

    WELL = auto()
    UNSURE = auto()  # something that decides it was not read


Opinion = Finding | Answer


@dataclass(frozen=True)
class Case:
    """One application, with all that a rule may look at to judge it."""

    application: ApplicationFact
    facts: Facts
    look: Look
    roster: Roster
    policy: Policy
    now: datetime

    @property
    def today(self) -> date:
        return self.policy.today(self.now)

    @property
    def enrollment(self) -> EnrollmentFact | None:
        """The enrollment that it is about, where that is listed."""
        return self.facts.by_id.get(self.application.enrollment_id or "")

    @property
    def desk(self) -> Desk:
        """What an application says, and where it stands, is the contractor's business (S2, S4)."""
        named = self.enrollment.contractor if self.enrollment else None
        return contractor(self.application.state, named, self.application.form)

    def finding(
        self,
        rule: str,
        standing: Standing,
        *,
        title: str,
        impact: str,
        next_step: str,
        since: date | None,
        due: date | None = None,
    ) -> Finding:
        return Finding(
            rule=rule,
            subject=self.application.subject,
            account=self.roster.account,
            severity=standing.severity,
            stage=standing.stage,
            title=f"{self.application.subject}: {title}",
            since=since_day(since, self.look, self.policy),
            due=end_of(tellable(due), self.policy) if due else None,
            impact=f"NPI {self.application.npi}: {impact}",
            next_step=next_step,
            desk=self.desk.line(self.now),
        )


def judge_each(
    look: Look, roster: Roster, policy: Policy, now: datetime, opinion: Callable[[Case], Opinion]
) -> Ruling:
    """The ruling of a rule that judges each application by itself."""
    facts = look.facts
    if facts is None or facts.applications is None:
        return Ruling()
    rows: dict[str, list[ApplicationFact]] = {}
    for application in facts.applications:
        rows.setdefault(application.subject, []).append(application)
    opinions = {
        subject: _of_all(same, lambda one: opinion(Case(one, facts, look, roster, policy, now)))
        for subject, same in rows.items()
    }
    return Ruling(
        findings=tuple(each for each in opinions.values() if isinstance(each, Finding)),
        well=tuple(subject for subject, each in opinions.items() if each is Answer.WELL),
        unsure=tuple(subject for subject, each in opinions.items() if each is Answer.UNSURE),
        else_well=roster.account if facts.whole("applications") else None,
    )


def _of_all(same: list[ApplicationFact], opinion: Callable[[ApplicationFact], Opinion]) -> Opinion:
    """Of drafts that are called the same the worst counts. A Web Tracking ID that stands for two
    different applications was misread."""
    if len(same) == 1:
        return opinion(same[0])
    if same[0].id is not None and len(set(same)) > 1:
        return Answer.UNSURE
    opinions = [opinion(each) for each in same]
    findings = [each for each in opinions if isinstance(each, Finding)]
    if findings:
        return max(findings, key=lambda each: (each.severity.rank, each.stage))
    return Answer.UNSURE if Answer.UNSURE in opinions else Answer.WELL


def signatures_of_newest(application: ApplicationFact) -> tuple[SignatureFact, ...]:
    """Of its newest revision: each revision is signed anew, what was given before does not count (S3)."""
    asked = application.signatures or ()
    newest = application.revision or max(_revisions(asked), default=None)
    return tuple(each for each in asked if each.revision in (newest, None))


def _revisions(asked: Iterable[SignatureFact]) -> list[int]:
    return [each.revision for each in asked if each.revision is not None]


def counted(number: int, thing: str) -> str:
    """`1 correction`, `2 corrections`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
