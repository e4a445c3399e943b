"""What the agent must remember of an account so that it never locks it: refused secrets and used codes."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from agent.model.verdict import Cause
from agent.store.session import Reading, Writing
from agent.store.tables import refused_secrets, used_codes, watching


class RefusedSecret(NamedTuple):
    version: int
    cause: Cause
    at: datetime


class UsedCode(NamedTuple):
    window: int
    at: datetime


class AccountReads(Reading):
    def refused_secret(self, account: str) -> RefusedSecret | None:
        """The newest version of its secret that the portal refused."""
        query = select(refused_secrets).where(refused_secrets.c.account == account)
        row = self._first(query.order_by(refused_secrets.c.version.desc()).limit(1))
        return None if row is None else RefusedSecret(row["version"], Cause(row["cause"]), row["at"])

    def last_code(self, account: str) -> UsedCode | None:
        row = self._first(select(used_codes).where(used_codes.c.account == account))
        return None if row is None else UsedCode(row["window"], row["at"])

    def watching_since(self, account: str) -> datetime | None:
        row = self._first(select(watching).where(watching.c.account == account))
        return None if row is None else row["since"]


class AccountWrites(Writing):
    def refuse_secret(self, account: str, version: int, cause: Cause, at: datetime) -> None:
        """This version is not to be typed again; of one version the first refusal stands."""
        self._add_first(refused_secrets, {"account": account, "version": version, "cause": cause, "at": at})

    def code_used(self, account: str, window: int, at: datetime) -> None:
        """`window` is the number of the 30-second window whose code was typed last."""
        self._save(used_codes, {"account": account, "window": window, "at": at})

    def set_watching(self, account: str, since: datetime) -> None:
        """Since when the account is watched; the first time stands."""
        self._add_first(watching, {"account": account, "since": since})
