"""Personas about the second factor, and about who else has access. All of them are made up."""

from __future__ import annotations

from mock_portal.world.cast_access import KESTREL, OSPREY, AccessPlan, InvitationPlan, RequestPlan
from mock_portal.world.cast_plans import Persona, group, organization, person, practitioner
from mock_portal.world.connections import ConnectionState
from mock_portal.world.entities import Role
from mock_portal.world.staff import StaffState

_AO, _AM = Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER


_JUNEBERRY, _KINGFISHER, _LINDEN = (
    "Juneberry Dermatology LLC",
    "Kingfisher ENT PC",
    "Linden Billing Group Inc",
)
_LANTERN, _MALLOW, _OLIVE = "Lantern Wound Care PC", "Mallow Genetics PLLC", "Olive Maternal Health LLC"
_PINECREST, _IRONWOOD, _NETTLE = "Pinecrest Rehab LLC", "Ironwood Trauma PC", "Nettle Spine Center LLC"

ACCOUNT_CAST: tuple[Persona, ...] = (
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
