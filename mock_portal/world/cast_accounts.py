"""Personas about the sign-in: password age, absence, second factor, who else has access. All made up."""

from __future__ import annotations

from dataclasses import replace

from mock_portal.world.cast_access import KESTREL, OSPREY, AccessPlan, InvitationPlan, RequestPlan
from mock_portal.world.cast_plans import Persona, group, organization, person, practitioner
from mock_portal.world.connections import ConnectionState
from mock_portal.world.entities import Role
from mock_portal.world.staff import StaffState

_AO, _AM = Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER


def _aged(name: str, who: str, employer: str, state: str, days: int, note: str) -> Persona:
    """Somebody with one clinic and a password of that age."""
    first, last = who.split()
    clinic = organization(employer, group(state))
    return Persona(name, note, first, last, employer, _AO, days, (clinic,))


def _away(name: str, who: str, employer: str, state: str, days: int, note: str) -> Persona:
    """Somebody with one clinic who did not sign in for that long; the password is as old."""
    return replace(_aged(name, who, employer, state, days, note), last_sign_in_days=days)


_JUNEBERRY, _KINGFISHER, _LINDEN = (
    "Juneberry Dermatology LLC",
    "Kingfisher ENT PC",
    "Linden Billing Group Inc",
)
_LANTERN, _MALLOW, _OLIVE = "Lantern Wound Care PC", "Mallow Genetics PLLC", "Olive Maternal Health LLC"
_PINECREST, _IRONWOOD, _NETTLE = "Pinecrest Rehab LLC", "Ironwood Trauma PC", "Nettle Spine Center LLC"

ACCOUNT_CAST: tuple[Persona, ...] = (
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
    Persona(
        "lantern-wound",
        "connection requests of two companies, 11 and 25 days old",
        "Agatha",
        "Whelan",
        _LANTERN,
        _AO,
        7,
        (organization(_LANTERN, group("IA")),),
    ),
    Persona(
        "mallow-genetics",
        "a connection request 29 days old, and one of 30 days rejected by itself today",
        "Bertram",
        "Osei",
        _MALLOW,
        _AM,
        10,
        (organization(_MALLOW, group("CT")),),
    ),
    Persona(
        "olive-maternal",
        "connections that ended: one refused, one removed by the practice",
        "Paloma",
        "Kincaid",
        _OLIVE,
        _AO,
        14,
        (organization(_OLIVE, group("AZ")),),
    ),
    Persona(
        "nettle-spine",
        "staff invitations 29 days old and 30 days old (run out today), one void after wrong PINs",
        "Rupert",
        "Haddon",
        _NETTLE,
        _AO,
        16,
        (organization(_NETTLE, group("OK")),),
    ),
    Persona(
        "pinecrest-rehab",
        "gave Kestrel its organization; the doctor's own approval waits for 12 days",
        "Elodie",
        "Brandt",
        _PINECREST,
        _AO,
        9,
        (
            organization(_PINECREST, group("PA")),
            person("Brandt, Elodie", practitioner("PA", "Physical Medicine and Rehabilitation")),
        ),
    ),
    Persona(
        "kestrel-support",
        "a surrogate company with half of its access: the organization, not yet the doctor",
        "Magnus",
        "Tolliver",
        KESTREL,
        Role.SURROGATE,
        17,
    ),
    Persona(
        "osprey-services",
        "a surrogate company whose requests wait, ran out or were taken back",
        "Celia",
        "Farnham",
        OSPREY,
        Role.SURROGATE,
        25,
    ),
    Persona(
        "ironwood-trauma",
        "multi-factor authentication was never set up, and there is no back-up method",
        "Greta",
        "Lindholm",
        _IRONWOOD,
        _AO,
        21,
        (organization(_IRONWOOD, group("ID")),),
        mfa_set_up=False,
    ),
    Persona(
        "juneberry-derm",
        "two people have access: this Authorized Official and a second one",
        "Octavia",
        "Pell",
        _JUNEBERRY,
        _AO,
        19,
        (organization(_JUNEBERRY, group("MA")),),
    ),
    Persona(
        "juneberry-second",
        "the second Authorized Official of Juneberry Dermatology",
        "Leander",
        "Voss",
        _JUNEBERRY,
        _AO,
        23,
        shares="juneberry-derm",
    ),
    Persona(
        "kingfisher-ent",
        "only one person may decide: the others of the practice are Staff End Users",
        "Maud",
        "Carver",
        _KINGFISHER,
        _AO,
        12,
        (organization(_KINGFISHER, group("DE")),),
    ),
    Persona(
        "kingfisher-desk",
        "a Staff End User of Kingfisher ENT: sees the enrollment and decides nothing",
        "Jerrold",
        "Hyde",
        _KINGFISHER,
        Role.STAFF_END_USER,
        30,
        shares="kingfisher-ent",
    ),
    Persona(
        "linden-billing",
        "a clerk at the front desk is Access Manager: more than the work needs",
        "Otis",
        "Renwick",
        _LINDEN,
        _AO,
        13,
        (organization(_LINDEN, group("HI")),),
    ),
    Persona(
        "linden-clerk",
        "the clerk of Linden Billing, as Access Manager",
        "Dora",
        "Finch",
        _LINDEN,
        _AM,
        27,
        shares="linden-billing",
    ),
    Persona(
        "north-second",
        "the second Authorized Official of North Clinic: all is well with two",
        "Silvan",
        "Ashdown",
        "North Clinic Physicians LLC",
        _AO,
        8,
        shares="north-clinic",
    ),
    Persona(
        "orchard-second",
        "the second Authorized Official of the Achterberg practice",
        "Philippa",
        "Thorne",
        "Wendell Achterberg MD",
        _AO,
        11,
        shares="orchard-family",
    ),
    Persona(
        "riverbend-second",
        "the second Authorized Official of Riverbend",
        "Magnus",
        "Holloway",
        "Riverbend Medical Equipment Inc",
        _AO,
        9,
        shares="riverbend-dme",
    ),
)

_REFUSED = RequestPlan(20, ConnectionState.REJECTED, company=KESTREL)
_TAKEN_BACK = RequestPlan(400, ConnectionState.REMOVED, company=OSPREY)
ACCOUNT_PLANS: dict[str, AccessPlan] = {
    "lantern-wound": AccessPlan((RequestPlan(11, company=KESTREL), RequestPlan(25, company=OSPREY))),
    "mallow-genetics": AccessPlan(
        (RequestPlan(29, company=KESTREL), RequestPlan(30, ConnectionState.AUTO_REJECTED, company=OSPREY))
    ),
    "olive-maternal": AccessPlan((_REFUSED, _TAKEN_BACK)),
    "nettle-spine": AccessPlan(
        invitations=(
            InvitationPlan("Sabine Holt", Role.STAFF_END_USER, 29),
            InvitationPlan("Everett Cole", Role.STAFF_END_USER, 30, StaffState.EXPIRED),
            InvitationPlan("Myrtle Gage", Role.STAFF_END_USER, 5, StaffState.VOID),
        )
    ),
    "pinecrest-rehab": AccessPlan(
        (
            RequestPlan(12, ConnectionState.APPROVED, company=KESTREL),
            RequestPlan(12, place=1, company=KESTREL),
        )
    ),
    "ironwood-trauma": AccessPlan(backup=False),
    "linden-billing": AccessPlan(
        invitations=(
            InvitationPlan("Dora Finch", Role.ACCESS_MANAGER, 200, StaffState.ACTIVE, account="linden-clerk"),
            InvitationPlan("Lena Shore", Role.STAFF_END_USER, 4),
        ),
    ),
}
"""By persona, as in cast_access."""
