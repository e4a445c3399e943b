"""A document that an application needs is not in the Digital Documents Repository (S2, W6, VAL-014)."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import DMEPOS_FORM, ENDED, INITIAL, REVALIDATION
from agent.rules.dates import shifted
from agent.rules.papers import (
    ACCREDITATION,
    IRS_LETTER,
    LIABILITY_INSURANCE,
    LICENCE,
    NATIONAL_CERTIFICATE,
    VOIDED_CHECK,
)
from agent.rules.revalidating import Progress, revalidations, window_opens
from agent.rules.rule import History
from agent.rules.seen import IN_FORCE, Seen, Tally, desk_of

NAME = "document-missing"
_INFORMATION, _WARNING, _CRITICAL = (Standing(severity=severity, stage=1) for severity in Severity)
REACTIVATION = "Reactivation"
_IDTF = "Independent Diagnostic Testing Facility"
_NOT_PHYSICIANS = frozenset(
    {
        "Clinical Social Worker",
        "Nurse Practitioner",
        "Physical Therapist in Private Practice",
        "Physician Assistant",
    }
)
_PERSONS, _ORGANIZATIONS = frozenset({"855I"}), frozenset({"855A", "855B", DMEPOS_FORM})
_FIRST = frozenset({INITIAL, REACTIVATION})
_WHOLE = _FIRST | {REVALIDATION}
OnFile = Set[tuple[str, str]]
"""NPI and kind of every paper that is there."""


@dataclass(frozen=True)
class Needed:
    """A document, by whom and for which applications it is needed; no specialty is any."""

    kind: str
    forms: frozenset[str]
    reasons: frozenset[str]
    specialties: frozenset[str] = frozenset()


_NEEDED = (
    Needed(VOIDED_CHECK, _PERSONS | _ORGANIZATIONS, _WHOLE),  # with the CMS-588
    Needed(IRS_LETTER, _ORGANIZATIONS, _FIRST),
    Needed(LICENCE, _PERSONS, _FIRST),
    Needed(NATIONAL_CERTIFICATE, _PERSONS, _FIRST, _NOT_PHYSICIANS),
    Needed(LIABILITY_INSURANCE, frozenset({"855B"}), _WHOLE, frozenset({_IDTF})),
    Needed(ACCREDITATION, frozenset({DMEPOS_FORM}), _WHOLE),
)
"""What W6 names, for whom; the forms and reasons are those to which it can apply at all."""


@dataclass(frozen=True)
class Need:
    """Why a provider needs documents: an application, a revalidation to come, or just a complete folder."""

    npi: str
    form: str | None
    specialty: str | None
    reason: str
    standing: Standing
    why: str
    due: date | None = None
    enrollment: EnrollmentFact | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        return _kinds(self.form, self.specialty, self.reason)


@lru_cache(maxsize=512)
def _kinds(form: str | None, specialty: str | None, reason: str) -> tuple[str, ...]:
    """The documents that such an application needs."""
    return tuple(
        one.kind
        for one in _NEEDED
        if form in one.forms
        and reason in one.reasons
        and (not one.specialties or specialty in one.specialties)
    )


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.documents is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    on_file = {(one.npi, one.kind) for one in look.facts.documents}
    on_file |= {(one.npi, one.kind) for one in look.facts.credentials or ()}
    readable = look.facts.whole("documents") and look.facts.whole("credentials")
    for need in _needs(seen, on_file):
        for kind in need.kinds:
            if (need.npi, kind) in on_file:
                continue
            if readable:
                _find(need, kind, seen, tally)
            else:
                tally.doubt(f"{need.npi} {kind}")
    for npi, kind in on_file:
        tally.clear(f"{npi} {kind}")
    return tally.ruling(roster.account if readable and _saw_all(look.facts) else None)


def _needs(seen: Seen, on_file: OnFile) -> Iterator[Need]:
    yield from _of_applications(seen)
    yield from _of_revalidations(seen)
    yield from _of_folders(seen, on_file)


def _of_applications(seen: Seen) -> Iterator[Need]:
    for one in seen.facts.applications or ():
        if one.reason is None or one.status is None or one.status in ENDED:
            continue
        enrollment = seen.enrollments.get(one.enrollment_id or "")
        yield Need(
            npi=one.npi,
            form=one.form,
            specialty=enrollment.specialty if enrollment else None,
            reason=one.reason,
            standing=_WARNING,
            why=f"{one.subject} ({one.reason}) is on its way",
            enrollment=enrollment,
        )


def _of_revalidations(seen: Seen) -> Iterator[Need]:
    for one in revalidations(seen):
        due, enrollment = one.row.due, one.enrollment
        if due is None or enrollment is None or one.progress is not Progress.OPEN:
            continue
        if seen.today < window_opens(due, seen.policy):
            continue
        near = seen.today >= shifted(due, days=-seen.policy.revalidation_internal_days)
        yield Need(
            npi=enrollment.npi,
            form=enrollment.form,
            specialty=enrollment.specialty,
            reason=REVALIDATION,
            standing=_CRITICAL if near else _WARNING,
            why=f"{one.subject} is to be revalidated by {due}",
            due=due,
            enrollment=enrollment,
        )


def _of_folders(seen: Seen, on_file: OnFile) -> Iterator[Need]:
    """What the next revalidation will need, of a provider whose folder is kept; an empty one is not."""
    kept = {one.npi for one in seen.facts.documents or ()}
    for one in seen.facts.enrollments or ():
        if one.npi not in kept or one.status not in IN_FORCE or one.form == DMEPOS_FORM:
            continue
        if any((one.npi, kind) not in on_file for kind in _kinds(one.form, one.specialty, REVALIDATION)):
            yield Need(
                npi=one.npi,
                form=one.form,
                specialty=one.specialty,
                reason=REVALIDATION,
                standing=_INFORMATION,
                why="nothing asks for it today",
                enrollment=one,
            )


def _find(need: Need, kind: str, seen: Seen, tally: Tally) -> None:
    tally.find(
        seen.finding(
            NAME,
            f"{need.npi} {kind}",
            need.standing,
            title=f"NPI {need.npi}: {kind} is not in the repository",
            since=None,
            due=need.due,
            impact=f"NPI {need.npi}, {need.form}: {need.why}. Without it an application cannot be submitted, "
            "or is sent back (VAL-014); a revalidation without it can end in deactivation.",
            next_step=_next_step(need),
            desk=desk_of(need.enrollment),
        )
    )


def _next_step(need: Need) -> str:
    if need.standing is _INFORMATION:
        return "Keep it at hand, and upload it as PDF with the next application."
    by = f", and send that by {need.due}" if need.due else ""
    return f"Upload it as PDF with the application (Required and/or Supporting Documents){by}."


def _saw_all(facts: Facts) -> bool:
    return all(facts.whole(name) for name in ("enrollments", "applications", "revalidations"))
