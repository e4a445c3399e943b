"""The monthly report: whole, escaped, without script, and honest about what is not known."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from agent.cli.report import report
from agent.model.finding import Finding, Severity
from agent.model.incident import Change, Incident, IncidentState
from agent.model.look import Look, LookKind, PageTiming, Step
from agent.model.slot import PORTAL, Slot, SlotOutcome
from agent.model.verdict import Verdict
from agent.store import Store

from .settings_text import SETTINGS

BEGIN = datetime(2026, 3, 1, 5, tzinfo=UTC)  # March in New York, with a day of 23 hours, the 8th
END = datetime(2026, 4, 1, 4, tzinfo=UTC)
HOURS = 31 * 24 - 1
HOSTILE = '"><script>alert(1)</script>\u202eevil'
WINDOW = f"""
[schedule]
probe = "1h"

[[windows]]
name = {json.dumps(HOSTILE)}
why = "patches"
once = {{ start = 2026-03-10T10:00:00Z, end = 2026-03-10T14:00:00Z }}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/data/enrollwatch.db") as opened:
        yield opened


def keep(store: Store, first: int, last: int, verdict: Verdict | None = Verdict.OK) -> None:
    """A probe an hour from BEGIN; without a verdict it was lost."""
    with store.writing() as unit:
        for number in range(first, last):
            due, look = BEGIN + timedelta(hours=number), f"look-{number}" if verdict else None
            page = Step(name="public-pages", seconds=0.5, pages=(PageTiming(name="home", seconds=0.5),))
            if look and verdict:
                unit.add_look(
                    Look(id=look, kind=LookKind.PROBE, started=due, ended=due, verdict=verdict, steps=(page,))
                )
            outcome = SlotOutcome.DONE if look else SlotOutcome.LOST
            unit.save_slot(
                Slot(kind=LookKind.PROBE, subject=PORTAL, due=due, outcome=outcome, started=due, look=look)
            )


def open_incident(store: Store, number: int, rule: str, opened: datetime, resolved: datetime | None) -> None:
    finding = Finding(
        rule=rule,
        subject=f"subject-{number}",
        severity=Severity.CRITICAL,
        title=f"{number} {HOSTILE}",
        since=opened,
        impact="it",
        next_step="wait",
        desk="desk",
    )
    state = IncidentState.RESOLVED if resolved else IncidentState.OPEN
    incident = Incident(
        id=f"inc-{number}", state=state, finding=finding, opened=opened, told=opened, resolved=resolved
    )
    with store.writing() as unit:
        unit.save_change(Change(incident=incident, transition=None, at=opened))


def run(tmp_path: Path, *words: str, at: datetime = END + timedelta(days=1)) -> Result:
    config = tmp_path / "enrollwatch.toml"
    config.write_text(SETTINGS + WINDOW)
    given = ["--config", str(config), "--at", at.isoformat(), *words]
    return CliRunner().invoke(report, given, catch_exceptions=True)


def page(tmp_path: Path, at: datetime = END + timedelta(days=1)) -> str:
    told = run(tmp_path, "--month", "2026-03", "-o", str(tmp_path / "report.html"), at=at)
    assert told.exit_code == 0, told.output
    return (tmp_path / "report.html").read_text()


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row that begins with a header of its own, by that header."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
        if head := re.search(r'<th scope="row">(?:<bdi>)?(.*?)(?:</bdi>)?</th>', row):
            found[head[1]] = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return found


def drawing_of(html: str) -> ElementTree.Element:
    (drawing,) = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    return ElementTree.fromstring(drawing)  # noqa: S314 - our own page


def bars(drawing: ElementTree.Element) -> list[ElementTree.Element]:
    return [bar for bar in drawing.iter("rect") if (bar.get("class") or "").startswith("bar-")]


def a_month(store: Store) -> None:
    keep(store, 0, 100)
    keep(store, 100, 104, Verdict.PORTAL_DOWN)
    keep(store, 104, 300)
    keep(store, 300, 320, None)
    keep(store, 320, HOURS)


def test_a_month_is_told_by_day_and_whole(store: Store, tmp_path: Path) -> None:
    a_month(store)
    told = rows(page(tmp_path))
    days = [name for name in told if re.fullmatch(r"\w{3} \d\d Mar", name)]
    assert (len(days), days[0], days[-1]) == (31, "Sun 01 Mar", "Tue 31 Mar")
    assert told["Sun 08 Mar"][2] == "23"  # the day on which the clocks go forward
    assert told["Thu 05 Mar"][:5] == ["83.333 %", "100.0 %", "20", "0", "4"]
    assert told["Fri 13 Mar"][0] == "no number"  # most of it was lost
    assert told["Tue 10 Mar"][5] == "4"  # in the window
    whole = dict(
        zip(
            ("up", "slow", "down", "window", "own", "late", "missed", "lost"),
            told["Probes, all"][2:],
            strict=False,
        )
    )
    assert whole == {
        "up": str(HOURS - 28),
        "slow": "0",
        "down": "4",
        "window": "4",
        "own": "0",
        "late": "0",
        "missed": "0",
        "lost": "20",
    }


def test_it_says_budget_zone_window_incidents_and_percentiles(store: Store, tmp_path: Path) -> None:
    a_month(store)
    open_incident(store, 1, "portal-availability", BEGIN + timedelta(hours=100), BEGIN + timedelta(hours=104))
    open_incident(store, 2, "agent-fault", BEGIN - timedelta(days=9), None)
    open_incident(store, 3, "portal-changed", BEGIN - timedelta(days=9), BEGIN - timedelta(days=1))
    open_incident(store, 4, "portal-changed", END + timedelta(hours=1), None)
    open_incident(store, 5, "password-expiry", BEGIN, None)
    html = page(tmp_path)
    assert "America/New_York" in html
    assert "2026-03-01 05:00 UTC" in html
    assert "2026-03-01 00:00 EST" in html
    assert re.search(r"4 h of 3 h 3\d min spent", html)
    assert 'class="missed">-' in html
    listed = re.findall(r">(inc-\d)<", html)
    assert listed == ["inc-2", "inc-1"]
    assert "password-expiry 1." in html
    assert rows(html)["home"][:5] == [str(HOURS - 20), "0.50 s", "0.50 s", "0.50 s", "0.50 s"]
    assert "95 % within 8 s" in html


def test_hostile_words_stand_in_it_as_words(store: Store, tmp_path: Path) -> None:
    a_month(store)
    open_incident(store, 1, "portal-availability", BEGIN, None)
    html = page(tmp_path)
    assert "<script" not in html
    assert "alert(1)" in html  # of the window's name and of the title
    assert "&lt;script&gt;" in html


def test_the_page_needs_nothing_else_and_its_tables_can_be_heard(store: Store, tmp_path: Path) -> None:
    a_month(store)
    html = page(tmp_path)
    assert "default-src 'none'" in html
    assert not re.search(r"""(?:src|href)=|url\(|@import""", html)
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    tables = re.findall(r"<table>(.*?)</table>", html, re.DOTALL)
    assert len(tables) == 3
    assert all("<caption>" in table for table in tables)
    assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", html))
    drawing = drawing_of(html)
    assert drawing.get("role") == "img"
    states = [bar.get("class") for bar in bars(drawing)]
    assert (len(states), states[4], states[12], states[0]) == (31, "bar-missed", "bar-unknown", "bar-held")


def test_a_day_that_was_down_throughout_is_drawn_as_nothing_and_one_unknown_as_a_whole_bar(
    store: Store, tmp_path: Path
) -> None:
    keep(store, 0, 48)
    keep(store, 48, 72, Verdict.PORTAL_DOWN)
    keep(store, 72, 96, None)
    keep(store, 96, HOURS)
    drawn = bars(drawing_of(page(tmp_path)))
    assert [bar.get("class") for bar in drawn[1:4]] == ["bar-held", "bar-missed", "bar-unknown"]
    whole, down, unknown = (float(bar.get("height") or "nan") for bar in drawn[1:4])
    assert (down, unknown) == (1, whole)
    assert whole > 100


def test_a_month_that_has_only_begun_says_so_and_has_the_budget_of_all_of_it(
    store: Store, tmp_path: Path
) -> None:
    keep(store, 0, 240)
    html = page(tmp_path, at=BEGIN + timedelta(hours=240))
    assert "The month is not over" in html
    assert len([name for name in rows(html) if name.endswith("Mar")]) == 11  # the tenth ends an hour later
    assert re.search(r"0 min of 3 h 4\d min spent", html)
    assert "The month is not over" not in page(tmp_path)


def test_a_month_of_which_nothing_is_known_says_so(store: Store, tmp_path: Path) -> None:
    html = page(tmp_path)
    assert "Nothing was ever due" in html
    assert "too little was seen to say" in html
    keep(store, 300, HOURS)
    assert "is watched only since" in page(tmp_path)


def test_a_month_that_has_not_begun_is_refused(store: Store, tmp_path: Path) -> None:
    told = run(tmp_path, "--month", "2026-03", at=BEGIN - timedelta(hours=1))
    assert "2026-03 has not begun" in str(told.exception)
    wrong = run(tmp_path, "--month", "march")
    assert wrong.exit_code == 2
    assert "such as 2026-10" in wrong.output


def test_without_a_word_it_is_of_the_last_whole_month(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, 0, 24)
    monkeypatch.chdir(tmp_path)
    document = json.loads(run(tmp_path, "--json", at=datetime(2026, 4, 1, 5, tzinfo=UTC)).output)
    assert document["file"] == str(tmp_path / "availability-2026-03.html")
    assert Path(document["file"]).exists()
    assert (document["month"], document["outcome"], document["under_way"]) == ("2026-03", "unknown", False)
    assert document["availability"]["whole"]["tally"]["up"] == 24


def test_a_file_that_cannot_be_written_is_told_with_what_to_do(store: Store, tmp_path: Path) -> None:
    told = run(tmp_path, "--month", "2026-03", "-o", str(tmp_path / "none" / "report.html"))
    assert "name another file with -o" in str(told.exception)
