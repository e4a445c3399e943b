"""What the control port can be sent, and what it shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

import pyotp
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from mock_portal.clock import EARLIEST, LATEST, midnight
from mock_portal.sessions import Ending, Stage
from mock_portal.world.entities import (
    Account,
    Associate,
    AssociateKind,
    Enrollment,
    EnrollmentStatus,
    Form,
    Role,
)

_ASK = ConfigDict(frozen=True, extra="forbid")


def _authenticator_secret(secret: str) -> str:
    """Refuse here what would fail at the next sign-in; ValueError says why."""
    pyotp.TOTP(secret).now()
    return secret


Text = Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A line of print: no control characters."""
State = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
"""A calendar date that people and papers have."""


def moment(value: datetime | date) -> datetime:
    """The moment meant; ValueError where the portal's clock can never stand there."""
    meant = value if isinstance(value, datetime) else midnight(value)
    if not EARLIEST <= meant <= LATEST:
        raise ValueError(f"must be between {EARLIEST.year} and {LATEST.year}")
    return meant.astimezone(UTC)


Moment = Annotated[AwareDatetime | date, AfterValidator(moment)]
"""A moment with its zone, or a calendar date that begins at midnight in New York."""


class ClockAsk(BaseModel):
    """`advance` in seconds or like +46d; applied after `now`."""

    model_config = _ASK

    now: AwareDatetime | None = None
    advance: float | str | None = None
    frozen: bool | None = None


class ClockView(BaseModel):
    """Portal time, and whether it stands still."""

    now: AwareDatetime
    frozen: bool


class ResetAsk(BaseModel):
    """What is left out stays as it was, but for the clock, which goes to the machine's time."""

    model_config = _ASK

    seed: int | None = None
    scale: int | None = Field(default=None, ge=0, le=100_000)
    skin: str | None = None
    now: AwareDatetime | None = None


class AccountPatch(BaseModel):
    """Setting a password also makes it changed now, unless `password_changed` says otherwise."""

    model_config = _ASK

    user_id: Text = ""
    password: Text = ""
    password_changed: Moment | None = None
    totp_secret: Annotated[Text, AfterValidator(_authenticator_secret)] = ""
    last_sign_in: Moment | None = None
    locked: bool = False
    mfa_locked: bool = False
    roles: tuple[Role, ...] = ()
    associates: tuple[str, ...] = ()


class AccountView(BaseModel):
    """An account without its secrets."""

    name: str
    user_id: str
    first_name: str
    last_name: str
    employer: str
    roles: tuple[Role, ...]
    password_changed: AwareDatetime
    password_days_left: int
    failed_passwords: int
    locked: bool
    failed_codes: int
    mfa_locked: bool
    last_sign_in: AwareDatetime | None
    associates: tuple[str, ...]
    note: str

    @classmethod
    def of(cls, account: Account, days_left: int) -> AccountView:
        """The view of an account."""
        shown = account.model_dump(include=set(cls.model_fields))
        return cls(password_days_left=days_left, **shown)


class AssociateView(BaseModel):
    """An associate without its TIN."""

    pac_id: str
    kind: AssociateKind
    name: str
    npi: str
    tin_type: str

    @classmethod
    def of(cls, associate: Associate) -> AssociateView:
        """The view of an associate."""
        return cls(**associate.model_dump(include=set(cls.model_fields)))


class EnrollmentView(BaseModel):
    """An enrollment with its associate's name and NPI."""

    id: str
    pac_id: str
    associate: str
    npi: str
    form: Form
    state: str
    specialty: str
    contractor: str
    status: EnrollmentStatus
    medicare_id: str | None
    effective: date
    revalidation_due: date | None

    @classmethod
    def of(cls, enrollment: Enrollment, associate: Associate) -> EnrollmentView:
        """The view of an enrollment."""
        return cls(associate=associate.name, npi=associate.npi, **enrollment.model_dump())


class SessionView(BaseModel):
    """A session by its public tag; `seconds_left` is 0 for one that has ended."""

    session: str
    account: str
    stage: Stage
    system: str
    started: AwareDatetime
    last_active: AwareDatetime
    pages: int
    seconds_left: int
    ended: AwareDatetime | None
    ending: Ending | None


class Killed(BaseModel):
    """How many sessions were ended."""

    killed: int
