"""Facts and captures, sealed: what was seen is kept, and only Vault can open it."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from agent.model.errors import SealError, StoreError
from agent.model.evidence import SUFFIX, Capture, Evidence
from agent.model.facts import Facts
from agent.seal import pack, seal, unpack, unseal
from agent.whole_files import write_whole


class Keys(Protocol):
    """The part of Vault that wraps and unwraps data keys."""

    def data_key(self) -> "Key": ...

    def unwrap(self, wrapped: str) -> bytes: ...


class Key(Protocol):
    @property
    def plaintext(self) -> bytes: ...

    @property
    def wrapped(self) -> str: ...


@dataclass(frozen=True)
class Safe:
    """Seals with a fresh data key for each look; each blob is bound to what it belongs to."""

    folder: Path
    keys: Keys

    def facts(self, facts: Facts, look_id: str) -> bytes:
        """The facts of one look, as a blob for the store."""
        return _sealed(facts.model_dump_json().encode(), self.keys.data_key(), look_id)

    def open_facts(self, blob: bytes, look_id: str) -> Facts:
        """Raises SealError where the blob is damaged or of another look, VaultError where Vault refuses."""
        return Facts.model_validate_json(self._open(blob, look_id))

    def keep(self, captures: Sequence[Capture], look_id: str, taken: datetime) -> tuple[Evidence, ...]:
        """Write the captures sealed into the folder, all of them whole or none."""
        if not captures:
            return ()
        key = self.keys.data_key()
        kept: list[Evidence] = []
        try:
            kept.extend(self._keep(capture, key, look_id, taken) for capture in captures)
        except StoreError:
            for record in kept:  # a file that no record names would never be found again
                (self.folder / record.file).unlink(missing_ok=True)
            raise
        return tuple(kept)

    def open_evidence(self, evidence: Evidence) -> bytes:
        path = self.folder / evidence.file
        try:
            blob = path.read_bytes()
        except OSError as error:
            raise SealError(
                "the evidence file cannot be read", str(path), "restore it from a back-up, or do without"
            ) from error
        return self._open(blob, evidence.id)

    def _keep(self, capture: Capture, key: Key, look_id: str, taken: datetime) -> Evidence:
        identifier = secrets.token_hex(8)
        blob = _sealed(capture.data, key, identifier)
        name = f"{identifier}{SUFFIX[capture.kind]}.sealed"
        _write(self.folder / name, blob)
        return Evidence(
            id=identifier,
            look=look_id,
            kind=capture.kind,
            page=capture.page,
            taken=taken,
            file=name,
            bytes=len(blob),
        )

    def _open(self, blob: bytes, belongs_to: str) -> bytes:
        sealed = unpack(blob)
        return unseal(sealed, key=self.keys.unwrap(sealed.wrapped_key), context=belongs_to.encode())


def prepared(folder: Path) -> None:
    """Make a data folder, for this user alone. Raises StoreError where nothing can be kept in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        problem = None if os.access(folder, os.W_OK | os.X_OK) else "not writable"
    except OSError as error:
        problem = error.strerror
    if problem:
        raise StoreError(
            f"the data folder cannot be used: {problem}",
            str(folder),
            "correct its owner or mode, or the folders under [store] in the settings",
        )


def _sealed(data: bytes, key: Key, belongs_to: str) -> bytes:
    context = belongs_to.encode()
    return pack(seal(data, key=key.plaintext, wrapped_key=key.wrapped, context=context))


def _write(path: Path, blob: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, blob, mode=0o600)
    except OSError as error:
        raise StoreError(
            f"evidence cannot be written: {error.strerror}", str(path.parent), "free or correct that folder"
        ) from error
