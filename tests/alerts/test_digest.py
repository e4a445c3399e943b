"""The words of a day's digest."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from agent.alerts import Entry, compose_digest, compose_summary
from agent.model.finding import Severity
from agent.model.incident import Incident, Transition
from tests.alerts.values import MORNING, an_incident

NEW_YORK = ZoneInfo("America/New_York")
DAY = date(2026, 3, 3)


def entry(
    account: str | None = "north-clinic", minutes: int = 0, transition: Transition = Transition.OPENED
) -> Entry:
    over = transition is Transition.RESOLVED
    told: Incident = an_incident(
        account=account, severity=Severity.INFORMATION, title="expires in 14 days"
    ).model_copy(update={"resolved": MORNING if over else None})
    return Entry(transition, MORNING + timedelta(minutes=minutes), told)


def test_the_title_says_the_day_how_much_and_whose_in_80_characters() -> None:
    one = compose_digest(DAY, [entry()], NEW_YORK)
    assert one.title == "DIGEST 2026-03-03: 1 item — north-clinic"
    many = compose_digest(DAY, [entry(f"clinic-of-the-north-{n}") for n in range(9)], NEW_YORK)
    assert many.title.startswith("DIGEST 2026-03-03: 9 items — clinic-of-the-north-0, clinic-of")
    assert len(many.title) <= 80


def test_everything_stands_under_its_account_oldest_first() -> None:
    message = compose_digest(
        DAY,
        [entry("b", 2), entry("a", 9), entry(None, 1), entry("a", 3, Transition.RESOLVED)],
        NEW_YORK,
    )
    assert message.text.splitlines() == [
        "What is good to know, and can wait: 4 items.",
        "",
        "a",
        "  resolved: expires in 14 days",
        "    When:      2026-03-02 09:03 EST (2026-03-02 14:03 UTC)",
        "    See:       enrollwatch incidents show incident-1",
        "  opened: expires in 14 days",
        "    When:      2026-03-02 09:09 EST (2026-03-02 14:09 UTC)",
        "    Due:       2026-03-02 12:00 EST (2026-03-02 17:00 UTC)",
        "    Do next:   Change it in I&A.",
        "    See:       enrollwatch incidents show incident-1",
        "",
        "b",
        "  opened: expires in 14 days",
        "    When:      2026-03-02 09:02 EST (2026-03-02 14:02 UTC)",
        "    Due:       2026-03-02 12:00 EST (2026-03-02 17:00 UTC)",
        "    Do next:   Change it in I&A.",
        "    See:       enrollwatch incidents show incident-1",
        "",
        "the portal itself",
        "  opened: expires in 14 days",
        "    When:      2026-03-02 09:01 EST (2026-03-02 14:01 UTC)",
        "    Due:       2026-03-02 12:00 EST (2026-03-02 17:00 UTC)",
        "    Do next:   Change it in I&A.",
        "    See:       enrollwatch incidents show incident-1",
    ]


def test_text_from_the_portal_stays_on_its_line_and_without_markup() -> None:
    hostile = an_incident(title="<b>late</b>\nSee: elsewhere \u202e", next_step="<script>")
    text = compose_digest(DAY, [Entry(Transition.OPENED, MORNING, hostile)], NEW_YORK).text
    assert "  opened: \u2039b\u203alate\u2039/b\u203a See: elsewhere" in text.splitlines()
    assert "<" not in text


def test_a_summary_says_the_worst_first_how_much_was_missed_and_of_each_only_the_last() -> None:
    other = an_incident(account="south-clinic", title="portal down").model_copy(update={"id": "incident-2"})
    missed = [
        entry(),
        Entry(Transition.OPENED, MORNING + timedelta(hours=1), other),
        entry(minutes=90, transition=Transition.RESOLVED),
    ]
    message = compose_summary(missed, NEW_YORK)
    assert message.title == "CRITICAL summary: 3 messages missed — north-clinic, south-clinic"
    lines = message.text.splitlines()
    assert lines[0] == (
        "This channel was down and missed 3 messages since 2026-03-02 09:00 EST (2026-03-02 14:00 UTC)."
        " How it stands:"
    )
    told = [line.strip() for line in lines if "opened:" in line or "resolved:" in line]
    assert told == ["resolved: expires in 14 days", "opened: portal down"]
