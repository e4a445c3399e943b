"""Whom to ring. No contractor has one national number (S2, S4)."""

EUS = "EUS help desk, 1-866-484-8049 (TTY 1-866-523-4759), Mon-Fri 7 am-7 pm Eastern"
IA_SELF_SERVICE = "I&A self-service first (Forgot Password, Reset/Unlock MFA), then " + EUS
OPERATIONS = "your own operations"

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


def contractor_desk(state: str | None) -> str:
    """The Medicare contractor of a two-letter state."""
    name = _CONTRACTOR_OF.get(state or "")
    return f"the Medicare contractor for {state}, {name}" if name else "the provider's Medicare contractor"
