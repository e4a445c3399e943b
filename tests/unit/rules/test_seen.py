"""What rules make of what they saw, and calendar arithmetic that no printed date can break."""

from datetime import UTC, date, datetime

import pytest

from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Severity
from agent.model.ladder import Standing
from agent.rules.dates import EARLIEST, LATEST, shifted, tellable
from agent.rules.desks import EUS
from agent.rules.seen import Seen, Tally, desk_of, of_npi

from ..builders import ACCOUNT, EASTERN, NOW, NPI, POLICY, enrollment, finding, roster, visit


@pytest.mark.parametrize(
    ("day", "months", "days", "expected"),
    [
        (date(2026, 8, 31), -6, 0, date(2026, 2, 28)),
        (date(2028, 8, 31), -6, 0, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, 0, date(2025, 2, 28)),
        (date(2026, 3, 1), 0, -1, date(2026, 2, 28)),
        (date.max, 1, 0, date.max),
        (date.max, 0, 1, date.max),
        (date.min, -1, 0, date.min),
        (date.min, 0, -1, date.min),
    ],
)
def test_days_are_shifted_by_calendar_months_and_stay_in_the_calendar(
    day: date, months: int, days: int, expected: date
) -> None:
    assert shifted(day, months=months, days=days) == expected


def test_a_date_that_is_no_moment_everywhere_is_told_as_the_nearest_that_is() -> None:
    assert [tellable(day) for day in (date.min, date(2026, 3, 2), date.max)] == [
        EARLIEST,
        date(2026, 3, 2),
        LATEST,
    ]


def told(since: date | None, due: date | datetime | None) -> tuple[datetime, datetime | None]:
    seen = Seen(Facts(), visit(), roster(), POLICY, NOW)
    found = seen.finding(
        "rule",
        "subject",
        Standing(severity=Severity.WARNING, stage=3),
        title="what",
        since=since,
        due=due,
        impact="cost",
        next_step="do",
        desk=EUS,
    )
    assert (found.account, found.severity, found.stage) == (ACCOUNT, Severity.WARNING, 3)
    assert "EUS help desk" in found.desk
    return found.since, found.due


def test_a_finding_dates_from_midnight_and_is_due_at_the_end_of_its_day() -> None:
    since, due = told(date(2026, 3, 1), date(2026, 3, 9))
    assert since == datetime(2026, 3, 1, tzinfo=EASTERN)
    assert due == datetime(2026, 3, 9, 23, 59, tzinfo=EASTERN)


def test_a_finding_never_dates_from_the_future_and_keeps_the_moment_it_is_given() -> None:
    moment = datetime(2026, 3, 9, 5, tzinfo=UTC)
    assert told(date.max, moment) == (NOW, moment)
    assert told(None, None) == (NOW, None)


def test_every_moment_of_a_finding_can_be_told_in_every_time_zone() -> None:
    since, due = told(date.min, date.max)
    assert due is not None
    assert since.astimezone(UTC) < due.astimezone(UTC)


def test_the_worst_finding_counts_then_doubt_then_that_it_is_well() -> None:
    tally = Tally()
    for subject in ("found", "doubted", "well"):
        tally.clear(subject)
    for subject in ("found", "doubted"):
        tally.doubt(subject)
    mild = finding(subject="found", severity=Severity.WARNING, stage=1)
    worse = finding(subject="found", severity=Severity.WARNING, stage=2)
    for each in (mild, worse, mild):
        tally.find(each)
    ruling = tally.ruling(ACCOUNT)
    assert (ruling.findings, ruling.unsure, ruling.well) == ((worse,), ("doubted",), ("well",))
    assert ruling.else_well == ACCOUNT


def of(form: str, contractor: str | None = None, state: str | None = "OH") -> EnrollmentFact:
    return enrollment("Approved", state=state).model_copy(update={"form": form, "contractor": contractor})


def test_an_enrollment_is_its_contractors_business() -> None:
    assert desk_of(of("855B")).line(NOW) == "the Medicare contractor for OH, CGS (J15)"
    assert desk_of(of("855B", "CGS Administrators (J15)")).line(NOW).endswith("CGS Administrators (J15)")
    assert "NPE" in desk_of(of("855S")).line(NOW)
    assert "Who should I call?" in desk_of(of("855B", state=None)).line(NOW)
    assert desk_of(None) == desk_of(of("855B", state=None))


def test_it_is_named_by_its_npi_with_form_and_state_where_they_were_read() -> None:
    assert of_npi(of("855B")) == f"NPI {NPI} (855B in OH)"
    assert of_npi(EnrollmentFact(id="I1", npi=NPI)) == f"NPI {NPI}"
    assert of_npi(None) == "An enrollment that is not listed"
