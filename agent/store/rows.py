"""Values of the model as rows, and back. Columns carry the names of the fields they hold."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from agent.model.alert import Alert, Message
from agent.model.base import Frozen
from agent.model.finding import Finding
from agent.model.incident import Incident
from agent.model.look import Look, PageTiming, Step

Value = TypeVar("Value", bound=Frozen)
Row = dict[str, Any]


def flat(cls: type[Value], row: RowMapping) -> Value:
    """A value each of whose fields is a column."""
    return cls.model_validate({name: row[name] for name in cls.model_fields})


def _document(values: Sequence[Frozen]) -> list[Row]:
    """For a JSON column; its times in UTC like those of every other column."""
    return [
        {
            name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
            for name, value in item.model_dump().items()
        }
        for item in values
    ]


def look_row(look: Look) -> Row:
    """Without facts, which are kept sealed or not at all."""
    row = look.model_dump(exclude={"facts", "reasons", "steps", "losses", "blocked"})
    return row | {
        "reasons": _document(look.reasons),
        "steps": [{"name": step.name, "seconds": step.seconds} for step in look.steps],
        "losses": _document(look.losses),
        "blocked": _document(look.blocked),
        "maintenance_until": look.maintenance_until,
    }


def page_rows(look: Look) -> list[Row]:
    pages = [(index, page) for index, step in enumerate(look.steps) for page in step.pages]
    return [
        {
            "look": look.id,
            "position": position,
            "step": step,
            "started": look.started,
            "page": page.name,
            "seconds": page.seconds,
            "ttfb": page.ttfb,
            "db": page.db,
        }
        for position, (step, page) in enumerate(pages)
    ]


def page_of(row: RowMapping) -> PageTiming:
    return PageTiming(name=row["page"], seconds=row["seconds"], ttfb=row["ttfb"], db=row["db"])


def look_of(row: RowMapping, pages: Sequence[RowMapping]) -> Look:
    """`pages`: this look's rows of `page_timings`, by position."""
    steps = tuple(
        Step(**step, pages=tuple(page_of(page) for page in pages if page["step"] == index))
        for index, step in enumerate(row["steps"])
    )
    own = {name: value for name, value in row.items() if name != "maintenance_until"}
    return Look.model_validate({**own, "steps": steps})


def incident_row(incident: Incident) -> Row:
    return incident.model_dump(exclude={"finding"}) | incident.finding.model_dump()


def incident_of(row: RowMapping) -> Incident:
    own = {name: row[name] for name in Incident.model_fields if name != "finding"}
    return Incident.model_validate({**own, "finding": flat(Finding, row)})


def alert_row(alert: Alert) -> Row:
    hours = alert.hours and alert.hours.model_dump(mode="json", by_alias=True)
    about = alert.about and alert.about.model_dump(mode="json")
    own = alert.model_dump(exclude={"message", "hours", "about"})
    return own | alert.message.model_dump() | {"hours": hours, "about": about}


def alert_of(row: RowMapping) -> Alert:
    own = {name: row[name] for name in Alert.model_fields if name != "message"}
    return Alert.model_validate({**own, "message": flat(Message, row)})
