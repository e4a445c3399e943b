"""In whatever order looks, people and silences come: told once for one thing, and never before its time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.incidents.inhibition import HELD_BY_WINDOW, INHIBITED
from agent.incidents.merging import weight
from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.window import Once, Window

from .builders import ACCOUNT, Book, finding, silence

KEYS = (
    ("portal-availability", "portal", None),
    ("portal-availability", ACCOUNT, ACCOUNT),
    ("not-looked", ACCOUNT, ACCOUNT),
    ("password-expiry", ACCOUNT, ACCOUNT),
)
POLICY = Policy(remind_hours=1, remind_longest_hours=6, acknowledged_remind_hours=3)
STEPS = (
    Step(after=timedelta(minutes=15), channels=("second",)),
    Step(after=timedelta(hours=2), severity=Severity.WARNING, channels=("owner",)),
)
WINDOW = Window(
    name="works",
    why="announced",
    time_zone="UTC",
    once=Once(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2027, 1, 1, tzinfo=UTC)),
)
BEGINNINGS = (  # shortly before clocks change in New York, in Berlin, and back in New York
    datetime(2026, 3, 8, 5, 30, tzinfo=UTC),
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),
)
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
ANEW = {Transition.OPENED, Transition.FLAPPING, Transition.WORSENED}

SAYING = st.one_of(
    st.just("well"), st.just("cannot tell"), st.tuples(st.sampled_from(Severity), st.integers(0, 1))
)
DEED = st.one_of(
    st.tuples(st.just("look"), st.tuples(*(SAYING for _ in KEYS))),
    st.tuples(st.just("take"), st.integers(0, 3)),
    st.tuples(st.just("silence"), st.sampled_from(["*", "portal-*", "password-expiry"])),
    st.tuples(st.just("unsilence"), st.none()),
    st.tuples(st.just("window"), st.booleans()),
    st.tuples(st.just("wait"), st.none()),
)
STORY = st.lists(st.tuples(st.integers(1, 300), DEED), max_size=25)


def rulings_of(sayings: tuple[object, ...], now: datetime) -> list[tuple[str, Ruling]]:
    rulings = []
    for (rule, subject, account), said in zip(KEYS, sayings, strict=True):
        if isinstance(said, tuple):
            severity, stage = said
            found = finding(
                rule=rule, subject=subject, account=account, severity=severity, stage=stage, since=now
            )
            rulings.append((rule, Ruling(findings=(found,))))
        elif said == "well":
            rulings.append((rule, Ruling(well=(subject,))))
    return rulings


@dataclass
class Play:
    """Plays a story minute by minute of a machine whose clock is in `zone`, and keeps every change."""

    now: datetime
    zone: str = "UTC"
    book: Book = field(default_factory=lambda: Book(POLICY, STEPS))
    changes: list[Change] = field(default_factory=list)

    def play(self, story: list[tuple[int, tuple[str, object]]]) -> "Play":
        for minutes, (deed, what) in story:
            self.now += timedelta(minutes=minutes)
            self.do(deed, what)
        return self

    def do(self, deed: str, what: object) -> None:
        now = self.now.astimezone(ZoneInfo(self.zone))
        if deed == "look" and isinstance(what, tuple):
            self.keep(self.book.enter(rulings_of(what, now), now))
        elif deed == "take" and isinstance(what, int):
            for identifier in list(self.book.unresolved)[what : what + 1]:
                self.book.take(identifier, now)
        elif deed == "silence" and isinstance(what, str):
            self.book.silences = (silence(rule=what, made=now, lasting=timedelta(hours=5)),)
        elif deed == "unsilence":
            self.book.silences = ()
        elif deed == "window":
            self.book.window = WINDOW if what else None
        self.keep(self.book.wait(now))

    def keep(self, changes: tuple[Change, ...]) -> None:
        keys = [(change.incident.rule, change.incident.subject) for change in changes]
        assert len(set(keys)) == len(keys)
        self.changes += changes
        for change in changes:
            self.check_hushed(change)

    def check_hushed(self, change: Change) -> None:
        """What is silenced is not told, nor what a window or a common cause explains, but for its end."""
        incident = change.incident
        if change.transition is None or not change.told:
            return
        assert not any(each.matches(incident) and each.lasts(self.now) for each in self.book.silences)
        if change.transition is Transition.RESOLVED:
            return
        assert not (self.book.window and incident.rule in HELD_BY_WINDOW)
        down = any(
            other.subject == "portal" and other.well_since is None for other in self.book.unresolved.values()
        )
        assert not (down and incident.account and incident.rule in INHIBITED)

    @property
    def told(self) -> list[Change]:
        return [change for change in self.changes if change.transition and change.told]


def lives(changes: list[Change]) -> list[list[Change]]:
    """The changes of each incident, in order."""
    of: dict[str, list[Change]] = {}
    for change in changes:
        of.setdefault(change.incident.id, []).append(change)
    return list(of.values())


@settings(max_examples=150)
@given(story=STORY)
def test_every_incident_opens_once_and_ends_once_and_one_stands_for_each_subject(
    story: list[tuple[int, tuple[str, object]]],
) -> None:
    play = Play(BEGINNINGS[0]).play(story)
    for life in lives(play.changes):
        passed = [change.transition for change in life]
        assert passed[0] in (Transition.OPENED, Transition.FLAPPING)
        assert not {Transition.OPENED, Transition.FLAPPING} & set(passed[1:])
        assert Transition.RESOLVED not in passed[:-1]
    keys = [(each.rule, each.subject) for each in play.book.unresolved.values()]
    assert len(set(keys)) == len(keys)


@settings(max_examples=150)
@given(story=STORY)
def test_it_is_told_as_worse_only_where_it_is_worse_than_people_heard(
    story: list[tuple[int, tuple[str, object]]],
) -> None:
    for life in lives(Play(BEGINNINGS[0]).play(story).changes):
        heard = weight(life[0].incident.finding)
        for change in life[1:]:
            is_now = weight(change.incident.finding)
            told = change.transition is not None and change.told
            if change.transition is Transition.WORSENED and told:
                assert is_now > heard
                heard = is_now
            elif told or change.transition is None:
                assert change.incident.state is IncidentState.RESOLVED or held(change) or is_now <= heard
            heard = min(heard, is_now)


def held(change: Change) -> bool:
    """Kept back, and remembered: what got worse meanwhile is owed."""
    return change.incident.heard is not None


@settings(max_examples=150)
@given(story=STORY)
def test_no_step_on_call_comes_before_its_time_or_twice_or_for_what_somebody_took(
    story: list[tuple[int, tuple[str, object]]],
) -> None:
    for life in lives(Play(BEGINNINGS[0]).play(story).changes):
        anew, step = life[0].at, 0
        for change in life:
            incident = change.incident
            if change.told and (change.transition in ANEW or released(change)):
                anew, step = change.at, 0
            if change.transition is Transition.ESCALATED:
                number = incident.step
                assert number > step
                assert change.at - anew >= STEPS[number - 1].after
                assert change.channels == STEPS[number - 1].channels
                assert incident.state is IncidentState.OPEN
                assert incident.finding.severity.rank >= STEPS[number - 1].severity.rank
                step = number


def released(change: Change) -> bool:
    """A silence ended, and it was still there."""
    return change.transition is Transition.REMINDED and change.incident.reminders == 0


@settings(max_examples=150)
@given(story=STORY)
def test_no_reminder_comes_before_its_gap_and_each_gap_is_twice_the_one_before(
    story: list[tuple[int, tuple[str, object]]],
) -> None:
    for life in lives(Play(BEGINNINGS[0]).play(story).changes):
        last, count = life[0].at, 0
        for change in life:
            if change.transition is Transition.REMINDED and not released(change):
                assert change.at - last >= least(change.incident, count)
                assert change.incident.reminders == count + 1
                last, count = change.at, count + 1
            elif change.told and (change.transition in ANEW or released(change)):
                last, count = change.at, 0


def least(incident: Incident, count: int) -> timedelta:
    first = 3 if incident.state is IncidentState.ACKNOWLEDGED else 1
    return timedelta(hours=min(first * 2**count, 6))


@settings(max_examples=60)
@given(
    first=st.integers(1, 5),
    longest=st.integers(1, 40),
    taken=st.integers(1, 12),
    takes=st.none() | st.integers(0, 60),
)
def test_gaps_never_shrink_whenever_somebody_takes_it(
    first: int, longest: int, taken: int, takes: int | None
) -> None:
    policy = Policy(remind_hours=first, remind_longest_hours=longest, acknowledged_remind_hours=taken)
    book, begun = Book(policy), BEGINNINGS[0]
    bad: Finding = finding(severity=Severity.CRITICAL)
    book.enter([(bad.rule, Ruling(findings=(bad,)))], begun)
    for hour in range(200):
        book.wait(begun + timedelta(hours=hour))
        if hour == takes:
            book.take("i0", begun + timedelta(hours=hour))
    gaps = [
        incident.told - before.told
        for (_, before), (transition, incident) in pairwise(book.told)
        if transition is Transition.REMINDED
    ]
    assert gaps == sorted(gaps)


@settings(max_examples=100)
@given(story=STORY)
def test_asking_again_at_the_same_moment_tells_no_more_of_it(
    story: list[tuple[int, tuple[str, object]]],
) -> None:
    play = Play(BEGINNINGS[0]).play(story)
    before = len(play.told)
    last = [(change.incident.id, change.transition) for change in play.told if change.at == play.now]
    play.do("wait", None)
    play.do("wait", None)
    again = [(change.incident.id, change.transition) for change in play.told[before:]]
    assert not set(again) & set(last)
    assert len(set(again)) == len(again)


@settings(max_examples=60, deadline=None)
@given(story=STORY, begun=st.sampled_from(BEGINNINGS))
@example(  # a silence that clocks change in: it lasts as long as was said
    story=[
        (1, ("silence", "*")),
        (114, ("look", ("well", "well", "well", (Severity.INFORMATION, 0)))),
        (186, ("take", 0)),
    ],
    begun=BEGINNINGS[2],
)
def test_it_is_the_same_in_every_zone_and_across_daylight_saving(
    story: list[tuple[int, tuple[str, object]]], begun: datetime
) -> None:
    plays = [Play(begun, zone).play(story) for zone in ZONES]
    passed = [
        [(change.at - begun, change.transition, change.told) for change in play.changes] for play in plays
    ]
    assert all(each == passed[0] for each in passed)
    assert all(play.changes == plays[0].changes for play in plays)
