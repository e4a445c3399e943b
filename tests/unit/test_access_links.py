"""Links that acknowledge: what opens them, for how long, and what a message carries where there is no key."""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from itsdangerous import URLSafeSerializer
from pydantic import SecretStr

from agent.access import AckLinks, Linked, LinkProblem
from agent.access.links import KEPT, LASTS, opened, signed
from agent.alerts import compose
from agent.alerts.html import page
from agent.alerts.plain import plain_text
from agent.app import _channel
from agent.delivery import CredentialedChannel
from agent.model.alert import Alert
from agent.model.errors import VaultMissingError, VaultUnreachableError
from agent.model.incident import IncidentState, Transition
from agent.model.links import Links
from agent.settings import ChannelKind, ChannelSettings
from agent.vault import VaultClient
from agent.vault.link_keys import FIELD, SHORTEST, rotated
from tests.alerts.values import an_alert, an_incident

from .builders import NOW

BASE = "https://watch.example.org"
OLD, NEW = SecretStr("old-" * 12), SecretStr("new-" * 12)
LINKED = Linked(incident="incident-1", channel="ops", until=NOW + LASTS)


class Vault:
    """Holds keys, counts who asks, and may be away."""

    def __init__(self, keys: str = OLD.get_secret_value()) -> None:
        self.keys: str | None = keys
        self.asked = 0
        self.away = False

    def __call__(self) -> Mapping[str, SecretStr]:
        self.asked += 1
        if self.away:
            raise VaultUnreachableError("Vault does not answer", "https://127.0.0.1:8200", "start it")
        return {} if self.keys is None else {FIELD: SecretStr(self.keys)}


def token_of(address: str | None) -> str:
    assert address is not None
    assert address.startswith(f"{BASE}/ack/")
    return address.rpartition("/")[2]


def test_a_link_names_its_incident_and_channel_until_it_expires() -> None:
    links = AckLinks(BASE, Vault())
    token = token_of(links.address("incident-1", "ops", NOW))
    assert links.open(token, NOW + LASTS - timedelta(seconds=1)) == LINKED
    assert links.open(token, NOW + LASTS) is LinkProblem.EXPIRED


def test_what_was_altered_cut_off_or_signed_by_another_is_forged() -> None:
    token = signed(LINKED, [OLD])
    body, _, seal = token.rpartition(".")
    other = signed(LINKED.model_copy(update={"incident": "incident-2"}), [NEW])
    forged = [
        "",
        "x",
        body,
        f"{body}.",
        f"{other.rpartition('.')[0]}.{seal}",
        other,
        token[:-1],
        f"{token}A",
        "é" * 50,
        "A" * 100_000,
    ]
    assert {opened(each, [OLD], NOW) for each in forged} == {LinkProblem.FORGED}


def test_something_else_under_the_same_key_is_no_link() -> None:

    elsewhere = URLSafeSerializer(OLD.get_secret_value(), salt=b"another purpose")
    assert opened(str(elsewhere.dumps(["incident-1", "ops", 2**40])), [OLD], NOW) is LinkProblem.FORGED


def test_after_a_rotation_links_of_the_key_before_open_and_of_the_one_before_that_do_not() -> None:
    first = rotated()
    second = rotated(first)
    third = rotated(second)
    assert all(len(key) >= SHORTEST for key in third.split())
    assert (len(second.split()), len(third.split())) == (2, 2)
    tokens = [signed(LINKED, [SecretStr(key) for key in keys.split()]) for keys in (first, second, third)]
    results = [opened(token, [SecretStr(key) for key in third.split()], NOW) for token in tokens]
    assert results == [LinkProblem.FORGED, LINKED, LINKED]


def test_keys_are_fetched_when_used_and_anew_after_a_minute() -> None:
    vault = Vault()
    links = AckLinks(BASE, vault)
    assert vault.asked == 0
    token = token_of(links.address("incident-1", "ops", NOW))
    links.open(token, NOW + KEPT - timedelta(seconds=1))
    assert vault.asked == 1
    vault.keys = f"{OLD.get_secret_value()} {NEW.get_secret_value()}"
    later = token_of(links.address("incident-1", "ops", NOW + KEPT))
    assert opened(later, [NEW], NOW) == LINKED.model_copy(update={"until": NOW + KEPT + LASTS})
    assert links.open(token, NOW + KEPT) == LINKED


def test_with_vault_away_the_keys_of_before_serve_and_it_is_not_asked_at_each_message() -> None:
    vault = Vault()
    links = AckLinks(BASE, vault)
    token = token_of(links.address("incident-1", "ops", NOW))
    vault.away = True
    for _ in range(3):
        assert links.open(token, NOW + KEPT) == LINKED
    assert vault.asked == 2


@pytest.mark.parametrize("keys", [None, "", "short", "x" * (SHORTEST - 1)])
def test_without_a_usable_key_there_is_no_link_and_none_can_be_checked(keys: str | None) -> None:
    vault = Vault()
    vault.keys = keys
    links = AckLinks(BASE, vault)
    assert links.address("incident-1", "ops", NOW) is None
    assert links.open(signed(LINKED, [OLD]), NOW) is LinkProblem.UNKNOWN
    with pytest.raises(VaultMissingError, match="secrets bootstrap"):
        links.check()


def test_no_key_shows_itself() -> None:
    links = AckLinks(BASE, Vault())
    assert links.check() == "1 key"
    links.address("incident-1", "ops", NOW)
    assert OLD.get_secret_value() not in repr(links)


def told(transition: Transition = Transition.OPENED, **changed: object) -> Alert:
    incident = an_incident().model_copy(update=changed)
    message = compose(incident, transition, NOW, ZoneInfo("America/New_York"))
    return an_alert(channel="ops").model_copy(update={"message": message, "about": incident})


def test_a_message_that_asks_to_be_taken_carries_the_link_in_the_place_of_the_command() -> None:
    alert = told()
    whole = AckLinks(BASE, Vault()).completed(alert, lambda: NOW)
    before, after = alert.message.text.splitlines(), whole.message.text.splitlines()
    ((was, now),) = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert was == "Take it:   enrollwatch incidents ack incident-1"
    assert now.startswith(f"Take it:   {BASE}/ack/")
    assert opened(now.rpartition("/")[2], [OLD], NOW) == LINKED
    assert whole.message.title == alert.message.title
    assert now in plain_text(whole.message.text)  # not cut
    assert f'<a href="{now.split()[-1]}">' in page(whole)


@pytest.mark.parametrize(
    "alert",
    [
        told(Transition.RESOLVED),
        told(Transition.REMINDED, taken_by="pat", state=IncidentState.ACKNOWLEDGED),
        told().model_copy(update={"incident": None}),
        told().model_copy(update={"incident": "another"}),
    ],
    ids=["resolved", "taken", "a digest", "of another incident"],
)
def test_what_nobody_is_to_take_carries_none_and_asks_for_no_key(alert: Alert) -> None:
    vault = Vault()
    assert AckLinks(BASE, vault).completed(alert, lambda: NOW) is alert
    assert vault.asked == 0


def test_without_vault_the_message_goes_as_it_was_written() -> None:
    vault = Vault()
    vault.away = True
    alert = told()
    assert AckLinks(BASE, vault).completed(alert, lambda: NOW) is alert


async def test_a_channel_sends_the_whole_message_and_what_is_stored_has_no_link() -> None:
    sent: list[Alert] = []

    def completed(alert: Alert) -> Alert:
        whole = AckLinks(BASE, Vault()).completed(alert, lambda: NOW)
        sent.append(whole)
        return whole

    alert = told()
    channel = CredentialedChannel(
        ChannelSettings(name="ops", kind=ChannelKind.LOG), lambda path: {}, completed
    )
    await channel.send(alert)
    assert "/ack/" in sent[0].message.text
    assert "/ack/" not in alert.message.text


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    there = NOW.astimezone(ZoneInfo("America/New_York"))
    token = signed(LINKED.model_copy(update={"until": there + LASTS}), [OLD])
    result = opened(token, [OLD], NOW.astimezone(UTC))
    assert result == LINKED


def test_every_channel_but_a_log_gets_links_and_a_log_none() -> None:
    links = AckLinks(BASE, Vault())
    for kind in ChannelKind:
        channel = ChannelSettings.model_construct(name="ops", kind=kind)
        made = _channel(channel, cast(VaultClient, None), links, Links())
        assert isinstance(made, CredentialedChannel)
        assert (made.completed is None) is (kind is ChannelKind.LOG)
