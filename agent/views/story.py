"""An incident with all that happened around it, in one order of time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from agent.model.alert import Alert, AlertState
from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.window import Window
from agent.recorder import Recorder
from agent.store import Reads
from agent.views.incident import IncidentDocument, Moment, incident_document
from agent.windows import spans

WINDOWS_BACK = timedelta(days=7)
"""Of the windows before its end so many days are told: one may come round each hour."""


class Kind(StrEnum):
    """What happened."""

    TRANSITION = "transition"  # of the incident itself
    ALERT = "alert"  # a channel was told, or could not be
    DEED = "deed"  # of a person
    WINDOW = "window"  # maintenance began


class Happened(Frozen):
    """`what` is short; `detail` is words of others: a receipt, a reason, a channel's problem."""

    at: Moment
    kind: Kind
    what: str
    detail: str = ""
    severity: Severity | None = None  # of a transition


class Story(IncidentDocument):
    """`timeline`: oldest first."""

    timeline: tuple[Happened, ...]


def story(reads: Reads, recorder: Recorder, identifier: str, now: datetime) -> Story:
    """Raises UnknownIncidentError."""
    document = incident_document(reads, recorder, identifier, now)
    happened = [
        *_own(document),
        *(_told(alert) for alert in reads.alerts(identifier) if alert.state is not AlertState.PENDING),
        *_windows(document, recorder.windows_at(reads, now), now),
    ]
    return Story(**dict(document), timeline=tuple(sorted(happened, key=lambda each: each.at)))


def _own(document: IncidentDocument) -> Iterator[Happened]:
    for passed in document.transitions:
        yield Happened(at=passed.at, kind=Kind.TRANSITION, what=passed.transition, severity=passed.severity)
    for deed in document.deeds:
        yield Happened(at=deed.at, kind=Kind.DEED, what=f"{deed.who}: {deed.what}", detail=deed.why)


def _told(alert: Alert) -> Happened:
    """When it was accepted; what never was stands where it was written."""
    said = ", ".join(each for each in (alert.receipt, alert.problem) if each)
    what = f"{alert.channel}: {alert.transition or 'told'}, {alert.state}"
    return Happened(at=alert.sent or alert.created, kind=Kind.ALERT, what=what, detail=said)


def _windows(document: IncidentDocument, windows: Sequence[Window], now: datetime) -> Iterator[Happened]:
    end = document.resolved or now
    start = max(document.since, end - WINDOWS_BACK)
    for window in windows:
        for each in spans(window, start, end):
            what = f"maintenance: {window.name}, until {each.end:%Y-%m-%d %H:%M} UTC"
            yield Happened(at=each.start, kind=Kind.WINDOW, what=what, detail=window.why)
