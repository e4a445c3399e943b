"""Build the world from a seed: the cast with its credentials, and made-up enrollments for scale."""

from __future__ import annotations

import base64
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from mock_portal.clock import PORTAL_ZONE, portal_date
from mock_portal.seeded import Draws
from mock_portal.world.cast import CAST
from mock_portal.world.cast_access import ACCESS_CAST
from mock_portal.world.cast_accounts import ACCOUNT_CAST
from mock_portal.world.cast_applications import APPLICATION_CAST
from mock_portal.world.cast_passwords import PASSWORD_CAST
from mock_portal.world.cast_plans import AssociatePlan, EnrollmentPlan, Persona
from mock_portal.world.cast_revalidations import REVALIDATION_CAST
from mock_portal.world.cast_statuses import STATUS_CAST
from mock_portal.world.contractors import contractor_for
from mock_portal.world.entities import (
    Account,
    Associate,
    AssociateKind,
    Enrollment,
    EnrollmentStatus,
    WorldState,
)
from mock_portal.world.made_up import made_up_plan
from mock_portal.world.npi import with_check_digit

FIRST = (*CAST, *ACCESS_CAST)
LATER = (*PASSWORD_CAST, *ACCOUNT_CAST, *STATUS_CAST, *REVALIDATION_CAST, *APPLICATION_CAST)
"""Whose files are planned one by one; those of the first are as chance has them."""
PERSONAS = (*FIRST, *LATER)
"""Later ones last: an earlier persona's identifiers must not depend on a later one's."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_FIRST_ENROLLMENT = date(2004, 1, 5)
_WITHOUT_NUMBER = frozenset({EnrollmentStatus.PENDING, EnrollmentStatus.DENIED, EnrollmentStatus.OPT_OUT})
"""Who may not bill, and never could, has no Medicare ID."""


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
        """The cast, and `scale` more enrollments that belong to made-up associates, one each."""
        connected = {persona.name: self._associates_of(persona) for persona in PERSONAS}
        made_up = [self._made_up(number) for number in range(scale)]
        for persona in PERSONAS:
            own = connected[persona.shares or persona.name]
            pac_ids = own + made_up[: persona.made_up_associates]
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
            password_changed=days_before(self._now, persona.password_age_days),
            totp_secret=_totp_secret(draws),
            failed_passwords=3 if persona.locked else 0,
            locked=persona.locked,
            failed_codes=3 if persona.mfa_locked else 0,
            mfa_locked=persona.mfa_locked,
            mfa_set_up=persona.mfa_set_up,
            last_sign_in=self._last_sign_in(persona),
            associates=connected,
            note=persona.note,
        )

    def _last_sign_in(self, persona: Persona) -> datetime | None:
        days = persona.last_sign_in_days
        return None if days is None else days_before(self._now, days)

    def _made_up(self, number: int) -> str:
        """Add one made-up associate; returns the PAC ID."""
        draws = Draws(self._seed, f"made-up:{number}")
        plan = made_up_plan(draws, Draws(self._seed, f"made-up-form:{number}"))
        return self._add_associate(plan, draws)

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
        numberless = plan.status in _WITHOUT_NUMBER
        self._enrollments.append(
            Enrollment.model_construct(
                id=_unused(self._enrollment_ids, lambda: f"{letter}{effective:%Y%m%d}{draws.digits(6)}"),
                pac_id=associate.pac_id,
                form=plan.form,
                state=plan.state,
                specialty=plan.specialty,
                contractor=contractor_for(plan.form, plan.state),
                status=plan.status,
                medicare_id=None if numberless else _medicare_id(plan, draws),
                effective=effective,
                revalidation_due=self._due(plan),
            )
        )

    def _due(self, plan: EnrollmentPlan) -> date | None:
        """Due dates fall on the last day of a month, but for who stands at a boundary."""
        if plan.due_in_days is not None:
            return self._today + timedelta(days=plan.due_in_days)
        if plan.revalidation_in_days is None:
            return None
        day = self._today + timedelta(days=plan.revalidation_in_days)
        return day.replace(day=monthrange(day.year, day.month)[1])


def new_password(draws: Draws) -> str:
    """Twelve characters that keep every rule of the default policy."""
    letters = [draws.pick(_LETTERS) for _ in range(7)]
    rest = [draws.pick(_LETTERS).upper(), draws.digits(1), draws.digits(1), draws.pick("@#-_*")]
    return draws.pick(_LETTERS) + "".join(draws.shuffled(letters + rest))


def build_world(seed: int, scale: int, now: datetime) -> WorldState:
    """The world of that seed at that moment; the same arguments give the same world."""
    return Seeding(seed, now).world(scale)


def later_associates(world: WorldState) -> frozenset[str]:
    """The PAC IDs of the personas whose files are planned."""
    names = {one.name for one in LATER if one.shares is None}
    return frozenset(pac_id for one in world.accounts if one.name in names for pac_id in one.associates)


def first_associates(world: WorldState) -> frozenset[str]:
    """The PAC IDs planned for the first personas, without the crowd that some are connected to."""
    planned = {one.name: len(one.associates) for one in FIRST}
    return frozenset(
        pac_id for one in world.accounts for pac_id in one.associates[: planned.get(one.name, 0)]
    )


def days_before(now: datetime, days: int) -> datetime:
    """The same time of day in New York so many calendar days ago, whatever summer time did in between."""
    return (now.astimezone(PORTAL_ZONE) - timedelta(days=days)).astimezone(UTC)


def _user_id(persona: Persona, draws: Draws) -> str:
    initial = persona.first_name[0].lower()
    surname = "".join(letter for letter in persona.last_name.lower() if letter.isascii() and letter.isalpha())
    return f"{initial}{surname[:8]}{draws.digits(3)}"


def _totp_secret(draws: Draws) -> str:
    raw = b"".join(draws.bits().to_bytes(8, "big") for _ in range(3))[:20]
    return base64.b32encode(raw).decode()


def _medicare_id(plan: EnrollmentPlan, draws: Draws) -> str:
    """A PTAN: the contractor's own mix of letters and digits, here state and six digits."""
    return f"{plan.state}{draws.digits(6)}"


def _unused(taken: set[str], draw: Callable[[], str]) -> str:
    while (value := draw()) in taken:
        pass
    taken.add(value)
    return value
