"""The portal's mail on its way to a real SMTP server: in order, once each, whatever the server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from mock_portal.courier import Courier, MailServer, message_of
from mock_portal.errors import CannotStartError
from mock_portal.mail import Letter, post
from mock_portal.outbox import Delivery, DeliveryState, Outbox
from mock_portal.portal import Portal
from mock_portal.sink.inbox import Inbox, serve_smtp
from tests.mock_portal.visitor import Visitor

MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


class PickyInbox(Inbox):
    """The sink, which also keeps each message as it came, and can be told to refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.envelopes: list[Envelope] = []
        self.refused: dict[str, str] = {}
        self.answers: list[str] = []

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, read as messages."""
        contents = (one.content for one in self.envelopes)
        read = (message_from_bytes(one, policy=policy.default) for one in contents if isinstance(one, bytes))
        return [one for one in read if isinstance(one, EmailMessage)]

    @property
    def subjects(self) -> list[str]:
        """Of what was taken, in order."""
        return [str(mail["Subject"]) for mail in self.mails]

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.envelopes.append(envelope)
        return await super().handle_DATA(server, session, envelope)


@asynccontextmanager
async def sink(inbox: Inbox, port: int = 0) -> AsyncIterator[int]:
    """The sink's SMTP server until the block ends; gives its port."""
    server = await serve_smtp(inbox, port)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def carrying(portal: Portal, port: int) -> AsyncIterator[None]:
    """A courier at work until the block ends."""
    server = MailServer("127.0.0.1", port, patience=2.0, first_wait=0.02, longest_wait=0.05)
    task = asyncio.create_task(Courier(portal, server).run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, at most five seconds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for is seen from outside only
            await asyncio.sleep(0.01)


def letter(number: int, to: str = "ann@clinic.example", body: str = "Good morning,\nall is well.") -> Letter:
    return Letter(to=to, kind="test", subject=f"Letter {number}", body=body)


def write(portal: Portal, *numbers: int) -> None:
    post(portal.world, [letter(number) for number in numbers], MORNING)


def states(portal: Portal) -> list[str]:
    return [one["delivery"] for one in portal.outbox.told(portal.world.mail)]


async def test_a_message_arrives_as_it_was_posted(portal: Portal) -> None:
    inbox = PickyInbox()
    post(portal.world, [Letter(to="zoe@clinic.example", kind="test", subject="Bescheid für Zoë",
                               body="Zoë,\n.a line with a dot\n\nGrüße")], MORNING)  # fmt: skip
    async with sink(inbox) as port, carrying(portal, port):
        await until(lambda: states(portal) == ["sent"])
    mail, envelope = inbox.mails[0], inbox.envelopes[0]
    assert envelope.mail_from == "customerservice-donotreply@cms.hhs.gov"
    assert envelope.rcpt_tos == ["zoe@clinic.example"]
    assert {name: str(value) for name, value in mail.items() if name != "Message-ID"} == {
        "From": "customerservice-donotreply@cms.hhs.gov",
        "To": "zoe@clinic.example",
        "Subject": "Bescheid für Zoë",
        "Date": "Mon, 02 Mar 2026 09:00:00 -0500",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    assert mail.get_content().replace("\r\n", "\n") == "Zoë,\n.a line with a dot\n\nGrüße\n"


def test_a_message_id_is_of_the_seed_and_the_message() -> None:
    mail = {"id": "M000001", "at": MORNING.isoformat(), "from": "a@b.example", **letter(1).model_dump()}
    first = str(message_of(mail, 7)["Message-ID"])
    assert str(message_of(mail, 7)["Message-ID"]) == first
    others = [
        message_of(mail, 8),
        message_of({**mail, "id": "M000002"}, 7),
        message_of({**mail, "body": "x"}, 7),
    ]
    assert len({first, *(str(one["Message-ID"]) for one in others)}) == 4


async def test_mail_arrives_in_order_and_once_each(portal: Portal) -> None:
    inbox = PickyInbox()
    async with sink(inbox) as port, carrying(portal, port):
        write(portal, *range(10))
        await until(lambda: len(inbox.envelopes) == 10)
        write(portal, 10)
        await until(lambda: states(portal) == ["sent"] * 11)
    assert inbox.subjects == [f"Letter {number}" for number in range(11)]


async def test_a_server_that_was_away_gets_everything_in_order_when_it_is_back(portal: Portal) -> None:
    inbox = PickyInbox()
    async with sink(inbox) as port:
        pass
    async with carrying(portal, port):
        write(portal, 1, 2)
        await until(lambda: portal.outbox.problem is not None)
        write(portal, 3)
        told = portal.outbox.told(portal.world.mail)
        assert [one["delivery"] for one in told] == ["queued"] * 3
        assert "the server cannot be reached" in told[0]["delivery_problem"]
        assert "delivery_problem" not in told[1]
        async with sink(inbox, port):
            await until(lambda: states(portal) == ["sent"] * 3)
    assert inbox.subjects == ["Letter 1", "Letter 2", "Letter 3"]


async def test_what_is_put_off_is_tried_again_before_what_follows(portal: Portal) -> None:
    inbox = PickyInbox()
    inbox.answers = ["451 come back later", "451 come back later"]
    write(portal, 1, 2)
    async with sink(inbox) as port, carrying(portal, port):
        await until(lambda: states(portal) == ["sent"] * 2)
    assert inbox.subjects == ["Letter 1", "Letter 2"]


@pytest.mark.parametrize("answer", ["554 we want none of this", None])
async def test_what_is_refused_is_said_and_does_not_hold_up_the_rest(
    portal: Portal, answer: str | None
) -> None:
    inbox = PickyInbox()
    if answer:
        inbox.answers = [answer]
    else:
        inbox.refused = {"gone@clinic.example": "550 no such mailbox"}
    post(portal.world, [letter(1, to="gone@clinic.example"), letter(2)], MORNING)
    async with sink(inbox) as port, carrying(portal, port):
        await until(lambda: states(portal) == ["refused", "sent"])
    assert inbox.subjects == ["Letter 2"]
    problem = portal.outbox.told(portal.world.mail)[0]["delivery_problem"]
    assert ("(554)" if answer else "(550)") in problem


@pytest.mark.parametrize(
    "broken", [{"subject": "two\nlines"}, {"to": "zoë@clinic.example"}, {"to": "a\r\nb"}]
)
async def test_a_message_that_cannot_be_written_is_refused_and_the_next_one_goes(
    portal: Portal, broken: dict[str, str]
) -> None:
    inbox = PickyInbox()
    post(portal.world, [letter(1).model_copy(update=broken), letter(2)], MORNING)
    async with sink(inbox) as port, carrying(portal, port):
        await until(lambda: states(portal) == ["refused", "sent"])
    assert inbox.subjects == ["Letter 2"]


async def test_a_server_that_says_nothing_holds_up_no_page(portal: Portal, visitor: Visitor) -> None:
    called, leaves = asyncio.Event(), asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await leaves.wait()
        writer.close()

    write(portal, 1)
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server, carrying(portal, server.sockets[0].getsockname()[1]):
        await asyncio.wait_for(called.wait(), 5)
        assert (await visitor.get("/pecos/login.do")).status_code == 200
        assert portal.outbox.problem is None
        await until(lambda: portal.outbox.problem is not None)
        leaves.set()
    assert states(portal) == ["queued"]


async def test_a_reset_drops_what_waits(portal: Portal, control: httpx.AsyncClient) -> None:
    inbox = PickyInbox()
    async with sink(inbox) as port:
        pass
    async with carrying(portal, port):
        write(portal, 1)
        await until(lambda: portal.outbox.problem is not None)
        await control.post("/reset")
        write(portal, 2)
        async with sink(inbox, port):
            await until(lambda: states(portal)[-1:] == ["sent"])
    assert inbox.subjects == ["Letter 2"]


async def test_a_restored_snapshot_sends_only_what_it_had_not_sent(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    inbox = PickyInbox()
    async with sink(inbox) as port, carrying(portal, port):
        write(portal, 1)
        await until(lambda: states(portal) == ["sent"])
    write(portal, 2)
    snapshot = (await control.get("/snapshot")).content
    await control.post("/reset")
    assert (await control.put("/snapshot", content=snapshot)).status_code == 200
    async with sink(inbox) as port, carrying(portal, port):
        await until(lambda: states(portal) == ["sent", "sent"])
    assert inbox.subjects == ["Letter 1", "Letter 2"]


async def test_a_snapshot_with_deliveries_of_other_mail_is_refused(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    portal.outbox = Outbox([Delivery(mail="M000009", state=DeliveryState.SENT)])
    snapshot = (await control.get("/snapshot")).content
    reply = await control.put("/snapshot", content=snapshot)
    assert reply.status_code == 422
    assert "deliveries are not of the first messages" in reply.text


async def test_mail_shows_its_way_only_where_there_is_a_server(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    write(portal, 1)
    plain = (await control.get("/mail")).json()
    assert list(plain[0]) == ["id", "at", "from", "to", "kind", "subject", "body"]
    Courier(portal, MailServer("127.0.0.1", 9))
    assert (await control.get("/mail")).json() == [{**plain[0], "delivery": "queued"}]


def test_the_wait_doubles_up_to_its_longest() -> None:
    server = MailServer("127.0.0.1", 25)
    assert [server.wait_after(tries) for tries in (1, 2, 3, 8, 1000)] == [0.5, 1.0, 2.0, 60.0, 60.0]


@pytest.mark.parametrize(
    ("text", "where"),
    [("127.0.0.1:2525", ("127.0.0.1", 2525)), ("[::1]:25", ("::1", 25)), ("sink:1", ("sink", 1))],
)
def test_a_server_is_named_by_host_and_port(text: str, where: tuple[str, int]) -> None:
    server = MailServer.parse(text)
    assert (server.host, server.port) == where


@pytest.mark.parametrize("text", ["", "host", "host:", ":25", "host:0", "host:65536", "host:²"])
def test_a_server_that_cannot_be_one_is_named(text: str) -> None:
    with pytest.raises(CannotStartError, match="write the server like"):
        MailServer.parse(text)
