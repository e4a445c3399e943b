"""Who may sign an application: a practitioner for himself, an organization's officials on its enrollment."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from mock_portal.filing.applications import Application
from mock_portal.filing.forms import sheet_of
from mock_portal.filing.forms.nouns import TICKED, values_of
from mock_portal.filing.forms.outline import item_of
from mock_portal.filing.records import Entry, SignerRole
from mock_portal.world.entities import Associate

CONTROL = "individual-control"
MOST_SIGNERS = 10
"""So many are offered, the first ones named: each takes three fields of a form. Our own limit."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """Somebody who may sign; `email` is what was given for signing, empty where nothing was."""

    name: str
    role: SignerRole
    email: str


def eligible_signers(
    application: Application, associate: Associate, on_file: tuple[Entry, ...]
) -> tuple[Eligible, ...]:
    """In the order named. Officials count as the application has them, else as they are on file (W12)."""
    if SignerRole.PRACTITIONER in sheet_of(application).signers:
        return (_practitioner(application, associate),)
    told = application.entries if item_of(application, CONTROL) is not None else on_file
    people = values_of(told, CONTROL)
    officials = (one for values in people if (one := _official(values)) is not None)
    return tuple(islice(officials, MOST_SIGNERS))


def _practitioner(application: Application, associate: Associate) -> Eligible:
    last, _, first = associate.name.partition(", ")
    told = (one.get("email", "") for one in values_of(application.entries, "correspondence"))
    return Eligible(f"{first} {last}".strip(), SignerRole.PRACTITIONER, next(told, ""))


def _official(values: dict[str, str]) -> Eligible | None:
    roles = {
        "authorized": SignerRole.AUTHORIZED_OFFICIAL,
        "delegated": SignerRole.DELEGATED_OFFICIAL,
    }
    held = [role for field, role in roles.items() if values.get(field) == TICKED]
    name = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    return Eligible(name, held[0], values.get("email", "")) if held and name else None
