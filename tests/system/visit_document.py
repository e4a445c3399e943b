"""The document of `visit --json`, written down once more from its contract and not from the agent."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")


def _in_utc(text: str) -> str:
    if not _UTC.fullmatch(text):
        raise ValueError(f"{text!r} is not ISO 8601 in UTC")
    return text


Time = Annotated[str, AfterValidator(_in_utc)]
Seconds = Annotated[float, Field(ge=0)]
Identifier = Annotated[str, Field(min_length=8)]


class Part(BaseModel):
    """Every key must be there, of the right type, and no other."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Fact(BaseModel):
    """What the contract names must be there, of the right type; facts may grow."""

    model_config = ConfigDict(extra="allow", strict=True)


class Page(Part):
    name: str
    seconds: Seconds
    ttfb: Seconds | None
    db: Seconds | None


class Step(Part):
    name: str
    seconds: Seconds
    pages: list[Page]


class Password(Fact):
    days_left: int | None


class Session(Fact):
    limit_minutes: int | None


class Enrollment(Fact):
    id: Annotated[str, Field(pattern=r"^[IO]\d{14}$")]
    npi: Annotated[str, Field(pattern=r"^\d{10}$")]
    form: str | None
    state: str | None
    status: str | None


class Facts(Fact):
    password: Password
    session: Session
    enrollments: list[Enrollment] | None
    not_read: list[str]


class Finding(Part):
    rule: str
    subject: str
    severity: Literal["information", "warning", "critical"]
    title: str
    since: Time
    due: Time | None
    impact: str
    next_step: str
    desk: str


class Incident(Part):
    id: Identifier
    rule: str
    subject: str
    transition: Literal["opened", "worsened", "reminded", "escalated", "flapping", "acknowledged", "resolved"]


class Alert(Part):
    channel: str
    transition: Literal["opened", "worsened", "reminded", "escalated", "flapping", "acknowledged", "resolved"]
    state: Literal["pending", "sent", "failed"]


class Evidence(Part):
    id: Identifier
    kind: Literal["screenshot", "trace", "elements"]


class Visit(Part):
    id: Identifier
    account: str
    browser: str
    browser_version: str | None
    started: Time
    ended: Time
    verdict: Literal[
        "ok", "portal_slow", "session_lost", "portal_changed", "portal_down", "account_problem", "own_fault"
    ]
    reason: str | None
    steps: list[Step]
    facts: Facts | None
    findings: list[Finding]
    incidents: list[Incident]
    alerts: list[Alert]
    evidence: list[Evidence]


class Document(Part):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    visits: list[Visit]


def documented(text: str) -> list[Visit]:
    """The visits of a document; ValidationError where anything but the document was printed."""
    return Document.model_validate_json(text).visits
