"""What is on file when the portal starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mock_portal.filing.applications import seed_applications
from mock_portal.filing.filing import FilingState
from mock_portal.filing.reassignments import Reassignment, seed_reassignments
from mock_portal.filing.seeding_applications import filed_by
from mock_portal.filing.seeding_papers import (
    credentials,
    documents,
    last_billed,
    medicare_ids,
    notices,
    reassignments,
    records,
)
from mock_portal.filing.seeding_people import Moment, dossiers
from mock_portal.world.entities import WorldState
from mock_portal.world.seeding import first_associates, later_associates


def seed_filing(world: WorldState, seed: int, now: datetime) -> FilingState:
    """The files of a seeded world; the same arguments give the same files.

    Applications and reassignments of the first personas and of the crowd are as chance has them; those of the
    later personas are planned.
    """
    moment = Moment(seed, now)
    people = tuple(dossiers(world))
    planned = [one for one in people if one.later]
    links = {one.account.name: tuple(reassignments(one, moment)) for one in planned}
    by_chance = _without(world, later_associates(world))
    first = seed_applications(by_chance.enrollments, seed, now)
    taken = {one.web_tracking_id for one in first if one.web_tracking_id}
    filed = [one for dossier in planned for one in filed_by(dossier, moment, taken)]
    return FilingState.model_construct(
        applications=(*first, *(one.application for one in filed)),
        reassignments=(*_by_chance(by_chance), *(link for mine in links.values() for link in mine)),
        signatures=tuple(signature for one in filed for signature in one.signatures),
        fees=tuple(fee for one in filed for fee in one.fees),
        documents=tuple(paper for one in people for paper in documents(one, moment)),
        credentials=tuple(paper for one in people for paper in credentials(one, moment)),
        notices=tuple(letter for one in people for letter in notices(one, moment)),
        medicare_ids=tuple(
            number for one in planned for number in medicare_ids(one, moment, links[one.account.name])
        ),
        records=tuple(record for one in planned for record in records(one, moment)),
        last_billed=tuple(day for one in planned for day in last_billed(one, moment)),
    )


def _without(world: WorldState, pac_ids: frozenset[str]) -> WorldState:
    return WorldState.model_construct(
        accounts=world.accounts,
        associates=tuple(one for one in world.associates if one.pac_id not in pac_ids),
        enrollments=tuple(one for one in world.enrollments if one.pac_id not in pac_ids),
    )


def _by_chance(world: WorldState) -> Iterator[Reassignment]:
    """The first personas' practitioners find their group among themselves, whatever crowd there is."""
    cast = first_associates(world)
    crowd = frozenset(one.pac_id for one in world.associates) - cast
    yield from seed_reassignments(_without(world, crowd))
    own = {one.id for one in world.enrollments if one.pac_id in cast}
    yield from (one for one in seed_reassignments(world) if one.individual not in own)
