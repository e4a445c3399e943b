"""`enrollwatch run` proves that it would reach people: the heartbeat, test alerts, and what an Alertmanager
is told again, each with its real parts."""

import asyncio
from pathlib import Path

from agent.app import opened
from agent.proofs import rounds_of
from agent.store import Store
from tests.alertmanager import alertmanager
from tests.ports import free_port
from tests.system.agent_process import AgentProcess
from tests.system.parts import Portal, Sink, Vault
from tests.system.waiting import eventually
from tests.system.world import World

PROBES_ONLY = {"probe": "1s", "visit": "4h", "jitter": "0s"}
PARTS = ("schedule", "browser", "vault", "store", "channel")
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def beats(agent: AgentProcess) -> float:
    return agent.metric("enrollwatch_heartbeats_total", result="accepted") or 0


def held_back(agent: AgentProcess) -> set[str]:
    return {part for part in PARTS if agent.metric("enrollwatch_heartbeat_held_back", part=part)}


def test_a_heartbeat_goes_only_while_every_part_works_and_says_what_holds_it_back(
    tmp_path: Path, private_vault: Vault, portal: Portal, private_sink: Sink, sink: Sink
) -> None:
    private_sink.start()
    with World(tmp_path, private_vault, portal, private_sink) as world:
        service = {"url": f"{sink.page}/messages", "method": "GET", "every": "1s"}
        world.configure(schedule=PROBES_ONLY, heartbeat=service)
        agent = world.start_agent()
        eventually(lambda: beats(agent) >= 2, 60, what="two heartbeats")
        assert held_back(agent) == set()

        private_sink.stop()
        eventually(lambda: held_back(agent) == {"channel"}, what="a channel that is away")
        before = beats(agent)
        private_sink.start()
        eventually(lambda: beats(agent) > before, what="a heartbeat after its return")

        private_vault.seal()
        eventually(lambda: held_back(agent) == {"vault"}, what="a sealed Vault")
        stopped_at = beats(agent)
        private_vault.unseal()
        eventually(lambda: beats(agent) > stopped_at, what="a heartbeat after it was unsealed")
        said = [str(line["message"]) for line in agent.log() if "heartbeat held back" in str(line["message"])]
        assert any("channel: ops-mail: 127.0.0.1" in line for line in said)
        assert any("vault: Vault is sealed" in line for line in said)


def test_a_running_agent_tests_its_channels_once_and_tells_the_others_of_one_that_fails(
    world: World, sink: Sink
) -> None:
    world.configure(
        schedule=PROBES_ONLY,
        test_alert={"days": EVERY_DAY},
        channels=[
            {"name": "ops-mail", "kind": "email", "to": ["ops@example.org"], "smtp": sink.smtp},
            {"name": "ops-hook", "kind": "webhook", "url": f"{sink.page}/nowhere"},
        ],
    )
    agent = world.start_agent()
    eventually(lambda: len(sink.messages("mail")) >= 2, 30, what="two mails")
    told = sink.messages("mail")
    agent.terminate()
    assert {mail["subject"][:70] for mail in told} == {
        "TEST of the channel ops-mail: nothing is wrong",
        "CRITICAL opened: channel ops-hook — own fault: a test alert did not ge",
    }
    with Store.open(world.settings.store.url) as store:
        assert [trial.passed for name in ("ops-mail", "ops-hook") for trial in store.trials(name, 9)] == [
            True,
            False,
        ]
        assert {alert.channel for alert in store.alerts()} == {"ops-mail"}


async def test_an_alertmanager_that_was_started_anew_is_told_again_what_is_open(
    world: World, portal: Portal, sink: Sink, tmp_path: Path
) -> None:
    port = free_port()
    world.configure(
        channels=[{"name": "ops-am", "kind": "alertmanager", "url": f"http://127.0.0.1:{port}"}],
        policy={"password_information_days": 60},
    )
    async with alertmanager(tmp_path, f"{sink.page}/hook", port) as server:
        result = await asyncio.to_thread(world.run, "visit", "north-clinic", "--json")
        before = await server.alerts()
        told = [each["alerts"] for each in result.json["visits"]]
        assert {alert["state"] for alerts in told for alert in alerts} == {"sent"}
        assert "password-expiry" in {alert["labels"]["alertname"] for alert in before}
    async with alertmanager(tmp_path, f"{sink.page}/hook", port) as server, opened(world.settings) as app:
        assert await server.alerts() == []
        [again] = rounds_of(app)
        await again.work()
        after = await server.alerts()
    assert {alert["fingerprint"] for alert in after} == {alert["fingerprint"] for alert in before}
    with Store.open(world.settings.store.url) as store:
        assert {alert.receipt for alert in store.alerts()} == {"HTTP 200"}


def test_check_says_of_each_channel_whether_it_would_work_and_tells_nobody(world: World, sink: Sink) -> None:
    world.configure(heartbeat={"url": f"{sink.page}/hook"})
    lines = world.run("check").stdout.splitlines()
    rows = [line for line in lines if "channel ops-" in line or "heartbeat" in line]
    assert rows == [
        f"ok     channel ops-mail: {sink.smtp} takes mail for 1 recipients",
        f"ok     channel ops-hook: {sink.page.removeprefix('http://')} answers, with 405 to HEAD",
        f"ok     heartbeat: goes to {sink.page.removeprefix('http://')}, which is not asked now: "
        "that would be a beat",
    ]
    assert sink.messages() == []
