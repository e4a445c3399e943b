"""Taking away what was kept long enough; each call a small part, so that no writer waits long.

Whatever an unresolved incident, an alert still to be sent or the rules' history needs stays, however old.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, func, or_, select, text, update

from agent.model.alert import AlertState
from agent.model.incident import IncidentState
from agent.model.look import LookKind
from agent.model.slot import SlotOutcome
from agent.model.verdict import GOOD_LOOKS
from agent.store.looks import LookReads
from agent.store.rollup_tables import rolled_hours
from agent.store.rollups import HOUR, RollupReads, RollupWrites
from agent.store.tables import (
    alerts,
    audit,
    evidence,
    incidents,
    looks,
    page_timings,
    sealed_facts,
    silences,
    slots,
    transitions,
    trials,
    watching,
)

_VISITS = 20  # of each account, as many as the rules count over
_PROBES = 20
_WITH_FACTS = 5  # of each account: a visit unseals those of three, a forecast of four
_TRIALS = 3  # of each channel: what says whether it fails
_UNTOLD = (AlertState.PENDING, AlertState.GATHERED)


class RetentionReads(RollupReads, LookReads):
    def looks_to_spare(self, since: datetime) -> frozenset[str]:
        """Their ids: the newest of each account and of the probes, the last good ones, what unresolved
        incidents were told of, and with which the portal said since then until when it is away."""
        probes = select(looks.c.id).where(looks.c.kind == LookKind.PROBE).order_by(looks.c.started.desc())
        spared = set(self._ids(probes.limit(_PROBES)))
        for row in self._rows(select(watching.c.account)):
            spared.update(self._of_account(row["account"]))
        spared.update(look.id for look in self.on_maintenance(since))
        unresolved = select(incidents).where(incidents.c.state != IncidentState.RESOLVED)
        for incident in self._rows(unresolved):
            spared.update(self._of_incident(incident["id"], incident["account"], incident["opened"]))
        return frozenset(spared)

    def files_without_record(self, names: Collection[str]) -> frozenset[str]:
        """Those of these names that no evidence has."""
        known = self._rows(select(evidence.c.file).where(evidence.c.file.in_(names)))
        return frozenset(names) - {row["file"] for row in known}

    def _of_account(self, account: str) -> Iterator[str]:
        visits = _newest(account, LookKind.VISIT)
        yield from self._ids(visits.limit(_VISITS))
        yield from self._ids(visits.where(looks.c.id.in_(select(sealed_facts.c.look))).limit(_WITH_FACTS))
        good_ones = visits.add_columns(looks.c.started).where(looks.c.verdict.in_(GOOD_LOOKS))
        good = self._first(good_ones.limit(1))
        failed = select(looks.c.id).where(looks.c.account == account, looks.c.kind == LookKind.VISIT)
        if good:  # and the first failure since, from which blindness is counted
            yield good["id"]
            failed = failed.where(looks.c.started > good["started"])
        yield from self._ids(failed.order_by(looks.c.started).limit(1))

    def _of_incident(self, incident: str, account: str | None, opened: datetime) -> Iterator[str]:
        told = self._rows(select(transitions.c.at).where(transitions.c.incident == incident))
        for at in {opened, *(row["at"] for row in told)}:
            by_then = looks.c.started <= at
            yield from self._ids(_newest(account).where(by_then).limit(1))
            yield from self._ids(_newest(account, LookKind.VISIT).where(by_then).limit(1))
            yield from self._ids(_newest(account).where(by_then, looks.c.verdict.in_(GOOD_LOOKS)).limit(1))

    def _ids(self, query: Select[Any]) -> tuple[str, ...]:
        return tuple(row["id"] for row in self._rows(query))


def _newest(account: str | None, kind: LookKind | None = None) -> Select[Any]:
    query = select(looks.c.id).order_by(looks.c.started.desc(), looks.c.id.desc())
    if account is not None:
        query = query.where(looks.c.account == account)
    return query if kind is None else query.where(looks.c.kind == kind)


class RetentionWrites(RetentionReads, RollupWrites):
    """Each drops at most so many, the oldest first where that matters, and says how many there were."""

    def drop_hour(self, hour: datetime, spared: Collection[str]) -> None:
        """Its page timings and probes, once it is rolled up for good."""
        self.roll_up(hour, final=True)
        begun = and_(looks.c.kind.in_(list(LookKind)), looks.c.started >= hour, looks.c.started < hour + HOUR)
        ids = [found for found in self._ids(select(looks.c.id).where(begun)) if found not in spared]
        with self._reading() as connection:
            connection.execute(delete(page_timings).where(page_timings.c.look.in_(ids)))
            probes = delete(looks).where(looks.c.id.in_(ids), looks.c.kind == LookKind.PROBE)
            connection.execute(probes.where(~_has(evidence)))

    def drop_evidence(self, before: datetime, spared: Collection[str], most: int) -> tuple[str, ...]:
        """The names of their files, which are to be removed next."""
        query = select(evidence.c.id, evidence.c.file).where(
            evidence.c.taken < before, evidence.c.look.not_in(spared)
        )
        found = self._rows(query.limit(most))
        self._delete(evidence, evidence.c.id, [row["id"] for row in found])
        return tuple(row["file"] for row in found)

    def drop_facts(self, before: datetime, spared: Collection[str], most: int) -> int:
        old = (
            select(sealed_facts.c.look).join(looks).where(looks.c.started < before, looks.c.id.not_in(spared))
        )
        return self._drop(sealed_facts, sealed_facts.c.look, old.limit(most))

    def drop_looks(self, before: datetime, spared: Collection[str], most: int) -> int:
        """With their timings and facts; not those that have evidence still."""
        old = select(looks.c.id).where(looks.c.started < before, looks.c.id.not_in(spared), ~_has(evidence))
        return self._drop(looks, looks.c.id, old.limit(most))

    def drop_slots(self, hour: datetime) -> None:
        """Those that were due in a final hour: from now on the hour counts for them."""
        due = (slots.c.due >= hour, slots.c.due < hour + HOUR)
        with self._reading() as connection:
            connection.execute(delete(slots).where(*due, slots.c.outcome != SlotOutcome.RUNNING))
            gone = update(rolled_hours).where(rolled_hours.c.hour == hour)
            connection.execute(gone.values(slots_gone=True))

    def drop_alerts(self, before: datetime, most: int) -> int:
        """What was told or given up, of incidents that are over, and digests."""
        over = select(incidents.c.id).where(incidents.c.state == IncidentState.RESOLVED)
        old = select(alerts.c.id).where(
            alerts.c.created < before,
            alerts.c.state.not_in(_UNTOLD),
            or_(alerts.c.incident.is_(None), alerts.c.incident.in_(over)),
        )
        return self._drop(alerts, alerts.c.id, old.limit(most))

    def drop_incidents(self, before: datetime, most: int) -> int:
        """Resolved by then, with their transitions and alerts; not while one of these is still to be told."""
        untold = exists().where(alerts.c.incident == incidents.c.id, alerts.c.state.in_(_UNTOLD))
        old = select(incidents.c.id).where(
            incidents.c.state == IncidentState.RESOLVED, incidents.c.resolved < before, ~untold
        )
        ids = self._ids(old.limit(most))
        for table, column in (
            (alerts, alerts.c.incident),
            (transitions, transitions.c.incident),
            (incidents, incidents.c.id),
        ):
            self._delete(table, column, ids)
        return len(ids)

    def drop_silences(self, before: datetime, most: int) -> int:
        return self._drop(
            silences, silences.c.id, select(silences.c.id).where(silences.c.until < before).limit(most)
        )

    def drop_trials(self, before: datetime, most: int) -> int:
        """Not the newest few of each channel."""
        newer = trials.alias("newer")
        count = select(func.count()).select_from(newer)
        later = count.where(newer.c.channel == trials.c.channel, newer.c.sequence > trials.c.sequence)
        old = select(trials.c.sequence).where(trials.c.at < before, later.scalar_subquery() >= _TRIALS)
        return self._drop(trials, trials.c.sequence, old.limit(most))

    def drop_rollups(self, before: datetime, most: int) -> int:
        old = select(rolled_hours.c.hour).where(rolled_hours.c.hour < before).order_by(rolled_hours.c.hour)
        return self._drop(rolled_hours, rolled_hours.c.hour, old.limit(most))

    def drop_audit(self, before: datetime, most: int) -> int:
        """The database refuses it otherwise: its triggers are laid aside within this transaction alone."""
        found = self._rows(select(audit.c.sequence).where(audit.c.at < before).limit(most))
        if found:
            with self._reading() as connection:
                if connection.dialect.name == "postgresql":
                    aside, back = (
                        ["ALTER TABLE audit DISABLE TRIGGER USER"],
                        ["ALTER TABLE audit ENABLE TRIGGER USER"],
                    )
                else:
                    triggers = text(
                        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
                    )
                    rows = connection.execute(triggers).all()
                    aside, back = [f'DROP TRIGGER "{name}"' for name, _ in rows], [sql for _, sql in rows]
                for statement in aside:
                    connection.exec_driver_sql(statement)
                self._delete(audit, audit.c.sequence, [row["sequence"] for row in found])
                for statement in back:
                    connection.exec_driver_sql(statement)
        return len(found)

    def _drop(self, table: Table, key: ColumnElement[Any], old: Select[Any]) -> int:
        with self._reading() as connection:
            ids = connection.execute(old).scalars().all()
        self._delete(table, key, ids)
        return len(ids)

    def _delete(self, table: Table, key: ColumnElement[Any], values: Sequence[object]) -> None:
        if values:
            with self._reading() as connection:
                connection.execute(delete(table).where(key.in_(values)))


def _has(table: Table) -> ColumnElement[bool]:
    return exists().where(table.c.look == looks.c.id)
