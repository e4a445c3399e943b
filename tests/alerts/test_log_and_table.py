"""The log channel, and the table of kinds."""

import io

import pytest
from loguru import logger
from pydantic import SecretStr

from agent.alerts import KINDS, build
from agent.alerts.email import EmailChannel
from agent.alerts.log import LogChannel
from agent.alerts.webhook import WebhookChannel
from agent.model.alert import Outcome
from agent.settings import ChannelKind, ChannelSettings
from tests.alerts.values import an_alert


async def test_the_log_channel_writes_one_line_that_holds_the_title_and_the_key() -> None:
    written = io.StringIO()
    handler = logger.add(written, format="{message}|{extra[alert]}|{extra[text]!r}")
    try:
        delivery = await LogChannel("ops").send(an_alert(title="CRITICAL {north}\nforged line"))
    finally:
        logger.remove(handler)
    assert delivery.outcome is Outcome.ACCEPTED
    assert (
        written.getvalue().splitlines()[0].startswith("CRITICAL {north} forged line|incident-1:1:ops|'What:")
    )
    assert len(written.getvalue().splitlines()) == 1


def test_every_kind_that_settings_allow_can_be_built() -> None:
    assert set(KINDS) == set(ChannelKind)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (
            ChannelSettings(
                name="ops", kind=ChannelKind.EMAIL, to=("ops@example.org",), smtp="127.0.0.1:8025"
            ),
            EmailChannel,
        ),
        (ChannelSettings(name="ops", kind=ChannelKind.WEBHOOK, url="https://127.0.0.1/x"), WebhookChannel),
        (ChannelSettings(name="ops", kind=ChannelKind.LOG), LogChannel),
    ],
)
def test_settings_become_a_channel_of_their_kind_and_name(settings: ChannelSettings, kind: type) -> None:
    channel = build(settings, {"password": SecretStr("x")})
    assert isinstance(channel, kind)
    assert channel.name == "ops"
