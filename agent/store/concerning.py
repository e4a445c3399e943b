"""Incidents by whom or what they concern."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from agent.model.incident import Incident, IncidentState, Transition
from agent.store.rows import incident_of
from agent.store.session import Reading
from agent.store.tables import incidents, transitions

_OF_A_LOOK = (Transition.OPENED, Transition.WORSENED, Transition.FLAPPING, Transition.RESOLVED)


class ConcerningReads(Reading):
    def resolved_of(self, account: str, since: datetime) -> tuple[Incident, ...]:
        """The account's, resolved at `since` or later, the last resolved first."""
        query = select(incidents).where(
            incidents.c.account == account,
            incidents.c.state == IncidentState.RESOLVED,
            incidents.c.resolved >= since,
        )
        return tuple(incident_of(row) for row in self._rows(query.order_by(incidents.c.resolved.desc())))

    def incidents_naming(self, words: Iterable[str], limit: int) -> tuple[Incident, ...]:
        """Open and over, whose subject or title has one of the words in it, newest first: it reads them all.

        Thousands a year: a few milliseconds.
        """
        said = (incidents.c.subject, incidents.c.title)
        naming = [column.contains(word, autoescape=True) for word in words for column in said]
        if not naming:
            return ()
        query = select(incidents).where(or_(*naming)).order_by(incidents.c.opened.desc()).limit(limit)
        return tuple(incident_of(row) for row in self._rows(query))

    def changed_between(
        self, account: str | None, start: datetime, end: datetime
    ) -> tuple[tuple[Incident, Transition], ...]:
        """What looks did to the account's incidents, and to those of no account, from `start` to `end`."""
        of: list[ColumnElement[bool]] = [incidents.c.account.is_(None)]
        if account is not None:
            of.append(incidents.c.account == account)
        query = (
            select(incidents, transitions.c.transition)
            .join(transitions, transitions.c.incident == incidents.c.id)
            .where(or_(*of), transitions.c.at.between(start, end), transitions.c.transition.in_(_OF_A_LOOK))
            .order_by(transitions.c.at, transitions.c.incident, transitions.c.number)
        )
        return tuple((incident_of(row), Transition(row["transition"])) for row in self._rows(query))
