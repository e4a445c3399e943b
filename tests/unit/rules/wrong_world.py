"""Accounts read whole at which everything is wrong that a rule looks for, in what was read."""

from datetime import timedelta

from agent.model.facts import (
    ApplicationFact,
    AssociateFact,
    CorrectionFact,
    CredentialFact,
    Facts,
    FeeFact,
    MessageFact,
    OwnerFact,
    PasswordFacts,
    PortalFacts,
    ProfileFacts,
    PtanFact,
    RevalidationFact,
    SessionFacts,
    SignatureFact,
    StatusStep,
    ValidationFact,
)
from agent.model.people import ConnectionFact, StaffFact
from agent.model.public import RegistryAddress, RevalidationRow, Source
from agent.model.roster import ChangeKind, Roster, RosterEntry

from ..builders import NOW, NPI, before
from .right_world import (
    GROUP,
    GROUPS,
    OFFICIALS,
    PERSONS,
    PUBLIC,
    TODAY,
    WELL,
    WELL_ROSTER,
    groups,
    persons,
    registry_record,
)


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _application(identifier: str, status: str, **more: object) -> ApplicationFact:
    known = {
        "npi": NPI,
        "form": "855I",
        "state": "OH",
        "reason": "Revalidation",
        "since": TODAY - _days(60),
        "enrollment_id": PERSONS,
        "revision": 1,
        "history": (StatusStep(status=status, at=before(days=60)),),
        "corrections": (),
        "findings": (),
        "signatures": (),
        "fees": (),
    }
    return ApplicationFact.model_validate({"id": identifier, "status": status, **known, **more})


_WRONG_PERSON = persons().model_copy(
    update={
        "last_claim": TODAY - _days(340),
        "specialty": "Family Practice",
        "locations": (),
        "reassignments": (),
        "ptan": "PT10009",
        "ptans": (PtanFact(number="PT10009", given_for="Own practice", effective=TODAY),),
    }
)
_WRONG_GROUP = groups().model_copy(
    update={
        "status": "Deactivated",
        "status_since": TODAY - _days(5),
        "owners": (OwnerFact(name="Ada Elm", role="Owner", percent=40, missing=("Birth date",)),),
        "locations": (),
        "reassignments": (),
    }
)
_WRONG_SECOND = persons("I20040101000009").model_copy(
    update={"state": "FL", "contractor": "First Coast (JN)", "effective": TODAY, "reassignments": ()}
)
_WRONG_STAY = groups().model_copy(
    update={
        "id": "O20060101000007",
        "status": "Stay",
        "status_since": TODAY - _days(12),
        "owners": (OwnerFact(name="Ada Elm", role="Owner", percent=40, missing=("Birth date",)),),
    }
)
_WRONG_ADDRESS = RegistryAddress(address="9 Oak Road", city="Lima", state="OH", postal_code="45801")

_WRONG_APPLICATIONS = (
    _application(
        "T030220260000001",
        "In Review",
        findings=(ValidationFact(code="VAL-013", severity="Warning", topic="Licenses"),),
    ),
    _application(
        "T030220260000002",
        "Returned for Corrections",
        corrections=(CorrectionFact(topic="Licenses", asked=TODAY - _days(20), due=TODAY + _days(10)),),
    ),
    _application(
        "T030220260000003",
        "Pending E-Signature",
        signatures=(
            SignatureFact(
                role="Individual Practitioner",
                method="Upload",
                revision=1,
                requested=TODAY - _days(9),
                due=TODAY + _days(11),
                standing="Waiting",
            ),
        ),
    ),
    _application(
        "T030220260000004",
        "Application Fee Requested",
        form="855B",
        npi=GROUP,
        enrollment_id=GROUPS,
        fees=(FeeFact(amount=750, requested=TODAY - _days(9), due=TODAY + _days(21), state="Requested"),),
    ),
    _application(
        "T030220260000005", "Denied", reason="Initial enrollment", enrollment_id=None, since=TODAY - _days(9)
    ),
    _application(
        "T030220260000006", "Received by Contractor", form="855B", reason="Initial enrollment", since=TODAY
    ),
    ApplicationFact(
        id=None,
        npi=NPI,
        form="855I",
        state="FL",
        reason="Change of information",
        status="In Progress, not submitted",
        since=TODAY - _days(40),
        enrollment_id=_WRONG_SECOND.id,
    ),
    ApplicationFact(
        id=None,
        npi=GROUP,
        form="855B",
        state="OH",
        reason="Revalidation",
        status="In Progress, not submitted",
        since=TODAY - _days(4),
        enrollment_id=GROUPS,
    ),
)
_CROWDED = WELL.model_copy(
    update={
        "password": PasswordFacts(days_left=1),
        "session": SessionFacts(limit_minutes=15),
        "profile": ProfileFacts(primary_method="", backups=0, questions_age_days=900, employers=()),
        "portal": PortalFacts(
            browser_warned=True,
            certificate_expires=NOW + _days(3),
            messages=(
                MessageFact(page="pecos-home", code="SYS-101", system=True, text="Error in Processing"),
            ),
        ),
        "connections": (
            ConnectionFact(
                id="C1",
                provider="Elm, Ada",
                npi=NPI,
                surrogate="Oak Billing",
                systems=("PECOS", "NPPES"),
                requested=TODAY - _days(27),
                status="Pending",
            ),
            ConnectionFact(
                id="C2",
                provider="Elm Clinic LLC",
                npi=GROUP,
                surrogate="Oak Billing",
                systems=("PECOS", "NPPES"),
                requested=TODAY - _days(27),
                decided=TODAY - _days(20),
                status="Approved",
            ),
        ),
        "staff": (
            StaffFact(
                employer="Elm Clinic",
                name="Cy Elm",
                email="cy@elm.example",
                role="Staff End User",
                status="Invited",
                invited=TODAY - _days(20),
            ),
            StaffFact(
                employer="Elm Clinic",
                name="Ada Elm",
                email="a@elm.example",
                role="Authorized Official",
                status="Active",
            ),
            *(
                StaffFact(
                    employer="Elm Clinic",
                    name="Di Elm",
                    email=f"di{number}@elm.example",
                    role="Access Manager",
                    status="Active",
                    invited=TODAY - _days(90),
                )
                for number in range(2)
            ),
        ),
        "access": (OFFICIALS[0].model_copy(update={"last_sign_in": TODAY - _days(320)}),) * 2,
        "enrollments": (_WRONG_PERSON, _WRONG_GROUP, _WRONG_SECOND, _WRONG_STAY),
        "applications": _WRONG_APPLICATIONS,
        "revalidations": (
            RevalidationFact(
                enrollment_id=_WRONG_SECOND.id, posted=True, due=TODAY + _days(20), response="Not answered"
            ),
            RevalidationFact(enrollment_id=GROUPS, posted=False, response="Not requested"),
        ),
        "documents": (),
        "credentials": (
            CredentialFact(npi=NPI, kind="State license", number="L-1", state="OH", expires=TODAY + _days(5)),
        ),
        "public": PUBLIC.model_copy(
            update={
                "registry": (
                    registry_record(NPI, "Elm, Ada", "individual", "Internal Medicine").model_copy(
                        update={"location": _WRONG_ADDRESS, "active": False, "updated": TODAY - _days(28)}
                    ),
                ),
                "order_and_refer": (),
                "revalidations": (RevalidationRow(enrollment_id=PERSONS, npi=NPI, due=TODAY + _days(80)),),
                "problems": {Source.ENROLLMENT: "answers with HTTP 500"},
            }
        ),
    }
)

_CROWDED_ROSTER = WELL_ROSTER.model_copy(
    update={
        "entries": (
            WELL_ROSTER.entries[0].model_copy(
                update={"name": "Elm, Adah", "changed": ChangeKind.OWNERSHIP, "changed_on": TODAY - _days(28)}
            ),
            WELL_ROSTER.entries[1],
            RosterEntry(npi="1679576722"),
        ),
        "watched_since": before(days=91),
    }
)

_ALONE = WELL.model_copy(
    update={
        "enrollments": (
            persons().model_copy(update={"form": "855O", "locations": (), "reassignments": ()}),
            persons("I20050505000005", "1679576722").model_copy(
                update={"locations": (), "reassignments": ()}
            ),
            groups().model_copy(update={"locations": (), "reassignments": ()}),
            groups().model_copy(
                update={"id": "O20251201000001", "status": "Denied", "status_since": TODAY - _days(9)}
            ),
        ),
        "associates": (AssociateFact(npi=NPI, kind="individual", name="Elm, Ada"),),
        "connections": (
            ConnectionFact(
                id="C3",
                provider="Oak Clinic",
                npi="1679576722",
                surrogate="Elm Clinic",
                systems=("PECOS", "NPPES"),
                requested=TODAY - _days(40),
                decided=TODAY - _days(30),
                status="Approved",
            ),
        ),
        "applications": (
            ApplicationFact(
                id=None,
                npi=GROUP,
                form="855B",
                state="OH",
                reason="Revalidation",
                status="In Progress, not submitted",
                since=TODAY - _days(4),
                enrollment_id=GROUPS,
            ),
        ),
        "public": PUBLIC.model_copy(
            update={
                "revalidations": (
                    RevalidationRow(enrollment_id=GROUPS, npi=GROUP, due=TODAY + _days(80)),
                    RevalidationRow(enrollment_id=PERSONS, npi=NPI, due=TODAY + _days(80)),
                )
            }
        ),
        "revalidations": (
            RevalidationFact(enrollment_id=GROUPS, posted=False, response="Not requested"),
            RevalidationFact(
                enrollment_id=PERSONS, posted=True, due=TODAY + _days(300), response="Not answered"
            ),
        ),
    }
)
_ALONE_ROSTER = WELL_ROSTER

WRONG: tuple[tuple[Facts, Roster], ...] = ((_CROWDED, _CROWDED_ROSTER), (_ALONE, _ALONE_ROSTER))
"""Facts, and the roster they are held against."""
