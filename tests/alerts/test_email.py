"""What is particular to e-mail: threads, headers, recipients, passwords and encryption."""

import ssl
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import html5lib
import pytest
import trustme
from pydantic import SecretStr

from agent.alerts.email import EmailChannel, Encryption, encryption
from agent.alerts.message import compose
from agent.model.alert import Message, Outcome
from agent.model.incident import Transition
from tests.alerts.sinks import SmtpSink, smtp_sink
from tests.alerts.values import MORNING, an_alert, an_incident

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


async def test_a_mail_is_text_and_html_and_asks_machines_not_to_answer(sink: SmtpSink) -> None:
    await channel_to(sink).send(an_alert())
    [mail] = sink.mails
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
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
    sink.codes = {"gone@example.org": 550}
    delivery = await channel_to(sink, "ops@example.org", "gone@example.org").send(an_alert())
    assert delivery.outcome is Outcome.ACCEPTED
    assert delivery.problem == f"127.0.0.1:{sink.port}: 1 of 2 recipients refused (550); the others have it"
    assert delivery.receipt == "kept"
    assert len(sink.mails) == 1


async def test_who_put_a_mail_off_is_tried_again_alone(sink: SmtpSink) -> None:
    channel = channel_to(sink, "ops@example.org", "slow@example.org", "gone@example.org")
    sink.codes = {"slow@example.org": 450, "gone@example.org": 550}
    first = await channel.send(an_alert())
    assert first.outcome is Outcome.TRY_LATER
    assert first.problem is not None
    assert "2 of 3 recipients refused (450, 550); the others have it" in first.problem
    sink.codes = {"gone@example.org": 550}
    second = await channel.send(an_alert())
    assert (second.outcome, second.receipt) == (Outcome.ACCEPTED, "kept")
    assert sink.recipients == [["ops@example.org"], ["slow@example.org"]]
    assert sink.mails[0]["Message-ID"] == sink.mails[1]["Message-ID"]
    await channel.send(an_alert(2))
    assert sink.recipients[2] == ["ops@example.org", "slow@example.org"]


async def test_who_puts_a_mail_off_for_ever_does_not_hold_up_the_next(sink: SmtpSink) -> None:
    channel = channel_to(sink, "ops@example.org", "slow@example.org")
    sink.codes = {"slow@example.org": 450}
    outcomes = [(await channel.send(an_alert())).outcome for _ in range(3)]
    assert outcomes == [Outcome.TRY_LATER, Outcome.TRY_LATER, Outcome.ACCEPTED]
    assert sink.recipients == [["ops@example.org"]]


async def test_a_check_names_how_many_recipients_would_be_refused_and_sends_nothing(sink: SmtpSink) -> None:
    channel = channel_to(sink, "ops@example.org", "gone@example.org")
    well = await channel.check()
    sink.codes = {"gone@example.org": 550}
    wrong = await channel.check()
    assert (well.outcome, wrong.outcome) == (Outcome.ACCEPTED, Outcome.NEVER)
    assert wrong.problem == f"127.0.0.1:{sink.port}: 1 of 2 recipients refused (550)"
    assert sink.mails == []


async def test_a_server_with_a_certificate_of_an_unknown_authority_is_said_so() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    async with smtp_sink(tls=context) as sink:
        delivery = await channel_to(sink, host="localhost").send(an_alert())
    assert delivery.outcome is Outcome.TRY_LATER
    assert delivery.problem is not None
    assert "shows a certificate that is not trusted" in delivery.problem


async def test_hostile_text_is_shown_in_the_html_and_obeyed_nowhere(sink: SmtpSink) -> None:
    title = '<script>alert(1)</script> "quoted" & \u202eright'
    text = f"New.\n\nWhat:     {title}\nDo next:  https://thief.example.net/\nRunbook:  https://ops.example.org/x\n"
    message = Message(title=title, text=text + "https://thief.example.net/ " + "x" * 9_000)
    await channel_to(sink).send(an_alert().model_copy(update={"message": message}))
    [mail] = sink.mails
    part = mail.get_body(("html",))
    assert part is not None
    html = part.get_content()
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    links = [element.get("href") for element in tree.iter("a")]
    assert links == ["https://ops.example.org/x"]
    assert not [element.tag for element in tree.iter() if element.tag in ("script", "b", "img", "link")]
    assert "alert(1)" in "".join(tree.itertext())
    assert "\u202e" not in html


async def test_the_html_says_all_that_the_text_says(sink: SmtpSink) -> None:
    message = compose(an_incident(), Transition.OPENED, MORNING, ZoneInfo("America/New_York"))
    await channel_to(sink).send(an_alert().model_copy(update={"message": message}))
    [mail] = sink.mails
    part = mail.get_body(("html",))
    assert part is not None
    shown = " ".join("".join(html5lib.parse(part.get_content()).itertext()).split())
    for line in message.text.splitlines():
        assert line.partition(":  ")[2].strip() in shown
        assert line.partition(":  ")[0] in shown


@pytest.mark.parametrize(("code", "outcome"), [(550, Outcome.NEVER), (450, Outcome.TRY_LATER)])
async def test_when_all_recipients_are_refused_the_code_decides(
    sink: SmtpSink, code: int, outcome: Outcome
) -> None:
    sink.codes = {"gone@example.org": code}
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
