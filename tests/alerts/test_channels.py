"""What every channel must do, over the fake and over real servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest
from pydantic import SecretStr

from agent.alerts import AlertmanagerChannel, Channel, RealChannel
from agent.alerts.apprise import AppriseChannel
from agent.alerts.email import EmailChannel
from agent.alerts.webhook import WebhookChannel
from agent.model.alert import Message, Outcome
from tests.alerts.sinks import (
    Mood,
    Received,
    RecordingChannel,
    SmtpSink,
    WebSink,
    of_alertmanager,
    of_apprise,
    smtp_sink,
    web_sink,
)
from tests.alerts.values import an_alert

PATIENCE = 1.5
CANARY = "canary-5f1d"
Sink = RecordingChannel | SmtpSink | WebSink


@dataclass
class Rig:
    """A channel and where it leads; `expected` is what `an_alert()` is there."""

    channel: Channel
    sink: Sink
    expected: Received


WHOLE = Received(an_alert().key, an_alert().message.title, an_alert().message.text)
IN_LINES = replace(WHOLE, text="What: portal password has expired\nNaïve line — two.")


@asynccontextmanager
async def fake_rig() -> AsyncIterator[Rig]:
    fake = RecordingChannel()
    yield Rig(fake, fake, WHOLE)


@asynccontextmanager
async def email_rig() -> AsyncIterator[Rig]:
    login = {"user": SecretStr(f"user-{CANARY}"), "password": SecretStr(CANARY)}
    async with smtp_sink(password=CANARY) as mail:
        server, to = f"127.0.0.1:{mail.port}", (f"{CANARY}@example.org",)
        channel = EmailChannel("ops", server, "watch@example.org", to, login, patience=PATIENCE)
        yield Rig(channel, mail, WHOLE)


@asynccontextmanager
async def webhook_rig() -> AsyncIterator[Rig]:
    key = {"signing_key": SecretStr(CANARY)}
    async with web_sink() as web:
        url = f"http://127.0.0.1:{web.port}/hooks/{CANARY}"
        yield Rig(WebhookChannel("ops", url, key, patience=PATIENCE), web, WHOLE)


@asynccontextmanager
async def alertmanager_rig() -> AsyncIterator[Rig]:
    async with web_sink() as web:
        web.reads = of_alertmanager
        url, token = f"http://127.0.0.1:{web.port}/{CANARY}", {"token": SecretStr(CANARY)}
        yield Rig(AlertmanagerChannel("ops", url, token, patience=PATIENCE), web, IN_LINES)


@asynccontextmanager
async def apprise_rig() -> AsyncIterator[Rig]:
    async with web_sink() as web:
        web.reads = of_apprise
        url = SecretStr(f"json://{CANARY}:{CANARY}@127.0.0.1:{web.port}/{CANARY}")
        yield Rig(AppriseChannel("ops", url, patience=PATIENCE), web, replace(IN_LINES, key=""))


RIGS = {
    "fake": fake_rig,
    "email": email_rig,
    "webhook": webhook_rig,
    "alertmanager": alertmanager_rig,
    "apprise": apprise_rig,
}


@pytest.fixture(params=list(RIGS))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """Everything a channel could let slip carries the canary."""
    async with RIGS[request.param]() as opened:
        yield opened


async def test_an_accepted_alert_arrives_whole(rig: Rig) -> None:
    delivery = await rig.channel.send(an_alert())
    assert delivery.outcome is Outcome.ACCEPTED
    assert delivery.problem is None
    assert rig.sink.received == [rig.expected]


async def test_a_repeat_carries_the_same_key(rig: Rig) -> None:
    await rig.channel.send(an_alert())
    await rig.channel.send(an_alert())
    first, second = rig.sink.received
    assert first == second


@pytest.mark.parametrize("kind", ["email", "webhook", "alertmanager", "apprise"])
async def test_what_the_far_side_said_is_kept_as_a_receipt(kind: str) -> None:
    async with RIGS[kind]() as rig:
        delivery = await rig.channel.send(an_alert())
    said = {"email": "kept", "apprise": "Apprise (JSON) took it"}
    assert delivery.receipt == said.get(kind, "HTTP 200")


@pytest.mark.parametrize("kind", ["email", "webhook", "alertmanager", "apprise"])
async def test_a_check_says_whether_it_would_work_and_tells_nobody(kind: str) -> None:
    async with RIGS[kind]() as rig:
        assert not isinstance(rig.channel, RecordingChannel)
        channel = cast(RealChannel, rig.channel)
        well = await channel.check()
        rig.sink.mood = Mood.HANGING
        assert rig.sink.received == []
    gone = await channel.check()
    assert well.outcome is Outcome.ACCEPTED
    assert well.receipt
    assert CANARY not in well.receipt
    assert gone.outcome is (Outcome.ACCEPTED if kind == "apprise" else Outcome.TRY_LATER)


@pytest.mark.parametrize("kind", ["email", "webhook", "alertmanager", "apprise"])
async def test_text_that_hides_lies_or_marks_up_is_plain_on_every_channel(kind: str) -> None:
    """Here the channel itself must see to it: nothing of what is sent was made plain before."""
    hostile = "<b>x</b>\u202eright to left\u2066\x00\x1b[31m " + "long " * 4000
    message = Message(title=hostile, text=f"{hostile}\n{hostile}")
    async with RIGS[kind]() as rig:
        await rig.channel.send(an_alert().model_copy(update={"message": message}))
        [received] = rig.sink.received
    assert len(received.title) <= 500
    assert not set(received.title + received.text) & set("<>\u202e\u2066\x00\x1b")


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
