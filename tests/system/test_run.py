"""`enrollwatch run` through what happens to a process that lives for months: kills, outages, stops."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

from agent.due import Grid
from agent.model.alert import Alert, AlertState
from agent.model.clock import machine_clock
from agent.model.incident import Transition
from agent.model.look import LookKind
from agent.model.slot import Slot, SlotOutcome
from agent.store import Store
from tests.system.agent_process import AgentProcess
from tests.system.parts import Portal, Sink, Vault
from tests.system.waiting import eventually
from tests.system.world import World

FAST = {"probe": "1s", "visit": "6s", "jitter": "1s"}
PROBES_ONLY = {"probe": "1s", "visit": "4h", "jitter": "0s"}


def grids(world: World) -> list[Grid]:
    plan = world.settings.schedule
    visits = [
        Grid(LookKind.VISIT, account.name, plan.visit, plan.jitter) for account in world.settings.accounts
    ]
    return [Grid(LookKind.PROBE, "portal", plan.probe), *visits]


def slots_of(store: Store, grid: Grid) -> tuple[Slot, ...]:
    return store.slots(grid.kind, grid.subject)


def running_visits(world: World) -> list[Slot]:
    with world.store() as store:
        return [slot for slot in store.running_slots() if slot.kind is LookKind.VISIT]


def ended_probes(world: World, since: datetime | None = None) -> list[Slot]:
    with world.store() as store:
        slots = store.slots(LookKind.PROBE, since=since)
    return [slot for slot in slots if slot.outcome in (SlotOutcome.DONE, SlotOutcome.LATE)]


def in_mid_visit(world: World, agent: AgentProcess) -> Slot:
    """A visit's slot, once its browser is on the portal's pages."""
    slot = eventually(lambda: running_visits(world), 30, what="a visit under way")[0]
    eventually(lambda: world.portal.requests(kind="page"), 30, what="the visit's first page")
    eventually(agent.browsers, 10, what="a browser")
    return slot


def test_every_due_time_has_one_outcome_though_the_agent_is_killed_and_started_again(world: World) -> None:
    world.configure(accounts=("north-clinic", "orchard-family"), schedule=FAST)
    world.portal.fault("slow", seconds=1)  # so that a visit is under way for long enough to be killed in
    first = world.start_agent()
    in_mid_visit(world, first)
    eventually(lambda: len(ended_probes(world)) >= 2, what="two probes")
    left = running_visits(world)
    first.kill()
    killed = machine_clock()
    world.portal.clear_faults()

    for grid in grids(world):
        await_due_time(grid, killed)
    with world.store() as store:
        assert store.running_slots()  # as the dead left it
    back = machine_clock()
    second = world.start_agent()
    eventually(lambda: len(ended_probes(world, back)) >= 2, what="two probes after the restart")
    eventually(lambda: [s for s in running_visits(world) if s.due > back], what="a visit after the restart")
    assert second.terminate()[0] == 0

    with world.store() as store:
        assert store.running_slots() == ()
        for grid in grids(world):
            assert_whole(grid, slots_of(store, grid), killed, back)
        outcomes = {(slot.kind, slot.subject, slot.due): slot.outcome for slot in store.slots()}
    assert left
    for slot in left:
        assert outcomes[slot.kind, slot.subject, slot.due] is SlotOutcome.LOST


def await_due_time(grid: Grid, since: datetime) -> None:
    eventually(lambda: grid.after(since) < machine_clock(), 3 * grid.interval.total_seconds())


def assert_whole(grid: Grid, slots: tuple[Slot, ...], killed: datetime, back: datetime) -> None:
    """No due time left out between the first and the last, and the gap lost."""
    dues = [slot.due for slot in slots]
    assert dues == [dues[0], *grid.between(dues[0], dues[-1]), dues[-1]]
    gap = [slot.outcome for slot in slots if killed < slot.due < back]
    assert gap
    assert set(gap) == {SlotOutcome.LOST}


def test_an_outage_is_told_once_and_its_end_once_on_every_channel(
    tmp_path: Path, vault: Vault, private_portal: Portal, sink: Sink
) -> None:
    with World(tmp_path, vault, private_portal, sink) as world:
        world.configure(schedule=PROBES_ONLY)
        agent = world.start_agent()
        eventually(lambda: agent.metric("enrollwatch_portal_up") == 1, what="portal_up 1")
        private_portal.stop()
        within_two_probes(world, agent, portal_up=0)
        eventually(lambda: len(told(sink, "opened")) >= 2, what="opened on both channels")
        # More failed probes, none of which is news.
        seen = len(ended_probes(world))
        eventually(lambda: len(ended_probes(world)) >= seen + 3, what="three more probes")
        private_portal.start()
        within_two_probes(world, agent, portal_up=1)
        eventually(lambda: len(told(sink, "resolved")) >= 2, what="resolved on both channels")
        seen = len(ended_probes(world))
        eventually(lambda: len(ended_probes(world)) >= seen + 2, what="two more probes")
        assert agent.terminate()[0] == 0
        with world.store() as store:
            incident = next(i for i in store.incidents(open_only=False) if i.rule == "portal-availability")
            alerts = store.alerts(incident.id)
        for channel in ("mail", "webhook"):
            assert [word(each["subject"]) for each in sink.messages(channel)] == ["opened", "resolved"]
        assert {alert.transition for alert in alerts} == {Transition.OPENED, Transition.RESOLVED}
        sent = Counter(message["key"] for message in sink.messages())
        assert sent == Counter(alert.key for alert in alerts)
        assert max(sent.values()) == 1


def within_two_probes(world: World, agent: AgentProcess, portal_up: int) -> None:
    """Once two probes that began after this call have ended, /metrics says it."""
    since = machine_clock()

    def seen() -> bool:
        ended = [slot for slot in ended_probes(world) if slot.started and slot.started >= since]
        says = agent.metric("enrollwatch_portal_up") == portal_up
        assert says or len(ended) < 2, f"portal_up is not {portal_up} after {len(ended)} probes"
        return says

    eventually(seen, what=f"portal_up {portal_up}")


def word(subject: str) -> str:
    """`opened` of `CRITICAL opened: portal — ...`."""
    found = re.search(r"\b(opened|worsened|reminded|resolved)\b", subject)
    assert found, subject
    return found[1]


def told(sink: Sink, transition: str) -> list[dict[str, str]]:
    return [message for message in sink.messages() if word(message["subject"]) == transition]


def test_sigterm_in_mid_visit_ends_in_ten_seconds_with_nothing_left_behind(world: World) -> None:
    world.configure(schedule={**FAST, "visit": "3s"})
    world.portal.fault("slow", path="/pecos/*", seconds=20)
    agent = world.start_agent()
    slot = in_mid_visit(world, agent)
    family = agent.relatives()
    status, seconds = agent.terminate()
    assert status == 0
    assert seconds < 10
    assert agent.relatives() == []
    assert [one for one in family if one.alive] == []
    with world.store() as store:
        assert store.running_slots() == ()
        mine = store.slots(LookKind.VISIT, slot.subject, since=slot.due)
    assert [(each.due, each.outcome) for each in mine] == [(slot.due, SlotOutcome.LOST)]
    assert agent.log(level="ERROR") == []
    assert "Traceback" not in agent.log_text()


def test_an_alert_written_and_not_yet_sent_is_delivered_after_a_kill_under_the_same_key(
    tmp_path: Path, vault: Vault, portal: Portal, private_sink: Sink
) -> None:
    with World(tmp_path, vault, portal, private_sink) as world:
        world.configure(schedule=PROBES_ONLY)
        portal.fault("status", code=500)
        agent = world.start_agent()
        tried = eventually(lambda: tried_alerts(world), what="an alert that no channel took")
        agent.kill()
        assert {alert.state for alert in tried} == {AlertState.PENDING}
        keys = Counter(alert.key for alert in tried)
        assert len(keys) == 2

        private_sink.start()
        again = world.start_agent()
        eventually(lambda: len(private_sink.messages()) >= 2, 30, what="the alerts")
        with world.store() as store:
            eventually(lambda: {store_state(store, key) for key in keys} == {AlertState.SENT})
        assert again.terminate()[0] == 0
        assert Counter(message["key"] for message in private_sink.messages()) == keys


def tried_alerts(world: World) -> list[Alert]:
    with world.store() as store:
        alerts = store.alerts()
    return list(alerts) if len(alerts) == 2 and all(alert.attempts for alert in alerts) else []


def store_state(store: Store, key: str) -> AlertState | None:
    alert = store.alert(key)
    return alert.state if alert else None


def test_a_second_agent_on_the_same_store_and_one_whose_port_is_taken_do_not_start(
    world: World, tmp_path: Path
) -> None:
    world.configure(schedule=PROBES_ONLY)
    first = world.start_agent()
    second = world.run("run")
    assert second.status == 2
    assert "another agent runs on this store" in second.stderr
    assert str(world.settings.store.evidence.parent) in second.stderr
    assert "Traceback" not in second.stderr

    beside = tmp_path / "beside"
    beside.mkdir()
    with World(beside, world.vault, world.portal, world.sink) as other:
        other.configure(web={"listen": world.settings.web.listen})
        taken = other.run("run")
    assert taken.status == 2
    assert f"web.listen = {world.settings.web.listen}" in taken.stderr
    assert "cannot listen" in taken.stderr
    assert "Traceback" not in taken.stderr

    assert first.running
    assert first.health().status_code == 200


def test_sigterm_while_starting_is_obeyed(world: World) -> None:
    agent = world.start_agent(wait=False)
    eventually(lambda: (world.folder / "data" / "run.lock").exists(), what="the agent's lock")
    assert agent.terminate()[0] == 0
