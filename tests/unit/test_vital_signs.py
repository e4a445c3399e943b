"""What each part must have done since the last heartbeat."""

import asyncio
from datetime import timedelta

import pytest

from agent.model.alert import Alert, Delivery, Message, Outcome
from agent.model.errors import BrowserError, VaultSealedError
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.look import LookKind
from agent.model.slot import Slot, SlotOutcome
from agent.model.trial import Trial
from agent.model.verdict import Cause
from agent.store import Store
from agent.vital_signs import VitalSigns
from tests.fakes_vault import FakeVault

from .builders import NOW, before, finding, visit

SINCE = before(minutes=5)
LATER = Delivery(outcome=Outcome.TRY_LATER, problem="busy")


class Channel:
    def __init__(self, name: str) -> None:
        self.name = name
        self.says = Delivery(outcome=Outcome.ACCEPTED)

    async def check(self) -> Delivery:
        return self.says


class Rig:
    def __init__(self, store: Store) -> None:
        self.store, self.vault = store, FakeVault()
        self.mail, self.hook = Channel("ops-mail"), Channel("ops-hook")
        self.shown = 0
        self.browser_problem: Exception | None = None
        self.signs = VitalSigns(store, self.vault, self._show, [self.mail, self.hook])

    async def _show(self) -> None:
        self.shown += 1
        if self.browser_problem:
            raise self.browser_problem

    async def ask(self, part: str) -> str | None:
        return await self.signs.parts[part](SINCE)

    def slot(self, outcome: SlotOutcome, minutes_ago: float = 1) -> None:
        slot = Slot(kind=LookKind.PROBE, subject="portal", due=before(minutes=minutes_ago), outcome=outcome)
        with self.store.writing() as unit:
            unit.save_slot(slot)

    def visit(self, *causes: Cause, minutes_ago: float = 1) -> None:
        with self.store.writing() as unit:
            unit.add_look(visit(*causes, at=before(minutes=minutes_ago)))

    def put_off(self, times: int) -> None:
        incident = Incident(
            id="incident-1", state=IncidentState.OPEN, finding=finding(), opened=NOW, told=NOW
        )
        alert = Alert(
            id="1",
            key="incident-1:1:ops-hook",
            incident="incident-1",
            number=1,
            transition=Transition.OPENED,
            channel="ops-hook",
            message=Message(title="a", text="b"),
            created=NOW,
            next_try=NOW,
        )
        with self.store.writing() as unit:
            unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
            unit.add_alert(alert)
            for _ in range(times):
                unit.alert_tried(alert.key, LATER, NOW, NOW + timedelta(minutes=1))


@pytest.fixture
def rig(store: Store) -> Rig:
    return Rig(store)


@pytest.mark.parametrize(
    ("outcome", "worked"),
    [
        (SlotOutcome.DONE, True),
        (SlotOutcome.LATE, True),
        (SlotOutcome.SKIPPED, True),
        (SlotOutcome.RUNNING, False),
        (SlotOutcome.MISSED, False),
        (SlotOutcome.LOST, False),
    ],
)
async def test_the_schedule_worked_if_it_served_a_due_time_since(
    rig: Rig, outcome: SlotOutcome, worked: bool
) -> None:
    rig.slot(SlotOutcome.DONE, minutes_ago=6)
    assert await rig.ask("schedule") == "nothing that was due was done"
    rig.slot(outcome)
    assert (await rig.ask("schedule") is None) is worked


async def test_a_good_visit_shows_that_the_browser_works_and_without_one_it_is_tried(rig: Rig) -> None:
    assert await rig.ask("browser") is None
    assert rig.shown == 1
    rig.visit(minutes_ago=6)
    await rig.ask("browser")
    assert rig.shown == 2
    rig.visit()
    assert await rig.ask("browser") is None
    assert rig.shown == 2


async def test_a_browser_that_broke_in_the_newest_visit_does_not_work(rig: Rig) -> None:
    rig.visit(minutes_ago=3)
    rig.visit(Cause.BROWSER)
    assert "saw browser" in str(await rig.ask("browser"))


async def test_a_visit_that_never_came_to_the_browser_says_nothing_of_it(rig: Rig) -> None:
    rig.visit(Cause.VAULT_AWAY)
    rig.browser_problem = BrowserError("no usable browser", "chromium", "install one")
    with pytest.raises(BrowserError):
        await rig.ask("browser")


async def test_a_browser_that_hangs_does_not_work(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.vital_signs._PATIENCE", 0.01)
    hanging = VitalSigns(rig.store, rig.vault, asyncio.Event().wait, [])
    assert await hanging.browser(SINCE) == "it showed nothing for 0 s"


async def test_vault_is_asked_and_the_store_written(rig: Rig) -> None:
    assert (await rig.ask("vault"), await rig.ask("store")) == (None, None)
    rig.vault.failure = VaultSealedError("Vault is sealed", "vault", "unseal it")
    with pytest.raises(VaultSealedError):
        await rig.ask("vault")


async def test_every_channel_must_pass_its_check(rig: Rig) -> None:
    assert await rig.ask("channel") is None
    rig.hook.says = LATER
    assert await rig.ask("channel") == "ops-hook: busy"
    rig.mail.says = LATER
    assert await rig.ask("channel") == "ops-mail: busy, ops-hook: busy"


async def test_a_channel_that_failed_its_last_test_does_not_work_until_it_passes_one(rig: Rig) -> None:
    for outcome, expected in (
        (Outcome.NEVER, "ops-mail failed its test: no"),
        (Outcome.ACCEPTED, None),
    ):
        problem = None if outcome is Outcome.ACCEPTED else "no"
        with rig.store.writing() as unit:
            unit.add_trial(Trial(channel="ops-mail", at=NOW, outcome=outcome, problem=problem))
        assert await rig.ask("channel") == expected


@pytest.mark.parametrize(("times", "expected"), [(1, None), (2, "ops-hook puts an alert off")])
async def test_an_alert_put_off_twice_is_stuck(rig: Rig, times: int, expected: str | None) -> None:
    rig.put_off(times)
    assert await rig.ask("channel") == expected


async def test_an_agent_with_no_channel_reaches_nobody(rig: Rig) -> None:
    alone = VitalSigns(rig.store, rig.vault, rig._show, [])
    assert await alone.telling(SINCE) == "there is none"
