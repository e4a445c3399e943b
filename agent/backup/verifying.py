"""A backup is good if it was read back, whole."""

from pathlib import Path
from typing import NamedTuple

from agent.backup.entries import STORE
from agent.backup.manifest import EvidenceManifest, Manifest
from agent.backup.reading import opened_backup
from agent.backup.scratch import scratch
from agent.evidence import Keys


class Verified(NamedTuple):
    manifest: Manifest
    evidence: EvidenceManifest


def verify(path: Path, keys: Keys, place: Path | None = None) -> Verified:
    """Open it, check every chunk, restore its store to a place that passes, check that, and count.

    Raises SealError or StoreError for what is wrong with it, VaultError where its key is not unwrapped.
    `place` is where there is room for the store.
    """
    with opened_backup(path, keys) as backup, scratch(place) as room:
        copy = room / STORE
        backup.store(copy)
        return Verified(backup.manifest, backup.evidence(copy))
