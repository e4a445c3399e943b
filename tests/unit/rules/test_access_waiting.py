"""access-waiting: approved, and after ten working days the access has still not come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.facts import AssociateFact, Facts, ProfileFacts
from agent.model.finding import Ruling, Severity
from agent.model.people import AccessFact, ConnectionFact, EmployerFact
from agent.model.policy import Policy
from agent.rules import access_waiting
from agent.rules.access_waiting import working_days

from ..builders import (
    ACCOUNT,
    EASTERN,
    NPI,
    OTHER_NPI,
    POLICY,
    access,
    at_portal,
    connection,
    only,
    rule_on,
    visit,
)

MONDAY = date(2026, 3, 2)
ID = "C000000001"
APPROVED = connection("Approved", decided=MONDAY)
COMPANY = ProfileFacts(employers=(EmployerFact(employer=APPROVED.surrogate.upper(), role="Surrogate"),))
OWNER = ProfileFacts(employers=(EmployerFact(employer="Meadow Pulmonary PC", role="Authorized Official"),))
OWN_PEOPLE = (access("Authorized Official"),)


def company_sees(
    day: int, one: ConnectionFact = APPROVED, *, policy: Policy = POLICY, **more: object
) -> Ruling:
    facts = Facts(connections=(one,), profile=COMPANY, associates=()).model_copy(update=more)
    now = at_portal(MONDAY + timedelta(days=day))
    return rule_on(access_waiting.judge, visit(facts=facts), policy=policy, now=now)


def owner_sees(*people: AccessFact, not_read: tuple[str, ...] = ()) -> Ruling:
    facts = Facts(connections=(APPROVED,), profile=OWNER, access=people, not_read=not_read)
    return rule_on(access_waiting.judge, visit(facts=facts), now=at_portal(MONDAY + timedelta(days=15)))


@pytest.mark.parametrize(("day", "late"), [(0, False), (11, False), (14, False), (15, True), (400, True)])
def test_ten_working_days_are_two_weeks_and_the_next_one_is_late(day: int, late: bool) -> None:
    assert bool(company_sees(day).findings) is late


def test_the_finding_says_which_connection_since_when_and_whom_to_ask() -> None:
    found = only(company_sees(15))
    assert (found.subject, found.severity, found.account) == (ID, Severity.WARNING, ACCOUNT)
    assert found.title == f"Connection {ID} to NPI {NPI} was approved on 2026-03-02: still no access"
    assert found.since.astimezone(EASTERN).date() == MONDAY + timedelta(days=1)
    assert found.desk.startswith("EUS help desk, 1-866-484-8049")


def test_a_provider_among_the_company_s_associates_has_come() -> None:
    there = AssociateFact(npi=NPI, kind="organization")
    assert company_sees(15, associates=(there,)) == Ruling(else_well=ACCOUNT)
    elsewhere = there.model_copy(update={"npi": OTHER_NPI})
    assert only(company_sees(15, associates=(elsewhere,))).subject == ID


def test_the_owner_sees_it_by_the_tracking_id_on_the_access_list() -> None:
    surrogate = access("Surrogate", name="Theodora Lisle", through=f"Surrogacy {ID}")
    assert owner_sees(*OWN_PEOPLE, surrogate) == Ruling(else_well=ACCOUNT)
    other_way = surrogate.model_copy(update={"through": "Surrogacy C999"})
    assert only(owner_sees(*OWN_PEOPLE, other_way)).subject == ID
    other_provider = surrogate.model_copy(update={"npi": OTHER_NPI})
    assert only(owner_sees(*OWN_PEOPLE, other_provider)).subject == ID


@pytest.mark.parametrize(
    "nothing_to_wait_for",
    [
        connection("Pending"),
        connection("Rejected", decided=MONDAY),
        connection("Removed", decided=MONDAY),
        connection("Approved", decided=MONDAY, systems=("NPPES",)),
    ],
)
def test_what_gives_no_access_to_pecos_is_well(nothing_to_wait_for: ConnectionFact) -> None:
    assert company_sees(15, nothing_to_wait_for) == Ruling(else_well=ACCOUNT)


@pytest.mark.parametrize(
    "unclear",
    [
        connection("Approved", decided=MONDAY, npi=None),
        connection("Approved"),
        connection(None, decided=MONDAY),
    ],
)
def test_what_cannot_be_told_is_neither(unclear: ConnectionFact) -> None:
    assert company_sees(15, unclear) == Ruling(unsure=(ID,), else_well=ACCOUNT)


def test_lists_that_are_not_whole_and_an_unknown_side_prove_no_delay() -> None:
    unsure = Ruling(unsure=(ID,), else_well=ACCOUNT)
    assert company_sees(15, not_read=("associates",)) == unsure
    assert company_sees(15, profile=ProfileFacts()) == unsure
    assert owner_sees(*OWN_PEOPLE, not_read=("access",)) == unsure
    assert owner_sees(access("Authorized Official", through=None)) == unsure
    assert owner_sees() == unsure
    assert company_sees(15, APPROVED, not_read=("connections",)).else_well is None
    assert rule_on(access_waiting.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(access_waiting.judge, visit()) == Ruling()


def test_the_policy_says_how_many_days() -> None:
    policy = Policy(access_waiting_working_days=1)
    assert company_sees(1, policy=policy).findings == ()
    assert only(company_sees(2, policy=policy)).subject == ID


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-03-06", 4),
        ("2026-03-02", "2026-03-08", 4),
        ("2026-03-06", "2026-03-09", 1),
        ("2026-03-07", "2026-03-09", 1),
        ("2026-03-08", "2026-03-16", 6),
        ("2026-03-09", "2026-03-02", 0),
    ],
)
def test_working_days_are_mondays_to_fridays_after_the_first_day(since: str, today: str, days: int) -> None:
    assert working_days(date.fromisoformat(since), date.fromisoformat(today)) == days


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_working_days_are_those_that_a_calendar_counts(since: date, later: int) -> None:
    days = [since + timedelta(days=offset) for offset in range(1, later + 1)]
    counted = sum(day.strftime("%a") not in ("Sat", "Sun") for day in days)
    assert working_days(since, since + timedelta(days=later)) == counted
