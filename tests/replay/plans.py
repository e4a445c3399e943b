"""How much of what a replay holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.replay.truth import BlipKind, Kind


@dataclass(frozen=True)
class Plan:
    """`long_outage`: one of the outages lasts nine hours and a half."""

    start: datetime
    days: int
    troubles: Mapping[Kind, int]
    blips: Mapping[BlipKind, int]
    long_outage: bool = False


MONTH = Plan(
    start=datetime(2026, 3, 1, 5, tzinfo=UTC),  # midnight at the portal; its clocks go forward on the eighth
    days=30,
    troubles={
        Kind.OUTAGE: 11,
        Kind.HALF_DOWN: 3,
        Kind.FLAPPING: 3,
        Kind.VAULT_AWAY: 2,
        Kind.SIGN_IN_DOWN: 2,
        Kind.REFUSED: 4,
        Kind.BROWSER_BROKEN: 3,
        Kind.PAGE_CHANGED: 1,
        Kind.PASSWORD: 2,
        Kind.DEACTIVATED: 3,
        Kind.PENDING: 2,
        Kind.SLOW: 3,
        Kind.PROBE_FAULT: 1,
    },
    blips={
        BlipKind.FAILED_PROBE: 240,
        BlipKind.SLOW_PROBE: 35,
        BlipKind.SLOW_VISIT: 10,
        BlipKind.SESSION_LOST: 10,
        BlipKind.FAILED_VISIT: 5,
    },
    long_outage=True,
)
"""40 incidents, 300 blips, 3 windows."""

SLICE = Plan(
    start=datetime(2026, 3, 7, 5, tzinfo=UTC),  # a Saturday; the clocks go forward that night
    days=3,
    troubles={
        Kind.OUTAGE: 3,
        Kind.REFUSED: 1,
        Kind.HALF_DOWN: 1,
        Kind.FLAPPING: 1,
        Kind.DEACTIVATED: 1,
        Kind.SLOW: 1,
        Kind.PROBE_FAULT: 1,
    },
    blips={
        BlipKind.FAILED_PROBE: 60,
        BlipKind.SLOW_PROBE: 8,
        BlipKind.SLOW_VISIT: 2,
        BlipKind.SESSION_LOST: 2,
    },
)
"""Three days of the same, denser, for a test."""
