"""A piece of evidence: its record, and its content where Vault opens it."""

import json
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from agent.evidence import Safe
from agent.model.base import Frozen
from agent.model.errors import SealError, VaultError
from agent.model.evidence import Evidence, EvidenceKind
from agent.model.look import Look
from agent.store import Reads


class Named(Frozen):
    """An element that stood on the page."""

    role: str
    label: str


@dataclass(frozen=True)
class Opened:
    """`problem`: why it cannot be opened now. `elements` of that kind only; null where they do not read."""

    record: Evidence
    look: Look | None
    elements: tuple[Named, ...] | None = None
    problem: VaultError | SealError | None = None


_ELEMENTS = TypeAdapter(tuple[Named, ...])


def opened(reads: Reads, safe: Safe, record: Evidence) -> Opened:
    """Asks Vault; that Vault or the file refuses is part of the answer."""
    look = reads.look(record.look)
    try:
        content = safe.open_evidence(record)
    except (VaultError, SealError) as error:
        return Opened(record, look, problem=error)
    elements = _elements(content) if record.kind is EvidenceKind.ELEMENTS else None
    return Opened(record, look, elements)


def _elements(content: bytes) -> tuple[Named, ...] | None:
    try:
        return _ELEMENTS.validate_python(json.loads(content), strict=False)
    except (ValueError, ValidationError):
        return None
