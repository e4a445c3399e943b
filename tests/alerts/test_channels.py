"""What every channel must do, over the fake and over real servers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from agent.alerts import Channel
from agent.alerts.email import EmailChannel
from agent.alerts.webhook import WebhookChannel
from agent.model.alert import Outcome
from tests.alerts.sinks import Mood, RecordingChannel, SmtpSink, WebSink, smtp_sink, web_sink
from tests.alerts.values import an_alert

PATIENCE = 1.5
CANARY = "canary-5f1d"
Sink = RecordingChannel | SmtpSink | WebSink


@dataclass
class Rig:
    channel: Channel
    sink: Sink


@pytest.fixture(params=["fake", "email", "webhook"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """Everything a channel could let slip carries the canary."""
    if request.param == "fake":
        fake = RecordingChannel()
        yield Rig(fake, fake)
    elif request.param == "email":
        login = {"user": SecretStr(f"user-{CANARY}"), "password": SecretStr(CANARY)}
        async with smtp_sink(password=CANARY) as mail:
            server, to = f"127.0.0.1:{mail.port}", (f"{CANARY}@example.org",)
            yield Rig(EmailChannel("ops", server, "watch@example.org", to, login, patience=PATIENCE), mail)
    else:
        key = {"signing_key": SecretStr(CANARY)}
        async with web_sink() as web:
            url = f"http://127.0.0.1:{web.port}/hooks/{CANARY}"
            yield Rig(WebhookChannel("ops", url, key, patience=PATIENCE), web)


async def test_an_accepted_alert_arrives_whole(rig: Rig) -> None:
    alert = an_alert()
    delivery = await rig.channel.send(alert)
    assert delivery.outcome is Outcome.ACCEPTED
    assert delivery.problem is None
    [received] = rig.sink.received
    assert (received.key, received.title, received.text) == (
        alert.key,
        alert.message.title,
        alert.message.text,
    )


async def test_a_repeat_carries_the_same_key(rig: Rig) -> None:
    await rig.channel.send(an_alert())
    await rig.channel.send(an_alert())
    first, second = rig.sink.received
    assert first == second


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        (Mood.BUSY, Outcome.TRY_LATER),
        (Mood.HANGING, Outcome.TRY_LATER),
        (Mood.DRIPPING, Outcome.TRY_LATER),
        (Mood.DROPPING, Outcome.TRY_LATER),
        (Mood.REFUSING, Outcome.NEVER),
    ],
)
async def test_trouble_is_told_apart_and_names_no_secret(rig: Rig, mood: Mood, outcome: Outcome) -> None:
    rig.sink.mood = mood
    delivery = await rig.channel.send(an_alert())
    assert delivery.outcome is outcome
    assert delivery.problem
    assert CANARY not in delivery.problem
    assert rig.sink.received == []


async def test_a_channel_works_again_after_its_trouble(rig: Rig) -> None:
    rig.sink.mood = Mood.DROPPING
    await rig.channel.send(an_alert())
    rig.sink.mood = Mood.WELL
    assert (await rig.channel.send(an_alert())).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("kind", ["email", "webhook"])
async def test_where_nobody_listens_it_is_tried_later(kind: str) -> None:
    async with web_sink() as gone:
        port = gone.port
    channel: Channel = (
        EmailChannel("ops", f"127.0.0.1:{port}", "watch@example.org", ("ops@example.org",))
        if kind == "email"
        else WebhookChannel("ops", f"http://127.0.0.1:{port}/")
    )
    assert (await channel.send(an_alert())).outcome is Outcome.TRY_LATER
