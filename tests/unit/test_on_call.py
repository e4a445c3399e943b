"""What the person on call does: one transaction each, on record, beside an agent that goes on recording."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.model.alert import Alert
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.silence import Silence
from agent.on_call import OnCall, TooLateError, UnknownIncidentError, UnknownSilenceError
from agent.recorder import Recorder, keep
from agent.store import AuditEntry, Store, StoreConflictError

from .builders import ACCOUNT, EASTERN, NOW, at_once, before, finding

CHANNELS = ("ops-mail", "ops-hook")
ROUTING = at_once(*CHANNELS)
AUDITED = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@pytest.fixture
def on_call(store: Store) -> OnCall:
    """Beside one critical incident that was opened, and told, an hour ago."""
    steps = (Step(after=timedelta(minutes=30), channels=("boss",)),)
    found = finding(subject=ACCOUNT, account=ACCOUNT, severity=Severity.CRITICAL)
    hour_ago = before(hours=1)
    incident = Incident(id="i1", state=IncidentState.OPEN, finding=found, opened=hour_ago, told=hour_ago)
    with store.writing() as unit:
        keep(unit, [Change(incident=incident, transition=Transition.OPENED, at=hour_ago)], ROUTING, EASTERN)
    recorder = Recorder(store, ROUTING, Policy(), EASTERN, steps=steps)
    return OnCall(recorder, "pat", lambda: AUDITED)


def by(on_call: OnCall, who: str) -> OnCall:
    return OnCall(on_call.recorder, who, on_call.clock)


def a_silence(**changed: object) -> Silence:
    silence = Silence(
        id="s1", rule="password-*", until=NOW + timedelta(hours=2), why="known", who="pat", made=NOW
    )
    return silence.model_copy(update=changed)


def transitions(store: Store) -> list[Transition]:
    return [passage.transition for passage in store.transitions("i1")]


def since(store: Store) -> tuple[Alert, ...]:
    """The alerts after the first notice."""
    return store.alerts()[len(CHANNELS) :]


def told(store: Store) -> list[tuple[str | None, str]]:
    return [(alert.transition, alert.channel) for alert in since(store)]


def test_who_takes_an_incident_is_told_to_every_channel_and_put_on_record(
    store: Store, on_call: OnCall
) -> None:
    on_call.acknowledge("i1", NOW, "on the phone with EUS")
    incident = store.incident("i1")
    assert incident is not None
    assert (incident.state, incident.taken_by) == (IncidentState.ACKNOWLEDGED, "pat")
    assert transitions(store) == [Transition.OPENED, Transition.ACKNOWLEDGED]
    assert told(store) == [("acknowledged", channel) for channel in CHANNELS]
    assert since(store)[0].message.text.startswith("pat has taken it")
    assert "on the phone with EUS" in since(store)[0].message.text
    assert store.audited("i1") == (
        AuditEntry(AUDITED, "pat", "incidents ack", "i1", "on the phone with EUS"),
    )


def test_what_somebody_has_taken_does_not_escalate(store: Store, on_call: OnCall) -> None:
    on_call.acknowledge("i1", NOW)
    assert on_call.recorder.tick(NOW + timedelta(hours=9)) == ()
    assert ("escalated", "boss") not in told(store)


def test_an_incident_is_taken_once_by_one_person_and_may_be_taken_over(store: Store, on_call: OnCall) -> None:
    on_call.acknowledge("i1", NOW)
    with pytest.raises(TooLateError, match="pat has taken it already"):
        on_call.acknowledge("i1", NOW)
    by(on_call, "lee").acknowledge("i1", NOW)
    assert [entry.who for entry in store.audited("i1")] == ["pat", "lee"]
    assert transitions(store) == [Transition.OPENED, Transition.ACKNOWLEDGED, Transition.ACKNOWLEDGED]


def test_what_a_person_closes_is_told_as_closed_by_them_and_put_on_record(
    store: Store, on_call: OnCall
) -> None:
    closed = on_call.resolve("i1", NOW, "it was a drill")
    assert (closed.state, closed.resolved) == (IncidentState.RESOLVED, NOW)
    assert store.open_incidents() == ()
    assert told(store) == [("resolved", channel) for channel in CHANNELS]
    assert since(store)[0].message.text.startswith("Closed by pat")
    assert store.audited("i1") == (AuditEntry(AUDITED, "pat", "incidents resolve", "i1", "it was a drill"),)


def test_nothing_is_done_to_an_incident_that_is_over_or_that_there_is_not(
    store: Store, on_call: OnCall
) -> None:
    on_call.resolve("i1", NOW, "a drill")
    for deed in (on_call.acknowledge, on_call.resolve):
        with pytest.raises(TooLateError, match=r"was resolved 2026-03-02 14:00 UTC \(i1\)"):
            deed("i1", NOW, "again")
        with pytest.raises(UnknownIncidentError, match="no incident 'i2'"):
            deed("i2", NOW, "again")
    assert len(store.audited()) == 1
    assert len(since(store)) == len(CHANNELS)


def test_a_deed_whose_alert_cannot_be_written_is_not_done_and_not_on_record(
    store: Store, on_call: OnCall
) -> None:
    twice = Recorder(store, at_once("ops-mail", "ops-mail"), Policy(), EASTERN)
    with pytest.raises(StoreConflictError):
        OnCall(twice, "pat").acknowledge("i1", NOW)
    incident = store.incident("i1")
    assert incident is not None
    assert incident.taken_by is None
    assert store.audited() == ()


def test_a_silence_quiets_at_once_what_it_matches_and_tells_nobody(store: Store, on_call: OnCall) -> None:
    (silenced,) = on_call.silence(a_silence())
    assert (silenced.id, silenced.state) == ("i1", IncidentState.SILENCED)
    assert [incident.state for incident in store.open_incidents()] == [IncidentState.SILENCED]
    assert store.silences(lasting=NOW) == (a_silence(),)
    assert on_call.recorder.tick(NOW + timedelta(hours=1)) == ()
    assert told(store) == []
    (entry,) = store.audited("s1")
    assert entry[1:] == (
        "pat",
        "incidents silence",
        "s1",
        "rule password-* until 2026-03-02 16:00 UTC; known",
    )


def test_a_silence_leaves_alone_what_it_does_not_match(store: Store, on_call: OnCall) -> None:
    assert on_call.silence(a_silence(rule="portal-*")) == ()
    assert [incident.state for incident in store.open_incidents()] == [IncidentState.OPEN]
    assert told(store) == []  # making it escalates nothing else either, although that is due


def test_what_is_still_wrong_when_its_silence_has_run_out_is_told_again(
    store: Store, on_call: OnCall
) -> None:
    on_call.silence(a_silence())
    (change,) = on_call.recorder.tick(NOW + timedelta(hours=2))
    assert (change.transition, change.incident.state) == (Transition.REMINDED, IncidentState.OPEN)
    assert told(store) == [("reminded", channel) for channel in CHANNELS]


def test_a_silence_that_is_ended_tells_at_once_of_what_it_had_quieted(store: Store, on_call: OnCall) -> None:
    on_call.silence(a_silence())
    later = NOW + timedelta(minutes=5)
    ended, (heard,) = by(on_call, "lee").unsilence("s1", later)
    assert (ended.ended, heard.id, heard.state) == (later, "i1", IncidentState.OPEN)
    assert store.silences(lasting=later) == ()
    assert told(store) == [("reminded", channel) for channel in CHANNELS]
    assert [(entry.who, entry.action) for entry in store.audited("s1")] == [
        ("pat", "incidents silence"),
        ("lee", "incidents unsilence"),
    ]
    with pytest.raises(TooLateError, match="ended 2026-03-02 14:05 UTC"):
        on_call.unsilence("s1", later)
    with pytest.raises(UnknownSilenceError, match="no silence 's2'"):
        on_call.unsilence("s2", later)
    assert len(store.audited()) == 2


def test_who_took_a_silenced_incident_still_has_it_when_the_silence_is_over(
    store: Store, on_call: OnCall
) -> None:
    on_call.silence(a_silence())
    on_call.acknowledge("i1", NOW)
    assert told(store) == []
    _, (heard,) = on_call.unsilence("s1", NOW)
    assert (heard.state, heard.taken_by) == (IncidentState.ACKNOWLEDGED, "pat")


def test_a_person_and_an_agent_at_once_lose_nothing_of_each_other(
    store: Store, on_call: OnCall, tmp_path: Path
) -> None:
    """Twenty times it changes hands while another process follows it with twenty looks, and reminds of it."""
    on_call.resolve("i1", before(minutes=1), "the other process opens its own")
    url = f"sqlite:///{tmp_path}/enrollwatch.db"
    command = [sys.executable, "-m", "tests.unit.recording", url, "20"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as agent:
        assert agent.stdout is not None
        assert agent.stdout.readline() == "recorded\n"
        (incident,) = store.open_incidents()
        for number in range(20):
            by(on_call, ("pat", "lee")[number % 2]).acknowledge(incident.id, NOW)
        agent.communicate(timeout=60)
    assert agent.returncode == 0
    after = store.incident(incident.id)
    assert after is not None
    assert (after.state, after.taken_by) == (IncidentState.ACKNOWLEDGED, "lee")
    assert len(store.looks(limit=None)) == 20
    passages = store.transitions(incident.id)
    kinds = [passage.transition for passage in passages]
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
    assert kinds.count(Transition.ACKNOWLEDGED) == len(store.audited(incident.id)) == 20
    assert kinds.count(Transition.REMINDED) == after.reminders >= 19  # an older copy would count fewer
    told = [transition for transition in kinds if transition is not Transition.ACKNOWLEDGED]
    assert len(store.alerts(incident.id)) == len(told) + 20 * len(CHANNELS)
