"""The link of an alert: to open it changes nothing, to send its form takes the incident, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from agent.access import AckLinks
from agent.access.links import LASTS
from agent.alerts.plain import plain
from agent.model.errors import VaultSealedError
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.on_call import OnCall
from agent.web import application, authenticate
from tests.alerts.values import an_incident
from tests.web.conftest import HOST, NOW, At
from tests.web.entering import Door
from tests.web.entering import door as door


@pytest.fixture
def incident(door: Door) -> Incident:
    opened = an_incident(title="expired <b>now</b>").model_copy(update={"opened": NOW, "told": NOW})
    with door.site.store.writing() as unit:
        unit.save_change(Change(incident=opened, transition=Transition.OPENED, at=NOW))
    return opened


def link(door: Door, incident: str = "incident-1") -> str:
    assert door.site.links is not None
    address = door.site.links.address(incident, "ops-mail", door.site.clock())
    assert address is not None
    return address.removeprefix("https://watch.example")


def now(door: Door) -> Incident:
    found = door.site.store.incident("incident-1")
    assert found is not None
    return found


def test_whoever_opens_the_link_sees_what_they_would_take_and_changes_nothing(
    door: Door, incident: Incident
) -> None:
    for _ in range(3):  # a scanner, a preview, a person
        shown = door.browser().get(link(door))
        assert shown.status_code == 200
    assert "Take this incident?" in shown.text
    assert plain("expired <b>now</b>") in shown.text
    assert now(door) == incident
    assert door.site.store.audited(incident.id) == ()


def test_its_form_takes_the_incident_by_that_channels_link_and_is_on_record(
    door: Door, incident: Incident
) -> None:
    done = door.browser().post(link(door))
    assert (done.status_code, "<h1>Taken</h1>" in done.text) == (200, True)
    assert (now(door).state, now(door).taken_by) == (IncidentState.ACKNOWLEDGED, "link on ops-mail")
    (audited,) = door.site.store.audited(incident.id)
    assert audited[1:] == ("link on ops-mail", "incidents ack", incident.id, "from testclient")


def test_a_link_that_was_used_or_came_too_late_says_who_has_it(door: Door, incident: Incident) -> None:
    address = link(door)
    door.browser().post(address)
    taken = now(door)
    for again in (door.browser().get(address), door.browser().post(address)):
        assert again.status_code == 409
        assert "Somebody has taken it already" in again.text
        assert "link on ops-mail has it" in again.text
    assert now(door) == taken
    assert door.audited("link refused")[-1] == ("link on ops-mail", incident.id, "taken; from testclient")


def test_a_link_takes_nothing_away_from_whoever_has_it(door: Door, incident: Incident) -> None:
    OnCall(door.site.recorder, "pat", door.site.clock).acknowledge(incident.id, NOW)
    answer = door.browser().post(link(door))
    assert (answer.status_code, "pat has it" in answer.text) == (409, True)
    assert now(door).taken_by == "pat"


def test_a_link_to_what_is_resolved_says_when(door: Door, incident: Incident) -> None:
    over = incident.model_copy(update={"state": IncidentState.RESOLVED, "resolved": NOW})
    with door.site.store.writing() as unit:
        unit.save_change(Change(incident=over, transition=Transition.RESOLVED, at=NOW))
    for answer in (door.browser().get(link(door)), door.browser().post(link(door))):
        assert answer.status_code == 409
        assert "It was resolved <time" in answer.text
    assert now(door).taken_by is None


@pytest.mark.usefixtures("incident")
def test_an_expired_link_and_a_forged_one_have_each_their_page(door: Door, clock: At) -> None:
    address = link(door)
    forged = door.browser().post(f"{address[:-3]}abc")
    assert (forged.status_code, "This link is not ours" in forged.text) == (404, True)
    clock.time = NOW + LASTS
    expired = door.browser().post(address)
    assert (expired.status_code, "This link has expired" in expired.text) == (410, True)
    assert now(door).taken_by is None
    details = [detail for _, _, detail in door.audited("link refused")]
    assert details == ["forged; from testclient", "expired; from testclient"]
    clock.time = NOW + LASTS - timedelta(seconds=1)
    assert door.browser().get(address).status_code == 200


@pytest.mark.usefixtures("incident")
def test_with_vault_away_it_says_what_to_do_instead(door: Door) -> None:
    def sealed() -> dict[str, SecretStr]:
        raise VaultSealedError("Vault is sealed", "https://127.0.0.1:8200", "unseal it")

    site = replace(door.site, links=AckLinks("https://watch.example", sealed))
    for links in (site, replace(door.site, links=None)):
        browser = TestClient(application(links, authenticate), HOST)
        answer = browser.post(link(door))
        assert (answer.status_code, "Links cannot be checked now" in answer.text) == (503, True)
    assert now(door).taken_by is None


def test_a_link_to_an_incident_of_another_store_says_so(door: Door) -> None:
    for answer in (door.browser().get(link(door)), door.browser().post(link(door))):
        assert (answer.status_code, "No such incident" in answer.text) == (404, True)
