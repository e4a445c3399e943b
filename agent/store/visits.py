"""Visits in lines, as lists show them. Each question walks an index: a year of them is half a million."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, Select, and_, column, or_, select, values

from agent.model.glance import Glance
from agent.model.look import Look, LookKind, Reason
from agent.model.verdict import Verdict
from agent.store.columns import PlainText
from agent.store.session import Reading
from agent.store.tables import looks, sealed_facts

_LINE = ("id", "kind", "account", "browser", "started", "ended", "verdict", "reasons")
_NEWEST_FIRST = (looks.c.started.desc(), looks.c.id.desc())


class VisitsAsked(NamedTuple):
    """Which visits: null matches any; `since` <= started."""

    account: str | None = None
    verdict: Verdict | None = None
    browser: str | None = None
    since: datetime | None = None


class Place(NamedTuple):
    """A place in the list of visits, newest first: right after the one of this id."""

    started: datetime
    id: str


class VisitReads(Reading):
    def newest_visits(self, asked: VisitsAsked, limit: int, after: Place | None = None) -> tuple[Glance, ...]:
        """Newest first, from that place on."""
        query = _lines().where(*_matching(asked)).order_by(*_NEWEST_FIRST).limit(limit)
        if after is not None:
            query = query.where(_older(after))
        return tuple(_glance(row) for row in self._rows(query))

    def last_visits(self, accounts: Iterable[str]) -> Mapping[str, Glance]:
        """The newest visit of each of these accounts that has one."""
        newest = self._newest_of(accounts)
        if newest is None:
            return {}
        found = (_glance(row) for row in self._rows(_lines().where(looks.c.id.in_(newest))))
        return {glance.account: glance for glance in found if glance.account}

    def newest_with_facts(self, accounts: Iterable[str], since: datetime) -> Mapping[str, str]:
        """The id of the newest look, begun at `since` or later, that read anything, by account.

        Where an account has none, each of its looks since then is read.
        """
        has_facts = select(sealed_facts.c.look).where(sealed_facts.c.look == looks.c.id).exists()
        newest = self._newest_of(accounts, and_(looks.c.started >= since, has_facts))
        if newest is None:
            return {}
        query = select(looks.c.account, looks.c.id).where(looks.c.id.in_(newest))
        return {row["account"]: row["id"] for row in self._rows(query)}

    def visits_beside(self, look: Look) -> tuple[str | None, str | None]:
        """The ids of the look of its account (or of no account) before it, and of the one after it."""
        of = _of(look.account)
        here = Place(look.started, look.id)
        older = select(looks.c.id).where(of, _older(here)).order_by(*_NEWEST_FIRST).limit(1)
        newer = select(looks.c.id).where(of, _newer(here)).order_by(looks.c.started, looks.c.id).limit(1)
        before, then = self._first(older), self._first(newer)
        return (before["id"] if before else None), (then["id"] if then else None)

    def _newest_of(
        self, accounts: Iterable[str], also: ColumnElement[bool] | None = None
    ) -> Select[str] | None:
        """Ids, one walk of the index an account: to group half a million rows would read them all."""
        named = [(account,) for account in accounts]
        if not named:
            return None
        names = values(column("name", PlainText)).data(named).cte("names")
        query = select(looks.c.id).where(looks.c.account == names.c.name)
        if also is not None:
            query = query.where(also)
        newest: ScalarSelect[str] = query.order_by(*_NEWEST_FIRST).limit(1).correlate(names).scalar_subquery()
        return select(newest).select_from(names)


def _lines() -> Select[*tuple[object, ...]]:
    return select(*(looks.c[name] for name in _LINE))


def _matching(asked: VisitsAsked) -> list[ColumnElement[bool]]:
    found = [looks.c.kind == LookKind.VISIT] if asked.account is None else [_of(asked.account)]
    if asked.verdict is not None:
        found.append(looks.c.verdict == asked.verdict)
    if asked.browser is not None:
        found.append(looks.c.browser == asked.browser)
    if asked.since is not None:
        found.append(looks.c.started >= asked.since)
    return found


def _of(account: str | None) -> ColumnElement[bool]:
    """Only visits have an account. Its index is the narrower one: the kind is not asked for beside it."""
    return looks.c.kind == LookKind.PROBE if account is None else looks.c.account == account


def _older(place: Place) -> ColumnElement[bool]:
    """Said twice: the first half is for the index."""
    started, same = looks.c.started < place.started, looks.c.started == place.started
    return and_(looks.c.started <= place.started, or_(started, and_(same, looks.c.id < place.id)))


def _newer(place: Place) -> ColumnElement[bool]:
    started, same = looks.c.started > place.started, looks.c.started == place.started
    return and_(looks.c.started >= place.started, or_(started, and_(same, looks.c.id > place.id)))


def _glance(row: RowMapping) -> Glance:
    reasons = (Reason.model_validate(each) for each in row["reasons"])
    worst = max(reasons, key=lambda reason: reason.verdict.rank, default=None)
    own = {name: row[name] for name in _LINE if name != "reasons"}
    return Glance.model_validate({**own, "reason": worst})
