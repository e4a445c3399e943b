"""The forecast as a table: days and times are the portal's."""

from datetime import UTC, date, datetime

import pytest

from agent.cli.forecast import _print
from agent.forecast import Event, Forecast
from agent.model.finding import Severity
from agent.model.incident import Transition

from .builders import ACCOUNT, EASTERN, ENROLLMENT, NOW

LATE = datetime(2026, 5, 31, 23, 30, tzinfo=EASTERN).astimezone(UTC)
UNTIL = date(2026, 12, 31)


def event(transition: Transition = Transition.WORSENED, due: datetime | None = LATE) -> Event:
    return Event(
        day=date(2026, 5, 24),
        rule="revalidation",
        subject=ENROLLMENT,
        transition=transition,
        severity=Severity.CRITICAL,
        stage=3,
        title="7 days left",
        due=due,
        impact="Claims stop.",
        next_step="Revalidate.",
    )


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def printed(capsys: pytest.CaptureFixture[str], *events: Event) -> str:
    _print([Forecast(account=ACCOUNT, facts_of=NOW, events=events)], UNTIL, EASTERN)
    return capsys.readouterr().out


@pytest.mark.usefixtures("wide")
def test_what_is_due_late_in_the_evening_is_due_on_the_portals_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = printed(capsys, event())
    assert "2026-05-24" in table
    assert "2026-05-31 23:30 EDT" in table
    assert "2026-06-01" not in table  # which is the day in UTC by then


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("told", [event(due=None), event(Transition.RESOLVED)])
def test_what_has_no_day_or_lapses_is_due_on_none(capsys: pytest.CaptureFixture[str], told: Event) -> None:
    table = printed(capsys, told)
    assert "2026-05-24" in table
    assert "2026-05-31" not in table


@pytest.mark.usefixtures("wide")
def test_the_time_of_the_facts_is_told_in_the_portals_zone_and_in_utc(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys) == (
        f"{ACCOUNT}, if nothing has changed since 2026-03-02 09:00 EST (2026-03-02 14:00 UTC)\n"
        "Nothing opens, worsens or lapses until 2026-12-31.\n"
    )
