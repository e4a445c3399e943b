"""Who took what out of the store, and when: written before it leaves, and never changed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, RowMapping, func, select

from agent.store.session import Reading, Writing
from agent.store.tables import audit


class AuditEntry(NamedTuple):
    """One deed of an operator. `object` names what it was done to, such as an incident's id."""

    at: datetime
    who: str  # the operating system's user
    action: str  # "packet", "evidence open"
    object: str
    detail: str


class AuditAsked(NamedTuple):
    """Which entries: null matches any; `since` <= at < `until`."""

    who: str | None = None
    action: str | None = None
    object: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditReads(Reading):
    def audited(self, of: str | None = None) -> tuple[AuditEntry, ...]:
        """In the order they were written, of everything or of one object."""
        query = select(audit).order_by(audit.c.sequence)
        if of is not None:
            query = query.where(audit.c.object == of)
        return tuple(_entry(row) for row in self._rows(query))

    def newest_audited(self, asked: AuditAsked, offset: int, limit: int) -> tuple[AuditEntry, ...]:
        """The entry written last comes first."""
        query = select(audit).where(*_matching(asked)).order_by(audit.c.sequence.desc())
        return tuple(_entry(row) for row in self._rows(query.offset(offset).limit(limit)))

    def count_audited(self, asked: AuditAsked) -> int:
        row = self._first(select(func.count().label("found")).select_from(audit).where(*_matching(asked)))
        return int(row["found"]) if row else 0


class AuditWrites(Writing):
    def audit(self, entry: AuditEntry) -> None:
        """Added for good: a change to it, or its removal, is refused by the database itself."""
        self._add(audit, entry._asdict())


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(*(row[name] for name in AuditEntry._fields))


def _matching(asked: AuditAsked) -> list[ColumnElement[bool]]:
    wanted = ((audit.c.who, asked.who), (audit.c.action, asked.action), (audit.c.object, asked.object))
    found = [column == value for column, value in wanted if value is not None]
    if asked.since is not None:
        found.append(audit.c.at >= asked.since)
    if asked.until is not None:
        found.append(audit.c.at < asked.until)
    return found
