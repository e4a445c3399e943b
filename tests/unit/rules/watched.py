"""A well provider as portal, public sources and roster have it; a test changes the one thing it is about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from agent.model.facts import (
    AssociateFact,
    EnrollmentFact,
    Facts,
    LocationFact,
    OwnerFact,
    PtanFact,
    ReassignmentFact,
)
from agent.model.look import Look
from agent.model.public import PublicFacts, RegistryAddress, RegistryRecord, Source
from agent.model.roster import Roster, RosterEntry

from ..builders import ACCOUNT, ENROLLMENT, NOW, NPI, OTHER_NPI, before, visit

GROUP = "O20110620000324"
RELEASED = date(2026, 2, 27)
PLACE = LocationFact(address="12 MAIN ST, STE 4", city="DAYTON", state="OH", postal_code="454021234")
OWNER = OwnerFact(name="Ada North", role="Owner, Managing employee", percent=100)
PTAN = PtanFact(number="OH123456", given_for="Own practice", effective=date(2020, 1, 1))


def associate(**fields: Any) -> AssociateFact:
    return AssociateFact.model_validate(
        {"npi": NPI, "kind": "individual", "name": "Hale, Benedict", "tin_type": "SSN", **fields}
    )


def link(**fields: Any) -> ReassignmentFact:
    """From the individual to the group, as the individual's record has it."""
    return ReassignmentFact.model_validate({"enrollment_id": GROUP, "npi": OTHER_NPI, **fields})


def practitioner(**fields: Any) -> EnrollmentFact:
    row = {
        "id": ENROLLMENT, "npi": NPI, "form": "855I", "state": "OH", "status": "Approved",
        "specialty": "Internal Medicine", "ptans": (PTAN,), "locations": (PLACE,), "reassignments": (),
    }  # fmt: skip
    return EnrollmentFact.model_validate({**row, **fields})


def group(**fields: Any) -> EnrollmentFact:
    row = {
        "id": GROUP, "npi": OTHER_NPI, "form": "855B", "state": "OH", "status": "Approved",
        "specialty": "Clinic/Group Practice", "ptans": (PTAN,), "locations": (PLACE,), "owners": (OWNER,),
        "reassignments": (),
    }  # fmt: skip
    return EnrollmentFact.model_validate({**row, **fields})


def record(**fields: Any) -> RegistryRecord:
    place = RegistryAddress(address="12 Main Street Ste. 4", city="Dayton", state="OH", postal_code="45402")
    known = {
        "npi": NPI, "active": True, "kind": "individual", "name": "HALE, BENEDICT",
        "specialties": ("Internal Medicine",), "location": place, "updated": date(2020, 5, 1),
    }  # fmt: skip
    return RegistryRecord.model_validate({**known, **fields})


def public(**fields: Any) -> PublicFacts:
    """What was asked: the practitioner; every source was read, and all but the registry list nobody."""
    read = {
        "read": NOW, "asked": (NPI,), "registry": (record(),), "order_and_refer": (), "revalidations": (),
        "enrollments": (), "released": {Source.ORDER_AND_REFER: RELEASED, Source.REVALIDATION: RELEASED},
    }  # fmt: skip
    return PublicFacts.model_validate({**read, **fields})


def facts_of(
    *enrollments: EnrollmentFact,
    associates: Iterable[AssociateFact] | None = None,
    **fields: Any,
) -> Facts:
    """Of the one practitioner, unless others are given."""
    listed = {"associates": tuple(associates if associates is not None else [associate()])}
    return Facts.model_validate({"enrollments": enrollments or (practitioner(),), **listed, **fields})


def seen(*enrollments: EnrollmentFact, hours_ago: float = 0, **fields: Any) -> Look:
    return visit(at=before(hours=hours_ago), facts=facts_of(*enrollments, **fields))


def expecting(npi: str = NPI, **fields: Any) -> Roster:
    """A roster of one provider."""
    entry = RosterEntry.model_validate({"npi": npi, **fields})
    return Roster(account=ACCOUNT, watched_since=before(days=9), entries=(entry,))
