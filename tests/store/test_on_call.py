"""What the policy keeps of incidents, silences and the portal's own maintenance, over both databases."""

from datetime import timedelta

import pytest

from agent.model.finding import Severity
from agent.model.incident import IncidentState, Transition
from agent.model.look import Look, Reason
from agent.model.silence import Silence
from agent.model.verdict import Cause, Verdict
from agent.store import Store
from tests.store.test_opening import execute, made_at
from tests.store.values import NEW_YORK_WINTER, a_change, a_probe, an_incident, at


def a_silence(silence_id: str = "silence-1", minutes: float = 0, **changed: object) -> Silence:
    silence = Silence(
        id=silence_id,
        rule="portal-*",
        severity="warning",
        until=at(minutes + 60),
        why="the portal is being moved",
        who="pat",
        made=at(minutes),
    )
    return silence.model_copy(update=changed)


def test_how_far_an_incident_was_told_and_who_took_it_comes_back_as_it_was_given(store: Store) -> None:
    incident = an_incident(state=IncidentState.ACKNOWLEDGED).model_copy(
        update={
            "anew": at(1),
            "heard": Severity.WARNING,
            "heard_stage": 2,
            "reminders": 3,
            "step": 2,
            "flapping": True,
            "well_since": at(4),
            "taken_by": "pat",
        }
    )
    with store.writing() as unit:
        unit.save_change(a_change(incident, Transition.ACKNOWLEDGED))
    assert store.incident("incident-1") == incident


def test_an_incident_from_before_on_call_loads_as_one_that_nobody_took(url: str) -> None:
    made_at(url, "0002")
    execute(
        url,
        "INSERT INTO incidents (id, state, rule, subject, account, severity, stage, title, since, impact,"
        " next_step, desk, opened, told) VALUES ('old', 'open', 'password-expiry', 'north-clinic',"
        " 'north-clinic', 'critical', 1, 'expired', '2026-03-02 12:00:00+00:00', 'i', 'n', 'd',"
        " '2026-03-02 12:00:00+00:00', '2026-03-02 12:00:00+00:00')",
    )
    with Store.open(url) as store:
        (incident,) = store.open_incidents()
        with store.writing() as unit:
            unit.save_change(a_change(incident, Transition.REMINDED))
        assert store.silences() == ()
    assert (incident.id, incident.finding.severity) == ("old", Severity.CRITICAL)
    assert (incident.reminders, incident.step, incident.flapping) == (0, 0, False)
    assert (incident.taken_by, incident.well_since, incident.anew) == (None, None, None)


def test_incidents_resolved_lately_are_found_and_no_others(store: Store) -> None:
    resolved = IncidentState.RESOLVED
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("open")))
        for name, minutes in (("before", 129), ("at", 130), ("after", 131)):
            over = an_incident(name, state=resolved).model_copy(update={"resolved": at(minutes)})
            unit.save_change(a_change(over))
    found = store.resolved_incidents(since=at(130).astimezone(NEW_YORK_WINTER))
    assert {incident.id for incident in found} == {"at", "after"}


def test_a_silence_comes_back_as_it_was_given_and_is_replaced_when_it_ends(store: Store) -> None:
    silence = a_silence()
    with store.writing() as unit:
        unit.save_silence(silence)
    assert store.silence("silence-1") == silence
    assert store.silence("silence-2") is None
    ended = silence.model_copy(update={"ended": at(5)})
    with store.writing() as unit:
        unit.save_silence(ended)
    assert store.silences() == (ended,)


@pytest.mark.parametrize(("minutes", "lasting"), [(-1, []), (0, ["a"]), (29, ["a", "b"]), (30, ["b"])])
def test_silences_that_last_are_those_made_before_that_neither_ran_out_nor_were_ended(
    store: Store, minutes: float, lasting: list[str]
) -> None:
    with store.writing() as unit:
        unit.save_silence(a_silence("a", until=at(30)))
        unit.save_silence(a_silence("b", minutes=10))
        unit.save_silence(a_silence("ended", ended=at(0)))
    assert [silence.id for silence in store.silences(lasting=at(minutes))] == lasting
    assert [silence.id for silence in store.silences()] == ["a", "ended", "b"]


def away(minutes: float, until: float) -> Look:
    reason = Reason(
        cause=Cause.MAINTENANCE, what="away", where="home", do="wait", maintenance_until=at(until)
    )
    look = a_probe(f"away-{minutes}", minutes, Verdict.PORTAL_DOWN)
    return look.model_copy(update={"reasons": (reason,)})


def test_of_looks_at_a_maintenance_page_those_are_found_that_say_another_thing_than_the_one_before(
    store: Store,
) -> None:
    with store.writing() as unit:
        for look in (
            a_probe("well", 0),
            away(1, until=60),
            away(2, until=60),
            a_probe("mute", 3, Verdict.PORTAL_DOWN),
            a_probe("untried", 3.5, Verdict.ACCOUNT_PROBLEM),
            away(4, until=60),
            away(5, until=90),
            a_probe("back", 6),
            a_probe("still", 7),
        ):
            unit.add_look(look)
    assert [look.id for look in store.on_maintenance(at(0))] == ["away-1", "away-5", "back"]
    assert store.on_maintenance(at(0))[1] == away(5, until=90)
    assert store.on_maintenance(at(90)) == ()
    assert [look.id for look in store.on_maintenance(at(90) - timedelta(seconds=1))] == ["away-5", "back"]
