"""What a persona is made of: a person with a sign-in, and the associates and enrollments seeded for it."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.world.entities import AssociateKind, EnrollmentStatus, Form, Role


@dataclass(frozen=True, slots=True)
class EnrollmentPlan:
    """An enrollment to seed; where neither date is given, the page prints TBD.

    `revalidation_in_days` is put off to the last day of its month, as real due dates are;
    `due_in_days` is exact, for who stands right at a boundary.
    """

    form: Form
    state: str
    specialty: str
    status: EnrollmentStatus = EnrollmentStatus.APPROVED
    revalidation_in_days: int | None = None
    due_in_days: int | None = None


@dataclass(frozen=True, slots=True)
class AssociatePlan:
    """An associate to seed with its enrollments; one without is known to NPPES only."""

    kind: AssociateKind
    name: str
    enrollments: tuple[EnrollmentPlan, ...]


@dataclass(frozen=True, slots=True)
class Persona:
    """A person with a sign-in. Days count back from the moment of seeding; null is no sign-in yet.

    `shares` is the persona of the same employer whose associates this one is connected to as well.
    """

    name: str
    note: str
    first_name: str
    last_name: str
    employer: str
    role: Role
    password_age_days: int
    associates: tuple[AssociatePlan, ...] = ()
    locked: bool = False
    mfa_locked: bool = False
    made_up_associates: int = 0
    last_sign_in_days: int | None = None
    shares: str | None = None
    mfa_set_up: bool = True


def person(name: str, *enrollments: EnrollmentPlan) -> AssociatePlan:
    """A person, "Last, First"."""
    return AssociatePlan(AssociateKind.INDIVIDUAL, name, enrollments)


def organization(name: str, *enrollments: EnrollmentPlan) -> AssociatePlan:
    """An organization by its legal business name."""
    return AssociatePlan(AssociateKind.ORGANIZATION, name, enrollments)


def group(
    state: str, status: EnrollmentStatus = EnrollmentStatus.APPROVED, due_in_days: int | None = None
) -> EnrollmentPlan:
    """A clinic's 855B; without an exact due date it is nearly two years ahead."""
    later = 700 if due_in_days is None else None
    return EnrollmentPlan(Form.GROUP, state, "Clinic/Group Practice", status, later, due_in_days)


def practitioner(
    state: str,
    specialty: str,
    status: EnrollmentStatus = EnrollmentStatus.APPROVED,
    due_in_days: int | None = None,
) -> EnrollmentPlan:
    """A practitioner's 855I; without an exact due date it is to come."""
    return EnrollmentPlan(Form.PRACTITIONER, state, specialty, status, due_in_days=due_in_days)
