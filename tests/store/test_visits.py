"""Visits in lines and incidents by what they concern, on every database."""

from datetime import timedelta

from agent.model.incident import Transition
from agent.model.verdict import Verdict
from agent.store import Place, Store, VisitsAsked

from .values import NOON, a_change, a_full_look, a_look, a_probe, an_incident, at


def test_the_last_visit_of_each_account_is_found_and_of_accounts_without_one_nothing(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("old", 0))
        unit.add_look(a_full_look().model_copy(update={"id": "new", "started": at(5), "ended": at(6)}))
        unit.add_look(a_look("other", 1, account="harbor-imaging"))
        unit.add_look(a_probe("probe", 9))
    last = store.last_visits(["north-clinic", "harbor-imaging", "new-clinic"])
    assert {name: glance.id for name, glance in last.items()} == {
        "north-clinic": "new",
        "harbor-imaging": "other",
    }
    assert last["north-clinic"].verdict is Verdict.PORTAL_CHANGED
    assert last["north-clinic"].reason == a_full_look().reason
    assert store.last_visits([]) == {}


def test_the_newest_look_that_read_anything_is_found_unless_it_is_too_old(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("first", 0), b"sealed")
        unit.add_look(a_look("second", 5), b"sealed")
        unit.add_look(a_look("nothing-read", 9))
        unit.add_look(a_look("long-ago", -90, account="harbor-imaging"), b"sealed")
    found = store.newest_with_facts(["north-clinic", "harbor-imaging"], NOON - timedelta(hours=1))
    assert found == {"north-clinic": "second"}
    assert store.newest_with_facts([], NOON) == {}


def test_the_list_goes_on_from_a_place_in_it(store: Store) -> None:
    with store.writing() as unit:
        for name, minutes in (("a", 0), ("b", 0), ("c", -5)):
            unit.add_look(a_look(name, minutes))
        unit.add_look(a_probe("probe", 0))
    assert [look.id for look in store.newest_visits(VisitsAsked(), 9)] == ["b", "a", "c"]
    assert [look.id for look in store.newest_visits(VisitsAsked(), 9, Place(NOON, "b"))] == ["a", "c"]
    middle = store.look("a")
    assert middle is not None
    assert store.visits_beside(middle) == ("c", "b")


def test_what_looks_did_to_incidents_is_found_by_account_and_time(store: Store) -> None:
    common = an_incident("common", "portal")
    common = common.model_copy(update={"finding": common.finding.model_copy(update={"account": None})})
    elsewhere = an_incident("elsewhere", "south-clinic")
    elsewhere = elsewhere.model_copy(
        update={"finding": elsewhere.finding.model_copy(update={"account": "south-clinic"})}
    )
    with store.writing() as unit:
        for incident in (an_incident("own"), common, elsewhere):
            unit.save_change(a_change(incident, minutes=1))
        unit.save_change(a_change(an_incident("own"), Transition.REMINDED, minutes=1))
        unit.save_change(a_change(an_incident("own"), Transition.WORSENED, minutes=60))
    found = store.changed_between("north-clinic", NOON, at(2))
    assert {(incident.id, how) for incident, how in found} == {
        ("own", Transition.OPENED),
        ("common", Transition.OPENED),
    }


def test_incidents_are_found_by_a_part_of_their_subject_taken_as_it_is_written(store: Store) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("one", "1234567893 State license 7%")))
        unit.save_change(a_change(an_incident("two", "I20031105000123")))
    assert [each.id for each in store.incidents_naming(["1234567893"], 9)] == ["one"]
    assert [each.id for each in store.incidents_naming(["7%", "I2003"], 1)] != []
    assert store.incidents_naming(["4%3"], 9) == ()
    assert store.incidents_naming([], 9) == ()
