"""An account read whole at which everything is right; `grown` makes it as large as it is asked for."""

from datetime import timedelta

from agent.model.facts import (
    AssociateFact,
    CredentialFact,
    DocumentFact,
    EnrollmentFact,
    Facts,
    LocationFact,
    OwnerFact,
    PasswordFacts,
    PortalFacts,
    ProfileFacts,
    PtanFact,
    ReassignmentFact,
    RevalidationFact,
    SessionFacts,
)
from agent.model.people import AccessFact, EmployerFact
from agent.model.public import (
    OrderReferRow,
    PublicEnrollmentRow,
    PublicFacts,
    RegistryAddress,
    RegistryRecord,
    RevalidationRow,
    Source,
)
from agent.model.roster import Roster, RosterEntry, RosterLocation, npi_is_valid

from ..builders import ACCOUNT, NOW, NPI, before

TODAY = NOW.date()
GROUP = "1245319599"
PERSONS, GROUPS = "I20031105000123", "O20031105000456"
_ADDRESS = {"address": "12 Elm Street", "city": "Dayton", "state": "OH", "postal_code": "454021234"}
LONG_AGO = TODAY - timedelta(days=2000)
OFFICIALS = tuple(
    AccessFact(
        npi=npi,
        name=name,
        employer="Elm Clinic",
        roles=("Authorized Official",),
        through="Employer",
        last_sign_in=TODAY - timedelta(days=3),
        may_sign=True,
    )
    for npi in (NPI, GROUP)
    for name in ("Ada Elm", "Bea Elm")
)


def persons(enrollment_id: str = PERSONS, npi: str = NPI, group: str = GROUPS) -> EnrollmentFact:
    """A physician's enrollment with one place and one group."""
    return EnrollmentFact(
        id=enrollment_id,
        npi=npi,
        form="855I",
        state="OH",
        status="Approved",
        specialty="Internal Medicine",
        contractor="CGS (J15)",
        ptan="PT10001",
        effective=LONG_AGO,
        status_since=LONG_AGO,
        last_claim=TODAY - timedelta(days=9),
        ptans=(PtanFact(number="PT10001", given_for="Own practice", effective=LONG_AGO),),
        locations=(LocationFact(name="Elm Clinic", **_ADDRESS),),
        owners=(),
        reassignments=(ReassignmentFact(enrollment_id=group, npi=GROUP, ptan="PT10001", effective=LONG_AGO),),
    )


def groups() -> EnrollmentFact:
    """A group's enrollment with one owner, who manages it too."""
    return EnrollmentFact(
        id=GROUPS,
        npi=GROUP,
        form="855B",
        state="OH",
        status="Approved",
        specialty="Clinic or Group Practice",
        contractor="CGS (J15)",
        ptan="PT20001",
        effective=LONG_AGO,
        status_since=LONG_AGO,
        last_claim=TODAY - timedelta(days=9),
        ptans=(PtanFact(number="PT20001", given_for="Own practice", effective=LONG_AGO),),
        locations=(LocationFact(name="Elm Clinic", **_ADDRESS),),
        owners=(
            OwnerFact(name="Ada Elm", role="Owner, Managing employee, Authorized Official", percent=100),
        ),
        reassignments=(ReassignmentFact(enrollment_id=PERSONS, npi=NPI, ptan="PT10001", effective=LONG_AGO),),
    )


def registry_record(npi: str, name: str, kind: str, specialty: str) -> RegistryRecord:
    return RegistryRecord(
        npi=npi,
        active=True,
        kind=kind,
        name=name,
        specialties=(specialty,),
        location=RegistryAddress(**_ADDRESS),
        updated=LONG_AGO,
    )


_REGISTRY = (
    registry_record(NPI, "Elm, Ada", "individual", "Internal Medicine"),
    registry_record(GROUP, "Elm Clinic LLC", "organization", "Clinic/Center"),
)
PUBLIC = PublicFacts(
    read=before(minutes=1),
    asked=(NPI, GROUP),
    registry=_REGISTRY,
    order_and_refer=(
        OrderReferRow(npi=NPI, part_b=True, dme=True, home_health=True, power_mobility=True, hospice=True),
    ),
    revalidations=(RevalidationRow(enrollment_id=PERSONS, npi=NPI),),
    enrollments=(PublicEnrollmentRow(enrollment_id=PERSONS, npi=NPI, state="OH"),),
    released={source: TODAY - timedelta(days=2) for source in Source},
)

_ASSOCIATES = (
    AssociateFact(npi=NPI, kind="individual", name="Elm, Ada", tin_type="SSN"),
    AssociateFact(npi=GROUP, kind="organization", name="Elm Clinic LLC", tin_type="EIN"),
)
_LICENCE = CredentialFact(
    npi=NPI, kind="State license", number="L-1", state="OH", expires=TODAY + timedelta(days=400)
)

WELL = Facts(
    password=PasswordFacts(days_left=50),
    session=SessionFacts(limit_minutes=30),
    profile=ProfileFacts(
        primary_method="Authenticator app",
        backups=1,
        questions_age_days=40,
        employers=(EmployerFact(employer="Elm Clinic", role="Authorized Official"),),
    ),
    portal=PortalFacts(browser_warned=False, certificate_expires=NOW + timedelta(days=200)),
    connections=(),
    staff=(),
    associates=_ASSOCIATES,
    access=OFFICIALS,
    enrollments=(persons(), groups()),
    applications=(),
    revalidations=tuple(
        RevalidationFact(enrollment_id=one, posted=False, response="Not requested")
        for one in (PERSONS, GROUPS)
    ),
    documents=(DocumentFact(npi=NPI, kind="Voided check or bank letter", uploaded=LONG_AGO),),
    credentials=(_LICENCE,),
    public=PUBLIC,
)

WELL_ROSTER = Roster(
    account=ACCOUNT,
    watched_since=before(days=3),
    entries=(
        RosterEntry(
            npi=NPI,
            name="Elm, Ada",
            ptans=("PT10001",),
            groups=(GROUP,),
            roles=("rendering", "ordering"),
            locations=(RosterLocation(**_ADDRESS),),
        ),
        RosterEntry(npi=GROUP, name="Elm Clinic LLC", ptans=("PT20001",), roles=("billing",)),
    ),
)


def grown(size: int) -> tuple[Facts, Roster]:
    """The right account with so many enrollments, each with a licence, a revalidation and what is public."""
    npis = [npi for number in range(size * 11) if npi_is_valid(npi := f"{1_300_000_000 + number}")][:size]
    ids = [f"I20031105{number:06}" for number in range(size)]
    rows = tuple(persons(one, npi) for one, npi in zip(ids, npis, strict=True))
    facts = WELL.model_copy(
        update={
            "enrollments": (*rows, groups()),
            "associates": (
                *(AssociateFact(npi=npi, kind="individual", name="Elm, Ada") for npi in npis),
                _ASSOCIATES[1],
            ),
            "access": tuple(
                one.model_copy(update={"npi": npi}) for npi in (*npis, GROUP) for one in OFFICIALS[:2]
            ),
            "revalidations": tuple(
                RevalidationFact(enrollment_id=one, posted=False, response="Not requested") for one in ids
            ),
            "credentials": tuple(_LICENCE.model_copy(update={"npi": npi}) for npi in npis),
            "public": PUBLIC.model_copy(
                update={
                    "asked": (*npis, GROUP),
                    "registry": (
                        *(
                            registry_record(npi, "Elm, Ada", "individual", "Internal Medicine")
                            for npi in npis
                        ),
                        _REGISTRY[1],
                    ),
                }
            ),
        }
    )
    entries = tuple(WELL_ROSTER.entries[0].model_copy(update={"npi": npi, "roles": ()}) for npi in npis)
    return facts, WELL_ROSTER.model_copy(update={"entries": entries})
