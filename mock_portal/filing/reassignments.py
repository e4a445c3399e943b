"""Who reassigns the right to be paid to which group."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from enum import StrEnum

from mock_portal.seeded import Draws
from mock_portal.world.entities import Account, AssociateKind, Enrollment, Entity, Form, Role, WorldState


class RecordType(StrEnum):
    """How a practitioner is paid through a group (G1): assistants are employed."""

    REASSIGNMENT = "Reassignment"
    PHYSICIAN_ASSISTANT = "Physician Assistant"


class Reassignment(Entity):
    """An individual's enrollment (855I) that reassigns its benefits to a group's (855B), by their IDs.

    `effective` null is since the individual's enrollment; `ended` null is one that holds.
    """

    individual: str
    group: str
    record_type: RecordType = RecordType.REASSIGNMENT
    effective: date | None = None
    ended: date | None = None


def seed_reassignments(world: WorldState) -> tuple[Reassignment, ...]:
    """Practitioners reassign to a group of their own practice in their state, others to any group there."""
    groups: dict[str, list[Enrollment]] = defaultdict(list)
    for one in world.enrollments:
        if one.form is Form.GROUP:
            groups[one.state].append(one)
    people = {one.pac_id for one in world.associates if one.kind is AssociateKind.INDIVIDUAL}
    practice_of = _practices(world.accounts)
    return tuple(
        Reassignment.model_construct(individual=one.id, group=_group(one, groups[one.state], practice_of).id)
        for one in world.enrollments
        if one.form is Form.PRACTITIONER and one.pac_id in people and one.state in groups
    )


def _practices(accounts: tuple[Account, ...]) -> dict[str, str]:
    """Which practice's account an associate belongs to; surrogates are no practice."""
    return {
        pac_id: account.name
        for account in accounts
        if Role.SURROGATE not in account.roles
        for pac_id in account.associates
    }


def _group(one: Enrollment, groups: list[Enrollment], practice_of: dict[str, str]) -> Enrollment:
    practice = practice_of.get(one.pac_id)
    own = [group for group in groups if practice and practice_of.get(group.pac_id) == practice]
    # The ID comes from the world's seed, so it is dice enough.
    return own[0] if own else Draws(0, one.id).pick(groups)
