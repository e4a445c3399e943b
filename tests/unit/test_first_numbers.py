"""What /metrics shows from the start, and what an ended look counts as."""

from datetime import timedelta
from pathlib import Path

import pytest

from agent.first_numbers import first_numbers
from agent.metrics import Metrics
from agent.model.alert import AlertState
from agent.model.counted import Counted
from agent.model.look import LookKind
from agent.model.slot import Count, SlotOutcome
from agent.model.verdict import Verdict
from agent.model.window import Once, Window
from agent.settings import load
from agent.slo.counting import cut, timeline
from agent.store import Store
from agent.uptime import counted
from agent.windows import spans
from tests.unit.settings_text import SETTINGS

from .builders import NOW, roster, visit

WINDOW = Window(
    name="patch night",
    why="patches",
    time_zone="UTC",
    once=Once(start=NOW - timedelta(hours=1), end=NOW + timedelta(hours=1)),
)


@pytest.mark.parametrize("windows", [(), (WINDOW,)], ids=["outside", "in a window"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_look_counts_as_uptime_counts_its_due_time(verdict: Verdict, windows: tuple[Window, ...]) -> None:
    look = visit(at=NOW).model_copy(update={"verdict": verdict})
    begin, end = NOW - timedelta(hours=2), NOW + timedelta(hours=2)
    parts = cut([begin, NOW, end], [held for window in windows for held in spans(window, begin, end)])
    number = next(number for number, part in enumerate(parts) if part.span.holds(NOW))
    line = timeline(parts, [Count(number, SlotOutcome.DONE, verdict, 1)])
    tally = line.between(begin, end)
    assert {name: getattr(tally, name) for name in Counted} == {
        name: int(name is counted(look, windows)) for name in Counted
    }


def test_the_agent_says_what_it_goes_by_and_counts_begin_at_0(tmp_path: Path) -> None:
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS)
    settings, metrics, look = load(tmp_path / "enrollwatch.toml", {}), Metrics(), visit(at=NOW)
    with Store.open(f"sqlite:///{tmp_path}/store.db") as store:
        with store.writing() as unit:
            unit.add_look(look)
        rosters = {"north-clinic": roster(), "new": roster()}
        first_numbers(metrics, settings, store, rosters, ["ops-mail"])

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(f"enrollwatch_{name}", labels)

    assert value("page_budget_seconds") == settings.budgets.page.total_seconds()
    assert value("visit_interval_seconds") == settings.schedule.visit.total_seconds()
    assert value("availability_objective_ratio") == 0.995
    assert value("last_success_timestamp_seconds", account="north-clinic") == look.ended.timestamp()
    assert value("last_success_timestamp_seconds", account="new") is None
    assert value("watched_since_timestamp_seconds", account="new") == roster().watched_since.timestamp()
    assert value("looks_total", kind="probe", counted="down") == 0
    assert value("slots_total", kind="visit", outcome="missed") == 0
    assert value("alerts_total", channel="ops-mail", state=AlertState.FAILED) == 0
    metrics.count(LookKind.PROBE, Counted.DOWN)
    assert value("looks_total", kind="probe", counted="down") == 1
