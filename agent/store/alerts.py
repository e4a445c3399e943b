"""The outbox: alerts are written here before they are sent, and marked only once accepted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)

from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.store.errors import StoreConflictError
from agent.store.rows import Row, alert_of, alert_row
from agent.store.session import Reading, Writing
from agent.store.tables import alerts

_OPEN = (AlertState.PENDING, AlertState.GATHERED)
_IS_SUMMARY = and_(alerts.c.incident.is_(None), alerts.c.digest.is_(None))
_ENDED = {Outcome.ACCEPTED: AlertState.SENT, Outcome.NEVER: AlertState.FAILED}


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
        """Pending ones whose next try has come, in the order they were written; none that a digest tells.

        One waits while an earlier one of its incident on its channel waits, or a summary that tells it:
        "resolved" is never read before "opened". But what may come at any hour does not wait for a summary
        that itself waits for its hours: the summary takes it in. A next try that was set by a clock which has
        stepped back since is due.
        """
        return tuple(alert_of(row) for row in self._rows(_DUE, {"now": now}))

    def alerts_stuck(self, channel: str, now: datetime) -> tuple[Alert, ...]:
        """Pending ones of a channel that were put off, or whose time has come, as they were written; and a
        summary, also one that waits for its hours."""
        pending = select(alerts).where(alerts.c.state == AlertState.PENDING, alerts.c.channel == channel)
        alone = or_(alerts.c.digest.is_(None), alerts.c.incident.is_(None))
        stuck = pending.where(alone, or_(alerts.c.attempts > 0, alerts.c.next_try <= now, _IS_SUMMARY))
        return tuple(alert_of(row) for row in self._rows(stuck.order_by(alerts.c.sequence)))

    def channels_down(self, since: datetime) -> tuple[str, ...]:
        """Those with an alert that was put off and written before `since`, or with a summary that was."""
        query = (
            select(alerts.c.channel)
            .distinct()
            .where(
                alerts.c.state == AlertState.PENDING,
                or_(and_(alerts.c.attempts > 0, alerts.c.created <= since), _IS_SUMMARY),
            )
        )
        return tuple(row["channel"] for row in self._rows(query))

    def alerts_told_in(self, keys: Sequence[str]) -> tuple[Alert, ...]:
        """What these digests or summaries tell, in the order it was written."""
        query = select(alerts).where(alerts.c.told_in.in_(keys)).order_by(alerts.c.sequence)
        return tuple(alert_of(row) for row in self._rows(query))

    def digests_due(self, now: datetime) -> tuple[Alert, ...]:
        """Those that are told in a digest whose time has come, and that is not made yet, oldest first."""
        return tuple(alert_of(row) for row in self._rows(_DIGESTS_DUE, {"now": now}))

    def has_digest(self, channel: str, day: date) -> bool:
        """Whether the digest of this day is made already."""
        made = select(alerts).where(alerts.c.channel == channel, alerts.c.digest == day)
        return self._first(made.where(alerts.c.incident.is_(None)).limit(1)) is not None


def _is_due(table: FromClause) -> ColumnElement[bool]:
    """Written later than now, and not tried since: both times are of a clock that ran ahead."""
    now = bindparam("now", type_=table.c.next_try.type)
    ran_ahead = and_(table.c.created > now, table.c.next_try >= table.c.created)
    return or_(table.c.next_try <= now, ran_ahead)


_PENDING = (
    select(alerts).where(alerts.c.state == AlertState.PENDING, _is_due(alerts)).order_by(alerts.c.sequence)
)
_DIGESTS_DUE = _PENDING.where(alerts.c.digest.is_not(None), alerts.c.incident.is_not(None))


def _due() -> Select[Any]:
    """Made once, and asked every second."""
    earlier, summary = alerts.alias("earlier"), alerts.alias("summary")
    at_any_hour = func.coalesce(cast(alerts.c.hours, String), "null") == "null"  # None may be JSON's null
    for_its_hours = exists().where(
        summary.c.key == earlier.c.told_in, summary.c.attempts == 0, ~_is_due(summary)
    )
    held_back = exists().where(
        earlier.c.incident == alerts.c.incident,
        earlier.c.channel == alerts.c.channel,
        earlier.c.sequence < alerts.c.sequence,
        or_(
            and_(earlier.c.state == AlertState.PENDING, ~_is_due(earlier)),
            and_(
                earlier.c.state == AlertState.GATHERED,
                earlier.c.digest.is_(None),
                ~and_(at_any_hour, for_its_hours),
            ),
        ),
    )
    alone = or_(alerts.c.digest.is_(None), alerts.c.incident.is_(None))
    return _PENDING.where(alone, ~held_back)


_DUE = _due()


class AlertWrites(AlertReads, Writing):
    def add_alert(self, alert: Alert) -> None:
        """After its transition (`save_change`); a key that is there already raises `StoreConflictError`."""
        self._add(alerts, alert_row(alert))

    def withdraw_alerts(self, keys: Sequence[str]) -> None:
        """They are not told any more."""
        self._update(keys, {"state": AlertState.WITHDRAWN})

    def gather_alerts(self, keys: Sequence[str], digest: str) -> None:
        """They are told in the digest or summary of this key: sent with it, or failed."""
        self._update(keys, {"state": AlertState.GATHERED, "told_in": digest})

    def hand_over_alert(self, key: str, to: str, problem: str) -> None:
        """Given up: the alert of the key `to` tells it, and whatever it told as a digest."""
        self._update([key], {"state": AlertState.FAILED, "problem": problem})
        with self._reading() as connection:
            parts = update(alerts).where(alerts.c.told_in == key)
            connection.execute(parts.values({"state": AlertState.GATHERED, "told_in": to}))

    def hold_alert(self, key: str, due: datetime) -> None:
        """Its hours are over: it waits for the next as if it had not been tried. What comes meanwhile of its
        incident may then tell it too."""
        self._update([key], {"next_try": due, "attempts": 0})

    def postpone_alerts(self, keys: Sequence[str], digest: date, due: datetime) -> None:
        """They are told in a later digest."""
        self._update(keys, {"digest": digest, "next_try": due})

    def _update(self, keys: Sequence[str], values: Row) -> None:
        if keys:
            with self._reading() as connection:
                connection.execute(update(alerts).where(alerts.c.key.in_(keys)).values(values))

    def alert_tried(self, key: str, delivery: Delivery, at: datetime, next_try: datetime) -> None:
        """What the channel said at `at`; `next_try` counts only when it said to try later.

        Once sent stays sent: when two processes sent the same alert, the failure of one undoes nothing. Nor
        does it of one that was withdrawn meanwhile. What a digest tells ends with the digest.
        An unknown key raises `StoreConflictError`.
        """
        told: Row = {"attempts": alerts.c.attempts + 1, "problem": delivery.problem}
        if delivery.outcome is Outcome.TRY_LATER:
            told |= {"next_try": next_try}
        ended = _ENDED.get(delivery.outcome)
        failed = ended is AlertState.FAILED
        end: Row = {}
        if ended:
            sent = ended is AlertState.SENT
            end = {"state": ended, "sent": at if sent else None, "receipt": delivery.receipt}
        with self._reading() as connection:
            unsent = alerts.c.state.in_(_OPEN) if failed else alerts.c.state != AlertState.SENT
            tried = connection.execute(update(alerts).where(alerts.c.key == key, unsent).values(told | end))
            if tried.rowcount == 0 and self.alert(key) is None:
                raise StoreConflictError(
                    "no alert has this key", key, "store the alert before trying to send it"
                )
            if end:
                connection.execute(update(alerts).where(alerts.c.told_in == key, unsent).values(end))
