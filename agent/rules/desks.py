"""Whom to ring (S2, S4), and whether somebody answers now. No contractor has one national number."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from zoneinfo import ZoneInfo

_EASTERN = ZoneInfo("America/New_York")
_OPENS, _CLOSES = time(7), time(19)  # S0: Monday to Friday, 7 am to 7 pm Eastern
_FRIDAY = 4
_HOURS = "Mon-Fri 7 am-7 pm Eastern"
_DMEPOS_FORM, _DMEPOS = "855S", "NPE East or NPE West (DMEPOS)"  # which, depends on the State (section 4)


@dataclass(frozen=True)
class Desk:
    """`reach` is its number, if it has one; `keeps_hours` those of EUS; `first` is what to try before."""

    name: str
    reach: str = ""
    keeps_hours: bool = False
    first: str = ""

    def line(self, now: datetime) -> str:
        """One sentence for a person on call at `now`: what to try first, whom to ring, whether it is open."""
        called = f"{self.name}, {self.reach}" if self.reach else self.name
        if self.keeps_hours:
            called += f", {_HOURS}: {opening(now)}"
        return f"{self.first}, then {called}" if self.first else called


def as_of(line: str, now: datetime) -> str:
    """A desk's line, told again at another moment: whether it is open is of now, not of when it was said."""
    called, hours, _ = line.partition(f"{_HOURS}: ")
    return f"{called}{hours}{opening(now)}" if hours else line


def opening(now: datetime) -> str:
    """`open now, until 7 pm Eastern`, or when it opens next, in the zone of its own hours."""
    there = now.astimezone(_EASTERN)
    if _works(there.date()) and _OPENS <= there.time() < _CLOSES:
        return "open now, until 7 pm Eastern"
    day = there.date() if there.time() < _OPENS else there.date() + timedelta(days=1)
    while not _works(day):
        day += timedelta(days=1)
    return f"closed now, opens {day:%a %Y-%m-%d} 7 am Eastern"


def _works(day: date) -> bool:
    return day.weekday() <= _FRIDAY and day not in _holidays()


@cache
def _holidays() -> Container[date]:
    """Federal ones; that EUS is closed on them is what to expect, no source says so.

    Imported when a desk is first asked: every command imports the rules, and few of them ask.
    """
    federal: Container[date] = import_module("holidays").UnitedStates()
    return federal


EUS = Desk("EUS help desk", "1-866-484-8049 (TTY 1-866-523-4759)", keeps_hours=True)
IA_SELF_SERVICE = Desk(
    EUS.name, EUS.reach, keeps_hours=True, first="I&A self-service first (Forgot Password, Reset/Unlock MFA)"
)
NPI_ENUMERATOR = Desk("NPI Enumerator", "1-800-465-3203")  # W43: the NPI and its NPPES record
OPERATIONS = Desk("your own operations")
PRACTICE = Desk("the practice's own Authorized Official")

_CONTRACTORS = {
    "Noridian (JE)": "CA HI NV AS GU MP",
    "Noridian (JF)": "AK AZ ID MT ND OR SD UT WA WY",
    "WPS (J5)": "IA KS MO NE",
    "WPS (J8)": "IN MI",
    "NGS (J6)": "IL MN WI",
    "NGS (JK)": "CT ME MA NH NY RI VT",
    "CGS (J15)": "KY OH",
    "Novitas (JH)": "AR CO LA MS NM OK TX",
    "Novitas (JL)": "DE DC MD NJ PA",
    "First Coast (JN)": "FL PR VI",
    "Palmetto (JJ)": "AL GA TN",
    "Palmetto (JM)": "NC SC VA WV",
}
_CONTRACTOR_OF = {state: name for name, states in _CONTRACTORS.items() for state in states.split()}


def contractor(state: str | None, named: str | None = None, form: str | None = None) -> Desk:
    """The Medicare contractor of a two-letter state, or the one that the portal itself names.

    Its own site has its number and hours: there is no national number (S2, S4). Where nothing says which
    it is, the guide of CMS does (S4).
    """
    name = named or (_DMEPOS if form == _DMEPOS_FORM else _CONTRACTOR_OF.get(state or ""))
    if name is None:
        return Desk("the provider's Medicare contractor", 'CMS\'s "Who should I call?" guide says which')
    return Desk(f"the Medicare contractor for {state or 'its State'}, {name}")
