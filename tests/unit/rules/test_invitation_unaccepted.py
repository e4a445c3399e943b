"""invitation-unaccepted: told after 2 and 14 days, with 2 left, and once when it ran out."""

from datetime import date, timedelta

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.people import StaffFact
from agent.model.policy import Policy
from agent.rules import invitation_unaccepted

from ..builders import ACCOUNT, EASTERN, Book, at_portal, employee, only, roster, rule_on, visit

INVITED = date(2026, 3, 2)
SUBJECT = f"{ACCOUNT} invitation 2026-03-02 1"
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL


def invitation(status: str | None = "Invited", email: str = "ottilie@meadow.example") -> StaffFact:
    return employee("Access Manager", status, email=email, invited=INVITED)


def on_day(day: int, *staff: StaffFact, not_read: tuple[str, ...] = ()) -> Ruling:
    facts = Facts(staff=staff or (invitation(),), not_read=not_read)
    now = at_portal(INVITED + timedelta(days=day))
    return rule_on(invitation_unaccepted.judge, visit(facts=facts), now=now)


@pytest.mark.parametrize(
    ("day", "severity", "stage"),
    [
        (2, INFORMATION, 1),
        (13, INFORMATION, 1),
        (14, WARNING, 2),
        (27, WARNING, 2),
        (28, CRITICAL, 3),
        (30, CRITICAL, 3),
        (31, CRITICAL, 4),
        (60, CRITICAL, 4),
    ],
)
def test_each_stage_begins_on_its_day(day: int, severity: Severity, stage: int) -> None:
    found = only(on_day(day))
    assert (found.subject, found.severity, found.stage) == (SUBJECT, severity, stage)


@pytest.mark.parametrize("day", [0, 1, 61])
def test_a_new_one_and_one_that_ran_out_long_ago_are_well(day: int) -> None:
    assert on_day(day) == Ruling(else_well=ACCOUNT)


def test_the_finding_says_since_when_until_when_and_what_to_do() -> None:
    found = only(on_day(28))
    assert found.title == "Staff invitation of 2026-03-02 (Access Manager) is not accepted: 2 days left"
    assert found.since.astimezone(EASTERN).date() == INVITED
    assert found.due is not None
    assert found.due.astimezone(EASTERN).isoformat() == "2026-04-01T00:00:00-04:00"
    assert "spam folder" in found.next_step
    assert found.desk == "the practice's own Authorized Official"
    assert only(on_day(30)).title.endswith("runs out today")


@pytest.mark.parametrize(("status", "how"), [("Expired", "ran out"), ("Void", "is void after wrong PINs")])
def test_one_that_ended_is_told_as_a_warning(status: str, how: str) -> None:
    found = only(on_day(5, invitation(status)))
    assert (found.severity, found.title) == (WARNING, f"Staff invitation of 2026-03-02 {how}")
    assert "Invite the person anew" in found.next_step


@pytest.mark.parametrize("status", ["Expired", "Void"])
def test_one_that_ended_is_forgotten_after_a_while(status: str) -> None:
    assert only(on_day(60, invitation(status))).severity is WARNING
    assert on_day(61, invitation(status)).findings == ()


@pytest.mark.parametrize("status", ["Invited", "Active"])
def test_who_was_invited_anew_is_not_told_of(status: str) -> None:
    anew = invitation(status, email="OTTILIE@meadow.example").model_copy(
        update={"invited": INVITED + timedelta(days=31)}
    )
    assert on_day(32, invitation("Expired"), anew).findings == ()
    somebody_else = invitation(status, email="ramon@meadow.example")
    assert {found.subject for found in on_day(1, invitation("Expired"), somebody_else).findings} == {SUBJECT}


def test_several_of_one_day_are_numbered_as_listed_and_nobody_is_named() -> None:
    three = invitation("Active"), invitation(email="a@x.example"), employee(invited=None), invitation(None)
    ruling = on_day(3, *three)
    assert [found.subject for found in ruling.findings] == [f"{ACCOUNT} invitation 2026-03-02 2"]
    assert ruling.unsure == (f"{ACCOUNT} invitation 2026-03-02 3",)
    assert "ottilie" not in ruling.findings[0].model_dump_json().casefold()


def test_an_accepted_invitation_resolves_its_incident_and_an_unread_list_does_not() -> None:
    assert on_day(3, invitation("Active")) == Ruling(else_well=ACCOUNT)
    assert on_day(3, invitation("Active"), not_read=("staff",)) == Ruling()
    assert on_day(3, invitation("Active"), not_read=("staff.invited",)) == Ruling()
    assert rule_on(invitation_unaccepted.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(invitation_unaccepted.judge, visit()) == Ruling()


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("status", ["Invited", "Expired", "Void"])
def test_an_impossible_day_is_not_judged(day: date, status: str) -> None:
    odd = employee(status=status, invited=day)
    ruling = on_day(0, odd)
    assert {found.severity for found in ruling.findings} <= {WARNING}


def test_the_policy_moves_the_days() -> None:
    policy = Policy.model_validate({"invitation_days": 7, "lapsed_days": 0})
    now = at_portal(INVITED + timedelta(days=5))
    facts = Facts(staff=(invitation(),))
    ruling = rule_on(invitation_unaccepted.judge, visit(facts=facts), policy=policy, now=now)
    assert only(ruling).severity is CRITICAL


def test_an_invitation_is_one_incident_until_it_is_accepted() -> None:
    book = Book(policy=Policy(remind_hours=24 * 365))
    for day, status in [(1, "Invited"), (3, "Invited"), (15, "Invited"), (29, "Invited"), (31, "Expired")]:
        now = at_portal(INVITED + timedelta(days=day))
        looked = visit(at=now, facts=Facts(staff=(invitation(status),)))
        ruling = invitation_unaccepted.judge(looked, (), roster(), book.policy, now)
        book.enter([(invitation_unaccepted.NAME, ruling)], now)
    assert [(str(change), told.finding.severity) for change, told in book.told] == [
        ("opened", INFORMATION),
        ("worsened", WARNING),
        ("worsened", CRITICAL),
    ]
    assert book.only.finding.title.endswith("ran out")
