"""Slots, refused secrets, used codes and the start of watching, over both databases."""

from agent.model.look import LookKind
from agent.model.slot import SlotOutcome
from agent.model.verdict import Cause
from agent.store import Store
from tests.store.values import a_look, a_slot, at


def test_a_slot_is_replaced_by_its_outcome_and_never_doubled(store: Store) -> None:
    done = a_slot(0, SlotOutcome.DONE, started=at(0), ended=at(1), look="look-1")
    with store.writing() as unit:
        unit.save_slot(a_slot(0, SlotOutcome.RUNNING, started=at(0)))
    with store.writing() as unit:
        unit.add_look(a_look())
        unit.save_slot(done)
    assert store.slots() == (done,)


def test_slots_are_picked_by_kind_subject_and_due_time(store: Store) -> None:
    probe = a_slot(1, kind=LookKind.PROBE, subject="portal")
    with store.writing() as unit:
        for slot in (a_slot(2), a_slot(0), probe, a_slot(1, subject="south-clinic")):
            unit.save_slot(slot)
    assert store.slots(kind=LookKind.PROBE) == (probe,)
    assert store.slots(subject="north-clinic") == (a_slot(0), a_slot(2))
    assert store.slots(subject="north-clinic", since=at(0), until=at(2)) == (a_slot(0),)
    assert len(store.slots()) == 4


def test_the_last_slot_is_the_one_with_the_latest_due_time(store: Store) -> None:
    with store.writing() as unit:
        for minutes in (4, 8, 0):
            unit.save_slot(a_slot(minutes))
        unit.save_slot(a_slot(12, subject="south-clinic"))
    assert store.last_slot(LookKind.VISIT, "north-clinic") == a_slot(8)
    assert store.last_slot(LookKind.PROBE, "north-clinic") is None


def test_running_slots_are_the_ones_that_never_ended(store: Store) -> None:
    running = a_slot(1, SlotOutcome.RUNNING, started=at(1))
    with store.writing() as unit:
        unit.save_slot(a_slot(0, SlotOutcome.LOST))
        unit.save_slot(running)
    assert store.running_slots() == (running,)


def test_a_refused_secret_is_remembered_by_version_and_the_newest_counts(store: Store) -> None:
    with store.writing() as unit:
        unit.refuse_secret("north-clinic", 4, Cause.LOCKED, at(4))
        unit.refuse_secret("north-clinic", 3, Cause.BAD_PASSWORD, at(5))
        unit.refuse_secret("south-clinic", 9, Cause.CAPTCHA, at(6))
    assert store.refused_secret("north-clinic") == (4, Cause.LOCKED, at(4))
    assert store.refused_secret("west-clinic") is None


def test_of_one_secret_version_the_first_refusal_stands(store: Store) -> None:
    with store.writing() as unit:
        unit.refuse_secret("north-clinic", 3, Cause.BAD_PASSWORD, at(1))
        unit.refuse_secret("north-clinic", 3, Cause.LOCKED, at(2))
    assert store.refused_secret("north-clinic") == (3, Cause.BAD_PASSWORD, at(1))


def test_the_last_used_code_window_of_an_account_is_remembered(store: Store) -> None:
    with store.writing() as unit:
        unit.code_used("north-clinic", 59_000_001, at(0))
        unit.code_used("north-clinic", 59_000_002, at(0.5))
    assert store.last_code("north-clinic") == (59_000_002, at(0.5))
    assert store.last_code("south-clinic") is None


def test_watching_starts_once(store: Store) -> None:
    with store.writing() as unit:
        unit.set_watching("north-clinic", at(0))
        unit.set_watching("north-clinic", at(60))
    assert store.watching_since("north-clinic") == at(0)
    assert store.watching_since("south-clinic") is None
