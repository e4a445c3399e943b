"""Availability counts due times, and only what the portal did counts against it: `uptime`, of a store."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli.uptime import uptime
from agent.model.look import Look, LookKind, PageTiming, Reason, Step
from agent.model.slot import PORTAL, Slot, SlotOutcome
from agent.model.verdict import Cause, Verdict
from agent.retention import Retention
from agent.settings import KeepingSettings
from agent.store import Store
from agent.windows import STATED
from tests.store.values import tidy

from .settings_text import SETTINGS

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PLACES = ("up", "slow", "down", "own_fault", "missed", "lost", "unrecorded", "forgotten", "in_window")
Told = Callable[..., dict[str, Any]]


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def from_to(first: float, last: float) -> str:
    """The settings' window from one minute until before another."""
    times = f"start = {minute(first).isoformat()}, end = {minute(last).isoformat()}"
    return f'\n[[windows]]\nname = "patch night"\nwhy = "patches"\nonce = {{ {times} }}\n'


def slot(
    number: int,
    outcome: SlotOutcome = SlotOutcome.DONE,
    kind: LookKind = LookKind.PROBE,
    look_id: str | None = None,
    started: datetime | None = None,
) -> Slot:
    subject = PORTAL if kind is LookKind.PROBE else "north-clinic"
    return Slot(
        kind=kind, subject=subject, due=minute(number), outcome=outcome, look=look_id, started=started
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/data/enrollwatch.db") as opened:
        yield opened


@pytest.fixture
def keep(store: Store) -> Callable[..., None]:
    def keep(
        number: int,
        verdict: Verdict = Verdict.OK,
        kind: LookKind = LookKind.PROBE,
        outcome: SlotOutcome = SlotOutcome.DONE,
        *,
        waited: float = 0,
        away_until: datetime | None = None,
        pages: tuple[PageTiming, ...] = (),
    ) -> None:
        """A due time and the look it ended in, begun so many minutes later."""
        started, look_id = minute(number + waited), f"{kind}-{number}"
        away = Reason(
            cause=Cause.MAINTENANCE, what="closed", where="x", do="wait", maintenance_until=away_until
        )
        look = Look(
            id=look_id,
            kind=kind,
            started=started,
            ended=started,
            verdict=verdict,
            account="north-clinic" if kind is LookKind.VISIT else None,
            reasons=(away,) if away_until else (),
            steps=(Step(name="public-pages", seconds=1, pages=pages),),
        )
        with store.writing() as unit:
            unit.add_look(look)
            unit.save_slot(slot(number, outcome, kind, look_id, started))

    return keep


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def run(*words: str, until: float = 10, windows: str = "") -> Result:
        config = tmp_path / "enrollwatch.toml"
        config.write_text(SETTINGS + windows)
        (tmp_path / "data").mkdir(exist_ok=True)
        monkeypatch.setattr("agent.cli.uptime.machine_clock", lambda: minute(until))
        return CliRunner().invoke(uptime, ["--config", str(config), *words], env={"COLUMNS": "80"})

    return run


@pytest.fixture
def told(command: Callable[..., Result]) -> Told:
    """The document of the time up to that minute, and by kind what is told of due times."""

    def ask(until: float = 10, since: str = "24h", windows: str = "") -> dict[str, Any]:
        result = command("--json", "--since", since, until=until, windows=windows)
        assert result.exit_code == 0, result.output
        document: dict[str, Any] = json.loads(result.stdout)
        for count in document["slots"]:
            assert count["due"] == sum(count[place] for place in PLACES)
        return {**document, **{count["kind"]: count for count in document["slots"]}}

    return ask


def test_up_slow_down_and_own_fault_are_counted_apart(keep: Callable[..., None], told: Told) -> None:
    verdicts = (*3 * [Verdict.OK], *2 * [Verdict.PORTAL_SLOW], Verdict.PORTAL_DOWN, Verdict.OWN_FAULT)
    for number, verdict in enumerate(verdicts):
        keep(number, verdict)
    count = told(until=7)["probe"]
    assert [count[name] for name in ("due", "up", "slow", "down", "own_fault")] == [7, 3, 2, 1, 1]


@pytest.mark.parametrize(
    ("verdicts", "available", "seen"),
    [
        ((Verdict.OK, Verdict.PORTAL_SLOW, Verdict.PORTAL_DOWN), 2 / 3, 1),
        ((Verdict.OK, Verdict.OWN_FAULT, Verdict.OWN_FAULT), 1, 1 / 3),
        ((Verdict.PORTAL_DOWN,), 0, 1),
        ((Verdict.OWN_FAULT,), None, 0),
        ((), None, None),
    ],
)
def test_slow_is_available_an_own_fault_is_neither_and_nothing_seen_is_unknown(
    keep: Callable[..., None],
    told: Told,
    verdicts: tuple[Verdict, ...],
    available: float | None,
    seen: float | None,
) -> None:
    for number, verdict in enumerate(verdicts):
        keep(number, verdict)
    count = told(until=max(len(verdicts), 1))["probe"]
    assert (count["availability"], count["coverage"]) == (available, seen)


@pytest.mark.parametrize("verdict", [Verdict.PORTAL_CHANGED, Verdict.SESSION_LOST, Verdict.ACCOUNT_PROBLEM])
def test_a_portal_that_answers_is_up_whatever_it_says(
    keep: Callable[..., None], told: Told, verdict: Verdict
) -> None:
    keep(0, verdict, LookKind.VISIT)
    count = told()["visit"]
    assert (count["up"], count["down"], count["availability"]) == (1, 0, 1.0)


def test_due_times_without_a_look_are_counted_by_their_outcome_and_never_against_the_portal(
    store: Store, keep: Callable[..., None], told: Told
) -> None:
    keep(0, outcome=SlotOutcome.LATE)
    with store.writing() as unit:
        unit.add_slots([slot(1, SlotOutcome.MISSED), slot(2, SlotOutcome.LOST), slot(3, SlotOutcome.LOST)])
        unit.add_slots([slot(4, SlotOutcome.RUNNING)])  # not ended yet: no due time of this account
    count = told(until=5)["probe"]
    assert [count[name] for name in ("due", "up", "late", "missed", "lost")] == [4, 1, 1, 1, 2]
    assert count["availability"] == 1.0


def test_visits_and_probes_are_counted_apart_and_both_are_told_when_there_are_none(
    keep: Callable[..., None], told: Told
) -> None:
    keep(0, Verdict.PORTAL_DOWN, LookKind.VISIT)
    document = told()
    assert [count["kind"] for count in document["slots"]] == list(LookKind)
    assert document["visit"]["down"] == 1
    assert document["probe"]["due"] == 0


def test_pages_have_median_and_95th_percentile_in_order_of_name(
    keep: Callable[..., None], told: Told
) -> None:
    timings = [PageTiming(name="home", seconds=float(number)) for number in range(1, 101)]
    keep(0, pages=(*timings, PageTiming(name="enrollments", seconds=0.5)))
    keep(-2000, pages=(PageTiming(name="home", seconds=999),))  # before the time asked for
    assert told()["pages"] == [
        {"page": "enrollments", "loads": 1, "median": 0.5, "p95": 0.5},
        {"page": "home", "loads": 100, "median": 50, "p95": 95},
    ]


def test_what_was_due_in_a_window_is_told_apart_and_counts_neither_way(
    store: Store, keep: Callable[..., None], told: Told
) -> None:
    for number in range(6):
        keep(number, Verdict.PORTAL_DOWN if number < 4 else Verdict.OK)
    with store.writing() as unit:
        unit.add_slots([slot(-1, SlotOutcome.LOST), slot(-2, SlotOutcome.MISSED), slot(-5, SlotOutcome.LOST)])
    document = told(until=6, windows=from_to(-3, 3))
    count = document["probe"]
    places = ("due", "in_window", "up", "down", "missed", "lost")
    assert [count[name] for name in places] == [9, 5, 2, 1, 0, 1]
    assert count["availability"] == pytest.approx(2 / 3)
    assert document["windows"] == [
        {
            "name": "patch night",
            "why": "patches",
            "start": "2026-03-02T13:57:00Z",
            "end": "2026-03-02T14:03:00Z",
        }
    ]


def test_a_skipped_slot_is_in_a_window_though_that_is_no_longer_set(
    store: Store, keep: Callable[..., None], told: Told
) -> None:
    keep(0)
    with store.writing() as unit:
        unit.add_slots([slot(1, SlotOutcome.SKIPPED), slot(2, SlotOutcome.MISSED)])
    count = told(until=3)["probe"]
    assert [count[name] for name in ("due", "in_window", "missed", "availability")] == [3, 1, 1, 1.0]


def test_a_look_that_began_only_as_the_window_did_is_left_out(keep: Callable[..., None], told: Told) -> None:
    keep(0, Verdict.PORTAL_DOWN, outcome=SlotOutcome.LATE, waited=0.9)
    count = told(until=1, windows=from_to(0.5, 3))["probe"]
    assert [count[name] for name in ("in_window", "down", "late")] == [1, 0, 0]


def test_the_maintenance_that_the_portal_stated_is_a_window(keep: Callable[..., None], told: Told) -> None:
    keep(0)
    keep(1, Verdict.PORTAL_DOWN, away_until=minute(3))
    for number, verdict in ((2, Verdict.PORTAL_DOWN), (3, Verdict.PORTAL_DOWN), (4, Verdict.OK)):
        keep(number, verdict)
    document = told(until=5)
    count = document["probe"]
    assert [count[name] for name in ("due", "in_window", "up", "down")] == [5, 2, 2, 1]
    assert [(each["name"], each["start"]) for each in document["windows"]] == [
        (STATED, "2026-03-02T14:01:00Z")
    ]


def test_windows_are_told_in_order_where_they_touch_the_time_asked_for(told: Told) -> None:
    given = [from_to(30, 90), from_to(-20, -10), from_to(-5, 5), from_to(60, 70)]
    windows = "".join(each.replace("patch night", f"w{number}") for number, each in enumerate(given))
    document = told(until=60, since="60m", windows=windows)
    assert [each["name"] for each in document["windows"]] == ["w2", "w0"]


def test_an_outage_counts_as_long_as_its_due_times_are_kept_and_after_that_as_an_hour(
    store: Store, keep: Callable[..., None], told: Told, tmp_path: Path
) -> None:
    for number in range(-60, 60):
        keep(number, Verdict.PORTAL_DOWN if 0 <= number < 40 else Verdict.OK)
    for number in range(30):  # the newest probes are spared
        keep(190 * 1440 + number)
    until = 190 * 1440 + 30
    before = told(until, since="200d")["probe"]
    assert (before["up"], before["down"]) == (110, 40)
    for slots, left in ((timedelta(days=400), 150), (timedelta(days=100), 30)):
        kept = KeepingSettings(timings=90 * DAY, slots=slots)
        tidy(Retention(store, kept, tmp_path / "data" / "evidence", lambda: minute(until), DAY))
        assert len(store.looks(limit=None)) < 60
        assert len(store.slots()) == left
        assert told(until, since="200d")["probe"] == before


def test_the_command_tells_the_windows_of_the_settings_and_cuts_no_word(
    command: Callable[..., Result],
) -> None:
    daily = 'cron = {fields = "0 3 * * *", lasting = "45m"}'
    shown = command(windows=f'\n[[windows]]\nname = "backup"\nwhy = "it is backed up"\n{daily}\n')
    assert shown.exit_code == 0
    assert "no data" in shown.output
    assert "backup" in shown.output
    assert "it is backed up" in shown.output
    assert "…" not in shown.output


@pytest.mark.parametrize("since", ["800000d", "25000d"])
def test_a_time_before_all_clocks_is_refused_by_name(command: Callable[..., Result], since: str) -> None:
    refused = command("--since", since)
    assert refused.exit_code == 2
    assert "--since" in refused.output
    assert f"{since[:-1]} days ago nothing was watched" in refused.output
