"""The personas: demo accounts and what is special about each. Every person and organization is made up."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.world.entities import AssociateKind, EnrollmentStatus, Form, Role


@dataclass(frozen=True, slots=True)
class EnrollmentPlan:
    """An enrollment to seed; null for `revalidation_in_days` prints as TBD."""

    form: Form
    state: str
    specialty: str
    status: EnrollmentStatus = EnrollmentStatus.APPROVED
    revalidation_in_days: int | None = None


@dataclass(frozen=True, slots=True)
class AssociatePlan:
    """An associate to seed with its enrollments."""

    kind: AssociateKind
    name: str
    enrollments: tuple[EnrollmentPlan, ...]


@dataclass(frozen=True, slots=True)
class Persona:
    """A person with a sign-in. Days count back from the moment of seeding; null is no sign-in yet."""

    name: str
    note: str
    first_name: str
    last_name: str
    employer: str
    role: Role
    password_age_days: int
    associates: tuple[AssociatePlan, ...] = ()
    locked: bool = False
    mfa_locked: bool = False
    made_up_associates: int = 0
    last_sign_in_days: int | None = None


def _person(name: str, *enrollments: EnrollmentPlan) -> AssociatePlan:
    return AssociatePlan(AssociateKind.INDIVIDUAL, name, enrollments)


def _organization(name: str, *enrollments: EnrollmentPlan) -> AssociatePlan:
    return AssociatePlan(AssociateKind.ORGANIZATION, name, enrollments)


def _group(state: str, status: EnrollmentStatus = EnrollmentStatus.APPROVED) -> EnrollmentPlan:
    return EnrollmentPlan(Form.GROUP, state, "Clinic/Group Practice", status, 700)


def _practitioner(
    state: str, specialty: str, status: EnrollmentStatus = EnrollmentStatus.APPROVED
) -> EnrollmentPlan:
    return EnrollmentPlan(Form.PRACTITIONER, state, specialty, status, None)


_DME_STATES = [
    "AL",
    "AR",
    "AZ",
    "CO",
    "FL",
    "GA",
    "IA",
    "IL",
    "IN",
    "KS",
    "KY",
    "LA",
    "MI",
    "MN",
    "MO",
    "MS",
    "NC",
    "NM",
    "OH",
    "OK",
    "PA",
    "TN",
    "TX",
    "VA",
]

CAST: tuple[Persona, ...] = (
    Persona(
        "north-clinic",
        "all well: a group and its two practitioners, all Approved",
        "Marta",
        "Whitfield",
        "North Clinic Physicians LLC",
        Role.AUTHORIZED_OFFICIAL,
        5,
        (
            _organization("North Clinic Physicians LLC", _group("OH")),
            _person("Hale, Benedict", _practitioner("OH", "Internal Medicine")),
            _person("Okonjo-Reyes, Lucia", _practitioner("OH", "Family Practice")),
        ),
    ),
    Persona(
        "lakeside-therapy",
        "one enrollment Pending at the contractor",
        "Jonah",
        "Abernethy",
        "Lakeside Therapy Partners Inc",
        Role.ACCESS_MANAGER,
        12,
        (
            _organization("Lakeside Therapy Partners Inc", _group("MI")),
            _person(
                "Farrow, Imogen",
                _practitioner("MI", "Physical Therapist in Private Practice", EnrollmentStatus.PENDING),
            ),
        ),
    ),
    Persona(
        "harbor-imaging",
        "one enrollment Deactivated",
        "Celeste",
        "Vandermeer",
        "Harbor Imaging Center LLC",
        Role.AUTHORIZED_OFFICIAL,
        9,
        (
            _organization(
                "Harbor Imaging Center LLC",
                EnrollmentPlan(
                    Form.GROUP,
                    "ME",
                    "Independent Diagnostic Testing Facility",
                    EnrollmentStatus.DEACTIVATED,
                    -45,
                ),
            ),
            _person("Quill, Anders", _practitioner("ME", "Diagnostic Radiology")),
        ),
    ),
    Persona(
        "summit-cardiology",
        "password 50 days old: 10 days left",
        "Tobias",
        "Lindqvist",
        "Summit Cardiology Associates PC",
        Role.AUTHORIZED_OFFICIAL,
        50,
        (
            _organization("Summit Cardiology Associates PC", _group("CO")),
            _person("Marchetti, Ada", _practitioner("CO", "Cardiovascular Disease (Cardiology)")),
        ),
    ),
    Persona(
        "valley-pediatrics",
        "password expired 15 days ago",
        "Prudence",
        "Oyelaran",
        "Valley Pediatrics Group LLC",
        Role.ACCESS_MANAGER,
        75,
        (_organization("Valley Pediatrics Group LLC", _group("CA")),),
    ),
    Persona(
        "prairie-dental",
        "locked out after three failed tries",
        "Gideon",
        "Stroud",
        "Prairie Dental Surgery PLLC",
        Role.AUTHORIZED_OFFICIAL,
        20,
        (_organization("Prairie Dental Surgery PLLC", _group("NE")),),
        locked=True,
    ),
    Persona(
        "riverbend-dme",
        "all well: a DMEPOS supplier with an 855S in 24 states",
        "Rosalind",
        "Ekström",
        "Riverbend Medical Equipment Inc",
        Role.AUTHORIZED_OFFICIAL,
        3,
        (
            _organization(
                "Riverbend Medical Equipment Inc",
                *(
                    EnrollmentPlan(
                        Form.DME_SUPPLIER, state, "Medical Supply Company", revalidation_in_days=400
                    )
                    for state in _DME_STATES
                ),
            ),
        ),
    ),
    Persona(
        "orchard-family",
        "all well: one practitioner with two states and no group",
        "Wendell",
        "Achterberg",
        "Wendell Achterberg MD",
        Role.AUTHORIZED_OFFICIAL,
        2,
        (
            _person(
                "Achterberg, Wendell",
                _practitioner("WA", "Family Practice"),
                _practitioner("OR", "Family Practice"),
            ),
        ),
    ),
    Persona(
        "cedar-surgical",
        "multi-factor authentication locked",
        "Noor",
        "Castellane",
        "Cedar Surgical Center LLC",
        Role.STAFF_END_USER,
        15,
        (
            _organization(
                "Cedar Surgical Center LLC", EnrollmentPlan(Form.GROUP, "GA", "Ambulatory Surgical Center")
            ),
        ),
        mfa_locked=True,
    ),
    Persona(
        "granite-hospice",
        "an institution (855A) whose enrollment is under a Stay",
        "Ephraim",
        "Tillotson",
        "Granite Hospice Foundation",
        Role.AUTHORIZED_OFFICIAL,
        18,
        (
            _organization(
                "Granite Hospice Foundation",
                EnrollmentPlan(Form.INSTITUTION, "NH", "Hospice", EnrollmentStatus.STAY, -20),
            ),
        ),
    ),
    Persona(
        "willow-behavioral",
        "connected to no associate yet",
        "Saffron",
        "Beaumont-Iyer",
        "Willow Behavioral Health LLC",
        Role.STAFF_END_USER,
        8,
    ),
    Persona(
        "continental-billing",
        "a surrogate company; with --scale it is connected to up to 500 more associates",
        "Percival",
        "Nakagawa",
        "Continental Billing Company",
        Role.SURROGATE,
        11,
        (
            _organization("Foxglove Dermatology PC", _group("TX")),
            _person("Sandoval-Pike, Mireille", _practitioner("TX", "Dermatology")),
        ),
        made_up_associates=500,
    ),
)
