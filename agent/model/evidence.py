"""What is kept to show what was seen; the bytes are sealed, this record is plain."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.model.base import Frozen


class EvidenceKind(StrEnum):
    SCREENSHOT = "screenshot"  # PNG, secrets masked
    TRACE = "trace"  # Playwright trace, a zip
    ELEMENTS = "elements"  # JSON: roles and labels on the page, no values


SUFFIX = {EvidenceKind.SCREENSHOT: ".png", EvidenceKind.TRACE: ".zip", EvidenceKind.ELEMENTS: ".json"}


class Capture(Frozen):
    """Unsealed evidence on its way from the browser to the seal; never stored so."""

    kind: EvidenceKind
    page: str  # name of the page in the contract
    data: bytes


class Evidence(Frozen):
    id: str
    look: str
    kind: EvidenceKind
    page: str
    taken: AwareDatetime
    file: str  # name below the evidence folder
    bytes: int


class Sealed(Frozen):
    """AES-256-GCM under a data key that only Vault can unwrap; `nonce` is 12 bytes."""

    wrapped_key: str
    nonce: bytes
    ciphertext: bytes
