"""The cast as the files see it: each persona with its associates and their enrollments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from mock_portal.clock import portal_date
from mock_portal.filing.cast_files import FILES
from mock_portal.filing.plans import FilesPlan
from mock_portal.seeded import Draws
from mock_portal.world.cast_told import TellPlan
from mock_portal.world.entities import Account, Associate, Enrollment, WorldState
from mock_portal.world.nppes import NppesRecord, grow
from mock_portal.world.nppes_seeding import told_of
from mock_portal.world.seeding import PERSONAS, later_associates


@dataclass(frozen=True, slots=True)
class Moment:
    """When and from what everything is seeded."""

    seed: int
    now: datetime

    @property
    def today(self) -> date:
        """The calendar date in New York."""
        return portal_date(self.now)

    def dice(self, purpose: str) -> Draws:
        """Dice for one purpose."""
        return Draws(self.seed, purpose)


@dataclass(frozen=True, slots=True)
class Owned:
    """An associate with its enrollments, in the order of the plan."""

    associate: Associate
    enrollments: tuple[Enrollment, ...]

    def as_pecos_knows_it(self, moment: Moment) -> NppesRecord | None:
        """What NPPES would have, were the two kept in step; null without an enrollment."""
        if not self.enrollments:
            return None
        return grow(told_of(self.associate, self.enrollments[0], TellPlan(0)), moment.seed, moment.now)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A persona whose own associates these are. `later` is one whose files are planned one by one."""

    account: Account
    owned: tuple[Owned, ...]
    plan: FilesPlan
    later: bool


def dossiers(world: WorldState) -> Iterator[Dossier]:
    """Every persona with associates planned for it; who shares another's has none, a crowd is left out."""
    enrollments: dict[str, list[Enrollment]] = defaultdict(list)
    planned = {one.name: len(one.associates) for one in PERSONAS}
    mine = {pac_id for account in world.accounts for pac_id in account.associates[: planned[account.name]]}
    for one in world.enrollments:
        if one.pac_id in mine:
            enrollments[one.pac_id].append(one)
    associates = {one.pac_id: one for one in world.associates if one.pac_id in mine}
    later = later_associates(world)
    for account in world.accounts:
        pac_ids = account.associates[: planned[account.name]]
        owned = tuple(Owned(associates[key], tuple(enrollments[key])) for key in pac_ids)
        if owned:
            plan = FILES.get(account.name, FilesPlan())
            yield Dossier(account, owned, plan, later=pac_ids[0] in later)
