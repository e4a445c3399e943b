"""How things stand: since when the newest verdict holds, and when each account was last looked at well."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from agent.model.look import LookKind
from agent.model.verdict import GOOD_LOOKS, Verdict
from agent.store.session import Reading
from agent.store.tables import looks, watching


class StandingReads(Reading):
    """Each is one statement that walks an index; none reads looks of all time."""

    def last_good_looks(self, accounts: Sequence[str]) -> dict[str, datetime | None]:
        """When the newest look ended in which each of these could be looked at; null where there is none."""
        newest = (
            select(looks.c.ended)
            .where(looks.c.account == watching.c.account, looks.c.verdict.in_(GOOD_LOOKS))
            .order_by(looks.c.started.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(watching.c.account, newest.label("ended")).where(watching.c.account.in_(accounts))
        found = {row["account"]: row["ended"] for row in self._rows(query)}
        return {account: found.get(account) for account in accounts}

    def verdict_since(self, kind: LookKind, verdict: Verdict, since: datetime) -> datetime | None:
        """When the first look of this kind began that was followed by none of another verdict.

        Looked for from `since` on: what it gives may be that time's first look, and it held before already.
        """
        of_kind = select(looks.c.started).where(looks.c.kind == kind, looks.c.started >= since)
        other = of_kind.where(looks.c.verdict != verdict).order_by(looks.c.started.desc()).limit(1)
        last_other = self._first(other)
        if last_other is not None:
            of_kind = of_kind.where(looks.c.started > last_other["started"])
        row = self._first(of_kind.order_by(looks.c.started).limit(1))
        return None if row is None else row["started"]
