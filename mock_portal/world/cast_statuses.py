"""Personas about what PECOS, NPPES and the public lists say of an enrollment. All made up."""

from __future__ import annotations

from mock_portal.world.cast_plans import EnrollmentPlan, Persona, group, organization, person, practitioner
from mock_portal.world.entities import EnrollmentStatus, Form, Role

_AO, _AM = Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER
_BRAMBLES, _DENBY, _INGLEWOOD = (
    "Brambles Laboratory Inc",
    "Denby Diagnostics LLC",
    "Inglewood Regional Hospital",
)
_JUBILEE, _KIRKBY, _LOWTHER = (
    "Jubilee Primary Care PC",
    "Kirkby Cardiac Imaging LLC",
    "Lowther Medical Group PC",
)

STATUS_CAST: tuple[Persona, ...] = (
    Persona(
        "brambles-lab",
        "an enrollment Revoked 18 days ago: barred from Medicare",
        "Clement",
        "Ordway",
        _BRAMBLES,
        _AO,
        22,
        (
            organization(
                _BRAMBLES,
                EnrollmentPlan(
                    Form.GROUP, "OR", "Independent Diagnostic Testing Facility", EnrollmentStatus.REVOKED, 500
                ),
            ),
        ),
    ),
    Persona(
        "carrow-retired",
        "Withdrawn: the practitioner ended the enrollment himself",
        "Barnaby",
        "Carrow",
        "Barnaby Carrow MD",
        _AO,
        11,
        (person("Carrow, Barnaby", practitioner("CT", "Psychiatry", EnrollmentStatus.WITHDRAWN)),),
    ),
    Persona(
        "denby-diagnostics",
        "a first application Denied 10 days ago: a corrective action plan is open",
        "Philippa",
        "Denby",
        _DENBY,
        _AO,
        6,
        (
            organization(
                _DENBY,
                EnrollmentPlan(
                    Form.GROUP, "ND", "Independent Diagnostic Testing Facility", EnrollmentStatus.DENIED
                ),
            ),
        ),
    ),
    Persona(
        "eastlake-optout",
        "Opt Out: orders and refers, does not bill",
        "Rowena",
        "Eastlake",
        "Rowena Eastlake MD",
        _AO,
        24,
        (person("Eastlake, Rowena", practitioner("WY", "Psychiatry", EnrollmentStatus.OPT_OUT)),),
    ),
    Persona(
        "fernhill-ordering",
        "enrolled to order and refer only (855O)",
        "Lionel",
        "Fernhill",
        "Lionel Fernhill DMD",
        _AO,
        26,
        (person("Fernhill, Lionel", EnrollmentPlan(Form.ORDERING, "MO", "Internal Medicine")),),
    ),
    Persona(
        "gorse-newcomer",
        "has an NPI and no enrollment: the way to a first application (855I)",
        "Henrietta",
        "Gorse",
        "Henrietta Gorse MD",
        _AO,
        1,
        (person("Gorse, Henrietta"),),
    ),
    Persona(
        "hollins-veteran",
        "enrolled on paper in 1999, nothing filed since 2003: PECOS has no record",
        "Ambrose",
        "Hollins",
        "Ambrose Hollins MD",
        _AO,
        29,
        (person("Hollins, Ambrose"),),
    ),
    Persona(
        "inglewood-hospital",
        "a hospital (855A) with several Medicare IDs, one of them ended",
        "Dorothea",
        "Lamb",
        _INGLEWOOD,
        _AO,
        4,
        (
            organization(
                _INGLEWOOD,
                EnrollmentPlan(Form.INSTITUTION, "WV", "Hospital", revalidation_in_days=900),
                EnrollmentPlan(Form.INSTITUTION, "WV", "Home Health Agency", revalidation_in_days=650),
            ),
        ),
    ),
    Persona(
        "jubilee-primary",
        "four clinicians: two linked to the group, one link missing, one link ended",
        "Isolde",
        "Marchbanks",
        _JUBILEE,
        _AM,
        3,
        (
            organization(_JUBILEE, group("TN")),
            person("Pryor, Cuthbert", practitioner("TN", "Internal Medicine")),
            person("Lacey, Winona", practitioner("TN", "Physician Assistant")),
            person("Drummond, Aldous", practitioner("TN", "Family Practice")),
            person("Sorrell, Petra", practitioner("TN", "Nurse Practitioner")),
        ),
    ),
    Persona(
        "kirkby-cardiac",
        "records with holes: one without owners, one without a practice location",
        "Quentin",
        "Abara",
        _KIRKBY,
        _AO,
        15,
        (organization(_KIRKBY, group("AR"), group("MS")),),
    ),
    Persona(
        "lowther-group",
        "moves and new names told to NPPES 20 to 91 days ago, and not to PECOS",
        "Georgina",
        "Lowther",
        _LOWTHER,
        _AO,
        18,
        (
            organization(_LOWTHER, group("ID")),
            *(
                person(name, practitioner("ID", specialty))
                for name, specialty in (
                    ("Adeyemi, Tunde", "Internal Medicine"),
                    ("Bristow, Carla", "Dermatology"),
                    ("Cheever, Dorian", "Neurology"),
                    ("Dunning, Estelle", "Psychiatry"),
                    ("Esperanza, Felix", "Ophthalmology"),
                    ("Frobisher, Gwen", "Family Practice"),
                    ("Gallant, Hester", "Orthopedic Surgery"),
                    ("Hathaway, Ivo", "Nurse Practitioner"),
                )
            ),
        ),
    ),
    Persona(
        "marsh-surgical",
        "no claim for 330 and 364 days: after twelve months an enrollment is deactivated",
        "Rosamund",
        "Marsh",
        "Marsh Surgical Partners PC",
        _AO,
        20,
        (organization("Marsh Surgical Partners PC", group("NH"), group("VT")),),
    ),
)
