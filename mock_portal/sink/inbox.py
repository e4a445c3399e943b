"""What the sink has received, newest first, in memory."""

import asyncio
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd import smtp

_KEPT = 500  # newest messages; a sink is watched, not archived


@dataclass(frozen=True)
class Received:
    at: str
    channel: str  # mail or webhook
    subject: str
    text: str
    key: str  # idempotency key, empty if none was sent


class Inbox:
    def __init__(self) -> None:
        self._received: deque[Received] = deque(maxlen=_KEPT)

    def newest_first(self) -> list[Received]:
        return list(reversed(self._received))

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(received) for received in self.newest_first()]

    def add(self, channel: str, subject: str, text: str, key: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._received.append(Received(now, channel, subject, text, key))

    async def handle_DATA(self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope) -> str:  # noqa: N802
        """aiosmtpd calls this for each mail; the name is its own."""
        mail = message_from_bytes(_content(envelope), policy=modern)
        self.add("mail", _header(mail, "Subject"), _text(mail), _header(mail, "X-Enrollwatch-Key"))
        return "250 kept"


def _content(envelope: smtp.Envelope) -> bytes:
    content = envelope.content or b""
    return content.encode() if isinstance(content, str) else content


def _header(mail: EmailMessage, name: str) -> str:
    return str(mail.get(name, ""))


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""


async def serve_smtp(inbox: Inbox, port: int) -> asyncio.Server:
    """Listen on loopback; port 0 takes a free one."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: smtp.SMTP(inbox, hostname="localhost"), "127.0.0.1", port)
