"""NPPES at the start: the records that personas need are as planned, the others as chance has them."""

from __future__ import annotations

from datetime import datetime

from mock_portal.world.cast_told import TELL_PLANS, TellPlan
from mock_portal.world.entities import Associate, Enrollment, WorldState
from mock_portal.world.nppes import Difference, NppesRecord, NppesState, Told, grow, tell
from mock_portal.world.seeding import days_before, later_associates


def seed_nppes(world: WorldState, seed: int, now: datetime) -> NppesState:
    """NPPES of a seeded world; the same arguments give the same records."""
    told = _told(world)
    return NppesState.model_construct(
        seed=seed, seeded=now, told=told, changed=_changed(world, told, seed, now)
    )


def told_of(associate: Associate, enrollment: Enrollment | None, plan: TellPlan) -> Told:
    """What NPPES was told: name, and state and specialty of the first enrollment or of the plan."""
    return Told(
        npi=associate.npi,
        kind=associate.kind,
        name=associate.name,
        state=enrollment.state if enrollment else plan.state,
        specialty=enrollment.specialty if enrollment else plan.specialty,
        difference=plan.difference,
    )


def _told(world: WorldState) -> tuple[Told, ...]:
    """The later personas' records differ as planned, or not at all; some of them have no enrollment."""
    later = later_associates(world)
    known = {one.npi: one for one in tell(world)}
    for one in world.associates:
        if one.pac_id not in later:
            continue
        plan = TELL_PLANS.get(one.name)
        if one.npi not in known and plan is not None:
            known[one.npi] = told_of(one, None, plan)
        elif one.npi in known:
            difference = plan.difference if plan else Difference.NONE
            known[one.npi] = known[one.npi].model_copy(update={"difference": difference})
    return tuple(known[one.npi] for one in world.associates if one.npi in known)


def _changed(world: WorldState, told: tuple[Told, ...], seed: int, now: datetime) -> tuple[NppesRecord, ...]:
    """The planned records with the day of their last change."""
    name_of = {one.npi: one.name for one in world.associates if one.name in TELL_PLANS}
    return tuple(
        _dated(grow(one, seed, now), days_before(now, TELL_PLANS[name_of[one.npi]].changed_days))
        for one in told
        if one.npi in name_of
    )


def _dated(record: NppesRecord, changed: datetime) -> NppesRecord:
    return record.model_copy(update={"last_updated": changed, "created": min(record.created, changed)})
