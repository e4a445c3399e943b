"""What is particular to the webhook: the document, its signature, and the meaning of a status."""

import hmac
import json
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from agent.alerts.webhook import WebhookChannel
from agent.model.alert import Outcome
from tests.alerts.sinks import WebSink, web_sink
from tests.alerts.values import an_alert


@pytest.fixture
async def sink() -> AsyncIterator[WebSink]:
    async with web_sink() as opened:
        yield opened


def channel_to(sink: WebSink, **credentials: str) -> WebhookChannel:
    secrets = {name: SecretStr(value) for name, value in credentials.items()}
    return WebhookChannel("ops", f"http://127.0.0.1:{sink.port}/hooks/abc", secrets)


async def test_the_document_says_which_transition_of_which_incident(sink: WebSink) -> None:
    await channel_to(sink).send(an_alert(2))
    document = json.loads(sink.bodies[0])
    assert document == {
        "schema": 1,
        "key": "incident-1:2:ops",
        "incident": "incident-1",
        "number": 2,
        "transition": "opened",
        "digest": None,
        "channel": "ops",
        "title": an_alert().message.title,
        "text": an_alert().message.text,
        "at": "2026-03-02T14:00:00+00:00",
    }
    assert sink.headers[0]["content-type"] == "application/json"


async def test_the_key_of_a_repeat_stands_in_the_header_too(sink: WebSink) -> None:
    await channel_to(sink).send(an_alert())
    assert sink.headers[0]["idempotency-key"] == an_alert().key


async def test_with_a_signing_key_the_body_is_signed(sink: WebSink) -> None:
    await channel_to(sink, signing_key="shared").send(an_alert())
    expected = hmac.new(b"shared", sink.bodies[0], "sha256").hexdigest()
    assert sink.headers[0]["x-enrollwatch-signature"] == f"sha256={expected}"


async def test_without_a_signing_key_there_is_no_signature(sink: WebSink) -> None:
    await channel_to(sink).send(an_alert())
    assert "x-enrollwatch-signature" not in sink.headers[0]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (204, Outcome.ACCEPTED),
        (302, Outcome.NEVER),
        (400, Outcome.NEVER),
        (404, Outcome.NEVER),
        (408, Outcome.TRY_LATER),
        (425, Outcome.TRY_LATER),
        (429, Outcome.TRY_LATER),
        (500, Outcome.TRY_LATER),
        (503, Outcome.TRY_LATER),
    ],
)
async def test_the_status_says_whether_a_retry_can_help(sink: WebSink, status: int, outcome: Outcome) -> None:
    sink.status = status
    assert (await channel_to(sink).send(an_alert())).outcome is outcome


async def test_a_redirect_is_not_followed(sink: WebSink) -> None:
    sink.status = 307
    await channel_to(sink).send(an_alert())
    assert sink.targets == ["POST /hooks/abc HTTP/1.1"]
