"""What a backup says of itself, at its beginning and at its end."""

from pydantic import AwareDatetime

from agent.model.base import Frozen


class Manifest(Frozen):
    """Of the store's copy: `made` is when it was taken, `revision` that of its tables, `rows` by table."""

    made: AwareDatetime
    program: str
    database: str  # the kind it was taken from: sqlite or postgresql
    revision: str
    rows: dict[str, int]
    bytes: int
    sha256: str


class EvidenceManifest(Frozen):
    """Of the evidence files. `missing` are those that a row names and that were not there to be copied.

    `sha256` is of all of them: of each in turn its name, a NUL, and the digest of its content.
    """

    files: int
    bytes: int
    sha256: str
    missing: tuple[str, ...] = ()
