"""What was kept long enough goes, and nothing that is still needed."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from loguru import logger

from agent.model.alert import AlertState, Delivery, Outcome
from agent.model.incident import IncidentState, Transition
from agent.model.look import LookKind, Reason
from agent.model.silence import Silence
from agent.model.slot import PORTAL, Slot, SlotOutcome
from agent.model.trial import Trial
from agent.model.verdict import Cause, Verdict
from agent.retention import Retention, is_believed, keeping_lock
from agent.settings import KeepingSettings
from agent.store import AuditEntry, Store
from agent.store.errors import StoreConflictError
from tests.store.test_opening import execute
from tests.store.values import (
    NOON,
    a_change,
    a_look,
    a_probe,
    a_record,
    a_slot,
    an_alert,
    an_incident,
    at,
    tidy,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MINUTES = 24 * 60
LONG_AFTER = NOON + 9 * 366 * DAY
Keep = Callable[..., Retention]
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""What is proved on one database, for it is not the database's doing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data" / "evidence"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def keep(store: Store, folder: Path) -> Keep:
    def keep(now: datetime = LONG_AFTER, **kept: object) -> Retention:
        return Retention(store, KeepingSettings.model_validate(kept), folder, lambda: now, MINUTE)

    return keep


def file_of(number: int) -> str:
    return f"{number:016x}.png.sealed"


def visits(store: Store, count: int, every: int = 5) -> None:
    """One every so many minutes from noon on, each with facts and a piece of evidence."""
    account = "north-clinic"
    with store.writing() as unit:
        unit.set_watching(account, NOON)
        for number in range(count):
            look = a_look(f"{account}-{number}", number * every, account=account)
            unit.add_look(look, b"x")
            record = a_record(f"{number:016x}", look.id, number * every)
            unit.add_evidence(record.model_copy(update={"file": file_of(number)}))


def probed(minutes: float, outcome: SlotOutcome, look: str | None = None) -> Slot:
    return a_slot(minutes, outcome, kind=LookKind.PROBE, subject=PORTAL, look=look)


def ids(store: Store) -> set[str]:
    return {look.id for look in store.looks(limit=None)}


def test_of_each_account_what_the_rules_look_back_on_stays_whatever_its_age(store: Store, keep: Keep) -> None:
    visits(store, 30)
    with store.writing() as unit:
        for number in range(30):
            unit.add_look(a_probe(f"probe-{number}", number))
    tidy(keep())
    looks = store.looks("north-clinic", limit=None)
    assert [look.id for look in looks] == [f"north-clinic-{number}" for number in range(29, 9, -1)]
    assert len(store.looks(kind=LookKind.PROBE, limit=None)) == 20
    assert looks[0].pages != ()
    found = store.last_look_with_facts("north-clinic", LONG_AFTER)
    assert found is not None
    assert found[0].id == "north-clinic-29"


def test_facts_go_before_their_looks_but_for_the_newest_five(store: Store, keep: Keep) -> None:
    visits(store, 30)
    failed = [a_look(f"failed-{n}", 200 + 5 * n, verdict=Verdict.PORTAL_DOWN) for n in range(30)]
    with store.writing() as unit:
        for look in failed:
            unit.add_look(look)
    tidy(keep(NOON + 500 * DAY, looks="never", slots="never"))
    with_facts = [look.id for look in store.looks(limit=None) if store.sealed_facts(look.id)]
    assert with_facts == [f"north-clinic-{number}" for number in range(29, 24, -1)]
    tidy(keep())
    left = ids(store)
    assert {"north-clinic-29", "north-clinic-25", "failed-0", "failed-29", "failed-10"} <= left
    assert "failed-5" not in left
    assert "north-clinic-24" not in left


def test_evidence_goes_with_its_file_and_what_an_open_incident_was_told_of_stays(
    store: Store, keep: Keep, folder: Path
) -> None:
    visits(store, 60, every=MINUTES)
    for number in range(60):
        (folder / file_of(number)).write_bytes(b"sealed")
    at_day = 3 * MINUTES + 5
    open_, over = an_incident("open"), an_incident("over", "other", state=IncidentState.RESOLVED)
    with store.writing() as unit:
        unit.save_change(a_change(open_.model_copy(update={"opened": at(at_day)}), minutes=at_day))
        unit.save_change(a_change(open_, Transition.WORSENED, minutes=9 * MINUTES + 5))
        unit.save_change(a_change(over, Transition.RESOLVED, minutes=6 * MINUTES))
    tidy(keep(NOON + 120 * DAY, timings="5d"))
    kept = sorted(int(path.name[:16], 16) for path in folder.iterdir())
    assert kept == [0, 3, 9, *range(30, 60)]
    assert all(store.look(f"north-clinic-{number}") for number in range(60))
    look = store.look("north-clinic-9")
    assert look is not None
    assert look.pages != ()
    with store.writing() as unit:
        unit.save_change(
            a_change(open_.model_copy(update={"state": IncidentState.RESOLVED, "resolved": at(9)}))
        )
    tidy(keep(NOON + 121 * DAY))
    assert sorted(int(path.name[:16], 16) for path in folder.iterdir()) == list(range(31, 60))


def test_resolved_incidents_go_whole_and_none_that_has_something_to_tell(store: Store, keep: Keep) -> None:
    with store.writing() as unit:
        for name in ("told", "untold", "open"):
            state = IncidentState.OPEN if name == "open" else IncidentState.RESOLVED
            number = unit.save_change(a_change(an_incident(name, name, state=state)))
            unit.add_alert(an_alert(number, incident=name))
            if name != "untold":
                sent = Delivery(outcome=Outcome.ACCEPTED)
                unit.alert_tried(f"{name}:1:ops-mail", sent, NOON, NOON)
    tidy(keep(NOON + 401 * DAY))
    assert {alert.incident for alert in store.alerts()} == {"untold", "open"}
    assert {incident.id for incident in store.incidents(open_only=False)} == {"told", "untold", "open"}
    tidy(keep())
    assert {incident.id for incident in store.incidents(open_only=False)} == {"untold", "open"}
    assert store.transitions("told") == ()
    assert {alert.state for alert in store.alerts()} == {AlertState.PENDING, AlertState.SENT}


def test_due_times_trials_and_silences_go_but_for_what_says_how_things_stand(
    store: Store, keep: Keep
) -> None:
    with store.writing() as unit:
        unit.add_slots([a_slot(number) for number in range(4)])
        for number in range(5):
            unit.add_trial(Trial(channel="ops-mail", at=at(number), outcome=Outcome.ACCEPTED))
        for name, until in (("past", at(60)), ("lasting", LONG_AFTER + DAY)):
            unit.save_silence(Silence(id=name, rule="x", until=until, why="y", who="pat", made=NOON))
    tidy(keep())
    assert store.slots() == ()
    assert [trial.at for trial in store.trials("ops-mail", 9)] == [at(4), at(3), at(2)]
    assert [silence.id for silence in store.silences()] == ["lasting"]


@SQLITE
def test_never_is_never(store: Store, keep: Keep, folder: Path) -> None:
    visits(store, 40)
    with store.writing() as unit:
        unit.add_slots([a_slot(number) for number in range(5)])
    kinds = ("evidence", "timings", "facts", "looks", "slots", "alerts", "incidents", "rollups")
    tidy(keep(**dict.fromkeys(kinds, "never")))
    assert len(ids(store)) == 40
    assert len(store.page_timings()) == 40
    assert len(store.slots()) == 5
    assert len(store.evidence_of("north-clinic-0")) == 1


def test_the_audit_goes_only_where_years_are_said_and_is_as_closed_as_before(
    store: Store, keep: Keep, url: str
) -> None:
    old, new = AuditEntry(NOON, "pat", "packet", "a", ""), AuditEntry(LONG_AFTER, "pat", "packet", "b", "")
    with store.writing() as unit:
        unit.audit(old)
        unit.audit(new)
    tidy(keep())
    assert store.audited() == (old, new)
    tidy(keep(audit="2192d"))
    assert store.audited() == (new,)
    for statement in ("DELETE FROM audit", "UPDATE audit SET who = 'nobody'"):
        with pytest.raises(Exception, match="only ever added to"):
            execute(url, statement)


@SQLITE
def test_killed_between_row_and_file_the_file_is_swept_up_a_day_later(
    store: Store, keep: Keep, folder: Path
) -> None:
    visits(store, 40, every=MINUTES)
    with store.writing() as unit:
        [gone] = unit.drop_evidence(at(1), frozenset(), 9)  # and here the process dies
    names = {gone, file_of(9), ".00000000000000ff.png.sealed-x1", "00000000000000aa.zip.sealed"}
    for name in (*names, "enrollwatch.db", "notes.sealed"):
        (folder / name).write_bytes(b"sealed")
        if name != "00000000000000aa.zip.sealed":  # just written: its row is still to come
            os.utime(folder / name, (NOON.timestamp(), NOON.timestamp()))
    for _ in range(2):
        tidy(keep(NOON + 41 * DAY))
    assert {path.name for path in folder.iterdir()} == {
        file_of(9),
        "00000000000000aa.zip.sealed",
        "enrollwatch.db",
        "notes.sealed",
    }


def test_what_the_portal_said_of_its_maintenance_stays_as_long_as_the_due_times_that_it_explains(
    store: Store, keep: Keep
) -> None:
    away = Reason(cause=Cause.MAINTENANCE, what="x", where="y", do="z", maintenance_until=at(90))
    with store.writing() as unit:
        for number in range(60):
            down = 10 <= number < 30
            probe = a_probe(f"p{number:02}", number, Verdict.PORTAL_DOWN if down else Verdict.OK)
            unit.add_look(probe.model_copy(update={"reasons": (away,) if down else ()}))
    said = store.on_maintenance(NOON - DAY)
    assert [look.id for look in said] == ["p10", "p30"]
    tidy(keep(NOON + 300 * DAY))
    assert [look.id for look in store.looks(limit=None)][-3:] == ["p40", "p30", "p10"]
    assert store.on_maintenance(NOON - DAY) == said
    tidy(keep(NOON + 500 * DAY))
    assert len(store.looks(limit=None)) == 20


@SQLITE
async def test_while_a_backup_is_made_nothing_goes(
    store: Store, keep: Keep, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.retention._BREATH", 0)
    visits(store, 25)
    with store.writing() as unit:
        unit.add_look(a_probe("of the day before", 732 * MINUTES - 1))
    later = keep(NOON + 733 * DAY)
    with keeping_lock(folder):
        await later.run()
    assert len(ids(store)) == 26
    await later.run()
    assert len(ids(store)) == 21


@pytest.mark.parametrize(
    ("seen", "every", "believed"),
    [
        (None, MINUTE, True),  # nothing is a day old
        (NOON - DAY, MINUTE, True),
        (NOON - 2 * DAY, MINUTE, True),  # it was away at that hour
        (NOON - 2 * DAY - 2 * MINUTE, MINUTE, False),
        (NOON - 730 * DAY, MINUTE, False),
        (NOON - 5 * DAY, 4 * DAY, True),
    ],
)
def test_a_clock_is_believed_once_something_was_looked_at_about_a_day_ago_by_it(
    seen: datetime | None, every: timedelta, believed: bool
) -> None:
    assert is_believed(NOON, seen, every) is believed


@SQLITE
@pytest.mark.parametrize("later", [730, 30], ids=["a clock two years ahead", "an agent away for a month"])
async def test_by_a_clock_that_may_run_ahead_nothing_goes_until_it_has_stood_for_a_day(
    store: Store, keep: Keep, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    monkeypatch.setattr("agent.retention._BREATH", 0)
    kept = {"timings": "20d", "facts": "20d", "looks": "20d", "slots": "20d", "evidence": "20d"}

    def minute_by_minute(start: int, last: int, every: int = 1) -> None:
        with store.writing() as unit:
            for number in range(start, last, every):
                unit.add_look(a_probe(f"probe-{number}", number))
                unit.save_slot(probed(number, SlotOutcome.DONE, f"probe-{number}"))

    minute_by_minute(0, 200)
    jump = later * MINUTES
    with store.writing() as unit:  # as a start puts on record what passed
        unit.add_slots([probed(number, SlotOutcome.LOST) for number in range(MINUTES, jump, 5 * MINUTES)])
    minute_by_minute(jump, jump + 60)
    told: list[str] = []
    listening = logger.add(lambda message: told.append(str(message)), level="WARNING", format="{message}")
    before = len(store.slots())
    for _ in range(2):  # and once more after a restart
        running = keep(at(jump + 60), **kept)
        await running.run()
        await running.run()
    logger.remove(listening)
    assert (len(ids(store)), len(store.slots())) == (260, before)
    assert len(told) == 2
    assert "nothing was looked at since 2026-03-02 15:19 UTC; if the clock runs ahead, set it" in told[0]
    minute_by_minute(jump + 60, jump + MINUTES + 1, every=30)
    await keep(at(jump + MINUTES + 1), **kept).run()
    assert ids(store).isdisjoint({f"probe-{number}" for number in range(200)})
    assert min(slot.due for slot in store.slots()) > at(jump - 21 * MINUTES)


@SQLITE
def test_no_writer_is_held_up_for_more_than_a_part(store: Store, keep: Keep) -> None:
    visits(store, 25)
    parts = list(keep().parts(LONG_AFTER))
    for part in parts:
        with store.writing():
            pass  # between two parts anybody can write
        part()
    with pytest.raises(StoreConflictError), store.writing() as unit:
        unit.add_evidence(a_record("late", "north-clinic-0"))  # that look is gone
