"""Who took what out of the store, and when: written before it leaves, and never changed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from agent.store.session import Reading, Writing
from agent.store.tables import audit


class AuditEntry(NamedTuple):
    """One deed of an operator. `object` names what it was done to, such as an incident's id."""

    at: datetime
    who: str  # the operating system's user
    action: str  # "packet", "evidence open"
    object: str
    detail: str


class AuditReads(Reading):
    def audited(self, of: str | None = None) -> tuple[AuditEntry, ...]:
        """In the order they were written, of everything or of one object."""
        query = select(audit).order_by(audit.c.sequence)
        if of is not None:
            query = query.where(audit.c.object == of)
        return tuple(AuditEntry(*(row[name] for name in AuditEntry._fields)) for row in self._rows(query))


class AuditWrites(Writing):
    def audit(self, entry: AuditEntry) -> None:
        """Added for good: a change to it, or its removal, is refused by the database itself."""
        self._add(audit, entry._asdict())
