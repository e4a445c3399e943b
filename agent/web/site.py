"""What every page and call is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from agent.access import AckLinks, Door, Passwords, Register
from agent.evidence import Safe
from agent.forecast import Forecast
from agent.metrics import Metrics
from agent.model.clock import Clock
from agent.model.roster import Roster
from agent.packet import Whole
from agent.recorder import Recorder
from agent.settings import Settings
from agent.store import Store


@dataclass(frozen=True)
class Site:
    """The parts that the pages read, and the recorder through which a person's deeds are kept.

    `health` raises StoreError where the agent cannot do its work. `forecast` is of one account until a day;
    it raises NoFactsError, SealError and VaultError as `agent.last_facts` does. `pack` makes the support
    packet of an incident by its id, in seconds and off the loop; it raises UnknownIncidentError, and
    VaultError where Vault unseals nothing.
    """

    settings: Settings
    store: Store
    safe: Safe
    recorder: Recorder
    metrics: Metrics
    clock: Clock
    health: Callable[[], None]
    forecast: Callable[[str, date], Forecast]
    pack: Callable[[str], Whole]
    rosters: Mapping[str, Roster] = field(default_factory=dict)  # by account
    passwords: Passwords = field(default_factory=Passwords)
    links: AckLinks | None = None
    """What alerts carry to be acknowledged by; null where there are none."""

    @property
    def door(self) -> Door:
        return Door(self.store, self.passwords)

    def register(self, who: str) -> Register:
        """For what `who` does to people and tokens."""
        return Register(self.store, who, self.passwords)

    @property
    def zone(self) -> ZoneInfo:
        """Times are shown in the portal's zone, with UTC beside them."""
        return self.settings.portal.zone


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


TheSite = Annotated[Site, Depends(_site)]
"""The parameter of a route that needs it."""
