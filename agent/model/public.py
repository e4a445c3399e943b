"""What the public look-ups say of providers (domain: NPI Registry, data.cms.gov). No sign-in, no browser.

Absence is never proof: a list can be days or a quarter old, and has one row an NPI.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from agent.model.base import Frozen


class Source(StrEnum):
    """The public sources, by the name that a finding and `problems` use."""

    REGISTRY = "NPI Registry"
    ORDER_AND_REFER = "Order and Referring list"
    REVALIDATION = "Revalidation Due Date List"
    ENROLLMENT = "Public Provider Enrollment"


class RegistryAddress(Frozen):
    address: str
    city: str
    state: str
    postal_code: str  # 5 or 9 digits


class RegistryRecord(Frozen):
    """A record of the NPI Registry (NPPES). `name` is `LAST, FIRST` of a person, else the legal name."""

    npi: str
    active: bool | None = None
    kind: str | None = None  # "individual" or "organization"
    name: str | None = None
    specialties: tuple[str, ...] = ()  # taxonomy descriptions, the primary one first
    location: RegistryAddress | None = None
    updated: date | None = None


class OrderReferRow(Frozen):
    """What an NPI may order and refer; a person that is not listed may order nothing today (G1)."""

    npi: str
    part_b: bool
    dme: bool
    home_health: bool
    power_mobility: bool
    hospice: bool | None = None


class RevalidationRow(Frozen):
    """`due` null is TBD. A past date does not mean deactivated (G7)."""

    enrollment_id: str
    npi: str
    due: date | None = None
    adjusted: date | None = None


class PublicEnrollmentRow(Frozen):
    enrollment_id: str
    npi: str
    specialty: str | None = None
    state: str | None = None


class PublicFacts(Frozen):
    """One look at the public sources for the NPIs in `asked`. A list that could not be read is null.

    `released` says of which day each source's data is, where the source says so; `problems` says by
    source why it could not be read.
    """

    read: AwareDatetime
    asked: tuple[str, ...] = ()
    registry: tuple[RegistryRecord, ...] | None = None
    order_and_refer: tuple[OrderReferRow, ...] | None = None
    revalidations: tuple[RevalidationRow, ...] | None = None
    enrollments: tuple[PublicEnrollmentRow, ...] | None = None
    released: Mapping[Source, date] = {}
    problems: Mapping[Source, str] = {}
