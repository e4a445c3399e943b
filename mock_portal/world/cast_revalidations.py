"""Personas about revalidation: every step of it, and both sides of every day that counts. All made up."""

from __future__ import annotations

from mock_portal.world.cast_plans import EnrollmentPlan, Persona, group, organization, person, practitioner
from mock_portal.world.entities import EnrollmentStatus, Form, Role

_AO, _AM = Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER
_OVERTON, _PENROSE, _QUENBY = "Overton Rural Health PC", "Penrose Imaging Group LLC", "Quenby Urgent Care LLC"
_REDFERN, _STAPLETON, _TARRANT = (
    "Redfern Therapy Group LLC",
    "Stapleton Clinics PC",
    "Tarrant Medical Supply Inc",
)

FAR_DAYS = (
    ("AK", 185),
    ("AZ", 184),
    ("HI", 181),
    ("IA", 180),
    ("ID", 91),
    ("KS", 90),
    ("LA", 61),
    ("MN", 60),
)
NEAR_DAYS = (("MO", 31), ("MS", 30), ("MT", 15), ("NC", 14))
LAST_DAYS = (("ND", 8), ("NM", 7), ("NV", 2), ("NY", 1), ("OK", 0), ("OR", -1))
STAY_DAYS = (("PA", -1), ("RI", -20), ("SC", -30))
"""State and days until revalidation is due. A stay begins the day after and lasts 30 days (W23)."""

REVALIDATION_CAST: tuple[Persona, ...] = (
    Persona(
        "overton-rural",
        "revalidation in 185, 184, 181, 180, 91, 90, 61 and 60 days, a State each",
        "Lavinia",
        "Overton",
        _OVERTON,
        _AO,
        7,
        (organization(_OVERTON, *(group(state, due_in_days=days) for state, days in FAR_DAYS)),),
    ),
    Persona(
        "penrose-imaging",
        "revalidation in 31, 30, 15 and 14 days, a State each; both notices are out",
        "Montague",
        "Penrose",
        _PENROSE,
        _AM,
        8,
        (organization(_PENROSE, *(group(state, due_in_days=days) for state, days in NEAR_DAYS)),),
    ),
    Persona(
        "quenby-urgent",
        "revalidation in 8, 7, 2 and 1 days, today, and one that was due yesterday",
        "Sybil",
        "Quenby",
        _QUENBY,
        _AO,
        9,
        (organization(_QUENBY, *(group(state, due_in_days=days) for state, days in LAST_DAYS)),),
    ),
    Persona(
        "redfern-therapy",
        "one revalidation sent, one approved last week, one not asked for yet (TBD)",
        "Leopold",
        "Redfern",
        _REDFERN,
        _AO,
        10,
        (
            organization(_REDFERN, group("SD", due_in_days=50)),
            person(
                "Redfern, Leopold",
                EnrollmentPlan(
                    Form.PRACTITIONER,
                    "SD",
                    "Physical Therapist in Private Practice",
                    revalidation_in_days=1820,
                ),
            ),
            person("Ashdown, Tilda", practitioner("SD", "Physical Therapist in Private Practice")),
        ),
    ),
    Persona(
        "stapleton-clinics",
        "three stays for missed revalidation with 30, 11 and 1 days left, and one deactivated",
        "Cosima",
        "Stapleton",
        _STAPLETON,
        _AO,
        12,
        (
            organization(
                _STAPLETON,
                *(group(state, EnrollmentStatus.STAY, days) for state, days in STAY_DAYS),
                group("UT", EnrollmentStatus.DEACTIVATED, -40),
            ),
        ),
    ),
    Persona(
        "tarrant-supply",
        "a DMEPOS supplier (855S): three years since the last revalidation in 90 days",
        "Horatio",
        "Tarrant",
        _TARRANT,
        _AO,
        14,
        (
            organization(
                _TARRANT, EnrollmentPlan(Form.DME_SUPPLIER, "NE", "Medical Supply Company", due_in_days=90)
            ),
        ),
    ),
)
