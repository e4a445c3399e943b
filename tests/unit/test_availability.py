"""What the store holds, held against the settings: windows and own faults out, no data shown apart."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.availability import availability, latencies
from agent.model.errors import EnrollwatchError
from agent.model.look import Look, LookKind, PageTiming, Reason, Step
from agent.model.slot import PORTAL, Slot, SlotOutcome
from agent.model.verdict import Cause, Verdict
from agent.settings import Settings, load
from agent.slo.availability import Availability, Bucket
from agent.slo.counting import Tally
from agent.store import Store
from agent.uptime import Closure
from agent.windows import STATED

from .settings_text import SETTINGS

START = datetime(2026, 3, 2, 14, tzinfo=UTC)
PATCH = """
[[windows]]
name = "patch night"
why = "patches"
once = {start = 2026-03-02T14:10:00Z, end = 2026-03-02T14:15:00Z}
"""


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/data/enrollwatch.db") as opened:
        yield opened


def settings(tmp_path: Path, more: str = "") -> Settings:
    path = tmp_path / "enrollwatch.toml"
    path.write_text(SETTINGS + more)
    return load(path, {})


def keep(
    store: Store,
    first: int,
    last: int,
    verdict: Verdict = Verdict.OK,
    outcome: SlotOutcome = SlotOutcome.DONE,
    until: datetime | None = None,
) -> None:
    """A probe a minute, from the first until before the last: each looked at 0.02 s after it was due."""
    said = Reason(cause=Cause.MAINTENANCE, what="closed", where="x", do="wait", maintenance_until=until)
    with store.writing() as unit:
        for number in range(first, last):
            look, at = None, minute(number + 0.02 / 60)
            if outcome in (SlotOutcome.DONE, SlotOutcome.LATE):
                look = f"look-{number}"
                page = Step(name="public-pages", seconds=0.5, pages=(PageTiming(name="home", seconds=0.5),))
                unit.add_look(
                    Look(
                        id=look,
                        kind=LookKind.PROBE,
                        started=at,
                        ended=at,
                        verdict=verdict,
                        reasons=(said,) if until else (),
                        steps=(page,),
                    )
                )
            unit.save_slot(
                Slot(
                    kind=LookKind.PROBE,
                    subject=PORTAL,
                    due=minute(number),
                    outcome=outcome,
                    started=at if look else None,
                    look=look,
                )
            )


def an_hour_of_everything(store: Store) -> None:
    keep(store, 0, 5)
    keep(store, 5, 8, Verdict.PORTAL_DOWN)
    keep(store, 8, 10, Verdict.PORTAL_SLOW, SlotOutcome.LATE)
    keep(store, 10, 15, outcome=SlotOutcome.SKIPPED)
    keep(store, 15, 17, Verdict.OWN_FAULT)
    keep(store, 17, 20, outcome=SlotOutcome.MISSED)
    keep(store, 20, 24, outcome=SlotOutcome.LOST)
    keep(store, 24, 30, Verdict.PORTAL_DOWN, until=minute(40))  # the portal says so itself
    keep(store, 30, 60)


def hour(store: Store, settings: Settings, by: Bucket = Bucket.DAY) -> Availability:
    return availability(store, settings, minute(60), minute(0), minute(60), by=by)


def test_each_due_time_is_told_in_its_place(store: Store, tmp_path: Path) -> None:
    an_hour_of_everything(store)
    found = hour(store, settings(tmp_path, PATCH))
    assert found.whole.tally == Tally(
        up=34, slow=2, down=3, in_window=12, own_fault=2, missed=3, lost=4, late=2
    )
    assert [(each.name, each.start) for each in found.windows] == [
        ("patch night", minute(10)),
        (STATED, minute(24 + 0.02 / 60)),
    ]
    assert found.watched_since == START


def place(slot: Slot, looks: dict[str, Look], windows: tuple[Closure, ...]) -> str:
    """Where a slot belongs, said anew: by its own look."""
    times = (slot.due, slot.started or slot.due)
    closed = any(window.start <= at < window.end for window in windows for at in times)
    if closed or slot.outcome is SlotOutcome.SKIPPED:
        return "in_window"
    if slot.look is None:
        return str(slot.outcome)
    places = {Verdict.PORTAL_DOWN: "down", Verdict.OWN_FAULT: "own_fault", Verdict.PORTAL_SLOW: "slow"}
    return places.get(looks[slot.look].verdict, "up")


def test_what_the_database_counts_is_what_the_slots_and_looks_say_one_by_one(
    store: Store, tmp_path: Path
) -> None:
    an_hour_of_everything(store)
    found = hour(store, settings(tmp_path, PATCH))
    looks = {look.id: look for look in store.looks(limit=None)}
    slots = store.slots(since=minute(0), until=minute(60))
    tally = found.whole.tally
    assert tally.due == len(slots)
    for name, count in Counter(place(slot, looks, found.windows) for slot in slots).items():
        assert getattr(tally, name) == count, name


def test_days_and_hours_sum_to_the_whole_and_only_their_borders_differ_by_zone(
    store: Store, tmp_path: Path
) -> None:
    an_hour_of_everything(store)
    for zone in ("America/New_York", "Asia/Kolkata", "Pacific/Apia"):
        chosen = settings(tmp_path, PATCH.replace("[[windows]]", "[[windows]]\ntime_zone = 'UTC'"))
        chosen = chosen.model_copy(update={"portal": chosen.portal.model_copy(update={"time_zone": zone})})
        for by in Bucket:
            found = availability(store, chosen, minute(60), minute(-3000), minute(60), by=by)
            assert found.whole.tally == hour(store, settings(tmp_path, PATCH)).whole.tally
            assert sum(each.tally.up for each in found.by) == found.whole.tally.up
            assert sum(each.tally.in_window for each in found.by) == found.whole.tally.in_window


def test_an_agent_that_is_dead_is_no_data_and_no_number_after_a_while(store: Store, tmp_path: Path) -> None:
    keep(store, 0, 60)
    chosen = settings(tmp_path)
    soon = availability(store, chosen, minute(66), minute(0))
    assert (soon.whole.tally.up, soon.whole.tally.unrecorded) == (60, 5)  # the newest may yet be written
    later = availability(store, chosen, minute(120), minute(0))
    assert later.whole.tally.unrecorded == 59
    assert later.whole.coverage == pytest.approx(60 / 119)
    assert (later.whole.availability, later.budget) == (None, None)
    assert [each.rate for each in later.burns] == [None] * 5


def test_what_was_never_watched_has_no_number(store: Store, tmp_path: Path) -> None:
    found = availability(store, settings(tmp_path), START)
    assert (found.watched_since, found.whole.tally, found.whole.availability) == (None, Tally(), None)
    assert found.budget is None


def test_burn_rates_are_of_the_last_while_and_say_when_nothing_is_left(store: Store, tmp_path: Path) -> None:
    keep(store, -300, 0)
    keep(store, 0, 3, Verdict.PORTAL_DOWN)
    keep(store, 3, 60)
    found = availability(store, settings(tmp_path), minute(60))
    rates = {each.over: each.rate for each in found.burns}
    assert rates["1h"] == pytest.approx((3 / 60) / 0.005)
    assert rates["6h"] == pytest.approx((3 / 360) / 0.005)
    assert rates["30d"] == pytest.approx((3 / 360) / 0.005)
    assert found.budget is not None
    assert (found.budget.allowed, found.budget.spent) == pytest.approx((1.8, 3))
    assert [each.exhausted for each in found.burns] == [None] * 5  # nothing is left already


def test_the_burn_of_the_last_while_says_when_nothing_is_left(store: Store, tmp_path: Path) -> None:
    keep(store, -60, 0)
    keep(store, 0, 3, Verdict.PORTAL_DOWN)
    keep(store, 3, 60)
    lax = settings(tmp_path, "\n[slo]\navailability = 90\n")
    hour = availability(store, lax, minute(60)).burns[0]
    assert hour.exhausted is not None
    left = 0.1 * 120 - 3  # minutes, of which 3 an hour are spent
    assert abs(hour.exhausted - minute(60 + left * 20)) < timedelta(seconds=1)


def test_a_time_under_way_has_the_budget_of_all_of_it_but_the_windows_ahead(
    store: Store, tmp_path: Path
) -> None:
    keep(store, 0, 60)
    ahead = PATCH.replace("14:10", "16:00").replace("14:15", "17:00")
    found = availability(store, settings(tmp_path, ahead), minute(60), minute(0), minute(600))
    assert (found.until, found.ends) == (minute(60), minute(600))
    assert found.budget is not None
    assert found.budget.allowed == pytest.approx(0.005 * (600 - 60))


def test_of_a_time_that_is_past_there_is_no_burning(store: Store, tmp_path: Path) -> None:
    keep(store, 0, 60)
    assert availability(store, settings(tmp_path), minute(90), minute(0), minute(60)).burns == ()


def test_a_time_that_has_not_begun_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(EnrollwatchError, match="none of that time is over yet"):
        availability(store, settings(tmp_path), minute(0), minute(0), minute(60))


def test_latencies_are_of_the_time_asked_for_with_the_target_of_each_page(
    store: Store, tmp_path: Path
) -> None:
    keep(store, 0, 10)
    wanted = '\n[[slo.latency]]\npage = "home"\nwithin = "400ms"\n[[slo.latency]]\npage = "gone"\n'
    found = latencies(store, settings(tmp_path, wanted), minute(2), minute(5))
    (home,) = found.pages
    assert (home.name, home.loads, home.p50, home.met) == ("home", 3, 0.5, False)
    assert found.never_loaded == ("gone",)
