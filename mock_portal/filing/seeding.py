"""What is on file when the portal starts."""

from __future__ import annotations

from datetime import datetime

from mock_portal.filing.applications import seed_applications
from mock_portal.filing.filing import FilingState
from mock_portal.filing.reassignments import seed_reassignments
from mock_portal.world.entities import WorldState


def seed_filing(world: WorldState, seed: int, now: datetime) -> FilingState:
    """The files of a seeded world; the same arguments give the same files."""
    return FilingState.model_construct(
        applications=seed_applications(world.enrollments, seed, now),
        reassignments=seed_reassignments(world),
    )
