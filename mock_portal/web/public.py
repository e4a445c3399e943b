"""The status search that needs no sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.exchange import Exchange, Page
from mock_portal.world.entities import Associate, EnrollmentStatus
from mock_portal.world.npi import is_npi
from mock_portal.world.registry import World

_MOST_ROWS = 50
_SHORTEST_NAME = 2
PUBLIC_STATUS = {
    EnrollmentStatus.APPROVED: "Approved",
    EnrollmentStatus.STAY: "Approved",
    EnrollmentStatus.PENDING: "Pending",
    EnrollmentStatus.DEACTIVATED: "Deactivated",
    EnrollmentStatus.REVOKED: "Deactivated",
    EnrollmentStatus.WITHDRAWN: "Deactivated",
}
"""The public sees three statuses (S2); a stay is still enrolled; denied and opted out are not listed."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of the results; `enrollment_id` is not printed."""

    enrollment_id: str
    name: str
    npi: str
    state: str
    specialty: str
    status: str


def status_search(exchange: Exchange) -> Page:
    """Search by NPI or by part of a name; blanks around an NPI are an error, as in W11 and W13."""
    npi, name = exchange.query.get("npi", ""), exchange.query.get("lbn", "")
    asked = "npi" in exchange.query or "lbn" in exchange.query
    errors = _errors(npi, name) if asked else {}
    values: dict[str, object] = {
        "typed": {"npi": npi, "lbn": name},
        "errors": errors,
        "rows": None,
        "total": 0,
    }
    if asked and not errors:
        with exchange.looking_up() as world:
            rows = _rows(world, _find(world, npi, name))
        values |= {"rows": rows[:_MOST_ROWS], "total": len(rows)}
    return Page("status_search.html", values, 400 if errors else 200)


def _errors(npi: str, name: str) -> dict[str, str]:
    if not npi and not name:
        return {"npi": "Enter an NPI or a Legal Business Name."}
    if npi and not is_npi(npi):
        return {"npi": "Enter a valid NPI: 10 digits, without blanks."}
    if name and len(name.strip()) < _SHORTEST_NAME:
        return {"lbn": f"Enter at least {_SHORTEST_NAME} characters of the Legal Business Name."}
    return {}


def _find(world: World, npi: str, name: str) -> list[Associate]:
    if not npi:
        return world.associates_named(name.strip())
    found = world.associate_with_npi(npi)
    return [found] if found and name.strip().casefold() in found.name.casefold() else []


def _rows(world: World, associates: list[Associate]) -> list[ResultRow]:
    return [
        ResultRow(one.id, associate.name, associate.npi, one.state, one.specialty, PUBLIC_STATUS[one.status])
        for associate in associates
        for one in world.enrollments_of(associate.pac_id)
        if one.status in PUBLIC_STATUS
    ]
