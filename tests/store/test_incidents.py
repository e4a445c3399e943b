"""Incidents and their transitions, over both databases."""

import pytest

from agent.model.finding import Severity
from agent.model.incident import IncidentState, Transition
from agent.store import Store, StoreConflictError
from tests.store.values import a_change, a_record, an_incident, at


def test_an_incident_comes_back_as_it_was_given(store: Store) -> None:
    incident = an_incident()
    with store.writing() as unit:
        unit.save_change(a_change(incident))
    assert store.incident("incident-1") == incident
    assert store.incident("incident-2") is None


def test_transitions_are_numbered_from_one_within_their_incident(store: Store) -> None:
    worse = an_incident(severity=Severity.CRITICAL)
    with store.writing() as unit:
        assert unit.save_change(a_change(an_incident())) == 1
        assert unit.save_change(a_change(an_incident("incident-2", "south-clinic"))) == 1
        assert unit.save_change(a_change(worse, Transition.WORSENED, 9)) == 2
    assert store.transitions("incident-1") == (
        (1, Transition.OPENED, at(0), Severity.WARNING),
        (2, Transition.WORSENED, at(9), Severity.CRITICAL),
    )


def test_a_refreshed_finding_is_kept_and_tells_nobody(store: Store) -> None:
    worse = an_incident(severity=Severity.CRITICAL)
    with store.writing() as unit:
        unit.save_change(a_change(an_incident()))
        assert unit.save_change(a_change(worse, None)) == 0
    assert store.incident("incident-1") == worse
    assert len(store.transitions("incident-1")) == 1


def test_open_incidents_are_all_but_the_resolved_ones(store: Store) -> None:
    incidents = [an_incident(f"in-{state}", f"subject-{state}", state=state) for state in IncidentState]
    with store.writing() as unit:
        for incident in incidents:
            unit.save_change(a_change(incident))
        inside = {incident.state for incident in unit.open_incidents()}
    assert inside == set(IncidentState) - {IncidentState.RESOLVED}
    assert {incident.state for incident in store.incidents(open_only=True)} == inside
    assert len(store.incidents(open_only=False)) == len(IncidentState)


def test_incidents_are_picked_by_account(store: Store) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident()))
    assert len(store.incidents(account="north-clinic")) == 1
    assert store.incidents(account="south-clinic") == ()


def test_two_unresolved_incidents_of_one_rule_and_subject_are_refused(store: Store) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("incident-1", state=IncidentState.SILENCED)))
    with pytest.raises(StoreConflictError), store.writing() as unit:
        unit.save_change(a_change(an_incident("incident-2")))
    assert store.incident("incident-2") is None


def test_after_resolution_the_same_rule_and_subject_may_open_again(store: Store) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("incident-1")))
        resolved = an_incident("incident-1", state=IncidentState.RESOLVED)
        unit.save_change(a_change(resolved, Transition.RESOLVED, 130))
        unit.save_change(a_change(an_incident("incident-2")))
    assert [incident.id for incident in store.incidents(open_only=True)] == ["incident-2"]
    assert store.incident("incident-1") == resolved


def test_a_failure_in_the_unit_leaves_nothing_of_it(store: Store) -> None:
    def write_one_and_fail() -> None:
        with store.writing() as unit:
            unit.save_change(a_change(an_incident()))
            unit.add_evidence(a_record(look="never-stored"))

    with pytest.raises(StoreConflictError):
        write_one_and_fail()
    assert store.incident("incident-1") is None
    assert store.transitions("incident-1") == ()


def test_what_a_unit_writes_is_seen_by_others_only_when_it_has_ended(store: Store) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident()))
        assert unit.incident("incident-1") is not None
        assert store.incident("incident-1") is None
    assert store.incident("incident-1") is not None
