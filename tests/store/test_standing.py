"""How things stand, and incidents a page at a time, over both databases."""

from datetime import timedelta

import pytest

from agent.model.finding import Severity
from agent.model.incident import IncidentState
from agent.model.look import LookKind
from agent.model.verdict import Verdict
from agent.store import IncidentsAsked, Store
from tests.store.values import NOON, a_change, a_look, a_probe, an_incident, at

DAY = NOON - timedelta(days=1)


def test_the_last_good_look_of_each_account_is_found_and_none_where_there_is_none(store: Store) -> None:
    with store.writing() as unit:
        for account in ("north-clinic", "harbor-imaging", "unasked"):
            unit.set_watching(account, NOON)
        unit.add_look(a_look("old", -60))
        unit.add_look(a_look("slow", -30, verdict=Verdict.PORTAL_SLOW))
        unit.add_look(a_look("refused", -10, verdict=Verdict.ACCOUNT_PROBLEM))
        unit.add_look(a_look("down", -10, account="harbor-imaging", verdict=Verdict.PORTAL_DOWN))
        unit.add_look(a_look("another", -5, account="unasked"))
    found = store.last_good_looks(["north-clinic", "harbor-imaging", "never-seen"])
    assert found == {"north-clinic": at(-29), "harbor-imaging": None, "never-seen": None}


def test_a_verdict_holds_since_the_first_look_after_the_last_of_another(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_probe("before", -9, Verdict.PORTAL_DOWN))
        unit.add_look(a_probe("well", -8))
        unit.add_look(a_probe("down", -7, Verdict.PORTAL_DOWN))
        unit.add_look(a_look("visit", -6.5))
        unit.add_look(a_probe("down-still", -6, Verdict.PORTAL_DOWN))
    assert store.verdict_since(LookKind.PROBE, Verdict.PORTAL_DOWN, DAY) == at(-7)
    assert store.verdict_since(LookKind.PROBE, Verdict.PORTAL_DOWN, at(-6.5)) == at(-6)
    assert store.verdict_since(LookKind.PROBE, Verdict.OK, DAY) is None


def test_the_newest_looks_of_any_kind_come_newest_first(store: Store) -> None:
    with store.writing() as unit:
        for number in range(3):
            unit.add_look(a_look(f"visit-{number}", number * 10))
            unit.add_look(a_probe(f"probe-{number}", number * 10 + 5))
        unit.add_look(a_look("away", 40, verdict=Verdict.PORTAL_DOWN))
        unit.add_look(a_probe("down", 45, verdict=Verdict.PORTAL_DOWN))
    assert [look.id for look in store.looks(limit=3)] == ["down", "away", "probe-2"]
    assert [look.id for look in store.looks(before=at(20), limit=2)] == ["probe-1", "visit-1"]
    last, earlier = store.last_good_look(None), store.last_good_look(None, by=at(20))
    assert last is not None
    assert earlier is not None
    assert (last.id, earlier.id) == ("probe-2", "visit-2")


@pytest.fixture
def several(store: Store) -> None:
    """Three that are not over, one of them critical and the newest, and one that is."""
    with store.writing() as unit:
        for number, (severity, state) in enumerate(
            [
                (Severity.INFORMATION, IncidentState.OPEN),
                (Severity.WARNING, IncidentState.RESOLVED),
                (Severity.WARNING, IncidentState.ACKNOWLEDGED),
                (Severity.CRITICAL, IncidentState.OPEN),
            ]
        ):
            incident = an_incident(f"incident-{number}", f"subject-{number}", severity, state)
            unit.save_change(a_change(incident.model_copy(update={"opened": at(number)})))


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (IncidentsAsked(), "320"),
        (IncidentsAsked(unresolved=False), "3210"),
        (IncidentsAsked(unresolved=False, state=IncidentState.RESOLVED), "1"),
        (IncidentsAsked(unresolved=False, severity=Severity.WARNING), "21"),
        (IncidentsAsked(unresolved=False, since=at(2)), "32"),
        (IncidentsAsked(account="harbor-imaging"), ""),
        (IncidentsAsked(rule="password-expiry", account="north-clinic"), "320"),
        (IncidentsAsked(rule="revalidation"), ""),
    ],
)
def test_incidents_are_asked_for_worst_first_or_newest_first(
    store: Store, asked: IncidentsAsked, found: str
) -> None:
    shown = store.incidents_asked(asked, 0, 50)
    assert "".join(incident.id[-1] for incident in shown) == found
    assert store.count_incidents(asked) == len(found)
    assert [each.id for each in store.incidents_asked(asked, 1, 1)] == [each.id for each in shown[1:2]]
