"""Looks, their page timings, their sealed facts, and the records of their evidence."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Integer, RowMapping, Select, bindparam, func, literal, or_, select

from agent.model.evidence import Evidence
from agent.model.look import Look, LookKind, PageTiming
from agent.model.verdict import GOOD_LOOKS, Verdict
from agent.store.columns import Moment
from agent.store.known import KnownLooks
from agent.store.rows import Row, flat, look_of, look_row, page_of, page_rows
from agent.store.session import Reading, Writing
from agent.store.tables import evidence, looks, page_timings, sealed_facts

_ANSWERED = [verdict for verdict in Verdict if verdict.finds_portal]
_AT_ONCE = 500  # looks that one statement names

_NEWEST = attrgetter("started", "id")
"""Looks of every kind are asked for by kind: only then an index has them in this order."""

_EVER = literal(datetime(1, 1, 2, tzinfo=UTC), Moment)
"""What is later than that is not null; where so written, an index finds the few."""

_APART = timedelta(hours=1)


class LookReads(Reading):
    _known: KnownLooks

    def looks(
        self,
        account: str | None = None,
        kind: LookKind | None = None,
        limit: int | None = 20,
        before: datetime | None = None,
        since: datetime | None = None,
    ) -> tuple[Look, ...]:
        """Newest first by `started`, without facts; `since` <= started < `before`. No limit: None."""
        if account is None and kind is None and limit is not None:
            each = [self.looks(None, one, limit, before, since) for one in LookKind]
            return tuple(sorted(chain(*each), key=_NEWEST, reverse=True)[:limit])
        return self._chosen(account=account, kind=kind, limit=limit, before=before, since=since)

    def look(self, look_id: str) -> Look | None:
        return next(iter(self._looks(select(looks.c.id).where(looks.c.id == look_id))), None)

    def last_good_look(self, account: str | None, by: datetime | None = None) -> Look | None:
        """The newest look, begun `by` then, in which the account could be looked at (`Verdict.good_look`).

        Without an account the newest of any, probes too.
        """
        if account is not None:
            return next(iter(self._chosen(account=account, good=True, by=by, limit=1)), None)
        newest = (each for kind in LookKind for each in self._chosen(kind=kind, good=True, by=by, limit=1))
        return max(newest, key=_NEWEST, default=None)

    def last_look_with_facts(self, account: str, before: datetime) -> tuple[Look, bytes] | None:
        """The newest look started before `before` that has facts, and their sealed blob."""
        with_facts = looks.c.id.in_(select(sealed_facts.c.look))
        query = _of(account).where(looks.c.started < before, with_facts).limit(1)
        for look in self._looks(query):
            blob = self.sealed_facts(look.id)
            if blob is not None:
                return look, blob
        return None

    def on_maintenance(self, since: datetime) -> tuple[Look, ...]:
        """The looks with which it changed until when the portal says it is away, oldest first.

        Among them the first that it answered again. Of those between, which say the same, none: there is one
        a minute. What ended before `since` is left out.
        """
        said = looks.c.maintenance_until
        light = select(looks.c.id, looks.c.started, said)
        ending = self._first(select(func.min(looks.c.started).label("at")).where(said > since))
        if ending is None or ending["at"] is None:
            return ()
        stating = self._rows(light.where(said > _EVER, looks.c.started >= ending["at"]))
        starts = sorted(row["started"] for row in stating)
        answers = [row for begin, end in _runs(starts) for row in self._answers(light, begin, end)]
        told = {row["id"]: row for row in (*stating, *answers)}
        in_order = sorted(told.values(), key=lambda row: (row["started"], row["id"]))
        before = (None, *(row["maintenance_until"] for row in in_order))
        changed = [
            row["id"] for row, last in zip(in_order, before, strict=False) if row["maintenance_until"] != last
        ]
        query = select(looks.c.id).where(looks.c.id.in_(changed)).order_by(looks.c.started, looks.c.id)
        return self._looks(query)

    def _answers(
        self, light: Select[*tuple[Any, ...]], begin: datetime, end: datetime
    ) -> Iterator[RowMapping]:
        """What the portal answered from `begin` to `end`, and first after: by kind, as indexed."""
        for kind in LookKind:
            answered = light.where(looks.c.kind == kind, looks.c.verdict.in_(_ANSWERED))
            yield from self._rows(answered.where(looks.c.started.between(begin, end)))
            after = answered.where(looks.c.started > end).order_by(looks.c.started, looks.c.id)
            yield from self._rows(after.limit(1))

    def sealed_facts(self, look_id: str) -> bytes | None:
        row = self._first(select(sealed_facts.c.blob).where(sealed_facts.c.look == look_id))
        return None if row is None else bytes(row["blob"])

    def page_timings(
        self, page: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[PageTiming, ...]:
        """Page loads of looks with `since` <= started < `until`, oldest first."""
        query = select(page_timings).order_by(
            page_timings.c.started, page_timings.c.look, page_timings.c.position
        )
        if page is not None:
            query = query.where(page_timings.c.page == page)
        if since is not None:
            query = query.where(page_timings.c.started >= since)
        if until is not None:
            query = query.where(page_timings.c.started < until)
        return tuple(page_of(row) for row in self._rows(query))

    def evidence(self, evidence_id: str) -> Evidence | None:
        row = self._first(select(evidence).where(evidence.c.id == evidence_id))
        return None if row is None else flat(Evidence, row)

    def evidence_of(self, look_id: str) -> tuple[Evidence, ...]:
        """Oldest first."""
        query = select(evidence).where(evidence.c.look == look_id).order_by(evidence.c.taken, evidence.c.id)
        return tuple(flat(Evidence, row) for row in self._rows(query))

    def _chosen(self, **asked: object) -> tuple[Look, ...]:
        given = {name: value for name, value in asked.items() if value is not None}
        return self._looks(_choice(frozenset(given)), given)

    def _looks(self, ids: Select[Any], given: Row | None = None) -> tuple[Look, ...]:
        """The looks whose ids these are, in that order; only those that are not known yet are read whole."""
        with self._reading() as connection:
            found = connection.execute(ids, given or {}).scalars().all()
            looks_by_id = {each: self._known.find(each) for each in found}
            unknown = [each for each, look in looks_by_id.items() if look is None]
            read = {look.id: look for look in _read(connection, unknown)}
        self._known.add(read.values())
        there = (looks_by_id[each] or read.get(each) for each in found)  # retention may drop one meanwhile
        return tuple(look for look in there if look is not None)


def _read(connection: Connection, ids: list[str]) -> Iterator[Look]:
    """Two statements for so many looks at once."""
    for start in range(0, len(ids), _AT_ONCE):
        named = {"ids": ids[start : start + _AT_ONCE]}
        rows = connection.execute(_ROWS, named).mappings().all()
        pages_by_look = defaultdict(list)
        for page in connection.execute(_PAGES, named).mappings():
            pages_by_look[page["look"]].append(page)
        yield from (look_of(row, pages_by_look[row["id"]]) for row in rows)


class LookWrites(Writing):
    def add_look(self, look: Look, sealed: bytes | None = None) -> None:
        """The look without its facts; `sealed` is what `agent.seal` made of them, if there were any."""
        self._add(looks, look_row(look))
        self._add(page_timings, *page_rows(look))
        if sealed is not None:
            self._add(sealed_facts, {"look": look.id, "blob": sealed})

    def add_evidence(self, record: Evidence) -> None:
        """After its look: evidence of a look that is not stored raises `StoreConflictError`."""
        self._add(evidence, record.model_dump())


def _of(account: str | None) -> Select[Any]:
    query = select(looks.c.id).order_by(looks.c.started.desc(), looks.c.id.desc())
    return query if account is None else query.where(looks.c.account == account)


def _runs(moments: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """The first and the last of those that follow each other within an hour."""
    run = list(moments[:1])
    for earlier, later in pairwise(moments):
        if later - earlier > _APART:
            yield run[0], earlier
            run = [later]
    if run:
        yield run[0], moments[-1]


@cache
def _choice(asked: frozenset[str]) -> Select[Any]:
    """The ids of the looks that answer to what is asked; a statement is made once, and asked every minute."""
    conditions = {
        "account": looks.c.account == bindparam("account"),
        "kind": looks.c.kind == bindparam("kind"),
        "before": looks.c.started < bindparam("before"),
        "since": looks.c.started >= bindparam("since"),
        "by": looks.c.started <= bindparam("by"),
        "good": or_(*(looks.c.verdict == verdict for verdict in GOOD_LOOKS)),
    }
    query = _of(None).where(*(condition for name, condition in conditions.items() if name in asked))
    return query.limit(bindparam("limit", type_=Integer)) if "limit" in asked else query


_ROWS = select(looks).where(looks.c.id.in_(bindparam("ids", expanding=True)))
_PAGES = (
    select(page_timings)
    .where(page_timings.c.look.in_(bindparam("ids", expanding=True)))
    .order_by(page_timings.c.look, page_timings.c.position)
)
