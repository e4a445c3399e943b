"""Which Medicare Administrative Contractor serves which state."""

from __future__ import annotations

from mock_portal.world.entities import Form

_STATES_OF = {
    "Noridian Healthcare Solutions (JE)": "CA HI NV",
    "Noridian Healthcare Solutions (JF)": "AK AZ ID MT ND OR SD UT WA WY",
    "WPS Government Health Administrators (J5)": "IA KS MO NE",
    "WPS Government Health Administrators (J8)": "IN MI",
    "National Government Services (J6)": "IL MN WI",
    "National Government Services (JK)": "CT ME MA NH NY RI VT",
    "CGS Administrators (J15)": "KY OH",
    "Novitas Solutions (JH)": "AR CO LA MS NM OK TX",
    "Novitas Solutions (JL)": "DE DC MD NJ PA",
    "First Coast Service Options (JN)": "FL",
    "Palmetto GBA (JJ)": "AL GA TN",
    "Palmetto GBA (JM)": "NC SC VA WV",
}
CONTRACTOR_OF_STATE = {state: mac for mac, states in _STATES_OF.items() for state in states.split()}
STATES = tuple(sorted(CONTRACTOR_OF_STATE))
_NPE_EAST = frozenset(
    [
        "AL",
        "CT",
        "DC",
        "DE",
        "FL",
        "GA",
        "IL",
        "IN",
        "KY",
        "MA",
        "MD",
        "ME",
        "MI",
        "MN",
        "MS",
        "NC",
        "NH",
        "NJ",
        "NY",
        "OH",
        "PA",
        "RI",
        "SC",
        "TN",
        "VA",
        "VT",
        "WI",
        "WV",
    ]
)
"""States whose DMEPOS enrollments go to the eastern contractor; general knowledge, unconfirmed."""


def contractor_for(form: Form, state: str) -> str:
    """The contractor that handles that form in that state; KeyError for an unknown state."""
    if form is Form.DME_SUPPLIER:
        return "Novitas Solutions (NPE East)" if state in _NPE_EAST else "Palmetto GBA (NPE West)"
    return CONTRACTOR_OF_STATE[state]
