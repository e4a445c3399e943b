"""roster-not-approved: the enrollment is as expected and does not cover the role."""

import pytest

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.rules import enrollment_status, roster_not_approved

from ..builders import ACCOUNT, NPI, OTHER_NPI, only, rule_on, visit
from .watched import expecting, practitioner, seen

JUDGE = roster_not_approved.judge
WELL = Ruling(well=(NPI,), else_well=ACCOUNT)
ORDERS_ONLY = practitioner(form="855O")
ALL_ROLES = ("billing", "rendering", "ordering", "referring")


def test_an_approved_enrollment_that_may_bill_covers_every_role() -> None:
    assert rule_on(JUDGE, seen(), roster=expecting(roles=ALL_ROLES)) == WELL


@pytest.mark.parametrize("role", ["billing", "rendering"])
def test_an_855o_does_not_cover_billing_or_rendering(role: str) -> None:
    found = only(rule_on(JUDGE, seen(ORDERS_ONLY), roster=expecting(roles=(role, "ordering"))))
    assert (found.subject, found.severity) == (NPI, Severity.CRITICAL)
    assert found.title == f"NPI {NPI}: its enrollment does not cover {role}"
    assert "does not pay" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"


def test_an_855o_covers_ordering_and_referring() -> None:
    assert rule_on(JUDGE, seen(ORDERS_ONLY), roster=expecting(roles=("ordering", "referring"))) == WELL


def test_opt_out_covers_ordering_and_not_billing() -> None:
    out = seen(practitioner(status="Opt Out"))
    assert rule_on(JUDGE, out, roster=expecting(expected="Opt Out", roles=("ordering",))) == WELL
    assert only(rule_on(JUDGE, out, roster=expecting(expected="Opt Out", roles=("billing",))))


@pytest.mark.parametrize(
    "looked", [seen(practitioner(status="Deactivated")), seen(ORDERS_ONLY, practitioner(status="Stay"))]
)
def test_a_status_that_is_not_as_expected_is_told_by_enrollment_status_alone(looked: Look) -> None:
    wanted = expecting(roles=ALL_ROLES)
    assert rule_on(JUDGE, looked, roster=wanted) == WELL
    assert rule_on(enrollment_status.judge, looked, roster=wanted).findings


def test_a_roster_that_expects_no_approval_asks_for_none() -> None:
    pending = seen(practitioner(status="Pending"))
    assert rule_on(JUDGE, pending, roster=expecting(expected="Pending", roles=("billing",))) == WELL


@pytest.mark.parametrize("unread", [practitioner(form=None), practitioner(status=None)])
def test_what_was_not_read_is_neither_wrong_nor_well(unread: EnrollmentFact) -> None:
    ruling = rule_on(JUDGE, seen(unread), roster=expecting(roles=("billing",)))
    assert ruling == Ruling(unsure=(NPI,), else_well=ACCOUNT)
    partly = seen(ORDERS_ONLY, not_read=("enrollments",))
    assert rule_on(JUDGE, partly, roster=expecting(roles=("billing",))) == Ruling(unsure=(NPI,))
    assert rule_on(JUDGE, visit(), roster=expecting(roles=("billing",))) == Ruling()


def test_who_has_no_roles_or_no_enrollment_is_not_judged() -> None:
    assert rule_on(JUDGE, seen(ORDERS_ONLY), roster=expecting()) == Ruling(else_well=ACCOUNT)
    assert rule_on(JUDGE, seen(), roster=expecting(OTHER_NPI, roles=("billing",))) == Ruling(
        else_well=ACCOUNT
    )
