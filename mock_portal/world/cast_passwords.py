"""Personas with a password of some age, and who stayed away for long. All of them are made up."""

from __future__ import annotations

from dataclasses import replace

from mock_portal.world.cast_plans import Persona, group, organization
from mock_portal.world.entities import Role


def _aged(name: str, who: str, employer: str, state: str, days: int, note: str) -> Persona:
    """Somebody with one clinic and a password of that age."""
    first, last = who.split()
    clinic = organization(employer, group(state))
    return Persona(name, note, first, last, employer, Role.AUTHORIZED_OFFICIAL, days, (clinic,))


def _away(name: str, who: str, employer: str, state: str, days: int, note: str) -> Persona:
    """Somebody with one clinic who did not sign in for that long; the password is as old."""
    return replace(_aged(name, who, employer, state, days, note), last_sign_in_days=days)


PASSWORD_CAST: tuple[Persona, ...] = (
    _aged(
        "aspen-gastro",
        "Harriet Bloom",
        "Aspen Gastroenterology PC",
        "CO",
        45,
        "password 45 days old: 15 days left",
    ),
    _aged(
        "birchwood-hand",
        "Emil Sandstrom",
        "Birchwood Hand Surgery LLC",
        "MN",
        46,
        "password 46 days old: 14 days left",
    ),
    _aged(
        "cloverfield-pain",
        "Josephine Adair",
        "Cloverfield Pain Clinic LLC",
        "KY",
        52,
        "password 52 days old: 8 days left",
    ),
    _aged(
        "dunes-radiology",
        "Lucas Ferreira",
        "Dunes Radiology PC",
        "NV",
        53,
        "password 53 days old: 7 days left",
    ),
    _aged(
        "elmhurst-neuro",
        "Ingrid Mallory",
        "Elmhurst Neurology LLC",
        "IL",
        58,
        "password 58 days old: 2 days left",
    ),
    _aged(
        "foxhollow-sleep",
        "Conrad Beale",
        "Foxhollow Sleep Center LLC",
        "MD",
        59,
        "password 59 days old: runs out tomorrow",
    ),
    _aged(
        "glacier-endo",
        "Nadia Thorpe",
        "Glacier Endocrinology PC",
        "MT",
        60,
        "password 60 days old: ran out today",
    ),
    _away(
        "heather-infusion",
        "Silvan Roper",
        "Heather Infusion LLC",
        "AL",
        301,
        "301 days without a sign-in, so its password ran out",
    ),
    _away(
        "inkwell-optometry",
        "Cora Janssen",
        "Inkwell Optometry PC",
        "SD",
        351,
        "351 days without a sign-in, so its password ran out",
    ),
    _away(
        "jasper-plastic",
        "Ferdinand Ames",
        "Jasper Plastic Surgery PC",
        "SC",
        364,
        "364 days without a sign-in: two days until it must be verified anew",
    ),
    _away(
        "kelp-hematology",
        "Vivian Strand",
        "Kelp Hematology LLC",
        "RI",
        365,
        "365 days without a sign-in: from tomorrow it must be verified anew",
    ),
)
