"""Slots counted by the database: by part of the time, outcome and verdict, over both databases."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, event

from agent.model.look import Loads, LookKind
from agent.model.slot import Count, SlotOutcome, Wait
from agent.model.verdict import Verdict
from agent.model.window import Span
from agent.store import Store
from agent.store.tables import page_timings
from tests.store.values import a_look, a_slot, at

HOUR = timedelta(hours=1)


def span(first: float, last: float) -> Span:
    return Span(start=at(first), end=at(last))


def keep(store: Store, minutes: float, verdict: Verdict, waited: float = 0) -> None:
    """A visit's slot that was looked at so long after it was due."""
    look, outcome = f"look-{minutes}", SlotOutcome.LATE if waited else SlotOutcome.DONE
    with store.writing() as unit:
        unit.add_look(a_look(look, minutes + waited, verdict=verdict))
        unit.save_slot(a_slot(minutes, SlotOutcome.RUNNING, started=at(minutes + waited)))
        unit.save_slot(a_slot(minutes, outcome, started=at(minutes + waited), look=look))


def test_slots_are_counted_by_part_outcome_and_verdict_and_only_of_their_kind(store: Store) -> None:
    for minutes, verdict in ((0, Verdict.OK), (1, Verdict.OK), (2, Verdict.PORTAL_DOWN), (3, Verdict.OK)):
        keep(store, minutes, verdict)
    with store.writing() as unit:
        unit.add_slots([a_slot(4, SlotOutcome.LOST), a_slot(5, SlotOutcome.LOST)])
        unit.save_slot(a_slot(1, SlotOutcome.LOST, kind=LookKind.PROBE, subject="portal"))
    counts = store.count_slots(LookKind.VISIT, [span(0, 3), span(3, 5), span(10, 20)])
    assert sorted(counts, key=str) == [
        Count(0, SlotOutcome.DONE, Verdict.OK, 2),
        Count(0, SlotOutcome.DONE, Verdict.PORTAL_DOWN, 1),
        Count(1, SlotOutcome.DONE, Verdict.OK, 1),
        Count(1, SlotOutcome.LOST, None, 1),
    ]


def test_parts_of_more_than_one_statement_keep_their_numbers(store: Store) -> None:
    keep(store, 4000, Verdict.PORTAL_SLOW)
    parts = [span(number, number + 1) for number in range(4100)]
    assert store.count_slots(LookKind.VISIT, parts) == (
        Count(4000, SlotOutcome.DONE, Verdict.PORTAL_SLOW, 1),
    )


def test_a_slot_that_waited_into_a_span_is_told_with_its_verdict(store: Store) -> None:
    keep(store, 0, Verdict.PORTAL_DOWN, waited=6)  # due before 5, begun in it
    keep(store, 1, Verdict.OK, waited=20)  # begun after it
    keep(store, 2, Verdict.OK)  # begun before it
    keep(store, -120, Verdict.OK, waited=126)  # waited longer than asked for
    assert store.waits_into(LookKind.VISIT, [span(5, 15)], HOUR) == (
        Wait(at(0), at(6), SlotOutcome.LATE, Verdict.PORTAL_DOWN),
    )


def test_the_watch_began_with_the_first_due_time_of_its_subject(store: Store) -> None:
    assert store.first_due(LookKind.VISIT, "north-clinic") is None
    keep(store, 7, Verdict.OK)
    keep(store, 5, Verdict.OK)
    with store.writing() as unit:
        unit.save_slot(a_slot(0, SlotOutcome.LOST, subject="south-clinic"))
    assert store.first_due(LookKind.VISIT, "north-clinic") == at(5)


def test_a_year_is_counted_from_one_index_alone(sqlite_url: str) -> None:
    plans: list[str] = []
    with Store.open(sqlite_url) as store:
        keep(store, 7, Verdict.OK)

        def explain(*asked: Any) -> None:
            statement, values = asked[2:4]
            rows = store._engine.raw_connection().cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(row[3] for row in rows if " slots " in row[3] or " page_timings " in row[3])

        event.listen(store._engine, "before_cursor_execute", explain)
        assert store.count_slots(LookKind.VISIT, [span(0, 60)])
        store.page_loads(at(0), at(60))
        event.remove(store._engine, "before_cursor_execute", explain)
    assert len(plans) == 3, plans
    *slots, pages = plans
    for plan in slots:  # which ways there are, and how many of each
        assert "COVERING INDEX ix_slots_kind_outcome_verdict_due" in plan
        assert "due>? AND due<?" in plan
    assert "COVERING INDEX ix_page_timings_started_page_seconds (started>? AND started<?)" in pages


def test_pages_and_steps_are_counted_by_hundredths_of_a_second_and_only_of_their_time(store: Store) -> None:
    with store.writing() as unit:
        unit.add_look(a_look("a", 0))
        unit.add_look(a_look("b", 1))
        unit.add_look(a_look("c", 2))
    assert store.page_loads(at(0), at(2)) == (Loads("ia-login", 25, 2),)
    assert store.step_loads(at(0), at(2)) == (Loads("sign-in", 50, 2),)


def test_hours_whose_timings_are_gone_count_as_they_were_rolled_up_and_once(store: Store) -> None:
    hour = at(0).replace(minute=0, second=0, microsecond=0)
    with store.writing() as unit:
        unit.add_look(a_look("a", 0))
        unit.add_look(a_look("b", 1))
        unit.add_look(a_look("c", 60))
        unit.roll_up(hour, final=True)
    for dropped in ("nothing", "b", "a"):  # what is left of the hour is not counted beside the roll-up
        with store.writing() as unit, unit._reading() as connection:
            connection.execute(delete(page_timings).where(page_timings.c.look == dropped))
        loads = store.page_loads(hour, at(120))
        assert sum(each.times for each in loads) == 3
        assert all(abs(each.hundredths - 25) <= 3 for each in loads)


def test_what_was_last_due_is_told_of_those_that_were_ever_due(store: Store) -> None:
    keep(store, 7, Verdict.OK)
    keep(store, 5, Verdict.OK)
    assert store.last_due(LookKind.VISIT, ["north-clinic", "west-clinic"]) == {"north-clinic": at(7)}
    assert store.last_due(LookKind.VISIT, []) == {}


def test_a_slot_keeps_what_its_look_saw_when_the_look_is_gone(store: Store) -> None:
    keep(store, 0, Verdict.PORTAL_DOWN)
    with store.writing() as unit, unit._reading() as connection:
        connection.exec_driver_sql("DELETE FROM looks")
    assert store.slots()[0].look is None
    assert store.count_slots(LookKind.VISIT, [span(0, 1)]) == (
        Count(0, SlotOutcome.DONE, Verdict.PORTAL_DOWN, 1),
    )
