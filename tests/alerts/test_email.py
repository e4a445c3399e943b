"""What is particular to e-mail: threads, headers, recipients, passwords and encryption."""

import ssl
from collections.abc import AsyncIterator

import pytest
import trustme
from pydantic import SecretStr

from agent.alerts.email import EmailChannel, Encryption, encryption
from agent.model.alert import Outcome
from tests.alerts.sinks import SmtpSink, smtp_sink
from tests.alerts.values import an_alert

LOGIN = {"user": SecretStr("watch"), "password": SecretStr("right")}


@pytest.fixture
async def sink() -> AsyncIterator[SmtpSink]:
    async with smtp_sink() as opened:
        yield opened


def channel_to(sink: SmtpSink, *to: str, host: str = "127.0.0.1", login: bool = False) -> EmailChannel:
    server = f"{host}:{sink.port}"
    return EmailChannel(
        "ops", server, "watch@example.org", to or ("ops@example.org",), LOGIN if login else None, patience=2
    )


async def test_alerts_of_one_incident_are_one_thread_and_every_try_one_mail(sink: SmtpSink) -> None:
    channel = channel_to(sink)
    for alert in (an_alert(1), an_alert(2), an_alert(2), an_alert(1, incident="incident-2")):
        await channel.send(alert)
    opened, worsened, again, other = sink.mails
    assert worsened["References"] == worsened["In-Reply-To"] == opened["Message-ID"]
    assert again["Message-ID"] == worsened["Message-ID"] != opened["Message-ID"]
    assert opened["References"] is None
    assert other["Message-ID"] not in (opened["Message-ID"], worsened["Message-ID"])


async def test_a_mail_is_plain_text_and_asks_machines_not_to_answer(sink: SmtpSink) -> None:
    await channel_to(sink).send(an_alert())
    [mail] = sink.mails
    assert mail.get_content_type() == "text/plain"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "watch@example.org"
    assert mail["Date"].datetime == an_alert().created


async def test_a_hostile_title_adds_no_header_and_hides_nothing(sink: SmtpSink) -> None:
    title = "CRITICAL\r\nBcc: thief@example.net\u202e\u2066 <b>now</b>"
    await channel_to(sink).send(an_alert(title=title))
    [mail] = sink.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "CRITICAL Bcc: thief@example.net \u2039b\u203anow\u2039/b\u203a"


async def test_a_mail_that_one_recipient_gets_is_accepted_and_says_how_many_did_not(sink: SmtpSink) -> None:
    sink.bad = frozenset({"gone@example.org"})
    delivery = await channel_to(sink, "ops@example.org", "gone@example.org").send(an_alert())
    assert delivery.outcome is Outcome.ACCEPTED
    assert delivery.problem == "1 of 2 recipients refused"
    assert len(sink.mails) == 1


@pytest.mark.parametrize(("code", "outcome"), [(550, Outcome.NEVER), (450, Outcome.TRY_LATER)])
async def test_when_all_recipients_are_refused_the_code_decides(
    sink: SmtpSink, code: int, outcome: Outcome
) -> None:
    sink.bad, sink.bad_code = frozenset({"gone@example.org"}), code
    delivery = await channel_to(sink, "gone@example.org").send(an_alert())
    assert delivery.outcome is outcome
    assert "gone@example.org" not in str(delivery.problem)


async def test_a_wrong_password_is_tried_later_because_it_can_be_put_right() -> None:
    async with smtp_sink(password="other") as sink:
        delivery = await channel_to(sink, login=True).send(an_alert())
    assert delivery.outcome is Outcome.TRY_LATER
    assert delivery.problem is not None
    assert "refuses the user or password (535)" in delivery.problem


async def test_a_password_never_leaves_the_machine_unencrypted() -> None:
    async with smtp_sink(password="right") as sink:
        # 0.0.0.0 reaches this machine, and is not an address of loopback.
        delivery = await channel_to(sink, host="0.0.0.0", login=True).send(an_alert())
    assert delivery.outcome is Outcome.TRY_LATER
    assert sink.logins == []
    assert sink.mails == []


async def test_encryption_is_used_where_it_is_offered() -> None:
    authority = trustme.CA()
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(server_side)
    client_side = ssl.create_default_context()
    authority.configure_trust(client_side)
    async with smtp_sink(tls=server_side) as sink:
        channel = EmailChannel(
            "ops", f"127.0.0.1:{sink.port}", "watch@example.org", ("ops@example.org",), tls=client_side
        )
        delivery = await channel.send(an_alert())
    assert delivery.outcome is Outcome.ACCEPTED
    assert sink.encrypted == [True]


async def test_a_server_with_a_certificate_nobody_vouches_for_gets_no_mail() -> None:
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(server_side)
    async with smtp_sink(tls=server_side) as sink:
        delivery = await channel_to(sink).send(an_alert())
    assert delivery.outcome is Outcome.TRY_LATER
    assert sink.mails == []


@pytest.mark.parametrize(
    ("host", "port", "with_password", "mode"),
    [
        ("127.0.0.1", 8025, False, Encryption.OFFERED),
        ("localhost", 587, True, Encryption.OFFERED),
        ("::1", 587, True, Encryption.OFFERED),
        ("mail.example.org", 587, True, Encryption.REQUIRED),
        ("192.0.2.1", 25, True, Encryption.REQUIRED),
        ("mail.example.org", 25, False, Encryption.OFFERED),
        ("mail.example.org", 465, True, Encryption.FROM_THE_START),
    ],
)
def test_encryption_follows_from_host_port_and_password(
    host: str, port: int, with_password: bool, mode: Encryption
) -> None:
    assert encryption(host, port, with_password) is mode
