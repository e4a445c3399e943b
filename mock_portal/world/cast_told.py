"""What NPPES was told about some of the personas' associates, and when; by the associate's name."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.world.nppes import Difference


@dataclass(frozen=True, slots=True)
class TellPlan:
    """A record of NPPES last changed so many days ago, and in what it differs from PECOS since.

    State and specialty are for who has no enrollment to take them from.
    """

    changed_days: int
    difference: Difference = Difference.NONE
    state: str = ""
    specialty: str = ""


TELL_PLANS: dict[str, TellPlan] = {
    "Gorse, Henrietta": TellPlan(30, state="MN", specialty="Family Practice"),
    "Hollins, Ambrose": TellPlan(6000, state="VT", specialty="Internal Medicine"),
    "Adeyemi, Tunde": TellPlan(20, Difference.ADDRESS),
    "Bristow, Carla": TellPlan(27, Difference.ADDRESS),
    "Cheever, Dorian": TellPlan(30, Difference.ADDRESS),
    "Dunning, Estelle": TellPlan(31, Difference.ADDRESS),
    "Esperanza, Felix": TellPlan(75, Difference.NAME),
    "Frobisher, Gwen": TellPlan(85, Difference.NAME),
    "Gallant, Hester": TellPlan(90, Difference.NAME),
    "Hathaway, Ivo": TellPlan(91, Difference.NAME),
}
"""A move is to be reported within 30 days and a name within 90 (W38); the clock starts at the change."""
