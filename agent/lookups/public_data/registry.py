"""The NPI Registry: one NPI a request, as its API has it."""

from datetime import date, datetime

from agent.lookups.public_data.asking import Connection
from agent.lookups.public_data.shapes import (
    Address,
    RegistryError,
    RegistryReply,
    Result,
    changed,
    day_of,
    day_of_epoch,
    read,
)
from agent.model.public import RegistryAddress, RegistryRecord

_PATH = "/api/"
_VERSION = "2.1"
_KINDS = {"NPI-1": "individual", "NPI-2": "organization"}
_ACTIVE = {"A": True, "D": False}


async def record_of(npi: str, service: Connection, now: datetime) -> RegistryRecord | None:
    """Its record; null where the registry has none. Raises SourceProblemError."""
    reply = await service.json(_PATH, {"version": _VERSION, "number": npi}, now)
    if isinstance(reply, dict) and "Errors" in reply:  # with status 200, as recorded
        errors: tuple[RegistryError, ...] = read(tuple[RegistryError, ...], reply["Errors"], _PATH)
        numbers = ", ".join(error.number for error in errors if error.number.isdigit())
        raise changed(f"it refuses the question with error {numbers or 'unnumbered'}", _PATH)
    found: RegistryReply = read(RegistryReply, reply, _PATH)
    if not found.results:
        return None
    if [result.number for result in found.results] != [npi]:
        raise changed("it is about another NPI than was asked for", _PATH)
    return _record(found.results[0])


def _record(result: Result) -> RegistryRecord:
    basic = result.basic
    kind = _KINDS.get(result.enumeration_type)
    person = ", ".join(part.strip() for part in (basic.last_name, basic.first_name) if part)
    name = person if kind == "individual" else basic.organization_name
    described = [one for one in result.taxonomies if one.desc]
    described.sort(key=lambda one: not one.primary)
    return RegistryRecord(
        npi=result.number,
        active=_ACTIVE.get((basic.status or "").strip().upper()),
        kind=kind,
        name=(name or "").strip() or None,
        specialties=tuple(one.desc or "" for one in described),
        location=next((_place(one) for one in result.addresses if one.address_purpose == "LOCATION"), None),
        updated=_updated(result),
    )


def _place(address: Address) -> RegistryAddress:
    lines = (address.address_1, address.address_2 or "")
    return RegistryAddress(
        address=", ".join(line.strip() for line in lines if line.strip()),
        city=address.city,
        state=address.state,
        postal_code=address.postal_code,
    )


def _updated(result: Result) -> date | None:
    """A date that cannot be read is no reason to drop the record."""
    try:
        return day_of(result.basic.last_updated or "") or day_of_epoch(result.last_updated_epoch or "")
    except ValueError:
        return day_of_epoch(result.last_updated_epoch or "")
