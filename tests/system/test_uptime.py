"""`enrollwatch uptime` after a run in which the portal was slow, was down, and we ourselves were at fault."""

from collections import Counter
from math import ceil
from pathlib import Path
from statistics import median_low

import pytest

from agent.model.look import LookKind
from agent.model.verdict import Verdict
from tests.system.agent_process import AgentProcess
from tests.system.parts import Portal, Sink, Vault
from tests.system.waiting import eventually
from tests.system.world import World

HALF_A_DIGIT = 0.0051
"""Speeds are told in hundredths of a second; 0.065 may become either."""


def await_probes(world: World, verdict: Verdict, count: int = 2) -> None:
    """Until so many probes have ended in this verdict, each with its slot."""

    def ended() -> bool:
        with world.store() as store:
            filled = {slot.look for slot in store.slots(LookKind.PROBE)}
            looks = store.looks(kind=LookKind.PROBE, limit=None)
        return len([look for look in looks if look.verdict is verdict and look.id in filled]) >= count

    eventually(ended, 40, what=f"{count} probes {verdict}")


def live_through_it(world: World, agent: AgentProcess) -> None:
    await_probes(world, Verdict.OK)
    troubles: tuple[tuple[Verdict, str, dict[str, object]], ...] = (
        (Verdict.PORTAL_SLOW, "slow", {"seconds": 0.6}),
        (Verdict.PORTAL_DOWN, "status", {"code": 500}),
        (Verdict.OWN_FAULT, "rate-limit", {}),
    )
    for verdict, fault, fields in troubles:
        world.portal.fault(fault, **fields)
        await_probes(world, verdict)
        world.portal.clear_faults()
    assert agent.terminate()[0] == 0


def test_uptime_counts_each_due_time_once_and_own_faults_apart(
    tmp_path: Path, vault: Vault, portal: Portal, sink: Sink
) -> None:
    with World(tmp_path, vault, portal, sink) as world:
        budgets = {"page": "500ms", "page_hard": "20s"}
        world.configure(schedule={"probe": "1s", "visit": "4h", "jitter": "0s"}, budgets=budgets)
        live_through_it(world, world.start_agent())
        told = world.run("uptime", "--since", "24h", "--json")
        table = world.run("uptime", "--since", "24h")
        with world.store() as store:
            slots = store.slots(LookKind.PROBE)
            verdicts = {look.id: look.verdict for look in store.looks(limit=None)}
            timings = store.page_timings()

    assert told.status == 0
    probes, visits = (next(c for c in told.json["slots"] if c["kind"] == kind) for kind in ("probe", "visit"))
    by_verdict = Counter(verdicts[slot.look] for slot in slots if slot.look)
    assert probes["due"] - probes["unrecorded"] == len(slots)  # nobody has looked since the agent was stopped
    assert probes["up"] == by_verdict[Verdict.OK] >= 2
    assert probes["slow"] == by_verdict[Verdict.PORTAL_SLOW] >= 2
    assert probes["down"] == by_verdict[Verdict.PORTAL_DOWN] >= 2
    assert probes["own_fault"] == by_verdict[Verdict.OWN_FAULT] >= 2
    judged = probes["up"] + probes["slow"] + probes["down"]
    assert probes["availability"] == (judged - probes["down"]) / judged < 1
    assert (visits["due"], visits["availability"]) == (0, None)
    assert probes["coverage"] == judged / probes["due"]
    tally = told.json["objective"]["whole"]["tally"]  # of 30 days, all of which is this run
    assert all(tally[name] == probes[name] for name in ("up", "slow", "down", "own_fault"))
    assert [burn["over"] for burn in told.json["objective"]["burns"]] == ["1h", "6h", "1d", "3d", "30d"]

    for page in told.json["pages"]:
        seconds = sorted(timing.seconds for timing in timings if timing.name == page["page"])
        assert page["loads"] == len(seconds)
        assert page["median"] == pytest.approx(median_low(seconds), abs=HALF_A_DIGIT)
        assert page["p95"] == pytest.approx(seconds[ceil(0.95 * len(seconds)) - 1], abs=HALF_A_DIGIT)
    assert {page["page"] for page in told.json["pages"]} == {timing.name for timing in timings}

    assert table.status == 0
    assert f"{probes['availability']:.2%}" in table.stdout
    assert "no data" in table.stdout


def test_uptime_refuses_a_window_that_is_none(world: World) -> None:
    refused = world.run("uptime", "--since", "yesterday", "--json")
    assert refused.status == 2
    assert refused.json["error"]["what"]
    assert "Traceback" not in refused.stderr


def test_uptime_refuses_a_time_before_all_clocks(world: World) -> None:
    refused = world.run("uptime", "--since", "800000d", "--json")
    assert refused.status == 2
    assert "--since" in refused.json["error"]["what"]
    assert "Traceback" not in refused.stderr
