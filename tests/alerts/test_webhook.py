"""What is particular to the webhook: the document, its signature, and the meaning of a status."""

import asyncio
import hmac
import json
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
import trustme
from pydantic import SecretStr

from agent.alerts.channel import PATIENCE
from agent.alerts.http import LONGEST_WAIT
from agent.alerts.webhook import WebhookChannel
from agent.http_terms import asked_to_wait
from agent.model.alert import Outcome
from agent.model.errors import SettingsError
from tests.alerts.sinks import Mood, WebSink, web_sink
from tests.alerts.values import MORNING, an_alert, an_incident


@pytest.fixture
async def sink() -> AsyncIterator[WebSink]:
    async with web_sink() as opened:
        yield opened


def channel_to(sink: WebSink, **credentials: str) -> WebhookChannel:
    secrets = {name: SecretStr(value) for name, value in credentials.items()}
    return WebhookChannel("ops", f"http://127.0.0.1:{sink.port}/hooks/abc", secrets)


async def test_the_document_says_which_transition_of_which_incident(sink: WebSink) -> None:
    await channel_to(sink).send(an_alert(2).model_copy(update={"about": an_incident()}))
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
        "test": False,
        "about": {
            "rule": "password-expiry",
            "subject": "north-clinic",
            "account": "north-clinic",
            "severity": "critical",
            "since": "2026-03-02T14:00:00Z",
            "due": "2026-03-02T17:00:00Z",
            "state": "open",
        },
    }
    assert sink.headers[0]["content-type"] == "application/json"


async def test_the_key_of_a_repeat_stands_in_the_header_too(sink: WebSink) -> None:
    await channel_to(sink).send(an_alert())
    assert sink.headers[0]["idempotency-key"] == an_alert().key


async def test_with_a_signing_key_the_body_is_signed(sink: WebSink) -> None:
    await channel_to(sink, signing_key="shared").send(an_alert())
    [headers], [body] = sink.headers, sink.bodies
    at = headers["x-enrollwatch-timestamp"]
    expected = hmac.new(b"shared", at.encode() + b"." + body, "sha256").hexdigest()
    assert headers["x-enrollwatch-signature"] == f"sha256={expected}"


async def test_a_repeat_is_signed_anew_with_the_time_of_its_own_try(sink: WebSink) -> None:
    times = iter((MORNING, MORNING + timedelta(minutes=10)))
    url, key = f"http://127.0.0.1:{sink.port}/", {"signing_key": SecretStr("shared")}
    channel = WebhookChannel("ops", url, key, clock=lambda: next(times))
    await channel.send(an_alert())
    await channel.send(an_alert())
    first, second = sink.headers
    assert int(second["x-enrollwatch-timestamp"]) - int(first["x-enrollwatch-timestamp"]) == 600
    assert second["x-enrollwatch-signature"] != first["x-enrollwatch-signature"]
    assert sink.bodies[0] == sink.bodies[1]


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
        (401, Outcome.TRY_LATER),
        (403, Outcome.TRY_LATER),
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


@pytest.mark.parametrize("status", [429, 503])
async def test_a_receiver_that_says_when_to_come_back_is_believed(sink: WebSink, status: int) -> None:
    sink.status, sink.retry_after = status, "120"
    delivery = await channel_to(sink).send(an_alert())
    assert (delivery.outcome, delivery.retry_after) == (Outcome.TRY_LATER, timedelta(minutes=2))


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("0", timedelta(0)),
        ("120", timedelta(minutes=2)),
        ("9" * 400, LONGEST_WAIT),
        ("Mon, 02 Mar 2026 14:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 02 Mar 2026 13:00:00 GMT", timedelta(0)),
        ("Tue, 02 Mar 2027 14:00:00 GMT", LONGEST_WAIT),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_holds_seconds_or_a_date_and_never_more_than_an_hour(
    said: str | None, wait: timedelta | None
) -> None:
    assert asked_to_wait(said, MORNING, LONGEST_WAIT) == wait


async def test_a_certificate_is_trusted_by_its_authority_and_refused_without(tmp_path: Path) -> None:
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    async with web_sink(context) as sink:
        url = f"https://127.0.0.1:{sink.port}/"
        trusted = await WebhookChannel("ops", url, ca_file=tmp_path / "ca.pem").send(an_alert())
        refused = await WebhookChannel("ops", url).send(an_alert())
    assert trusted.outcome is Outcome.ACCEPTED
    assert refused.outcome is Outcome.TRY_LATER
    assert refused.problem is not None
    assert "shows a certificate that is not trusted" in refused.problem


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (403, Outcome.ACCEPTED),
        (404, Outcome.ACCEPTED),
        (405, Outcome.ACCEPTED),
        (501, Outcome.ACCEPTED),
        (500, Outcome.TRY_LATER),
        (503, Outcome.TRY_LATER),
    ],
)
async def test_a_check_asks_for_the_head_and_minds_only_a_receiver_that_fails(
    sink: WebSink, status: int, outcome: Outcome
) -> None:
    sink.status = status
    assert (await channel_to(sink).check()).outcome is outcome
    assert sink.targets == ["HEAD /hooks/abc HTTP/1.1"]


@pytest.mark.parametrize("url", ["", "example.org", "http://127.0.0.1:port/", "http://\u2028/"])
async def test_an_address_from_vault_that_is_none_is_said_so_and_never_shown(url: str) -> None:
    assert (await WebhookChannel("ops", url).send(an_alert())).outcome is Outcome.TRY_LATER


def test_an_address_from_vault_that_cannot_be_read_at_all_makes_no_channel() -> None:
    with pytest.raises(SettingsError, match="an address cannot be read") as caught:
        WebhookChannel("ops", "http://[canary")
    assert "canary" not in str(caught.value)


async def test_what_is_sent_in_one_turn_goes_over_one_connection_that_its_end_closes(sink: WebSink) -> None:
    sink.keeps = True
    channel = channel_to(sink)
    async with channel.turn():
        sent = [await channel.send(an_alert(number)) for number in (1, 2, 3)]
        assert (await channel.check()).outcome is Outcome.ACCEPTED
        assert (sink.connections, sink.open) == (1, 1)
    assert [each.outcome for each in sent] == [Outcome.ACCEPTED] * 3
    await asyncio.wait_for(sink.alone.wait(), 5)


async def test_a_turn_that_ends_while_another_request_is_under_way_does_not_break_it(sink: WebSink) -> None:
    sink.keeps, sink.mood = True, Mood.HANGING
    channel = channel_to(sink)
    async with channel.turn():
        under_way = asyncio.create_task(channel.send(an_alert()))
        await asyncio.wait_for(sink.came.wait(), 5)
    sink.hangs.set()
    assert (await under_way).outcome is Outcome.ACCEPTED


async def test_no_alert_carries_a_cookie_that_the_answer_to_another_set(sink: WebSink) -> None:
    sink.keeps, sink.more = True, "Set-Cookie: who=canary\r\nContent-Length: 0\r\n"
    channel = channel_to(sink)
    async with channel.turn():
        await channel.send(an_alert(1))
        await channel.send(an_alert(2))
    assert len(sink.headers) == 2
    assert not any("cookie" in headers for headers in sink.headers)


@pytest.mark.parametrize(
    ("more", "rest"),
    [
        ("Content-Length: 10\r\n", b"half"),
        ("Content-Length: 999999999\r\n", b"much"),
        ("Transfer-Encoding: chunked\r\n", b"5\r\nwords\r\n"),
        ("Content-Length: 3\r\n", b"all"),
    ],
)
async def test_what_is_accepted_is_so_however_the_answer_goes_on(
    sink: WebSink, more: str, rest: bytes
) -> None:
    sink.keeps, sink.more, sink.rest = True, more, rest
    channel = channel_to(sink)
    begun = perf_counter()
    async with channel.turn():
        assert (await channel.send(an_alert(1))).outcome is Outcome.ACCEPTED
        assert (await channel.send(an_alert(2))).outcome is Outcome.ACCEPTED
    assert perf_counter() - begun < PATIENCE / 2
    assert sink.connections == (1 if rest == b"all" else 2)
