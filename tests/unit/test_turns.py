"""A burst goes over one connection, that is closed when the channel's turn is over; what it links."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent import app
from agent.alerts import Credentials, deliver
from agent.delivery import CredentialedChannel
from agent.model.alert import Alert, Delivery, Outcome
from agent.model.links import Links
from agent.settings import ChannelKind, ChannelSettings, load
from agent.vault import VaultClient
from tests.alerts.sinks import WebSink, web_sink
from tests.alerts.values import an_alert
from tests.unit.settings_text import SETTINGS

KEYS = ({"signing_key": SecretStr("old")}, {"signing_key": SecretStr("new")})


def channel_to(sink: WebSink, answers: Iterator[Credentials]) -> CredentialedChannel:
    kind, url = ChannelKind.WEBHOOK, f"http://127.0.0.1:{sink.port}/"
    settings = ChannelSettings(name="ops", kind=kind, url=url, vault_path="channels/ops")
    return CredentialedChannel(settings, lambda _: next(answers))


async def nothing(_: Alert, __: Delivery) -> None:
    """Of what became of it."""


async def test_all_that_is_due_on_a_channel_goes_over_one_connection() -> None:
    alerts = [an_alert(number, incident=f"i{number}") for number in range(1, 21)]
    async with web_sink() as sink:
        sink.keeps = True
        await deliver(alerts, {"ops": channel_to(sink, iter(KEYS[:1]))}, nothing)
        assert (len(sink.bodies), sink.connections) == (20, 1)
        await asyncio.wait_for(sink.alone.wait(), 5)


@pytest.mark.parametrize("status", [401, 503])
async def test_a_channel_that_is_made_anew_within_its_turn_is_closed_with_it(status: int) -> None:
    async with web_sink() as sink:
        sink.keeps, sink.status = True, status
        channel = channel_to(sink, iter(KEYS))
        async with channel.turn():
            assert (await channel.send(an_alert())).outcome is Outcome.TRY_LATER
            sink.status = 200
            assert (await channel.send(an_alert())).outcome is Outcome.ACCEPTED
            assert sink.open == 2
        await asyncio.wait_for(sink.alone.wait(), 5)


def test_a_channel_of_the_agent_knows_where_its_settings_have_the_runbooks(tmp_path: Path) -> None:
    file, runbooks = tmp_path / "enrollwatch.toml", "https://wiki.example/runbooks"
    channel = '[[channels]]\nname = "am"\nkind = "alertmanager"\nurl = "http://127.0.0.1:9"\n'
    file.write_text(f'{SETTINGS}\n{channel}\n[web]\nrunbooks = "{runbooks}"\n')
    settings = load(file, {})
    wired = app._channel(settings.channels[0], VaultClient(settings.vault), None, settings.web.links)
    assert isinstance(wired, CredentialedChannel)
    assert wired.links == settings.web.links == Links(runbooks=runbooks)
