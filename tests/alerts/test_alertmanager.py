"""What Alertmanager makes of our alerts: a real one, and the web server that it tells."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.alerts import build
from agent.alerts.alertmanager import LEASE, AlertmanagerChannel
from agent.model.alert import Alert, Outcome
from agent.model.clock import machine_clock
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.links import Links
from agent.settings import ChannelKind, ChannelSettings
from tests.alertmanager import Alertmanager, alertmanager
from tests.alerts.sinks import WebSink, web_sink
from tests.alerts.values import an_alert, an_incident
from tests.ports import free_port

SOON = timedelta(seconds=2)


@dataclass(frozen=True)
class Rig:
    server: Alertmanager
    told: WebSink

    def channel(self, clock: Callable[[], datetime] = machine_clock, **labels: str) -> AlertmanagerChannel:
        return AlertmanagerChannel("ops", self.server.url, labels=labels, clock=clock)

    async def heard(self, status: str) -> dict[str, Any]:
        """What Alertmanager told its own receiver, once it says `status`."""
        async with asyncio.timeout(20):
            while True:
                for document in (json.loads(body) for body in self.told.bodies):
                    if document["status"] == status:
                        return dict(document)
                await asyncio.sleep(0.05)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with (
        web_sink() as sink,
        alertmanager(tmp_path, f"http://127.0.0.1:{sink.port}/") as server,
    ):
        yield Rig(server, sink)


def of(incident: Incident, number: int = 1, transition: Transition = Transition.OPENED) -> Alert:
    return an_alert(number).model_copy(update={"about": incident, "transition": transition})


def worse(incident: Incident) -> Incident:
    finding = incident.finding.model_copy(update={"severity": Severity.CRITICAL, "title": "much worse"})
    return incident.model_copy(update={"finding": finding})


def resolved(incident: Incident) -> Incident:
    return incident.model_copy(update={"state": IncidentState.RESOLVED, "resolved": machine_clock()})


async def test_an_incident_is_one_alert_from_opened_to_resolved(rig: Rig) -> None:
    incident = an_incident(severity=Severity.WARNING)
    opened = await rig.channel().send(of(incident))
    [before] = await rig.server.alerts()
    await rig.channel().send(of(worse(incident), 2, Transition.WORSENED))
    [after] = await rig.server.alerts()
    assert opened.outcome is Outcome.ACCEPTED
    assert after["fingerprint"] == before["fingerprint"]
    assert (before["annotations"]["severity"], after["annotations"]["severity"]) == ("warning", "critical")
    assert (await rig.heard("firing"))["groupLabels"] == {"incident": incident.id}
    await rig.channel().send(of(resolved(incident), 3, Transition.RESOLVED))
    assert await rig.server.alerts() == []
    ended = await rig.heard("resolved")
    assert ended["commonLabels"] == before["labels"]


async def test_an_alert_says_what_it_is_and_stands_for_an_hour(rig: Rig) -> None:
    incident = an_incident()
    await rig.channel(team="credentialing").send(of(incident))
    [found] = await rig.server.alerts()
    assert found["labels"] == {
        "alertname": "password-expiry",
        "subject": "north-clinic",
        "account": "north-clinic",
        "incident": incident.id,
        "source": "enrollwatch",
        "team": "credentialing",
    }
    assert found["annotations"]["summary"] == an_alert().message.title
    assert found["annotations"]["next_step"] == incident.finding.next_step
    assert found["annotations"]["key"] == an_alert().key
    lasts = datetime.fromisoformat(found["endsAt"]) - machine_clock()
    assert LEASE - timedelta(minutes=1) < lasts <= LEASE


@pytest.mark.parametrize(
    ("runbooks", "annotation", "said"),
    [
        ("https://wiki.example/runbooks", "runbook_url", "https://wiki.example/runbooks/password-expiry"),
        (None, "runbook", "enrollwatch runbook password-expiry"),
    ],
)
async def test_a_runbook_is_linked_where_it_has_an_address_and_else_named_by_its_command(
    rig: Rig, runbooks: str | None, annotation: str, said: str
) -> None:
    kind, incident = ChannelKind.ALERTMANAGER, an_incident()
    settings = ChannelSettings(name="ops", kind=kind, url=rig.server.url)
    channel = build(settings, links=Links(runbooks=runbooks))
    assert isinstance(channel, AlertmanagerChannel)
    await channel.refresh(lambda: [incident])
    [told_again] = await rig.server.alerts()
    await channel.send(of(incident))
    [told] = await rig.server.alerts()
    for each in (told_again, told):
        found = {name: text for name, text in each["annotations"].items() if name.startswith("runbook")}
        assert found == {annotation: said}


async def test_an_alert_that_is_not_told_again_lapses_and_one_that_is_stays(rig: Rig) -> None:
    kept, forgotten = an_incident(), an_incident().model_copy(update={"id": "incident-2"})
    nearly_over = rig.channel(lambda: machine_clock() - LEASE + SOON)
    await nearly_over.send(of(kept))
    await nearly_over.send(of(forgotten))
    assert len(await rig.server.alerts()) == 2
    delivery = await rig.channel().refresh(lambda: [kept])
    assert delivery.outcome is Outcome.ACCEPTED
    assert (await rig.heard("resolved"))["groupLabels"] == {"incident": forgotten.id}
    [found] = await rig.server.alerts()
    assert found["labels"]["incident"] == kept.id


async def test_a_refresh_tells_again_what_a_restart_forgot_and_ends_what_ended_meanwhile(
    tmp_path: Path,
) -> None:
    port, incident = free_port(), an_incident()
    async with web_sink() as sink:
        tells = f"http://127.0.0.1:{sink.port}/"
        async with alertmanager(tmp_path, tells, port) as server:
            channel = Rig(server, sink).channel()
            await channel.send(of(incident))
        gone = await channel.refresh(lambda: [incident])
        async with alertmanager(tmp_path, tells, port) as server:
            assert await server.alerts() == []
            await channel.refresh(lambda: [incident])
            assert len(await server.alerts()) == 1
            await channel.refresh(lambda: [resolved(incident)])
            assert await server.alerts() == []
    assert gone.outcome is Outcome.TRY_LATER


async def test_a_refresh_and_a_resolve_that_meet_leave_it_resolved(rig: Rig) -> None:
    """The refresh reads the store in its own turn: what it says is never older than what was said before."""
    channel, incident = rig.channel(), an_incident()
    has_read, may_go_on = threading.Event(), threading.Event()

    def slowly() -> list[Incident]:
        has_read.set()
        may_go_on.wait(20)
        return [incident]

    await channel.send(of(incident))
    refresh = asyncio.create_task(channel.refresh(slowly))
    await asyncio.to_thread(has_read.wait, 20)
    end = asyncio.create_task(channel.send(of(resolved(incident), 2, Transition.RESOLVED)))
    await asyncio.wait({end}, timeout=0.5)  # time enough to overtake, if it could
    may_go_on.set()
    await asyncio.gather(refresh, end)
    assert await rig.server.alerts() == []


@pytest.mark.parametrize("years", [-2, 2])
async def test_a_clock_that_stepped_never_makes_an_alert_that_is_refused(rig: Rig, years: int) -> None:
    there = machine_clock() + timedelta(days=365 * years)
    incident = an_incident().model_copy(update={"opened": there})
    ended = incident.model_copy(update={"state": IncidentState.RESOLVED, "resolved": there})
    assert (await rig.channel().send(of(incident))).outcome is Outcome.ACCEPTED
    assert len(await rig.server.alerts()) == 1
    assert (await rig.channel().send(of(ended, 2, Transition.RESOLVED))).outcome is Outcome.ACCEPTED
    await rig.heard("resolved")
    assert await rig.server.alerts() == []


async def test_hostile_text_is_taken_and_made_plain(rig: Rig) -> None:
    hostile = '{{ .Labels }}"\\\n<script>\u202e\u2066\x00' + "x" * 10_000
    incident = an_incident(title=hostile, subject=hostile, impact=hostile)
    assert (await rig.channel().send(of(incident))).outcome is Outcome.ACCEPTED
    [found] = await rig.server.alerts()
    for text in (*found["labels"].values(), *found["annotations"].values()):
        assert not set(text) & set("<>\u202e\u2066\x00")
    assert len(found["labels"]["subject"]) == 500


async def test_a_test_alert_is_marked_as_one_and_ends_by_itself(rig: Rig) -> None:
    await rig.channel().send(an_alert().model_copy(update={"transition": Transition.TEST}))
    [found] = await rig.server.alerts()
    assert found["labels"]["alertname"] == "enrollwatch-test"
    assert datetime.fromisoformat(found["endsAt"]) - machine_clock() <= timedelta(minutes=5)


async def test_a_check_knows_an_alertmanager_from_another_web_server(rig: Rig) -> None:
    assert (await rig.channel().check()).outcome is Outcome.ACCEPTED
    assert await rig.server.alerts() == []
    rig.told.status = 404
    other = AlertmanagerChannel("ops", f"http://127.0.0.1:{rig.told.port}")
    assert (await other.check()).outcome is Outcome.NEVER
