"""Personas about applications on their way, and about papers that run out. All made up."""

from __future__ import annotations

from mock_portal.world.cast_plans import (
    AssociatePlan,
    EnrollmentPlan,
    Persona,
    group,
    organization,
    person,
    practitioner,
)
from mock_portal.world.entities import EnrollmentStatus, Form, Role

_AO, _AM, _SEU = Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER, Role.STAFF_END_USER
_ULLSWATER, _VERNON, _WHARTON = (
    "Ullswater Family Health LLC",
    "Vernon Internal Medicine PC",
    "Wharton Rehab Group LLC",
)
_YARDLEY, _ZENNOR, _ASHBY = "Yardley Physicians PC", "Zennor Home Health Inc", "Ashby Specialty Group LLC"
_BURNHAM, _COTSWOLD, _DARTMOOR = (
    "Burnham Clinics LLC",
    "Cotswold Surgical PC",
    "Dartmoor Diagnostic Center LLC",
)
_PENDING, _DENIED = EnrollmentStatus.PENDING, EnrollmentStatus.DENIED
_DEACTIVATED = EnrollmentStatus.DEACTIVATED


def _staff(state: str, specialty: str, names: str) -> tuple[AssociatePlan, ...]:
    """Practitioners of one specialty, named "Last First", separated by semicolons."""
    pairs = (one.split() for one in names.split(";"))
    return tuple(person(f"{last}, {first}", practitioner(state, specialty)) for last, first in pairs)


def _first(form: Form, state: str, specialty: str, status: EnrollmentStatus = _PENDING) -> EnrollmentPlan:
    return EnrollmentPlan(form, state, specialty, status)


APPLICATION_CAST: tuple[Persona, ...] = (
    Persona(
        "ullswater-health",
        "applications on their way: drafts, unsigned, sent, received, in review, site visit, recommended",
        "Beatrice",
        "Ullswater",
        _ULLSWATER,
        _SEU,
        3,
        (
            organization(_ULLSWATER, group("WI")),
            *_staff("WI", "Family Practice", "Amsel Rita;Boyle Hector;Calder Naomi;Dietz Oscar"),
            organization(
                "Ullswater Surgery Center LLC", _first(Form.GROUP, "WI", "Ambulatory Surgical Center")
            ),
            organization("Ullswater Hospice Inc", _first(Form.INSTITUTION, "WI", "Hospice")),
        ),
    ),
    Persona(
        "vernon-internal",
        "signatures asked for 0, 6, 7, 14, 15 and 19 days ago, one lapsed on day 20",
        "Hortense",
        "Vernon",
        _VERNON,
        _AM,
        5,
        (
            organization(_VERNON, group("IN")),
            *_staff(
                "IN",
                "Internal Medicine",
                "Eccles Ruby;Fenn Saul;Gable Thea;Hobbs Ulrich;Imrie Vera;Judd Walter;Keane Xenia",
            ),
        ),
    ),
    Persona(
        "wharton-rehab",
        "corrections to answer in 30, 16, 15, 8, 7, 4, 3, 2 and 1 days; one that was never answered",
        "Everard",
        "Wharton",
        _WHARTON,
        _AO,
        6,
        (
            organization(_WHARTON, group("GA")),
            *_staff(
                "GA",
                "Physical Therapist in Private Practice",
                "Lomax Yves;Mercer Zora;Nash Adele;Oram Basil;Peake Clio;Rudd Damon;Stroud Edda;Tuck Fabian;"
                "Urwin Gala",
            ),
        ),
    ),
    Persona(
        "yardley-physicians",
        "applications at the contractor for 15, 16, 45, 46, 50 and 51 days without a change",
        "Cressida",
        "Yardley",
        _YARDLEY,
        _AO,
        7,
        (
            organization(_YARDLEY, group("OH")),
            *_staff(
                "OH",
                "Internal Medicine",
                "Vane Harald;Wolfe Iona;Yeats Jonas;Zane Kirsten;Abney Lars;Bligh Moira",
            ),
        ),
    ),
    Persona(
        "zennor-home-health",
        "application fees: asked for, due tomorrow, paid, hardship asked for and refused",
        "Thaddeus",
        "Zennor",
        _ZENNOR,
        _AO,
        8,
        (
            organization(
                _ZENNOR,
                *(
                    _first(Form.INSTITUTION, state, "Home Health Agency")
                    for state in ("ME", "NH", "VT", "MA", "RI")
                ),
            ),
        ),
    ),
    Persona(
        "ashby-specialty",
        "applications that ended: approved after corrections, denied, rejected, returned, withdrawn",
        "Marcella",
        "Ashby",
        _ASHBY,
        _AO,
        9,
        (
            organization(_ASHBY, group("KY")),
            *_staff("KY", "Dermatology", "Cole Nuala;Dow Orlando;Eames Pia;Fay Quincy"),
        ),
    ),
    Persona(
        "burnham-clinics",
        "appeal periods on both sides of their last day: 15 to rebut, 35 to correct, 65 to reconsider",
        "Sebastian",
        "Burnham",
        _BURNHAM,
        _AO,
        10,
        (
            organization(
                _BURNHAM,
                *(
                    group(state, _DEACTIVATED, days)
                    for state, days in (("AL", -45), ("AR", -46), ("AZ", -47))
                ),
                *(group(state, _DENIED) for state in ("CA", "CO", "DE", "FL", "ID", "IL")),
            ),
        ),
    ),
    Persona(
        "cotswold-surgical",
        "licences that run out in 91, 90, 61, 60, 31 and 30 days and today, and one that ran out yesterday",
        "Araminta",
        "Cotswold",
        _COTSWOLD,
        _AO,
        11,
        (
            organization(_COTSWOLD, group("MD")),
            *_staff(
                "MD",
                "Orthopedic Surgery",
                "Gunn Rhoda;Hurst Stefan;Inman Tilly;Joyce Urban;Kemp Violet;Lusk Wilbur;"
                "Moody Yelena;Nye Zeno",
            ),
        ),
    ),
    Persona(
        "dartmoor-diagnostic",
        "papers of a testing facility: one expired, one missing, one about to run out",
        "Leonora",
        "Dartmoor",
        _DARTMOOR,
        _AO,
        13,
        (
            organization(
                _DARTMOOR,
                EnrollmentPlan(
                    Form.GROUP, "NJ", "Independent Diagnostic Testing Facility", revalidation_in_days=800
                ),
            ),
        ),
    ),
    Persona(
        "exmoor-submitter",
        "digital certificates that run out in 31, 30, 15, 14, 8 and 7 days, and one that ran out yesterday",
        "Jerome",
        "Exmoor",
        "Exmoor Clearing LLC",
        _AO,
        16,
        (organization("Exmoor Clearing LLC", group("VA")),),
    ),
)
