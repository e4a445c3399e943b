"""A backup in the place of a store: the old one or the new one, whatever happens meanwhile.

What is restored is written beside the old, read through and brought up to date. Its evidence files are then
put among the old ones, from which their names tell them apart: until a row names them they are nobody's. Last
the database takes the old one's place, in one rename or one transaction; from then on the old files are
nobody's, and are removed.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from agent.backup.entries import STORE
from agent.backup.manifest import EvidenceManifest, Manifest
from agent.backup.reading import BackupReader, opened_backup
from agent.backup.scratch import PREFIX, scratch
from agent.evidence import Keys, prepared
from agent.model.errors import StoreError
from agent.retention import OURS
from agent.run_lock import alone
from agent.store import Lost, Store, brought_up_to_date, everybody_signed_out, files_of, replaced

_SQLITE = "sqlite:///"
_OF_A_RUN = frozenset({"run.lock"})
_SAY_SO = "run it again with --overwrite, or restore into an empty folder with --into"


@dataclass(frozen=True)
class Target:
    """Where to: the address of the store, the folder of its evidence, and one that is to be empty, if any."""

    url: str
    evidence: Path
    empty: Path | None = None

    @classmethod
    def into(cls, folder: Path) -> "Target":
        whole = folder.resolve()
        return cls(f"{_SQLITE}{whole}/enrollwatch.db", whole / "evidence", whole)

    @property
    def file(self) -> Path | None:
        """That of the database; None for PostgreSQL."""
        return Path(self.url.removeprefix(_SQLITE)) if self.url.startswith(_SQLITE) else None

    @property
    def strangers(self) -> tuple[Path, ...]:
        """What lies where a restored store would be, where there is no store yet."""
        places = filter(Path.is_dir, (self.empty or self.evidence, self.evidence))
        found = dict.fromkeys(path for place in places for path in place.iterdir())
        return tuple(
            path for path in found if path.name not in _OF_A_RUN and not path.name.startswith(PREFIX)
        )


class Restored(NamedTuple):
    """`lost` is what the store had and has no more."""

    manifest: Manifest
    evidence: EvidenceManifest
    lost: tuple[Lost, ...]


def restore(path: Path, keys: Keys, target: Target, *, overwrite: bool = False) -> Restored:
    """Raises StoreError, and changes nothing, where something would be lost and `overwrite` does not say so.

    SettingsError where an agent runs on the store; SealError, StoreError or VaultError as `verify` does.
    What was closed since the backup stays closed: secrets that the portal refused, which are not typed again,
    tokens that were revoked, people who may do less. Everybody signs in anew.
    """
    data = target.evidence.parent
    with alone(data), opened_backup(path, keys) as backup, scratch(data) as room:
        copy = room / STORE
        backup.store(copy)
        brought_up_to_date(copy)
        everybody_signed_out(copy)
        lost = _lost(copy, target, overwrite=overwrite)
        evidence = _staged(backup, copy, room / "evidence")
        _put(copy, room / "evidence", target)
        _remove_nobodys(copy, target.evidence)
        return Restored(backup.manifest, evidence, lost)


def _lost(copy: Path, target: Target, *, overwrite: bool) -> tuple[Lost, ...]:
    """What is there now and not in the copy."""
    if target.file is not None and not target.file.exists():
        if target.strangers and not overwrite:
            names = ", ".join(path.name for path in target.strangers[:5])
            raise StoreError(
                f"the folder is not empty, and what is in it would be lost: {names}",
                str(target.empty or target.evidence),
                "name an empty folder with --into, or run it again with --overwrite",
            )
        return ()
    try:
        old = Store.open(target.url)
    except StoreError as error:
        if overwrite and target.file is not None:
            return ()
        raise _unreadable(error, target) from error
    with old:
        lost = old.lost_by(copy)
        if lost and not overwrite:
            raise StoreError(f"this would be lost: {told(lost)}", old.where, _SAY_SO)
        old.carry_over(copy)
    return lost


def _unreadable(error: StoreError, target: Target) -> StoreError:
    do = "empty that database by hand" if target.file is None else _SAY_SO
    return StoreError(f"what would be lost cannot be told: {error.what}", error.where, do)


def _staged(backup: BackupReader, copy: Path, folder: Path) -> EvidenceManifest:
    folder.mkdir(mode=0o700)

    def opened(name: str) -> BinaryIO:
        (folder / name).touch(mode=0o600, exist_ok=False)
        return (folder / name).open("wb")

    try:
        return backup.evidence(copy, opened)
    except OSError as error:
        raise StoreError(
            f"the evidence cannot be written out: {error.strerror}",
            str(folder.parent.parent),
            "free room there",
        ) from error


def _put(copy: Path, staged: Path, target: Target) -> None:
    prepared(target.evidence)
    try:
        for file in staged.iterdir():
            shutil.move(file, target.evidence / file.name)
    except OSError as error:
        raise StoreError(
            f"the evidence cannot be put in its place: {error.strerror}",
            str(target.evidence),
            "free room there, or correct its owner or mode; the store is as it was",
        ) from error
    os.sync()  # all of it is on the disk before anything names it
    if target.file is not None:
        replaced(target.file, copy)
        return
    with Store.open(target.url) as old:
        old.replaced_by(copy)


def _remove_nobodys(copy: Path, evidence: Path) -> None:
    named = {name for name, _ in files_of(copy)}
    for path in evidence.iterdir():
        if path.name not in named and OURS.match(path.name):
            path.unlink(missing_ok=True)


def told(lost: tuple[Lost, ...]) -> str:
    """`3 looks (2026-03-02 12:00 UTC visit north-clinic ok, ...), 1 incidents (...)`."""
    return "; ".join(
        f"{each.rows} {each.table}"
        + (
            f" ({', '.join(each.examples)}{', ...' if each.rows > len(each.examples) else ''})"
            if each.examples
            else ""
        )
        for each in lost
    )
