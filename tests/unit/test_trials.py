"""Test alerts: when one is due, what becomes of it, and who hears of one that failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.alert import Outcome
from agent.model.finding import Severity
from agent.model.incident import IncidentState, Transition
from agent.model.policy import Policy
from agent.model.route import Pace, Recipient, Route
from agent.model.trial import Trial
from agent.model.window import Weekday
from agent.recorder import Recorder
from agent.routing import Routing
from agent.settings import TrialSettings
from agent.store import Store
from agent.trials import AGAIN, MAY_FAIL, SOON, Trials, has_failed, is_due
from tests.alerts.sinks import Mood, RecordingChannel

from .builders import EASTERN, NOW, before

PLAN = TrialSettings(days=(Weekday.MON,)).window("America/New_York")
assert PLAN is not None
MONDAY = NOW  # the second of March, 2026, at nine in the morning in New York
SECOND = timedelta(seconds=1)


def trial(at: datetime, outcome: Outcome = Outcome.ACCEPTED) -> Trial:
    return Trial(channel="ops-mail", at=at, outcome=outcome)


def due(trials: Sequence[Trial], now: datetime) -> bool:
    assert PLAN is not None
    return is_due(trials, PLAN, now)


def test_a_channel_that_was_never_tested_is_tested_at_once() -> None:
    assert due((), before(days=3))


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (before(days=6), MONDAY - SECOND, False),
        (before(days=6), MONDAY, True),
        (MONDAY, MONDAY + SECOND, False),
        (MONDAY, MONDAY + timedelta(days=7, hours=-1) - SECOND, False),
        (MONDAY, MONDAY + timedelta(days=7, hours=-1), True),  # summer time has begun in New York
        (before(days=40), MONDAY + timedelta(days=3), True),  # the agent was away on Monday
    ],
)
def test_it_is_tested_whenever_its_hour_has_come_since_the_last_test(
    last: datetime, now: datetime, expected: bool
) -> None:
    assert due([trial(last)], now) is expected


@pytest.mark.parametrize(
    ("outcomes", "gap"),
    [
        ([Outcome.TRY_LATER], SOON),
        ([Outcome.TRY_LATER] * (MAY_FAIL - 1), SOON),
        ([Outcome.TRY_LATER] * MAY_FAIL, AGAIN),
        ([Outcome.NEVER], AGAIN),
        ([Outcome.TRY_LATER, Outcome.ACCEPTED, Outcome.TRY_LATER], SOON),
    ],
)
def test_a_failed_test_is_repeated_soon_and_a_failing_channel_tested_each_hour(
    outcomes: list[Outcome], gap: timedelta
) -> None:
    trials = [trial(before(minutes=number), outcome) for number, outcome in enumerate(outcomes)]
    assert not due(trials, NOW + gap - SECOND)
    assert due(trials, NOW + gap)


def test_a_channel_fails_when_it_refuses_for_good_or_puts_three_off_in_a_row() -> None:
    put_off, refused, taken = trial(NOW, Outcome.TRY_LATER), trial(NOW, Outcome.NEVER), trial(NOW)
    assert has_failed([refused])
    assert has_failed([put_off] * MAY_FAIL)
    assert not has_failed([put_off, put_off, taken])
    assert not has_failed([taken, refused])
    assert not has_failed([])


class Rig:
    """Two channels of which one is tested, and an outbox that sends what is written."""

    def __init__(self, store: Store, *others: str, routing: Routing | None = None) -> None:
        self.now = NOW
        self.store = store
        self.tested = RecordingChannel("ops-mail")
        self.other, self.third = RecordingChannel("ops-hook"), RecordingChannel("desk")
        every = (self.tested, self.other, self.third)
        channels = {each.name: each for each in every if each.name in ("ops-mail", *others)}
        self.metrics = Metrics()
        recorder = Recorder(store, routing or Routing.to(channels), Policy(), EASTERN)
        assert PLAN is not None
        self.trials = Trials(PLAN, ("ops-mail",), recorder, channels, self.metrics, lambda: self.now)
        self.outbox = Outbox(store, channels, self.metrics, lambda: self.now)

    async def run(self, later: timedelta = timedelta(0)) -> list[Transition | None]:
        self.now += later
        changes = await self.trials.run_due()
        await self.outbox.send_due()
        return [change.transition for change in changes]


@pytest.fixture
def rig(store: Store) -> Rig:
    return Rig(store, "ops-hook")


async def test_a_test_goes_through_the_real_channel_is_marked_and_put_on_record(rig: Rig) -> None:
    assert await rig.run() == []
    [received] = rig.tested.received
    assert received.title == "TEST of the channel ops-mail: nothing is wrong"
    assert "nothing to do" in received.text
    assert received.key == f"test:ops-mail:{NOW.isoformat()}"
    assert rig.store.trials("ops-mail", 5) == (trial(NOW),)
    assert (rig.store.alerts(), rig.store.incidents(), rig.other.received) == ((), (), [])
    assert 'enrollwatch_test_alerts_total{channel="ops-mail",result="accepted"} 1.0' in (
        rig.metrics.exposition().decode()
    )


async def test_no_test_is_sent_twice_for_one_hour_though_the_agent_is_started_again(rig: Rig) -> None:
    await rig.run()
    again = Rig(rig.store, "ops-hook")
    await again.run(timedelta(days=1))
    assert again.tested.tried == []


async def test_a_refused_test_is_a_critical_incident_that_is_told_on_the_other_channel(rig: Rig) -> None:
    rig.tested.mood = Mood.REFUSING
    assert await rig.run() == [Transition.OPENED]
    [incident] = rig.store.open_incidents()
    assert (incident.rule, incident.subject) == ("agent-fault", "channel ops-mail")
    assert incident.finding.severity is Severity.CRITICAL
    [told] = rig.other.received
    assert "a test alert did not get through: refused" in told.text
    assert len(rig.tested.tried) == 1  # the test itself, and no word of the incident


async def test_it_is_tested_again_each_hour_and_is_well_once_a_test_gets_through(rig: Rig) -> None:
    rig.tested.mood = Mood.REFUSING
    await rig.run()
    assert await rig.run(AGAIN - SECOND) == []
    assert await rig.run(SECOND) == [None]
    [incident] = rig.store.open_incidents()
    assert incident.finding.since == NOW
    rig.tested.mood = Mood.WELL
    assert await rig.run(AGAIN) == [Transition.RESOLVED]
    [incident] = rig.store.incidents(open_only=False)
    assert incident.state is IncidentState.RESOLVED
    assert [received.title.split(":")[0] for received in rig.other.received] == [
        "CRITICAL opened",
        "CRITICAL resolved",
    ]


async def test_a_channel_in_trouble_for_a_minute_is_no_incident(rig: Rig) -> None:
    rig.tested.mood = Mood.BUSY
    assert [await rig.run(), await rig.run(SOON)] == [[], []]
    rig.tested.mood = Mood.WELL
    assert await rig.run(SOON) == []
    assert rig.store.incidents(open_only=False) == ()


async def test_a_channel_that_puts_three_tests_off_is_one(rig: Rig) -> None:
    rig.tested.mood = Mood.BUSY
    told = [await rig.run(), await rig.run(SOON), await rig.run(SOON)]
    assert told == [[], [], [Transition.OPENED]]
    assert rig.store.open_incidents()[0].finding.since == NOW


async def test_the_only_channel_is_told_of_itself_for_when_it_works_again(store: Store) -> None:
    rig = Rig(store)
    rig.tested.mood = Mood.BUSY
    for _ in range(MAY_FAIL):
        await rig.run(SOON)
    [alert] = store.alerts()
    assert alert.channel == "ops-mail"


async def test_of_the_others_those_are_told_that_are_routed_to_or_else_all(store: Store) -> None:
    route = Route(channels=("ops-mail", "desk"), hours=Pace.ALWAYS)
    recipients = tuple(Recipient(name=name) for name in ("ops-mail", "ops-hook", "desk"))
    rig = Rig(store, "ops-hook", "desk", routing=Routing(recipients, (route,)))
    rig.tested.mood = Mood.REFUSING
    await rig.run()
    assert [alert.channel for alert in store.alerts()] == ["desk"]
