"""A password runs out while nobody looks: told four times, by one incident."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.system.warm_agent import Answer, WarmAgent
from tests.system.world import World

ACCOUNT = "orchard-family"  # all well, and the fewest pages
CHANGED = datetime(2026, 3, 2, 14, tzinfo=UTC)  # 09:00 in New York


@dataclass(frozen=True)
class Moment:
    days: int
    status: int
    verdict: str
    severity: str
    transition: str
    says: str


MOMENTS = (
    Moment(46, 0, "ok", "information", "opened", "14 days"),
    Moment(53, 0, "ok", "warning", "worsened", "7 days"),
    Moment(59, 1, "ok", "critical", "worsened", "1 day"),
    Moment(61, 3, "account_problem", "critical", "worsened", "expired"),
)


@pytest.fixture
def world(world: World) -> World:
    world.configure(accounts=(ACCOUNT,))
    return world


def _look(world: World, warm: WarmAgent, days: int) -> Answer:
    """So many days after the password was changed, by the portal's clock and the agent's."""
    now = CHANGED + timedelta(days=days, minutes=5)
    world.portal.control("PUT", "/clock", {"now": now.isoformat()})
    return warm.visit(world, ACCOUNT, at=now)


def test_an_expiring_password_is_one_incident_told_four_times(world: World, warm: WarmAgent) -> None:
    world.portal.change(ACCOUNT, password_changed=CHANGED.isoformat())
    incidents = set()
    for moment in MOMENTS:
        answer = _look(world, warm, moment.days)
        assert (answer.status, answer.visit["verdict"]) == (moment.status, moment.verdict)
        (finding,) = [each for each in answer.visit["findings"] if each["rule"] == "password-expiry"]
        (change,) = [each for each in answer.visit["incidents"] if each["rule"] == "password-expiry"]
        assert (finding["severity"], change["transition"]) == (moment.severity, moment.transition)
        assert moment.says in finding["title"]
        incidents.add(change["id"])
    (incident,) = incidents
    with world.store() as store:
        told = [alert for alert in store.alerts(incident) if alert.state == "sent"]
        assert {name: sum(a.channel == name for a in told) for name in ("ops-mail", "ops-hook")} == {
            "ops-mail": 4,
            "ops-hook": 4,
        }
    for channel in ("mail", "webhook"):
        keys = [
            message["key"]
            for message in world.sink.messages(channel)
            if message["key"].startswith(f"{incident}:")
        ]
        assert [key.split(":")[1] for key in keys] == ["1", "2", "3", "4"]


def test_an_expired_password_is_typed_once_and_its_renewal_ends_the_incident(
    world: World, warm: WarmAgent
) -> None:
    world.portal.change(ACCOUNT, password_changed=CHANGED.isoformat())
    assert _look(world, warm, 61).visit["facts"] is None
    assert _look(world, warm, 62).status == 3
    assert len(world.portal.requests(kind="sign_in", account=ACCOUNT)) == 1

    world.portal.change(
        ACCOUNT, password="Fresh@pass1", password_changed=(CHANGED + timedelta(days=63)).isoformat()
    )
    world.vault.give(ACCOUNT, password="Fresh@pass1")
    renewed = _look(world, warm, 63)
    assert (renewed.status, renewed.visit["verdict"]) == (0, "ok")
    assert ("password-expiry", "resolved") in [
        (change["rule"], change["transition"]) for change in renewed.visit["incidents"]
    ]
