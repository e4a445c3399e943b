"""Incidents, and the transitions each went through."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, TextClause, bindparam, case, func, or_, select

from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.store.rows import incident_of, incident_row
from agent.store.session import Reading, Writing
from agent.store.tables import UNRESOLVED, incidents, transitions

_RANK = case({str(severity): severity.rank for severity in Severity}, value=incidents.c.severity)


class Passage(NamedTuple):
    """One transition of an incident: `number` counts from 1 within it."""

    number: int
    transition: Transition
    at: datetime
    severity: Severity


class IncidentsAsked(NamedTuple):
    """Which incidents: null matches any; `since` <= opened. `unresolved` is every state but resolved."""

    unresolved: bool = True
    state: IncidentState | None = None
    severity: Severity | None = None
    rule: str | None = None
    account: str | None = None
    since: datetime | None = None


class IncidentReads(Reading):
    def incidents(self, open_only: bool = True, account: str | None = None) -> tuple[Incident, ...]:
        """Oldest first. `open_only`: every state but resolved, so acknowledged and silenced ones too."""
        query = _OPEN if open_only else _ALL
        if account is not None:
            query = query.where(incidents.c.account == account)
        return tuple(incident_of(row) for row in self._rows(query))

    def incidents_asked(self, asked: IncidentsAsked, offset: int, limit: int) -> tuple[Incident, ...]:
        """Of unresolved ones the worst first, and of equal ones the oldest; else the newest first."""
        order = (_RANK.desc(), incidents.c.opened) if asked.unresolved else (incidents.c.opened.desc(),)
        query = select(incidents).where(*_matching(asked)).order_by(*order, incidents.c.id)
        return tuple(incident_of(row) for row in self._rows(query.offset(offset).limit(limit)))

    def count_incidents(self, asked: IncidentsAsked) -> int:
        query = select(func.count().label("found")).select_from(incidents).where(*_matching(asked))
        row = self._first(query)
        return int(row["found"]) if row else 0

    def open_incidents(self) -> tuple[Incident, ...]:
        return tuple(incident_of(row) for row in self._rows(_OPEN))

    def resolved_incidents(self, since: datetime) -> tuple[Incident, ...]:
        """Resolved at `since` or later, oldest first: what is found again soon may be flapping."""
        return tuple(incident_of(row) for row in self._rows(_RESOLVED_SINCE, {"since": since}))

    def incidents_of_no_account(self, since: datetime, until: datetime) -> tuple[Incident, ...]:
        """The portal's and our own that lasted at any time from `since` until `until`; oldest first."""
        still = or_(incidents.c.resolved.is_(None), incidents.c.resolved >= since)
        query = select(incidents).where(incidents.c.account.is_(None), incidents.c.opened < until, still)
        return tuple(incident_of(row) for row in self._rows(query.order_by(incidents.c.opened)))

    def incident(self, incident_id: str) -> Incident | None:
        row = self._first(select(incidents).where(incidents.c.id == incident_id))
        return None if row is None else incident_of(row)

    def transitions(self, incident_id: str) -> tuple[Passage, ...]:
        """In the order they happened."""
        query = (
            select(transitions).where(transitions.c.incident == incident_id).order_by(transitions.c.number)
        )
        return tuple(
            Passage(row["number"], Transition(row["transition"]), row["at"], Severity(row["severity"]))
            for row in self._rows(query)
        )


_ALL = select(incidents).order_by(incidents.c.opened, incidents.c.id)
_OPEN = _ALL.where(UNRESOLVED)
_RESOLVED_SINCE = (
    select(incidents)
    .where(incidents.c.state == IncidentState.RESOLVED, incidents.c.resolved >= bindparam("since"))
    .order_by(incidents.c.opened)
)


def _matching(asked: IncidentsAsked) -> list[ColumnElement[bool] | TextClause]:
    wanted = {name: getattr(asked, name) for name in ("state", "severity", "rule", "account")}
    found: list[ColumnElement[bool] | TextClause] = [
        incidents.c[name] == value for name, value in wanted.items() if value is not None
    ]
    if asked.unresolved:
        found.append(UNRESOLVED)
    if asked.since is not None:
        found.append(incidents.c.opened >= asked.since)
    return found


class IncidentWrites(Writing):
    def save_change(self, change: Change) -> int:
        """The incident as it is now, and its transition if it made one.

        Returns the transition's number within the incident, from 1; 0 without a transition. A second
        unresolved incident of one (rule, subject) raises `StoreConflictError`.
        """
        incident = change.incident
        self._save(incidents, incident_row(incident))
        if change.transition is None:
            return 0
        last = select(func.max(transitions.c.number).label("last")).where(
            transitions.c.incident == incident.id
        )
        row = self._first(last)
        number = 1 + ((row["last"] if row else None) or 0)
        self._add(
            transitions,
            {
                "incident": incident.id,
                "number": number,
                "transition": change.transition,
                "at": change.at,
                "severity": incident.finding.severity,
            },
        )
        return number
