"""connection-pending: 30 days to answer, told at once, after 10, with 5 left, and when it ran out."""

from datetime import date, timedelta

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.people import ConnectionFact
from agent.model.policy import Policy
from agent.rules import connection_pending

from ..builders import ACCOUNT, EASTERN, NOW, Book, at_portal, connection, only, roster, rule_on, visit

REQUESTED = date(2026, 3, 2)
ID = "C000000001"
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL
LAPSED = (CRITICAL, 4)


def on_day(day: int, *connections: ConnectionFact, not_read: tuple[str, ...] = ()) -> Ruling:
    """Judged so many days after the request, by what a visit read on the day of it."""
    facts = Facts(connections=connections or (connection(requested=REQUESTED),), not_read=not_read)
    now = at_portal(REQUESTED + timedelta(days=day))
    return rule_on(connection_pending.judge, visit(facts=facts), now=now)


@pytest.mark.parametrize(
    ("day", "severity", "stage"),
    [
        (0, INFORMATION, 1),
        (9, INFORMATION, 1),
        (10, WARNING, 2),
        (24, WARNING, 2),
        (25, CRITICAL, 3),
        (30, CRITICAL, 3),
        (31, CRITICAL, 4),
        (60, CRITICAL, 4),
    ],
)
def test_each_stage_begins_on_its_day(day: int, severity: Severity, stage: int) -> None:
    found = only(on_day(day))
    assert (found.subject, found.severity, found.stage) == (ID, severity, stage)


def test_what_ran_out_long_ago_is_not_told_any_more() -> None:
    assert on_day(61).findings == ()
    assert on_day(61).well == (ID,)


def test_the_finding_says_what_it_is_until_when_and_that_only_the_provider_can_grant_it() -> None:
    found = only(on_day(25))
    assert found.title == f"Connection request {ID} to NPI 1234567893 waits for an answer: 5 days left"
    assert found.since.astimezone(EASTERN).date() == REQUESTED
    assert found.due is not None
    assert found.due.astimezone(EASTERN).isoformat() == "2026-04-01T00:00:00-04:00"
    assert "rejected by itself" in found.impact
    assert found.next_step.startswith("Only the provider can grant it")
    for words in ("I&A Home > My Pending Connections", "tick PECOS and NPPES", "Approve All Selected"):
        assert words in found.next_step
    assert found.desk == "the practice's own Authorized Official"


def test_the_last_day_is_called_today() -> None:
    assert only(on_day(30)).title.endswith("waits for an answer: runs out today")


def test_no_name_of_provider_or_company_is_told() -> None:
    told = only(on_day(3, connection(npi=None, requested=REQUESTED))).model_dump_json()
    assert "Meadow" not in told
    assert "Bluestem" not in told
    assert "the provider" in told


@pytest.mark.parametrize("status", ["Approved", "Rejected", "Removed"])
def test_an_answer_is_well_even_where_the_day_of_the_request_is_unknown(status: str) -> None:
    ruling = on_day(25, connection(status, requested=None))
    assert (ruling.findings, ruling.well, ruling.unsure) == ((), (ID,), ())


@pytest.mark.parametrize(
    "unclear",
    [
        connection(None),
        connection("Escalated"),
        connection(requested=None),
        connection("Auto-rejected", requested=None),
        connection(requested=REQUESTED + timedelta(days=400)),
        connection(requested=date.max),
    ],
)
def test_what_cannot_be_counted_is_neither_found_nor_well(unclear: ConnectionFact) -> None:
    ruling = on_day(25, unclear)
    assert (ruling.findings, ruling.well, ruling.unsure) == ((), (), (ID,))


def test_a_request_of_long_ago_never_raises() -> None:
    assert on_day(0, connection(requested=date.min)).findings == ()


def test_a_request_that_the_portal_rejected_by_itself_is_told_as_critical() -> None:
    ended = connection("Auto-rejected", requested=REQUESTED, decided=REQUESTED + timedelta(days=30))
    found = only(on_day(30, ended))
    assert (found.severity, found.stage) == LAPSED
    assert found.title == f"Connection request {ID} to NPI 1234567893 ran out on 2026-04-01"
    assert "ask again" in found.next_step


@pytest.mark.parametrize("status", ["Pending", "Approved"])
def test_what_was_asked_for_anew_is_well(status: str) -> None:
    ended = connection("Auto-rejected", requested=REQUESTED)
    anew = connection(status, identifier="C2", requested=REQUESTED + timedelta(days=31))
    assert ID in on_day(31, ended, anew).well


@pytest.mark.parametrize(
    "other",
    [
        connection("Pending", identifier="C2", surrogate="Kestrel Practice Support Inc"),
        connection("Pending", identifier="C2", npi="1245319599"),
        connection("Rejected", identifier="C2"),
    ],
)
def test_another_request_does_not_stand_for_the_one_that_ran_out(other: ConnectionFact) -> None:
    ended = connection("Auto-rejected", requested=REQUESTED)
    assert ID in {found.subject for found in on_day(31, ended, other).findings}


def test_a_list_read_to_its_end_clears_what_is_no_longer_there_and_half_a_list_does_not() -> None:
    assert on_day(0).else_well == ACCOUNT
    assert on_day(0, not_read=("connections",)).else_well is None
    assert rule_on(connection_pending.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(connection_pending.judge, visit()) == Ruling()


def test_a_request_is_one_incident_from_the_first_day_to_the_answer() -> None:
    book = Book(policy=Policy(remind_hours=24 * 365))
    for day, status in [
        (0, "Pending"),
        (3, "Pending"),
        (11, "Pending"),
        (26, "Pending"),
        (30, "Auto-rejected"),
    ]:
        facts = Facts(connections=(connection(status, requested=REQUESTED),))
        now = at_portal(REQUESTED + timedelta(days=day))
        ruling = connection_pending.judge(visit(at=now, facts=facts), (), roster(), book.policy, now)
        book.enter([(connection_pending.NAME, ruling)], now)
    assert [(str(change), told.finding.severity, told.finding.stage) for change, told in book.told] == [
        ("opened", INFORMATION, 1),
        ("worsened", WARNING, 2),
        ("worsened", CRITICAL, 3),
        ("worsened", *LAPSED),
    ]
    gone = connection_pending.judge(visit(facts=Facts(connections=())), (), roster(), book.policy, NOW)
    book.enter([(connection_pending.NAME, gone)], NOW)
    assert book.unresolved == {}


def test_the_policy_moves_the_days() -> None:
    policy = Policy.model_validate({"connection_days": 10, "connection_age": (), "lapsed_days": 0})
    facts = Facts(connections=(connection(requested=REQUESTED),))

    def judged(day: int) -> Ruling:
        now = at_portal(REQUESTED + timedelta(days=day))
        return rule_on(connection_pending.judge, visit(facts=facts), policy=policy, now=now)

    assert judged(4).well == (ID,)
    assert only(judged(5)).severity is CRITICAL
    assert judged(11).well == (ID,)


def test_what_a_page_says_twice_and_otherwise_is_not_believed() -> None:
    once = connection(requested=REQUESTED)
    assert only(on_day(3, once, once)).subject == ID
    ruling = on_day(3, once, connection("Approved", requested=REQUESTED))
    assert (ruling.findings, ruling.well, ruling.unsure) == ((), (), (ID,))
