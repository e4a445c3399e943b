"""Personas with something to see in I&A: connections, staff, recovery, long absence. All made up."""

from __future__ import annotations

from dataclasses import dataclass, field

from mock_portal.world.cast_plans import AssociatePlan, EnrollmentPlan, Persona
from mock_portal.world.connections import ConnectionState, System
from mock_portal.world.entities import AssociateKind, Form, Role
from mock_portal.world.staff import StaffState

BOTH = frozenset({System.PECOS, System.NPPES})
BLUESTEM = "Bluestem Credentialing Partners LLC"
CONTINENTAL = "Continental Billing Company"
KESTREL = "Kestrel Practice Support Inc"
OSPREY = "Osprey Enrollment Services LLC"
COMPANIES = ((CONTINENTAL, False), (BLUESTEM, True), (KESTREL, True), (OSPREY, True))
"""Companies that work for others, and whether each has an NPI (003-16: one can be found without)."""
COMPANY_ASSOCIATES = {CONTINENTAL: "Foxglove Dermatology PC"}
"""Whose associates a company's own persona is connected to from the start, by the provider's name."""


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A connection to seed for the persona's n-th associate."""

    age_days: int
    state: ConnectionState = ConnectionState.PENDING
    place: int = 0
    company: str = BLUESTEM
    systems: frozenset[System] = BOTH


@dataclass(frozen=True, slots=True)
class InvitationPlan:
    """An invitation to seed; `account` is the persona who accepted it."""

    name: str
    role: Role
    age_days: int
    state: StaffState = StaffState.INVITED
    account: str | None = None


@dataclass(frozen=True, slots=True)
class AccessPlan:
    """What I&A holds about a persona besides the account."""

    requests: tuple[RequestPlan, ...] = ()
    invitations: tuple[InvitationPlan, ...] = ()
    questions_age_days: int = 90
    backup: bool = True


def _clinic(name: str, state: str) -> AssociatePlan:
    group = EnrollmentPlan(Form.GROUP, state, "Clinic/Group Practice", revalidation_in_days=700)
    return AssociatePlan(AssociateKind.ORGANIZATION, name, (group,))


def _doctor(name: str, state: str, specialty: str) -> AssociatePlan:
    return AssociatePlan(
        AssociateKind.INDIVIDUAL, name, (EnrollmentPlan(Form.PRACTITIONER, state, specialty),)
    )


@dataclass(frozen=True, slots=True)
class _Idle:
    """A persona nobody signed in as for some days; its password is as old."""

    name: str
    first_name: str
    last_name: str
    employer: str
    state: str
    days: int
    note: str = field(default="")

    def persona(self) -> Persona:
        """The persona."""
        return Persona(
            self.name, self.note, self.first_name, self.last_name, self.employer, Role.AUTHORIZED_OFFICIAL,
            self.days, (_clinic(self.employer, self.state),), last_sign_in_days=self.days,
        )  # fmt: skip


_AO, _AM = Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER
_MEADOW, _RIDGELINE, _SEABROOK = "Meadow Pulmonary PC", "Ridgeline Orthopedics LLC", "Seabrook Oncology PC"
_THORNBURY, _JUNIPER, _LARKSPUR = "Thornbury Eyecare LLC", "Juniper Nephrology PLLC", "Larkspur Podiatry PC"
_HAWTHORNE = "Hawthorne Urology LLC"

ACCESS_CAST: tuple[Persona, ...] = (
    Persona("meadow-pulmonary", "a connection request 1 day old", "Linnea", "Garrity", _MEADOW, _AO, 6,
            (_clinic(_MEADOW, "VT"),)),
    Persona("ridgeline-ortho", "a connection request 10 days old", "Matthias", "Obuya", _RIDGELINE, _AM, 7,
            (_clinic(_RIDGELINE, "UT"),)),
    Persona("seabrook-oncology", "a request 26 days old for the company; the doctor's is approved",
            "Fiona", "Delacroix", _SEABROOK, _AO, 4,
            (_clinic(_SEABROOK, "NJ"), _doctor("Delacroix, Fiona", "NJ", "Medical Oncology"))),
    Persona("thornbury-eyecare", "a connection request rejected by itself yesterday", "Casper", "Nygaard",
            _THORNBURY, _AO, 10, (_clinic(_THORNBURY, "WI"),)),
    Persona("juniper-nephrology", "staff invitations: one 2 and one 28 days old, one expired", "Beatrix",
            "Solano", _JUNIPER, _AO, 9, (_clinic(_JUNIPER, "NM"),)),
    Persona("larkspur-podiatry", "no back-up method for verification codes", "Orson", "Keating", _LARKSPUR,
            _AO, 8, (_clinic(_LARKSPUR, "KS"),)),
    Persona("hawthorne-urology", "security questions 800 days old", "Delphine", "Marsh", _HAWTHORNE, _AM, 5,
            (_clinic(_HAWTHORNE, "VA"),)),
    _Idle("marigold-allergy", "Roland", "Fitch", "Marigold Allergy Center PC", "IN", 300,
          "300 days without a sign-in, so its password ran out").persona(),
    _Idle("cypress-rheuma", "Sunniva", "Barlow", "Cypress Rheumatology LLC", "LA", 350,
          "350 days without a sign-in, so its password ran out").persona(),
    _Idle("driftwood-geri", "Amos", "Pelletier", "Driftwood Geriatrics PC", "NC", 366,
          "366 days without a sign-in: must be verified anew and gets a new User ID").persona(),
    Persona("bluestem-cred", "a surrogate company that waits for several providers", "Theodora", "Lisle",
            BLUESTEM, Role.SURROGATE, 13),
)  # fmt: skip

ACCESS_PLANS: dict[str, AccessPlan] = {
    "meadow-pulmonary": AccessPlan((RequestPlan(1),)),
    "ridgeline-ortho": AccessPlan((RequestPlan(10),)),
    "seabrook-oncology": AccessPlan((RequestPlan(26), RequestPlan(26, ConnectionState.APPROVED, place=1))),
    "thornbury-eyecare": AccessPlan((RequestPlan(31, ConnectionState.AUTO_REJECTED),)),
    "juniper-nephrology": AccessPlan(
        invitations=(
            InvitationPlan("Ottilie Crane", Role.ACCESS_MANAGER, 2),
            InvitationPlan("Ramon Birch", Role.STAFF_END_USER, 28),
            InvitationPlan("Hedda Lund", Role.STAFF_END_USER, 45, StaffState.EXPIRED),
        )
    ),
    "larkspur-podiatry": AccessPlan(backup=False),
    "hawthorne-urology": AccessPlan(questions_age_days=800),
}
"""By persona; who is not named has nothing open, a back-up and questions 90 days old."""
