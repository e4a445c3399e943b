"""Looks, page timings, sealed facts and evidence, over both databases."""

from datetime import datetime

import pytest

from agent.model.facts import EnrollmentFact, Facts
from agent.model.look import LookKind
from agent.model.verdict import Verdict
from agent.store import NaiveTimeError, Store, StoreConflictError
from tests.store.values import NEW_YORK_WINTER, NOON, a_full_look, a_look, a_probe, a_record, at


def test_a_look_comes_back_as_it_was_given(store: Store) -> None:
    look = a_full_look()
    with store.writing() as unit:
        unit.add_look(look)
    assert store.look(look.id) == look
    assert store.looks() == (look,)


def test_a_look_that_is_not_there_is_none(store: Store) -> None:
    assert store.look("look-1") is None


def test_facts_are_never_kept_in_the_open(store: Store) -> None:
    facts = Facts(enrollments=(EnrollmentFact(id="I20030101000001", npi="1234567893"),))
    with store.writing() as unit:
        unit.add_look(a_look(facts=facts), b"\x00sealed\xff")
    stored = store.look("look-1")
    assert stored is not None
    assert stored.facts is None
    assert store.sealed_facts("look-1") == b"\x00sealed\xff"


def test_a_look_without_facts_has_no_sealed_facts(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look())
    assert store.sealed_facts("look-1") is None


def test_the_same_look_cannot_be_stored_twice(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look())
    with pytest.raises(StoreConflictError), store.writing() as unit:
        unit.add_look(a_look())


def test_looks_are_newest_first_and_no_more_than_asked_for(store: Store) -> None:
    with store.writing() as unit:
        for minutes in (2, 0, 3, 1):
            unit.add_look(a_look(f"look-{minutes}", minutes))
    assert [look.id for look in store.looks(limit=3)] == ["look-3", "look-2", "look-1"]
    assert len(store.looks(limit=None)) == 4


def test_looks_before_a_time_leave_that_time_out_and_looks_since_it_take_it_in(store: Store) -> None:
    with store.writing() as unit:
        for minutes in range(3):
            unit.add_look(a_look(f"look-{minutes}", minutes))
    assert [look.id for look in store.looks(before=at(1))] == ["look-0"]
    assert [look.id for look in store.looks(since=at(1))] == ["look-2", "look-1"]


def test_looks_are_picked_by_account_and_kind(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("ours"))
        unit.add_look(a_look("theirs", account="south-clinic"))
        unit.add_look(a_probe("probe", 1))
    assert [look.id for look in store.looks(account="north-clinic")] == ["ours"]
    assert [look.id for look in store.looks(kind=LookKind.PROBE)] == ["probe"]
    assert len(store.looks()) == 3


def test_each_look_keeps_its_own_pages(store: Store) -> None:
    first, second = a_full_look(), a_look("look-2", 1)
    with store.writing() as unit:
        unit.add_look(first)
        unit.add_look(second)
    assert store.looks() == (second, first)


def test_the_last_good_look_is_one_in_which_the_account_could_be_looked_at(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("slow", 0, verdict=Verdict.PORTAL_SLOW))
        unit.add_look(a_look("expired", 1, verdict=Verdict.ACCOUNT_PROBLEM))
        unit.add_look(a_look("down", 2, verdict=Verdict.PORTAL_DOWN))
        unit.add_look(a_look("theirs", 3, account="south-clinic"))
    good = store.last_good_look("north-clinic")
    assert good is not None
    assert good.id == "slow"
    assert store.last_good_look("west-clinic") is None


def test_the_last_look_with_facts_is_earlier_and_skips_those_without(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("older", 0), b"older")
        unit.add_look(a_look("newer", 1), b"newer")
        unit.add_look(a_look("no-facts", 2))
        unit.add_look(a_look("this-one", 3), b"this")
        unit.add_look(a_look("theirs", 2, account="south-clinic"), b"theirs")
    found = store.last_look_with_facts("north-clinic", before=at(3))
    assert found is not None
    assert (found[0].id, found[1]) == ("newer", b"newer")
    assert store.last_look_with_facts("north-clinic", before=at(0)) is None


def test_page_timings_are_found_by_page_and_time(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_full_look())
        unit.add_look(a_look("look-2", 10))
        unit.add_look(a_look("look-3", 20))
    first, *rest = store.page_timings("ia-login")
    assert (first.seconds, first.ttfb, first.db) == (0.25, 0.01, 0.004)
    assert len(rest) == 2
    assert len(store.page_timings("ia-login", since=at(10), until=at(20))) == 1
    assert len(store.page_timings()) == 5


def test_evidence_comes_back_as_it_was_given(store: Store) -> None:
    later, earlier = a_record("evidence-1", minutes=1), a_record("evidence-2", minutes=0)
    with store.writing() as unit:
        unit.add_look(a_look())
        unit.add_evidence(later)
        unit.add_evidence(earlier)
    assert store.evidence("evidence-1") == later
    assert store.evidence("evidence-3") is None
    assert store.evidence_of("look-1") == (earlier, later)


def test_evidence_of_a_look_that_is_not_stored_is_refused(store: Store) -> None:
    with pytest.raises(StoreConflictError, match="store what it belongs to first"), store.writing() as unit:
        unit.add_evidence(a_record())


def test_times_of_any_zone_come_back_as_the_same_moment_in_utc(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look(started=NOON.astimezone(NEW_YORK_WINTER)))
    stored = store.look("look-1")
    assert stored is not None
    assert stored.started.isoformat() == NOON.isoformat()


def test_times_of_different_zones_are_compared_as_moments(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("early", 0))
        unit.add_look(a_look("late", 10))
    assert [look.id for look in store.looks(before=at(5).astimezone(NEW_YORK_WINTER))] == ["early"]


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001 - the mistake under test
    with pytest.raises(NaiveTimeError, match="has no zone"):
        store.looks(before=naive)
    with pytest.raises(NaiveTimeError), store.writing() as unit:
        unit.set_watching("north-clinic", naive)


def test_text_that_a_database_cannot_hold_does_not_stop_a_look(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look(browser_version="156\x00\ud800"))
    stored = store.look("look-1")
    assert stored is not None
    assert stored.browser_version == "156?"


def test_a_look_that_was_read_is_not_read_again(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_full_look())
    (first,) = store.looks()
    with store.writing() as unit:
        assert unit.looks()[0] is first
    assert store.looks()[0] is first


def test_what_a_transaction_undid_was_never_read(store: Store) -> None:
    def undone() -> None:
        with store.writing() as unit:
            unit.add_look(a_look(verdict=Verdict.PORTAL_DOWN))
            assert unit.looks()[0].verdict is Verdict.PORTAL_DOWN
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    with store.writing() as unit:
        unit.add_look(a_look())
    assert store.looks()[0].verdict is Verdict.OK


def test_more_looks_than_one_statement_names_are_read_in_order(store: Store) -> None:
    with store.writing() as unit:
        for minutes in range(1203):
            unit.add_look(a_look(f"look-{minutes}", minutes))
    assert [look.id for look in store.looks(limit=None)] == [f"look-{m}" for m in reversed(range(1203))]
