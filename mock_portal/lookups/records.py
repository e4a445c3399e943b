"""What stands behind the public look-ups, apart from PECOS: NPPES and releases."""

from __future__ import annotations

from datetime import datetime

from mock_portal.filing.filing import Filing
from mock_portal.lookups.releases import Releases, ReleaseState
from mock_portal.world.entities import Entity, WorldState
from mock_portal.world.nppes import Nppes, NppesState
from mock_portal.world.nppes_seeding import seed_nppes
from mock_portal.world.registry import World


class PublicState(Entity):
    """All of it as one value."""

    nppes: NppesState
    releases: tuple[ReleaseState, ...] = ()

    def check_fits(self, world: WorldState) -> None:
        """ValueError where a record is about something that is not in the world."""
        associates = {one.pac_id for one in world.associates}
        shown = {one.pac_id for release in self.releases for one in release.was}
        if unknown := shown - associates:
            raise ValueError(f"there is no associate {min(unknown)!r}")


class PublicRecords:
    """Holds the present value of each record."""

    def __init__(self, state: PublicState, world: World, filing: Filing) -> None:
        self.nppes = Nppes(state.nppes)
        self.filing = filing
        self.releases = Releases(world, state.releases)

    def state(self, world: World) -> PublicState:
        """The present state."""
        return PublicState.model_construct(
            nppes=self.nppes.state(),
            releases=self.releases.states(world),
        )


def seed_public(world: WorldState, seed: int, now: datetime) -> PublicState:
    """The public records of a seeded world; the same arguments give the same records."""
    return PublicState.model_construct(
        nppes=seed_nppes(world, seed, now),
        releases=(),
    )
