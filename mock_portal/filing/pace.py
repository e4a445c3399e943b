"""When an application takes its next step by itself: the provider's deadlines, the contractor's pace."""

from __future__ import annotations

from datetime import datetime, timedelta

from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.filing import Filing
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import FeeState
from mock_portal.filing.timetable import Due, Turn
from mock_portal.seeded import Draws

S = ApplicationState
UNPAID = frozenset({FeeState.REQUESTED, FeeState.HARDSHIP_DENIED})


def next_step(application: Application, filing: Filing, seed: int) -> Due | None:
    """The next step; null for one that has ended, is a draft, or waits for a hand."""
    found = _deadline(application, filing) or _work(application, filing.policy, seed)
    return None if found is None else Due(found[0], application.id, found[1])


def _deadline(application: Application, filing: Filing) -> tuple[datetime, Turn] | None:
    """The provider's: signature (W14), corrections (W17), fee (W11)."""
    if application.state is S.PENDING_E_SIGNATURE:
        unsigned = [one.due for one in filing.signatures_of(application) if one.signed is None]
        return (min(unsigned), Turn.UNSIGNED) if unsigned else None
    if application.state is S.RETURNED_FOR_CORRECTIONS:
        unanswered = [one.due for one in application.corrections if one.answered is None]
        return (min(unanswered), Turn.UNANSWERED) if unanswered else None
    if application.state is S.FEE_REQUESTED:
        fee = filing.fee_of(application)
        return (fee.due, Turn.UNPAID) if fee is not None and fee.state in UNPAID else None
    return None


def _work(application: Application, policy: FilingPolicy, seed: int) -> tuple[datetime, Turn] | None:
    """The contractor's, counted from the last submission; never before the present state was reached."""
    submitted = application.reached(S.SUBMITTED)
    if not (application.runs and policy.works_by_itself) or submitted is None:
        return None
    entered = application.history[-1].at
    ways = {
        S.SUBMITTED: (submitted, policy.received_after_days, Turn.RECEIVE),
        S.RECEIVED: (submitted, policy.review_after_days, Turn.REVIEW),
        S.IN_REVIEW: (submitted, _decided_after(application, policy, seed), Turn.DECIDE),
        S.SITE_VISIT: (entered, policy.site_visit_days, Turn.VISITED),
        S.APPROVAL_RECOMMENDED: (entered, policy.state_agency_days, Turn.STATE_ANSWERED),
    }
    if (way := ways.get(application.state)) is None:
        return None
    since, days, turn = way
    return max(entered, since + timedelta(days=days)), turn


def _decided_after(application: Application, policy: FilingPolicy, seed: int) -> int:
    first, last = sorted(policy.decided_after_days)
    draws = Draws(seed, f"decision:{application.id}:{application.revision}")
    return first + draws.below(last - first + 1)


def asks_corrections(application: Application, policy: FilingPolicy, seed: int) -> bool:
    """Whether this one is of the seeded share that comes back for corrections, once."""
    if application.revision > 1:
        return False
    return Draws(seed, f"corrections:{application.id}").fraction() < policy.corrections_asked_share
