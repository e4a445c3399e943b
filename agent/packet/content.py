"""What a packet holds. The portal's texts stand in it as they were read; `redact` makes them fit to print."""

from datetime import date

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.finding import Severity

SCHEMA = 1


class Application(Frozen):
    tracking_id: str | None  # null: not submitted yet
    case_number: str | None = None
    form: str | None = None
    state: str | None = None
    status: str | None = None


class Enrollment(Frozen):
    enrollment_id: str
    form: str | None = None
    state: str | None = None
    status: str | None = None
    contractor: str | None = None


class Provider(Frozen):
    """Whom it concerns. `name` is the legal business name, `tin_last` the TIN's last digits: the roster's."""

    npi: str
    name: str | None = None
    tin_last: str | None = None
    ptans: tuple[str, ...] = ()
    enrollments: tuple[Enrollment, ...] = ()
    applications: tuple[Application, ...] = ()


class KeyDate(Frozen):
    """A calendar day at the portal, or a moment."""

    what: str
    day: date | AwareDatetime
    of: str  # the tracking or enrollment ID it belongs to


class Shown(Frozen):
    """An alert that stood on a page of the portal. `system`: its own error, not one of data entry (S4)."""

    page: str
    code: str | None
    system: bool
    text: str


class Step(Frozen):
    name: str
    seconds: float
    pages: tuple[str, ...]


class Picture(Frozen):
    """One masked screenshot; `file` is its name in the packet's folder."""

    file: str
    page: str
    address: str | None
    taken: AwareDatetime


class Shot(Frozen):
    picture: Picture
    data: bytes  # PNG


class Visited(Frozen):
    """The look that the incident rests on."""

    look: str
    started: AwareDatetime
    ended: AwareDatetime
    browser: str | None
    browser_version: str | None
    verdict: str
    reasons: tuple[str, ...]
    addresses: tuple[str, ...]
    steps: tuple[Step, ...]


class Packet(Frozen):
    incident: str
    rule: str
    subject: str
    account: str | None
    severity: Severity
    title: str
    since: AwareDatetime
    due: AwareDatetime | None
    impact: str
    next_step: str
    desk: str
    made: AwareDatetime
    portal: str
    facts_of: AwareDatetime | None  # when what is said of the providers was read
    providers: tuple[Provider, ...]
    more_providers: int  # that are not listed
    dates: tuple[KeyDate, ...]
    messages: tuple[Shown, ...]
    visit: Visited | None
    pictures: tuple[Picture, ...]
    missing: tuple[str, ...]  # what should be here and could not be had, and why
