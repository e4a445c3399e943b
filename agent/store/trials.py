"""What proves that channels carry alerts: their test alerts, and which incidents each was told of."""

from datetime import datetime

from sqlalchemy import or_, select

from agent.model.alert import AlertState
from agent.model.incident import Incident, IncidentState
from agent.model.trial import Trial
from agent.store.rows import flat, incident_of
from agent.store.session import Reading, Writing
from agent.store.tables import alerts, incidents, trials


class TrialReads(Reading):
    def trials(self, channel: str, newest: int) -> tuple[Trial, ...]:
        """The newest so many of a channel, the last one first."""
        query = select(trials).where(trials.c.channel == channel).order_by(trials.c.sequence.desc())
        return tuple(flat(Trial, row) for row in self._rows(query.limit(newest)))

    def told_on(self, channel: str, since: datetime) -> tuple[Incident, ...]:
        """The incidents that this channel took an alert of, and that are unresolved or were resolved at or
        after `since`; in the order they were opened."""
        told = select(alerts.c.incident).where(
            alerts.c.channel == channel, alerts.c.state == AlertState.SENT, alerts.c.incident.is_not(None)
        )
        is_state = or_(incidents.c.state != IncidentState.RESOLVED, incidents.c.resolved >= since)
        query = select(incidents).where(incidents.c.id.in_(told), is_state).order_by(incidents.c.opened)
        return tuple(incident_of(row) for row in self._rows(query))


class TrialWrites(TrialReads, Writing):
    def add_trial(self, trial: Trial) -> None:
        self._add(trials, trial.model_dump())
