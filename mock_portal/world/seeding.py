"""Build the world from a seed: the cast with its credentials, and made-up enrollments for scale."""

from __future__ import annotations

import base64
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

from mock_portal.clock import portal_date
from mock_portal.seeded import Draws
from mock_portal.world.cast import CAST, AssociatePlan, EnrollmentPlan, Persona
from mock_portal.world.cast_access import ACCESS_CAST
from mock_portal.world.contractors import STATES, contractor_for
from mock_portal.world.entities import (
    Account,
    Associate,
    AssociateKind,
    Enrollment,
    EnrollmentStatus,
    Form,
    WorldState,
)
from mock_portal.world.npi import with_check_digit

PERSONAS = (*CAST, *ACCESS_CAST)
"""Later ones last: an earlier persona's identifiers must not depend on a later one's."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_FIRST_ENROLLMENT = date(2004, 1, 5)
_SURNAMES = [
    "Abbott",
    "Bellweather",
    "Crane",
    "Dunmore",
    "Easterling",
    "Fairbanks",
    "Greaves",
    "Holloway",
    "Ivers",
    "Jessop",
    "Kettering",
    "Langley",
    "Mordaunt",
    "Nettleship",
    "Ormsby",
    "Penhallow",
    "Quince",
    "Ravenscroft",
    "Selwyn",
    "Thackeray",
    "Umber",
    "Vance",
    "Wexley",
    "Yarrow",
    "Zeller",
]
_GIVEN_NAMES = [
    "Aurelia",
    "Bram",
    "Cordelia",
    "Dashiell",
    "Elspeth",
    "Florian",
    "Greta",
    "Hollis",
    "Ines",
    "Jasper",
    "Katya",
    "Leopold",
    "Minerva",
    "Nikolai",
    "Odette",
    "Phineas",
    "Renata",
    "Silas",
    "Tamsin",
    "Ulric",
    "Verity",
    "Winifred",
    "Xavier",
    "Yolanda",
    "Zenobia",
]
_SPECIALTIES = (
    "Internal Medicine", "Family Practice", "Nurse Practitioner", "Dermatology", "Psychiatry",
    "Orthopedic Surgery", "Clinical Social Worker", "Ophthalmology", "Neurology",
)  # fmt: skip


class Seeding:
    """One run of seeding: keeps the identifiers given out, so that none is given twice."""

    def __init__(self, seed: int, now: datetime) -> None:
        self._seed = seed
        self._now = now
        self._today = portal_date(now)
        self._npis: set[str] = set()
        self._pac_ids: set[str] = set()
        self._enrollment_ids: set[str] = set()
        self._accounts: list[Account] = []
        self._associates: list[Associate] = []
        self._enrollments: list[Enrollment] = []

    def world(self, scale: int) -> WorldState:
        """The cast, and `scale` more enrollments that belong to made-up individuals, one each."""
        connected = {persona.name: self._associates_of(persona) for persona in PERSONAS}
        made_up = [self._made_up(Draws(self._seed, f"made-up:{number}")) for number in range(scale)]
        for persona in PERSONAS:
            pac_ids = connected[persona.name] + made_up[: persona.made_up_associates]
            self._accounts.append(self._account(persona, tuple(pac_ids)))
        return WorldState.model_construct(
            accounts=tuple(self._accounts),
            associates=tuple(self._associates),
            enrollments=tuple(self._enrollments),
            signatures=(),
            mail=(),
        )

    def _associates_of(self, persona: Persona) -> list[str]:
        draws = Draws(self._seed, f"associates:{persona.name}")
        return [self._add_associate(plan, draws) for plan in persona.associates]

    def _account(self, persona: Persona, connected: tuple[str, ...]) -> Account:
        draws = Draws(self._seed, f"account:{persona.name}")
        return Account(
            name=persona.name,
            user_id=_user_id(persona, draws),
            first_name=persona.first_name,
            last_name=persona.last_name,
            email=f"{persona.first_name.lower()}@{persona.name}.example",
            employer=persona.employer,
            roles=(persona.role,),
            password=new_password(draws),
            old_passwords=(new_password(draws),),
            password_changed=self._now - timedelta(days=persona.password_age_days),
            totp_secret=_totp_secret(draws),
            failed_passwords=3 if persona.locked else 0,
            locked=persona.locked,
            failed_codes=3 if persona.mfa_locked else 0,
            mfa_locked=persona.mfa_locked,
            last_sign_in=_days_before(self._now, persona.last_sign_in_days),
            associates=connected,
            note=persona.note,
        )

    def _made_up(self, draws: Draws) -> str:
        """Add one made-up practitioner; returns the PAC ID."""
        name = f"{draws.pick(_SURNAMES)}-{draws.pick(_SURNAMES)}, {draws.pick(_GIVEN_NAMES)}"
        rare = draws.below(100)
        status = {0: EnrollmentStatus.DEACTIVATED, 1: EnrollmentStatus.PENDING}.get(
            rare, EnrollmentStatus.APPROVED
        )
        enrollment = EnrollmentPlan(Form.PRACTITIONER, draws.pick(STATES), draws.pick(_SPECIALTIES), status)
        return self._add_associate(AssociatePlan(AssociateKind.INDIVIDUAL, name, (enrollment,)), draws)

    def _add_associate(self, plan: AssociatePlan, draws: Draws) -> str:
        individual = plan.kind is AssociateKind.INDIVIDUAL
        associate = Associate.model_construct(
            pac_id=_unused(self._pac_ids, lambda: str(1 + draws.below(9)) + draws.digits(9)),
            kind=plan.kind,
            name=plan.name,
            npi=_unused(self._npis, lambda: with_check_digit("1" + draws.digits(8))),
            tin_type="SSN" if individual else "EIN",
            # No Social Security number starts with 900 and no employer number with 00: neither can be real.
            tin=("900" if individual else "000") + draws.digits(6),
        )
        self._associates.append(associate)
        for enrollment in plan.enrollments:
            self._add_enrollment(associate, enrollment, draws)
        return associate.pac_id

    def _add_enrollment(self, associate: Associate, plan: EnrollmentPlan, draws: Draws) -> None:
        effective = _FIRST_ENROLLMENT + timedelta(days=draws.below(6000))
        letter = "I" if associate.kind is AssociateKind.INDIVIDUAL else "O"
        pending = plan.status is EnrollmentStatus.PENDING
        self._enrollments.append(
            Enrollment.model_construct(
                id=_unused(self._enrollment_ids, lambda: f"{letter}{effective:%Y%m%d}{draws.digits(6)}"),
                pac_id=associate.pac_id,
                form=plan.form,
                state=plan.state,
                specialty=plan.specialty,
                contractor=contractor_for(plan.form, plan.state),
                status=plan.status,
                medicare_id=None if pending else _medicare_id(plan.state, draws),
                effective=effective,
                revalidation_due=self._month_end(plan.revalidation_in_days),
            )
        )

    def _month_end(self, days: int | None) -> date | None:
        """Due dates fall on the last day of a month (domain.md 7)."""
        if days is None:
            return None
        day = self._today + timedelta(days=days)
        return day.replace(day=monthrange(day.year, day.month)[1])


def new_password(draws: Draws) -> str:
    """Twelve characters that keep every rule of the default policy."""
    letters = [draws.pick(_LETTERS) for _ in range(7)]
    rest = [draws.pick(_LETTERS).upper(), draws.digits(1), draws.digits(1), draws.pick("@#-_*")]
    return draws.pick(_LETTERS) + "".join(draws.shuffled(letters + rest))


def build_world(seed: int, scale: int, now: datetime) -> WorldState:
    """The world of that seed at that moment; the same arguments give the same world."""
    return Seeding(seed, now).world(scale)


def _days_before(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)


def _user_id(persona: Persona, draws: Draws) -> str:
    initial = persona.first_name[0].lower()
    surname = "".join(letter for letter in persona.last_name.lower() if letter.isascii() and letter.isalpha())
    return f"{initial}{surname[:8]}{draws.digits(3)}"


def _totp_secret(draws: Draws) -> str:
    raw = b"".join(draws.bits().to_bytes(8, "big") for _ in range(3))[:20]
    return base64.b32encode(raw).decode()


def _medicare_id(state: str, draws: Draws) -> str:
    """A PTAN: the contractor's own mix of letters and digits, here state and six digits (domain.md 4)."""
    return f"{state}{draws.digits(6)}"


def _unused(taken: set[str], draw: Callable[[], str]) -> str:
    while (value := draw()) in taken:
        pass
    taken.add(value)
    return value
