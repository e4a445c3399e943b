"""`forecast` after real visits: what it names is what real visits then say, day for day."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.system.parts import Portal, Sink, Vault, cast
from tests.system.warm_agent import WarmAgent
from tests.system.world import World, account_table

ACCOUNT = "orchard-family"
PORTAL_ZONE = ZoneInfo("America/New_York")
START = datetime.now(PORTAL_ZONE).date() + timedelta(days=1)
"""Tomorrow: the portal's world is made as of today, and its clock goes forward only."""

SOON = f"{START + timedelta(days=63)}"
PASSWORD_EVERY = 50  # days
MOVED = frozenset({"password-expiry", "account-inactive"})
"""What the story moves: it changes the password, and each visit is a sign-in. All else stands still."""
SCREENS = ("profile", "connections", "staff", "access", "revalidations")
"""Where the portal says a day of all that a year's forecast of this account names, and of what could join it.
Each visit reads these alone, except where a whole year is gone through."""


@pytest.fixture
def orchard(world: World) -> World:
    world.configure(accounts=(_orchard(),))
    return world


def _orchard(screens: Sequence[str] | None = SCREENS) -> dict[str, object]:
    return account_table(ACCOUNT, screens=screens)


def _morning(day: date) -> datetime:
    """Five past nine at the portal."""
    return datetime.combine(day, time(9, 5), PORTAL_ZONE).astimezone(UTC)


def _later(day: date) -> str:
    """A while after the visit of that morning."""
    return (_morning(day) + timedelta(minutes=30)).isoformat()


@dataclass(frozen=True)
class Told:
    """One thing that a day tells; of what lapses nothing but that it does."""

    rule: str
    subject: str
    transition: str
    severity: str = ""
    title: str = ""


@dataclass(frozen=True)
class Story:
    """A world whose clock goes from day to day, and whose owner changes the password now and then."""

    world: World
    warm: WarmAgent

    def change_password(self, day: date) -> None:
        fresh = f"Fresh@{day:%m%d}a"
        self.world.portal.change(ACCOUNT, password=fresh, password_changed=_morning(day).isoformat())
        self.world.vault.give(ACCOUNT, password=fresh)

    def visit(self, day: date) -> set[Told]:
        """What a real visit of that morning tells; a reminder is no news."""
        now = _morning(day)
        self.world.portal.control("PUT", "/clock", {"now": now.isoformat()})
        visit = self.warm.visit(self.world, ACCOUNT, at=now).visit
        assert visit["verdict"] == "ok", visit["reason"]
        found = {(each["rule"], each["subject"]): each for each in visit["findings"]}
        news = [each for each in visit["incidents"] if each["transition"] != "reminded"]
        return {_told(each, found.get((each["rule"], each["subject"]), {})) for each in news}

    def forecast(self, today: date, until: date) -> dict[date, set[Told]]:
        """What it says of each day after today."""
        done = self.world.run("forecast", "--until", until.isoformat(), "--at", _later(today), "--json")
        assert done.status == 0, done.stderr
        (account,) = done.json["accounts"]
        days: dict[date, set[Told]] = {}
        for event in account["events"]:
            days.setdefault(date.fromisoformat(event["day"]), set()).add(_told(event, event))
        assert today not in days, "what the visit of this morning has told is no news"
        return days


def _told(change: dict[str, Any], finding: dict[str, Any]) -> Told:
    which = (change["rule"], change["subject"], change["transition"])
    return Told(*which) if "resolved" in which else Told(*which, finding["severity"], finding["title"])


def _still(days: dict[date, set[Told]], after: date) -> dict[date, set[Told]]:
    """Of the days after one, what the story does not move."""
    kept = {day: {each for each in told if each.rule not in MOVED} for day, told in days.items()}
    return {day: told for day, told in kept.items() if told and day > after}


@pytest.mark.parametrize(
    ("length", "at_random", "screens"),
    [(62, 2, SCREENS), (365, 20, None)],
    ids=["some_weeks", "the_whole_year"],
)
def test_real_visits_agree_with_the_forecast_on_every_day_it_names_the_day_before_and_random_days(
    orchard: World, warm: WarmAgent, length: int, at_random: int, screens: Sequence[str] | None
) -> None:
    orchard.configure(accounts=(_orchard(screens),))
    story, until = Story(orchard, warm), START + timedelta(days=length)
    story.change_password(START)
    story.visit(START)
    first = foreseen = story.forecast(START, until)
    assert first, "a password at least runs out within two months"
    changes = {START + timedelta(days=n) for n in range(PASSWORD_EVERY, length + 1, PASSWORD_EVERY)}
    draw = random.Random(20260302)  # noqa: S311 - days to look at, the same in every run
    waiting = changes | {START + timedelta(days=n) for n in draw.sample(range(1, length + 1), at_random)}
    waiting |= _named(first)
    looked = 0
    while waiting:
        day = min(waiting)
        waiting.remove(day)
        expected = foreseen.get(day, set())
        if day in changes:
            story.change_password(day)
            expected = {each for each in expected if each.rule != "password-expiry"}
            expected |= {Told("password-expiry", ACCOUNT, "resolved")}
        assert story.visit(day) == expected, day
        looked += 1
        if day in changes:
            foreseen = story.forecast(day, until)
            assert _still(foreseen, day) == _still(first, day)
            waiting |= {named for named in _named(foreseen) if named > day}
    assert looked >= at_random


def _named(days: dict[date, set[Told]]) -> set[date]:
    """The days on which something happens, and the day before each."""
    return {day - timedelta(days=n) for day in days for n in (0, 1) if day - timedelta(days=n) > START}


def test_an_account_that_nobody_has_looked_at_has_no_forecast(orchard: World) -> None:
    done = orchard.run("forecast", "--until", SOON)
    assert (done.status, done.stdout) == (3, "")
    for part in (f"no visit has read any facts of {ACCOUNT}", f"enrollwatch visit {ACCOUNT}"):
        assert part in done.stderr
    assert "Traceback" not in done.stderr
    document = orchard.run("forecast", "--until", SOON, "--json")
    assert document.json["error"]["where"] == "the store"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--until", f"{START - timedelta(days=1)}"), "is past"),
        (("--until", f"{START + timedelta(days=7000)}"), "too far ahead"),
        (("--until", "soon"), "soon"),
        (("--until", f"{START + timedelta(days=30)}", "--account", "nobody"), "there is no account 'nobody'"),
        ((), "--until"),
    ],
)
def test_a_day_or_account_that_makes_no_sense_is_refused_with_status_2(
    orchard: World, arguments: tuple[str, ...], says: str
) -> None:
    done = orchard.run("forecast", *arguments, "--at", _later(START))
    assert done.status == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def _looked(world: World, warm: WarmAgent) -> Story:
    story = Story(world, warm)
    story.change_password(START)
    story.visit(START)
    return story


@pytest.fixture(scope="module")
def looked_once(
    tmp_path_factory: pytest.TempPathFactory,
    shared_vault: Vault,
    shared_portal: Portal,
    shared_sink: Sink,
    warm: WarmAgent,
) -> Iterator[World]:
    shared_portal.reset()
    folder = tmp_path_factory.mktemp("looked")
    with World(folder, shared_vault, shared_portal, shared_sink, (_orchard(),)) as world:
        _looked(world, warm)
        shared_vault.restore()
        yield world


@pytest.fixture
def looked(looked_once: World) -> World:
    """Visited on the first morning; only read, and with its settings as they were."""
    looked_once.configure(accounts=(_orchard(),))
    return looked_once


def test_a_person_reads_a_table_of_days_and_one_account_without_facts_is_told_apart(looked: World) -> None:
    arguments = ("forecast", "--until", SOON, "--at", _later(START))
    done = looked.run(*arguments, COLUMNS="200")
    assert done.status == 0, done.stderr
    opens, expires = (f"{START + timedelta(days=days)}" for days in (46, 60))
    for part in (opens, "opens", "information", "portal password expires in 14 days", expires):
        assert part in done.stdout
    looked.configure(accounts=(_orchard(), "north-clinic"))
    both = looked.run(*arguments, "--json")
    assert both.status == 3
    assert "no visit has read any facts of north-clinic" in both.stderr
    seen, unseen = both.json["accounts"]
    assert (both.json["schema"], both.json["until"]) == (1, SOON)
    assert (seen["account"], bool(seen["events"]), bool(seen["facts_of"])) == (ACCOUNT, True, True)
    assert unseen == {"account": "north-clinic", "facts_of": None, "events": []}
    alone = looked.run(*arguments, "--account", ACCOUNT, "--json")
    assert (alone.status, alone.json["accounts"]) == (0, [seen])


def test_the_calendar_of_moved_facts_moves_its_events_and_doubles_none(
    orchard: World, warm: WarmAgent, tmp_path: Path
) -> None:
    story, file = _looked(orchard, warm), tmp_path / "deadlines.ics"
    before = _calendar(orchard, file, START)
    file.chmod(0o644)  # for a web server to read
    moved = START + timedelta(days=10)
    story.change_password(moved)
    story.visit(moved)
    after = _calendar(orchard, file, moved)
    passwords = {uid for uid, event in before.items() if "password" in str(event["summary"])}
    assert len(passwords) >= 4
    assert passwords <= after.keys()
    for uid in passwords:
        assert after[uid]["sequence"] > before[uid]["sequence"]
        assert after[uid]["dtstart"].dt - before[uid]["dtstart"].dt == timedelta(days=10)
    assert file.stat().st_mode & 0o777 == 0o644
    text = file.read_text(encoding="utf-8")
    person = cast()[ACCOUNT]
    for secret in (person.user_id, person.password, person.totp_secret):
        assert secret not in text


def _calendar(world: World, file: Path, today: date) -> dict[str, Any]:
    """Its events by UID, each of which stands once."""
    until = today + timedelta(days=100)
    done = world.run("forecast", "--until", until.isoformat(), "--at", _later(today), "--ics", str(file))
    assert done.status == 0, done.stderr
    events: list[Any] = list(Calendar.from_ical(file.read_bytes()).walk("VEVENT"))
    kept = {str(event["uid"]): event for event in events}
    assert len(kept) == len(events)
    return kept


def test_a_calendar_that_cannot_be_written_is_told(looked: World, tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "deadlines.ics"
    done = looked.run("forecast", "--until", SOON, "--at", _later(START), "--ics", str(place))
    assert done.status == 3
    assert "the calendar cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
