"""A verification code sent to a back-up method, for who has no authenticator at hand (S0, S2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mock_portal.exchange import Exchange
from mock_portal.mail import post, verification_code
from mock_portal.world.entities import Account, UsedCode
from mock_portal.world.security_questions import Backup, BackupKind

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Way:
    """A back-up method as the page offers it: by its place, with most of where it goes left out."""

    place: str
    label: str


def ways_of(exchange: Exchange, account: Account) -> list[Way]:
    """The back-up methods of an account, in the order they were added."""
    return [Way(str(place), _label(one)) for place, one in enumerate(_backups(exchange, account))]


def send_code(exchange: Exchange, account: Account, place: str) -> str | None:
    """Send a new code to the method at that place, in place of an older one; null where there is none."""
    backups = _backups(exchange, account)
    chosen = next((one for number, one in enumerate(backups) if str(number) == place), None)
    if chosen is None:
        return None
    drawn = int(exchange.tokens.draw("verification code", 16), 16)
    code = str(drawn % 10**_DIGITS).zfill(_DIGITS)
    sent = account.model_copy(update={"sent_code": UsedCode(code=code, at=exchange.now)})
    exchange.world.put_account(sent)
    post(exchange.world, [verification_code(chosen, code)], exchange.now)
    return _label(chosen)


def _backups(exchange: Exchange, account: Account) -> Sequence[Backup]:
    recovery = exchange.access.recoveries.get(account.name)
    return recovery.backups if recovery else ()


def _label(backup: Backup) -> str:
    """The method and the end of where it goes, so that an onlooker learns neither address nor number."""
    if backup.kind is BackupKind.EMAIL:
        name, _, host = backup.target.partition("@")
        return f"{backup.kind.value} to {name[:1]}***@{host}"
    return f"{backup.kind.value} to ***-***-{backup.target[-4:]}"
