"""E-mail over SMTP: text and HTML, threaded by incident."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPTimeoutError,
)

from agent.alerts.channel import PATIENCE, Credentials, accepted, later, never
from agent.alerts.letter import letter
from agent.http_terms import tls_context
from agent.model.alert import Alert, Delivery
from agent.model.errors import SettingsError
from agent.model.links import Links
from agent.settings import ChannelSettings

_IMPLICIT_TLS_PORT = 465
_GOODBYE = 1.0  # seconds that a server may take to say goodbye
_TRIES_FOR_THE_REST = 3
"""After that a mail that some have does not hold up the next one for those who put it off."""


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


@dataclass(frozen=True)
class _Rest:
    """Who has not got a mail that others have, after so many tries."""

    to: tuple[str, ...]
    tries: int
    receipt: str


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
        self._rest: dict[str, _Rest] = {}  # by the alert's key; lost with the process: then all get it again

    @classmethod
    def build(
        cls, settings: ChannelSettings, credentials: Credentials | None, links: Links
    ) -> "EmailChannel":
        if settings.smtp is None:
            raise SettingsError("an email channel has no server", settings.name, "set `smtp` to host:port")
        tls = tls_context(settings.ca_file) if settings.ca_file else None
        return cls(settings.name, settings.smtp, settings.sender, settings.to, credentials, tls=tls)

    async def send(self, alert: Alert) -> Delivery:
        rest = self._rest.get(alert.key)
        to = rest.to if rest else self._to
        mail = letter(alert, self._sender, self._to)
        try:
            async with self._connected() as client:
                refused, said = await client.send_message(mail, sender=self._sender, recipients=list(to))
        except SMTPRecipientsRefused as error:
            codes = _codes(error.recipients)
            return self._left(alert, rest, codes) if rest else self._nobody(codes)
        except (SMTPException, OSError) as error:
            return self._failed(error)
        codes = {address: answer.code for address, answer in refused.items()}
        tries = rest.tries if rest else 0
        return self._left(alert, _Rest(to, tries, rest.receipt if rest else said), codes)

    async def check(self) -> Delivery:
        """As far as the last word before a mail: the server names the recipients that it would refuse."""
        codes: dict[str, int] = {}
        try:
            async with self._connected() as client:
                await client.mail(self._sender)
                for address in self._to:
                    try:
                        await client.rcpt(address)
                    except SMTPRecipientRefused as error:
                        codes[address] = error.code
                await client.rset()
        except (SMTPException, OSError) as error:
            return self._failed(error)
        if codes:
            return self._nobody(codes, of=len(self._to))
        return accepted(f"{self._server} takes mail for {len(self._to)} recipients")

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        client = self._client()
        try:
            async with asyncio.timeout(self._patience):
                await client.connect()
                yield client
            with suppress(SMTPException, OSError):  # accepted is accepted, however the goodbye goes
                await client.quit(timeout=_GOODBYE)
        finally:
            client.close()

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

    def _left(self, alert: Alert, rest: _Rest, codes: Mapping[str, int]) -> Delivery:
        """Somebody has it. Those who put it off are tried again, and alone; those who refused it are not."""
        put_off = tuple(address for address, code in codes.items() if code < 500)
        tries = rest.tries + 1
        self._rest.pop(alert.key, None)
        counted = _counted(codes, of=len(self._to))
        if put_off and tries < _TRIES_FOR_THE_REST:
            self._rest[alert.key] = _Rest(put_off, tries, rest.receipt)
            return later(f"{self._server}: {counted}; the others have it")
        return accepted(rest.receipt, f"{self._server}: {counted}; the others have it" if codes else None)

    def _nobody(self, codes: Mapping[str, int], of: int | None = None) -> Delivery:
        """Nobody has it; one who only puts it off is reason to try again."""
        problem = f"{self._server}: {_counted(codes, of=of or len(codes))}"
        return later(problem) if min(codes.values()) < 500 else never(problem)

    def _failed(self, error: SMTPException | OSError) -> Delivery:
        if isinstance(error, SMTPAuthenticationError):
            # Not about this mail: once the password in Vault is right again, the alert must still go out.
            return later(f"{self._server} refuses the user or password ({error.code})")
        if isinstance(error, SMTPResponseException):
            problem = f"{self._server}: the mail is refused ({error.code})"
            return never(problem) if error.code >= 500 else later(problem)
        return later(f"{self._server} {_why(error)}")


def _codes(refused: list[SMTPRecipientRefused]) -> dict[str, int]:
    return {each.recipient: each.code for each in refused}


def _counted(codes: Mapping[str, int], of: int) -> str:
    """`1 of 3 recipients refused (550)`: the numbers, not the addresses."""
    told = ", ".join(str(code) for code in sorted(set(codes.values())))
    return f"{len(codes)} of {of} recipients refused ({told})"


def _why(error: Exception) -> str:
    """No vendor's text: it may hold what was sent."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                "shows a certificate that is not trusted: renew it there, or name its authority as `ca_file`"
            )
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, TimeoutError | SMTPTimeoutError):
        return "does not answer in time"
    return f"cannot be used: {type(error).__name__}"


def _on_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
