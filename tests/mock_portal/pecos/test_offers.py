"""Which buttons an enrollment has: status, form, due date and what is on its way decide."""

from __future__ import annotations

from datetime import date

import pytest

from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.policy import FilingPolicy
from mock_portal.portal import Portal
from mock_portal.web.pecos_offers import Offer, in_window, offer_for, posted
from mock_portal.world.entities import Account, Enrollment, EnrollmentStatus, Form
from tests.mock_portal.pecos.filed import S, enrollment_of, filed

TODAY = date(2026, 3, 2)
POLICY = FilingPolicy()
DUE = date(2026, 5, 31)


@pytest.fixture
def group(portal: Portal, north: Account) -> Enrollment:
    return enrollment_of(portal, north).model_copy(update={"revalidation_due": DUE})


def offer(enrollment: Enrollment, **changes: object) -> Offer:
    return offer_for(enrollment.model_copy(update=changes), (), POLICY, TODAY)


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("Approved", {"change", "revalidation", "reassignment", "withdrawal"}),
        ("Stay", {"change", "revalidation", "reassignment", "withdrawal"}),
        ("Deactivated", {"reactivation", "withdrawal"}),
        ("Opt Out", {"change"}),
        ("Pending", set()),
        ("Revoked", set()),
        ("Denied", set()),
        ("Withdrawn", set()),
    ],
)
def test_the_status_decides_what_can_be_begun(group: Enrollment, status: str, reasons: set[str]) -> None:
    found = offer(group, status=EnrollmentStatus(status))
    assert {one.value for one in found.reasons} == reasons
    assert found.more_options is bool(reasons)
    assert found.revalidate is ("revalidation" in reasons)


@pytest.mark.parametrize(
    ("form", "shown"),
    [("855A", False), ("855B", True), ("855I", True), ("855O", False), ("855S", False)],
)
def test_only_groups_and_practitioners_have_reassignments(group: Enrollment, form: str, shown: bool) -> None:
    found = offer(group, form=Form(form))
    assert found.reassignments is shown
    assert (Reason.REASSIGNMENT in found.reasons) is shown


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (None, False),
        (date(2026, 9, 2), True),
        (date(2026, 9, 3), False),
        (date(2026, 1, 31), True),
        (date(9999, 12, 31), False),
    ],
)
def test_revalidate_is_offered_six_months_ahead_and_not_before(
    group: Enrollment, due: date | None, shown: bool
) -> None:
    assert offer(group, revalidation_due=due).revalidate is shown
    assert in_window(due, POLICY, TODAY) is shown


@pytest.mark.parametrize(
    ("due", "shown"), [(date(2026, 9, 2), True), (date(2026, 9, 3), False), (date(2026, 1, 31), True)]
)
def test_a_due_date_is_posted_so_many_days_ahead_as_the_policy_says(due: date, shown: bool) -> None:
    assert posted(due, POLICY, TODAY) == (due if shown else None)
    assert posted(due, POLICY.model_copy(update={"posted_days": 0}), TODAY) == (due if due < TODAY else None)


@pytest.mark.parametrize("state", list(ApplicationState))
def test_while_one_application_is_on_its_way_no_other_can_be_begun(
    portal: Portal, group: Enrollment, state: ApplicationState
) -> None:
    one = filed(portal, group, state)
    found = offer_for(group, (one,), POLICY, TODAY)
    over = {S.APPROVED, S.DENIED, S.REJECTED, S.RETURNED, S.WITHDRAWN}
    assert bool(found.reasons) is found.revalidate is (state in over)
    assert found.draft == (one if state is S.DRAFT else None)
    assert found.correct == (one if state is S.RETURNED_FOR_CORRECTIONS else None)
    assert found.shown == (None if state is S.DRAFT else one)


def test_without_a_medicare_id_there_is_no_report(group: Enrollment) -> None:
    assert offer(group).report
    assert not offer(group, medicare_id=None).report
