"""Looks, their page timings, their sealed facts, and the records of their evidence."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any

from sqlalchemy import RowMapping, Select, func, literal, select

from agent.model.evidence import Evidence
from agent.model.look import Look, LookKind, PageTiming
from agent.model.verdict import Verdict
from agent.store.columns import Moment
from agent.store.rows import flat, look_of, look_row, page_of, page_rows
from agent.store.session import Reading, Writing
from agent.store.tables import evidence, looks, page_timings, sealed_facts

_SILENT = (Verdict.PORTAL_DOWN, Verdict.OWN_FAULT, Verdict.ACCOUNT_PROBLEM)  # as in agent.windows
_ANSWERED = [verdict for verdict in Verdict if verdict not in _SILENT]
_GOOD = [verdict for verdict in Verdict if verdict.good_look]

_NEWEST = attrgetter("started", "id")
"""Looks of every kind are asked for by kind: only then an index has them in this order."""

_EVER = literal(datetime(1, 1, 2, tzinfo=UTC), Moment)
"""What is later than that is not null; where so written, an index finds the few."""

_APART = timedelta(hours=1)


class LookReads(Reading):
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
        query = _of(account).limit(limit)
        if kind is not None:
            query = query.where(looks.c.kind == kind)
        if before is not None:
            query = query.where(looks.c.started < before)
        if since is not None:
            query = query.where(looks.c.started >= since)
        return self._looks(query)

    def look(self, look_id: str) -> Look | None:
        return next(iter(self._looks(select(looks).where(looks.c.id == look_id))), None)

    def last_good_look(self, account: str | None, by: datetime | None = None) -> Look | None:
        """The newest look, begun `by` then, in which the account could be looked at (`Verdict.good_look`).

        Without an account the newest of any, probes too.
        """
        query = _of(account).where(looks.c.verdict.in_(_GOOD)).limit(1)
        if by is not None:
            query = query.where(looks.c.started <= by)
        if account is not None:
            return next(iter(self._looks(query)), None)
        newest = (look for kind in LookKind for look in self._looks(query.where(looks.c.kind == kind)))
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
        query = select(looks).where(looks.c.id.in_(changed)).order_by(looks.c.started, looks.c.id)
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
        """Page loads of looks with `since` <= started < `until`, oldest first: for median and p95."""
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

    def _looks(self, query: Select[*tuple[object, ...]]) -> tuple[Look, ...]:
        """Two statements however many looks: a look and its pages are written together and never changed."""
        chosen = query.with_only_columns(looks.c.id).subquery()
        pages_of_chosen = (
            select(page_timings)
            .join(chosen, page_timings.c.look == chosen.c.id)
            .order_by(page_timings.c.look, page_timings.c.position)
        )
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
            pages = connection.execute(pages_of_chosen).mappings().all()
        pages_by_look = defaultdict(list)
        for page in pages:
            pages_by_look[page["look"]].append(page)
        return tuple(look_of(row, pages_by_look[row["id"]]) for row in rows)


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


def _of(account: str | None) -> Select[*tuple[object, ...]]:
    query = select(looks).order_by(looks.c.started.desc(), looks.c.id.desc())
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
