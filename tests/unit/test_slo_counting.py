"""Every slot stands in one place; what is left out or was not seen never makes the portal more up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.model.slot import Count, SlotOutcome, Wait
from agent.model.verdict import Verdict
from agent.model.window import Span
from agent.slo.counting import Measured, Tally, Target, Timeline, cut, merged, timeline

START = datetime(2026, 3, 8, tzinfo=UTC)
MINUTES = 60
END = START + timedelta(minutes=MINUTES)
LOOKED = (SlotOutcome.DONE, SlotOutcome.LATE)

ended = st.one_of(
    st.tuples(st.sampled_from(LOOKED), st.sampled_from([*Verdict, None])),
    st.tuples(st.sampled_from([o for o in SlotOutcome if o not in LOOKED]), st.none()),
)
days = st.lists(ended, min_size=1, max_size=MINUTES)
windows = st.lists(
    st.tuples(st.integers(-10, MINUTES), st.integers(1, 20)).map(lambda w: span(w[0], sum(w))), max_size=4
)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def span(first: float, last: float) -> Span:
    return Span(start=minute(first), end=minute(last))


def line(
    day: Sequence[tuple[SlotOutcome, Verdict | None]], closed: Sequence[Span] = (), edges: Sequence[int] = ()
) -> Timeline:
    """A slot a minute, counted as the store would."""
    parts = cut([START, END, *map(minute, edges)], merged(closed))
    counts = [
        Count(part, outcome, verdict, 1)
        for number, (outcome, verdict) in enumerate(day)
        for part, (held, _) in enumerate(parts)
        if held.holds(minute(number))
    ]
    return timeline(parts, counts)


def whole(line: Timeline) -> Tally:
    return line.between(START, END)


@given(days, windows)
def test_each_slot_stands_in_exactly_one_place(
    day: list[tuple[SlotOutcome, Verdict | None]], closed: list[Span]
) -> None:
    tally = whole(line(day, closed))
    assert tally.due + tally.running == len(day)
    assert tally.late <= tally.judged + tally.own_fault + tally.forgotten


@given(days, windows, st.lists(st.integers(1, MINUTES - 1), max_size=5))
def test_the_parts_sum_to_the_whole_wherever_the_time_is_cut(
    day: list[tuple[SlotOutcome, Verdict | None]], closed: list[Span], edges: list[int]
) -> None:
    borders = [START, *sorted({minute(each) for each in edges}), END]
    cut_up = line(day, closed, edges)
    tallies = [cut_up.between(start, end) for start, end in pairwise(borders)]
    for name in Tally.model_fields:
        assert sum(getattr(tally, name) for tally in tallies) == getattr(whole(line(day, closed)), name)


@given(days, windows)
def test_no_more_is_up_than_was_looked_at_and_found_up(
    day: list[tuple[SlotOutcome, Verdict | None]], closed: list[Span]
) -> None:
    tally = whole(line(day, closed))
    found = [v for o, v in day if o in LOOKED and v not in (None, Verdict.PORTAL_DOWN, Verdict.OWN_FAULT)]
    assert tally.up + tally.slow <= len(found)
    assert tally.availability is None or 0 <= tally.availability <= 1


@given(days, windows, windows)
def test_a_window_more_never_adds_to_what_is_down_or_not_seen(
    day: list[tuple[SlotOutcome, Verdict | None]], closed: list[Span], more: list[Span]
) -> None:
    before, after = whole(line(day, closed)), whole(line(day, [*closed, *more]))
    assert after.down <= before.down
    assert after.no_data <= before.no_data
    assert after.in_window >= before.in_window


@given(days, st.data())
def test_what_turns_out_to_be_our_own_fault_never_lowers_availability(
    day: list[tuple[SlotOutcome, Verdict | None]], data: st.DataObject
) -> None:
    down = [number for number, (_, verdict) in enumerate(day) if verdict is Verdict.PORTAL_DOWN]
    ours = data.draw(st.sets(st.sampled_from(down))) if down else set()
    excused = [(o, Verdict.OWN_FAULT if n in ours else v) for n, (o, v) in enumerate(day)]
    before, after = whole(line(day)).availability, whole(line(excused)).availability
    assert before is None or after is None or after >= before


def test_a_late_look_counts_by_what_it_saw_and_is_told_as_late_beside() -> None:
    tally = whole(line([(SlotOutcome.LATE, Verdict.PORTAL_DOWN), (SlotOutcome.LATE, Verdict.OK)]))
    assert tally == Tally(up=1, down=1, late=2)


def test_missed_lost_and_forgotten_are_no_data_and_lower_what_was_seen() -> None:
    unseen = [(SlotOutcome.MISSED, None), (SlotOutcome.LOST, None), (SlotOutcome.DONE, None)]
    tally = whole(line([(SlotOutcome.DONE, Verdict.OK), *unseen]))
    assert tally == Tally(up=1, missed=1, lost=1, forgotten=1)
    assert (tally.availability, tally.coverage) == (1.0, 0.25)


def test_no_number_is_given_where_less_was_seen_than_is_needed() -> None:
    tally = Tally(up=8, lost=2)
    for needed, told in ((0.8, 1.0), (0.81, None)):
        assert (
            Measured.of(START, END, tally, Target(availability=0.995, coverage=needed)).availability == told
        )
    assert Measured.of(START, END, Tally(), Target(availability=0.995, coverage=0.01)).availability is None


def test_what_was_due_before_a_window_and_begun_in_it_is_in_the_window() -> None:
    parts = cut([START, END], [span(10, 20)])
    counts = [Count(0, SlotOutcome.LATE, Verdict.PORTAL_DOWN, 1), Count(0, SlotOutcome.DONE, Verdict.OK, 2)]
    waits = [Wait(minute(9), minute(11), SlotOutcome.LATE, Verdict.PORTAL_DOWN)]
    assert whole(timeline(parts, counts, waits)) == Tally(up=2, in_window=1)


def test_what_nobody_recorded_is_no_data_and_in_a_window_left_out() -> None:
    parts = cut([START, END], [span(10, 20)])
    assert whole(timeline(parts, [], (), {0: 4, 1: 3})) == Tally(unrecorded=4, in_window=3)


def test_a_slot_that_runs_is_not_due_yet_in_a_window_or_outside() -> None:
    tally = whole(line([(SlotOutcome.RUNNING, None)] * 2, [span(1, 2)]))
    assert tally == Tally(running=2)
    assert (tally.due, tally.coverage) == (0, None)


def test_what_was_looked_at_in_a_window_is_left_out_up_or_down() -> None:
    day = [(SlotOutcome.DONE, Verdict.OK), (SlotOutcome.LATE, Verdict.PORTAL_DOWN), (SlotOutcome.LOST, None)]
    assert whole(line([*day, *day], [span(3, 10)])) == Tally(up=1, down=1, lost=1, in_window=3, late=1)
