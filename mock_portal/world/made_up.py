"""The crowd behind the cast: which forms, States, specialties and statuses made-up enrollments have.

No source gives the shares of the forms, so they are our own: most enrollments are practitioners', some are
groups', few are anything else.
"""

from __future__ import annotations

from mock_portal.seeded import Draws
from mock_portal.world.cast_plans import AssociatePlan, EnrollmentPlan, organization, person
from mock_portal.world.entities import EnrollmentStatus, Form

_SURNAMES = (
    "Abbott", "Bellweather", "Crane", "Dunmore", "Easterling", "Fairbanks", "Greaves", "Holloway", "Ivers",
    "Jessop", "Kettering", "Langley", "Mordaunt", "Nettleship", "Ormsby", "Penhallow", "Quince",
    "Ravenscroft", "Selwyn", "Thackeray", "Umber", "Vance", "Wexley", "Yarrow", "Zeller",
)  # fmt: skip
_GIVEN_NAMES = (
    "Aurelia", "Bram", "Cordelia", "Dashiell", "Elspeth", "Florian", "Greta", "Hollis", "Ines", "Jasper",
    "Katya", "Leopold", "Minerva", "Nikolai", "Odette", "Phineas", "Renata", "Silas", "Tamsin", "Ulric",
    "Verity", "Winifred", "Xavier", "Yolanda", "Zenobia",
)  # fmt: skip
_SPECIALTIES = (
    "Internal Medicine", "Family Practice", "Nurse Practitioner", "Dermatology", "Psychiatry",
    "Orthopedic Surgery", "Clinical Social Worker", "Ophthalmology", "Neurology",
)  # fmt: skip
_SHARES = (
    (Form.PRACTITIONER, 82), (Form.GROUP, 11), (Form.DME_SUPPLIER, 3), (Form.ORDERING, 2),
    (Form.INSTITUTION, 2),
)  # fmt: skip
_FORMS = tuple(form for form, share in _SHARES for _ in range(share))
_KINDS = {
    Form.GROUP: (
        *("Clinic/Group Practice",) * 7, "Ambulatory Surgical Center",
        "Independent Diagnostic Testing Facility", "Clinical Laboratory",
    ),
    Form.DME_SUPPLIER: (*("Medical Supply Company",) * 2, "Pharmacy"),
    Form.INSTITUTION: ("Hospital", "Hospice", *("Home Health Agency", "Skilled Nursing Facility") * 2),
}  # fmt: skip
_NAMED = {
    "Clinic/Group Practice": "Medical Group PC", "Ambulatory Surgical Center": "Surgery Center LLC",
    "Independent Diagnostic Testing Facility": "Imaging LLC", "Clinical Laboratory": "Laboratories Inc",
    "Medical Supply Company": "Medical Supply Inc", "Pharmacy": "Pharmacy Inc",
    "Hospital": "Memorial Hospital", "Hospice": "Hospice Inc", "Home Health Agency": "Home Health LLC",
    "Skilled Nursing Facility": "Care Center LLC",
}  # fmt: skip
_MILLIONS = (
    "CA40 TX29 FL22 NY20 PA13 IL13 OH12 GA11 NC10 MI10 NJ9 VA9 WA8 AZ7 MA7 TN7 IN7 MD6 MO6 WI6 CO6 MN6 "
    "SC5 AL5 LA5 KY5 OR4 OK4 CT4 UT3 IA3 NV3 AR3 MS3 KS3 NM2 NE2 ID2 "
    "WV2 HI1 NH1 ME1 RI1 MT1 DE1 SD1 ND1 AK1 DC1 VT1 WY1"
)
"""Inhabitants in millions, at least one, after the census of 2020 (general knowledge)."""
_STATES = tuple(one[:2] for one in _MILLIONS.split() for _ in range(int(one[2:])))
_RARE = (
    *(EnrollmentStatus.DEACTIVATED,) * 6, EnrollmentStatus.STAY, EnrollmentStatus.REVOKED,
    EnrollmentStatus.WITHDRAWN, EnrollmentStatus.DENIED,
)  # fmt: skip
"""What an enrollment in a hundred is; another one is pending. Our own."""
_STAYED_SINCE_DAYS = 10


def made_up_plan(draws: Draws, of_form: Draws) -> AssociatePlan:
    """An associate with one enrollment. The second dice decide the form only, so that a practitioner's draws
    are the same whatever there is beside practitioners."""
    surname = f"{draws.pick(_SURNAMES)}-{draws.pick(_SURNAMES)}"
    given, status = draws.pick(_GIVEN_NAMES), _status(draws.below(100), of_form)
    state, specialty, form = draws.pick(_STATES), draws.pick(_SPECIALTIES), of_form.pick(_FORMS)
    due = -_STAYED_SINCE_DAYS if status is EnrollmentStatus.STAY else None
    if form in _KINDS:
        kind = of_form.pick(_KINDS[form])
        return organization(
            f"{surname} {_NAMED[kind]}", EnrollmentPlan(form, state, kind, status, due_in_days=due)
        )
    enrollment = EnrollmentPlan(form, state, specialty, status, due_in_days=due)
    return person(f"{surname}, {given}", enrollment)


def _status(rare: int, draws: Draws) -> EnrollmentStatus:
    """Two in a hundred are not approved."""
    if rare == 0:
        return draws.pick(_RARE)
    return EnrollmentStatus.PENDING if rare == 1 else EnrollmentStatus.APPROVED
