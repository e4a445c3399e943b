"""The first personas: demo accounts and what is special about each. All of them are made up."""

from __future__ import annotations

from mock_portal.world.cast_plans import EnrollmentPlan, Persona, group, organization, person, practitioner
from mock_portal.world.entities import EnrollmentStatus, Form, Role

_DME_STATES = (
    "AL", "AR", "AZ", "CO", "FL", "GA", "IA", "IL", "IN", "KS", "KY", "LA", "MI", "MN", "MO", "MS", "NC",
    "NM", "OH", "OK", "PA", "TN", "TX", "VA",
)  # fmt: skip

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
            organization("North Clinic Physicians LLC", group("OH")),
            person("Hale, Benedict", practitioner("OH", "Internal Medicine")),
            person("Okonjo-Reyes, Lucia", practitioner("OH", "Family Practice")),
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
            organization("Lakeside Therapy Partners Inc", group("MI")),
            person(
                "Farrow, Imogen",
                practitioner("MI", "Physical Therapist in Private Practice", EnrollmentStatus.PENDING),
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
            organization(
                "Harbor Imaging Center LLC",
                EnrollmentPlan(
                    Form.GROUP,
                    "ME",
                    "Independent Diagnostic Testing Facility",
                    EnrollmentStatus.DEACTIVATED,
                    -45,
                ),
            ),
            person("Quill, Anders", practitioner("ME", "Diagnostic Radiology")),
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
            organization("Summit Cardiology Associates PC", group("CO")),
            person("Marchetti, Ada", practitioner("CO", "Cardiovascular Disease (Cardiology)")),
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
        (organization("Valley Pediatrics Group LLC", group("CA")),),
    ),
    Persona(
        "prairie-dental",
        "locked out after three failed tries",
        "Gideon",
        "Stroud",
        "Prairie Dental Surgery PLLC",
        Role.AUTHORIZED_OFFICIAL,
        20,
        (organization("Prairie Dental Surgery PLLC", group("NE")),),
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
            organization(
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
            person(
                "Achterberg, Wendell",
                practitioner("WA", "Family Practice"),
                practitioner("OR", "Family Practice"),
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
            organization(
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
            organization(
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
            organization("Foxglove Dermatology PC", group("TX")),
            person("Sandoval-Pike, Mireille", practitioner("TX", "Dermatology")),
        ),
        made_up_associates=500,
    ),
)
