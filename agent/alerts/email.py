"""E-mail over SMTP: small, plain text, threaded by incident."""

import asyncio
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime
from enum import Enum
from hashlib import sha256
from ipaddress import ip_address

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from agent.alerts.channel import PATIENCE, Credentials, accepted, later, never
from agent.alerts.message import TITLE_LENGTH
from agent.alerts.plain import plain
from agent.model.alert import Alert, Delivery
from agent.model.errors import SettingsError
from agent.settings import ChannelSettings

_IMPLICIT_TLS_PORT = 465
_GOODBYE = 1.0  # seconds that a server may take to say goodbye


class Encryption(Enum):
    """How the connection becomes private."""

    FROM_THE_START = "TLS before the first word"
    REQUIRED = "STARTTLS, or nothing is sent"
    OFFERED = "STARTTLS where the server offers it"


def encryption(host: str, port: int, with_password: bool) -> Encryption:
    """A password leaves this machine only encrypted."""
    if port == _IMPLICIT_TLS_PORT:
        return Encryption.FROM_THE_START
    return Encryption.REQUIRED if with_password and not _on_loopback(host) else Encryption.OFFERED


class EmailChannel:
    """`server` is host:port; `credentials` may hold `user` and `password`."""

    def __init__(
        self,
        name: str,
        server: str,
        sender: str,
        to: tuple[str, ...],
        credentials: Credentials | None = None,
        *,
        patience: float = PATIENCE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.name = name
        self._server, self._sender, self._to = server, sender, to
        self._credentials = credentials or {}
        self._patience = patience
        self._tls = tls

    @classmethod
    def build(cls, settings: ChannelSettings, credentials: Credentials | None) -> "EmailChannel":
        if settings.smtp is None:
            raise SettingsError("an email channel has no server", settings.name, "set `smtp` to host:port")
        return cls(settings.name, settings.smtp, settings.sender, settings.to, credentials)

    async def send(self, alert: Alert) -> Delivery:
        try:
            return await self._send(self._mail(alert))
        except SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            return self._refused(min(codes), f"all {len(codes)} recipients refused")
        except SMTPAuthenticationError as error:
            # Not about this mail: once the password in Vault is right again, the alert must still go out.
            return later(f"{self._server} refuses the user or password ({error.code})")
        except SMTPResponseException as error:
            return self._refused(error.code, "the mail is refused")
        except (SMTPException, OSError) as error:
            return later(f"{self._server} cannot be used: {type(error).__name__}")

    async def _send(self, mail: EmailMessage) -> Delivery:
        client = self._client()
        try:
            async with asyncio.timeout(self._patience):
                await client.connect()
                refused, _ = await client.send_message(mail, sender=self._sender, recipients=list(self._to))
            with suppress(SMTPException, OSError):  # accepted is accepted, however the goodbye goes
                await client.quit(timeout=_GOODBYE)
        finally:
            client.close()
        return accepted(f"{len(refused)} of {len(self._to)} recipients refused" if refused else None)

    def _client(self) -> SMTP:
        host, _, port = self._server.rpartition(":")
        host = host.strip("[]")
        user, password = self._credentials.get("user"), self._credentials.get("password")
        mode = encryption(host, int(port), with_password=password is not None)
        return SMTP(
            hostname=host,
            port=int(port),
            username=user.get_secret_value() if user else None,
            password=password.get_secret_value() if password else None,
            timeout=self._patience,
            use_tls=mode is Encryption.FROM_THE_START,
            start_tls={Encryption.FROM_THE_START: False, Encryption.REQUIRED: True}.get(mode),
            tls_context=self._tls,
        )

    def _refused(self, code: int, what: str) -> Delivery:
        problem = f"{self._server}: {what} ({code})"
        return never(problem) if code >= 500 else later(problem)

    def _mail(self, alert: Alert) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = ", ".join(self._to)
        mail["Subject"] = plain(alert.message.title, TITLE_LENGTH)
        mail["Date"] = format_datetime(alert.created)
        mail["Message-ID"] = self._message_id(alert.key)
        if alert.incident and alert.number > 1:
            first = self._message_id(f"{alert.incident}:1:{alert.channel}")
            mail["In-Reply-To"] = first
            mail["References"] = first
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["X-Enrollwatch-Key"] = plain(alert.key)
        mail.set_content(alert.message.text, cte="quoted-printable")
        return mail

    def _message_id(self, key: str) -> str:
        """The same for every try, so that a mail reader folds a repeat into one."""
        domain = self._sender.rpartition("@")[2] or "localhost"
        return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _on_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
