"""fee-requested: critical from the request on; paid or asked to be let off it is well."""

import pytest

from agent.model.facts import ApplicationFact, FeeFact
from agent.model.finding import Finding, Severity
from agent.rules import fee_requested
from agent.rules.rule import end_of, start_of

from ..builders import POLICY, enrollment, only, rule_on
from .filing import TRACKING, ago, application, fee, reading

JUDGE = fee_requested.judge
REQUESTED = "Application Fee Requested"


def found(*fees: FeeFact, form: str = "855A") -> Finding:
    return only(rule_on(JUDGE, reading(application(REQUESTED, form=form, fees=fees))))


@pytest.mark.parametrize(
    ("days", "stage", "left"),
    [
        (31, 1, "31 days left"),
        (30, 1, "30 days left"),
        (8, 1, "8 days left"),
        (7, 2, "7 days left"),
        (4, 2, "4 days left"),
        (3, 3, "3 days left"),
        (2, 3, "2 days left"),
        (1, 4, "1 day left"),
        (0, 4, "today"),
        (-1, 5, "1 day past"),
    ],
)
def test_it_is_critical_at_once_and_told_again_at_7_3_and_1_days(days: int, stage: int, left: str) -> None:
    told = found(fee(requested=ago(2), due=ago(-days)))
    assert (told.severity, told.stage) == (Severity.CRITICAL, stage)
    assert told.title == f"{TRACKING}: application fee $750 requested, {left}"
    assert (told.since, told.due) == (start_of(ago(2), POLICY), end_of(ago(-days), POLICY))


def test_a_hardship_exception_that_was_refused_leaves_it_to_be_paid() -> None:
    told = found(fee("Hardship exception denied", due=ago(-20)))
    assert told.title == f"{TRACKING}: application fee $750 to be paid, hardship denied, 20 days left"
    assert "not granted twice" in told.next_step


@pytest.mark.parametrize("state", ["Paid", "Hardship exception requested"])
@pytest.mark.parametrize("status", [REQUESTED, "In Review"])
def test_paid_or_asked_to_be_let_off_is_well(state: str, status: str) -> None:
    settled = application(status, fees=[fee(state, due=ago(-1))])
    assert rule_on(JUDGE, reading(settled)).well == (TRACKING,)


def test_one_that_is_unpaid_counts_whatever_the_status_is_called() -> None:
    early = application("In Review", fees=[fee("Requested, 1 day left", due=ago(-1)), fee("Paid")])
    assert only(rule_on(JUDGE, reading(early))).stage == 4


@pytest.mark.parametrize("status", ["Rejected", "Approved", "Withdrawn"])
def test_of_one_that_has_ended_no_fee_is_due(status: str) -> None:
    assert rule_on(JUDGE, reading(application(status, fees=[fee(due=ago(5))]))).well == (TRACKING,)


def test_the_status_alone_says_that_it_is_asked_for_but_not_by_when() -> None:
    told = found()
    assert (told.severity, told.stage, told.due) == (Severity.CRITICAL, 1, None)
    assert told.title == f"{TRACKING}: application fee requested"
    assert found(fee(due=None)).due is None


@pytest.mark.parametrize(
    "unread",
    [
        application(None, fees=[fee(due=ago(-1))]),
        application(REQUESTED, fees=None),
        application(REQUESTED, fees=[fee(None, due=ago(-1))]),
    ],
)
def test_what_was_not_read_is_neither_wrong_nor_well(unread: ApplicationFact) -> None:
    ruling = rule_on(JUDGE, reading(unread))
    assert (ruling.findings, ruling.unsure) == ((), (TRACKING,))


def test_who_pays_no_fee_is_told_to_ask_before_paying() -> None:
    assert "never pays" in found(fee(due=ago(-9))).next_step
    assert "rejected" in found(fee(due=ago(-9))).impact
    assert "do not pay this fee" in found(fee(due=ago(-9)), form="855I").next_step
    group = enrollment("Pending").model_copy(update={"specialty": "Clinic/Group Practice"})
    asked = application(REQUESTED, form="855B", fees=[fee(due=ago(-9))])
    assert "do not pay this fee" in only(rule_on(JUDGE, reading(asked, enrollments=[group]))).next_step
