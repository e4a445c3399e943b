"""Carries the portal's mail to an SMTP server beside the pages: in order, once each, never in their way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import NoReturn

from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from mock_portal.clock import PORTAL_ZONE
from mock_portal.errors import CannotStartError
from mock_portal.outbox import Delivery, DeliveryState, Outbox
from mock_portal.portal import Portal

_TICK_SECONDS = 0.1
_GOODBYE_SECONDS = 1.0
_MESSAGE_DOMAIN = "practice-portal.invalid"
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes, and how patient the portal is with it (seconds of the machine's clock)."""

    host: str
    port: int
    patience: float = 10.0
    first_wait: float = 0.5
    longest_wait: float = 60.0

    @classmethod
    def parse(cls, text: str) -> MailServer:
        """Read `HOST:PORT`; CannotStartError where it is none."""
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
            raise CannotStartError(f"--smtp {text}: write the server like 127.0.0.1:2525")
        return cls(host, int(port))

    def wait_after(self, tries: int) -> float:
        """Seconds until the next try: twice as long after each that failed."""
        return float(min(self.longest_wait, self.first_wait * 2 ** min(tries - 1, 16)))


class Courier:
    """One for the life of the process; what a reset or a restored snapshot replaced is not sent any more."""

    def __init__(self, portal: Portal, server: MailServer) -> None:
        self._portal = portal
        self._server = server
        self._outbox = portal.outbox
        self._tries = 0
        self._not_before = 0.0
        portal.sends_mail = True

    async def run(self) -> NoReturn:
        """Carry mail until cancelled."""
        while True:
            if not await self._carry_next():
                await asyncio.sleep(_TICK_SECONDS)

    async def _carry_next(self) -> bool:
        """Try the message whose turn it is; False where nothing is to do just now."""
        outbox, world = self._portal.outbox, self._portal.world
        if outbox is not self._outbox:
            self._outbox, self._tries, self._not_before = outbox, 0, 0.0
        mail = outbox.next_of(world.mail)
        if mail is None or time.monotonic() < self._not_before:
            return False
        delivery = await self._deliver(mail)
        self._note(outbox, delivery)
        self._portal.changed()
        return True

    def _note(self, outbox: Outbox, delivery: Delivery) -> None:
        if delivery.state is DeliveryState.QUEUED:
            self._tries += 1
            self._not_before = time.monotonic() + self._server.wait_after(self._tries)
            outbox.problem = delivery.problem
        else:
            self._tries = 0
            outbox.settle(delivery)

    async def _deliver(self, mail: Mapping[str, str]) -> Delivery:
        state, problem = DeliveryState.SENT, None
        try:
            await self._send(message_of(mail, self._portal.start.seed), mail["to"])
        except SMTPRecipientsRefused as error:
            state, problem = _judged(min(one.code for one in error.recipients), "the recipient is refused")
        except (SMTPNotSupported, ValueError) as error:
            state, problem = DeliveryState.REFUSED, f"the message cannot be sent: {error}"
        except (SMTPConnectError, SMTPHeloError) as error:
            state, problem = DeliveryState.QUEUED, f"the server cannot be reached: {error}"
        except SMTPResponseException as error:
            state, problem = _judged(error.code, f"the server says {error.message}")
        except (SMTPException, OSError) as error:
            state, problem = DeliveryState.QUEUED, f"the server broke off: {error or type(error).__name__}"
        return Delivery(mail=mail["id"], state=state, problem=problem)

    async def _send(self, message: EmailMessage, to: str) -> None:
        server = self._server
        client = SMTP(hostname=server.host, port=server.port, timeout=server.patience, start_tls=False)
        try:
            async with asyncio.timeout(server.patience):
                await client.connect()
                await client.send_message(message, sender=str(message["From"]), recipients=[to])
            with suppress(SMTPException, OSError):  # taken is taken, however the goodbye goes
                await client.quit(timeout=_GOODBYE_SECONDS)
        finally:
            client.close()


def message_of(mail: Mapping[str, str], seed: int) -> EmailMessage:
    """The message for a piece of `world.mail`; ValueError where a header cannot be written.

    The Message-ID is the same for every try, and for every run with the same seed and calls.
    """
    whole = "\n".join((str(seed), *(mail[name] for name in ("id", "kind", "to", "subject", "body"))))
    key = sha256(whole.encode(errors="replace")).hexdigest()[:32]
    message = EmailMessage()
    message["From"] = mail["from"]
    message["To"] = mail["to"]
    message["Subject"] = mail["subject"]
    message["Date"] = format_datetime(datetime.fromisoformat(mail["at"]).astimezone(PORTAL_ZONE))
    message["Message-ID"] = f"<{key}@{_MESSAGE_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail["body"], cte="quoted-printable")
    return message


def _judged(code: int, problem: str) -> tuple[DeliveryState, str]:
    state = DeliveryState.REFUSED if code >= _PERMANENT else DeliveryState.QUEUED
    return state, f"{problem} ({code})"
