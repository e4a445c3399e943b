"""The outbox: alerts are written here before they are sent, and marked only once accepted."""

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select, update

from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.store.errors import StoreConflictError
from agent.store.rows import Row, alert_of, alert_row
from agent.store.session import Reading, Writing
from agent.store.tables import alerts


class AlertReads(Reading):
    def alerts(self, incident: str | None = None, state: AlertState | None = None) -> tuple[Alert, ...]:
        """In the order they were written."""
        query = select(alerts).order_by(alerts.c.sequence)
        if incident is not None:
            query = query.where(alerts.c.incident == incident)
        if state is not None:
            query = query.where(alerts.c.state == state)
        return tuple(alert_of(row) for row in self._rows(query))

    def alert(self, key: str) -> Alert | None:
        row = self._first(select(alerts).where(alerts.c.key == key))
        return None if row is None else alert_of(row)

    def alerts_due(self, now: datetime) -> tuple[Alert, ...]:
        """Pending ones whose next try has come, in the order they were written.

        One waits while an earlier one of its incident on its channel waits: "resolved" is never read
        before "opened". A next try that was set by a clock which has stepped back since is due.
        """
        earlier = alerts.alias("earlier")
        held_back = exists().where(
            earlier.c.incident == alerts.c.incident,
            earlier.c.channel == alerts.c.channel,
            earlier.c.sequence < alerts.c.sequence,
            earlier.c.state == AlertState.PENDING,
            ~_is_due(earlier, now),
        )
        due = select(alerts).where(alerts.c.state == AlertState.PENDING, _is_due(alerts, now), ~held_back)
        return tuple(alert_of(row) for row in self._rows(due.order_by(alerts.c.sequence)))


def _is_due(table: FromClause, now: datetime) -> ColumnElement[bool]:
    """Written later than now, and not tried since: both times are of a clock that ran ahead."""
    ran_ahead = and_(table.c.created > now, table.c.next_try >= table.c.created)
    return or_(table.c.next_try <= now, ran_ahead)


class AlertWrites(AlertReads, Writing):
    def add_alert(self, alert: Alert) -> None:
        """After its transition (`save_change`); a key that is there already raises `StoreConflictError`."""
        self._add(alerts, alert_row(alert))

    def alert_tried(self, key: str, delivery: Delivery, at: datetime, next_try: datetime) -> None:
        """What the channel said at `at`; `next_try` counts only when it said to try later.

        Once sent stays sent: when two processes sent the same alert, the failure of one undoes nothing.
        An unknown key raises `StoreConflictError`.
        """
        told: Row = {"attempts": alerts.c.attempts + 1, "problem": delivery.problem}
        match delivery.outcome:
            case Outcome.ACCEPTED:
                told |= {"state": AlertState.SENT, "sent": at}
            case Outcome.NEVER:
                told |= {"state": AlertState.FAILED}
            case Outcome.TRY_LATER:
                told |= {"next_try": next_try}
        if self.alert(key) is None:
            raise StoreConflictError("no alert has this key", key, "store the alert before trying to send it")
        with self._reading() as connection:
            unsent = alerts.c.state != AlertState.SENT
            connection.execute(update(alerts).where(alerts.c.key == key, unsent).values(told))
