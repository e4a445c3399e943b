"""Everything that a run wrote or showed: files, also while they were there; processes; what it sent."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.evidence import Safe
from agent.model.evidence import EvidenceKind
from agent.vault import VaultClient
from tests.system.leak_search import Document, regular_files
from tests.system.world import World

_LARGEST = 2_000_000  # bytes of a file that is read while the run goes on; after it all are read
_PAUSE = 0.1  # seconds between two looks


class Witness:
    """While it is open it looks at the files below a folder, and at this process's descendants."""

    def __init__(self, folder: Path) -> None:
        self.processes: set[str] = set()  # names
        self._folder = folder
        self._documents: dict[tuple[str, object], Document] = {}
        self._newest: dict[Path, tuple[str, object]] = {}  # of each file the key of what was read last
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_on)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def documents(self) -> list[Document]:
        return list(self._documents.values())

    def _look_on(self) -> None:
        while not self._stop.wait(_PAUSE):
            self._look_at_processes()
            self._look_at_files()

    def _look_at_processes(self) -> None:
        for process in _descendants(Path(f"/proc/{os.getpid()}")):
            with contextlib.suppress(OSError):  # it ended meanwhile
                self.processes.add((process / "comm").read_text().strip().lower())
                for what in ("cmdline", "environ"):
                    shown = Document(f"{what} of {process.name}", (process / what).read_bytes())
                    self._documents[shown.where, shown.data] = shown

    def _look_at_files(self) -> None:
        for path, status in regular_files(self._folder):
            version = (str(path), (status.st_mtime_ns, status.st_size))
            if status.st_size <= _LARGEST and version not in self._documents:
                with contextlib.suppress(FileNotFoundError):  # it went away meanwhile
                    self._keep(path, version, path.read_bytes())

    def _keep(self, path: Path, version: tuple[str, object], data: bytes) -> None:
        """Of a file that only grows the newest has all that was in it before."""
        earlier = self._newest.get(path)
        if earlier and data.startswith(self._documents[earlier].data):
            self._documents[earlier] = Document(str(path), b"")
        self._documents[version] = Document(str(path), data)
        self._newest[path] = version


def _descendants(process: Path) -> Iterator[Path]:
    """Below /proc, whoever of its threads started them. Linux."""
    with contextlib.suppress(OSError):  # it ended meanwhile
        for children in process.glob("task/*/children"):
            for child in children.read_text().split():
                yield Path("/proc", child)
                yield from _descendants(Path("/proc", child))


def unsealed(world: World) -> dict[str, list[Document]]:
    """Facts under "facts", and evidence under its kind, as an operator would open them."""
    settings = world.settings
    found: dict[str, list[Document]] = {kind: [] for kind in ("facts", *map(str, EvidenceKind))}
    with VaultClient(settings.vault) as vault, world.store() as store:
        safe = Safe(settings.store.evidence, vault)
        for look in store.looks(limit=None):
            if blob := store.sealed_facts(look.id):
                facts = safe.open_facts(blob, look.id).model_dump_json().encode()
                found["facts"].append(Document(f"facts of {look.account}", facts))
            for record in store.evidence_of(look.id):
                where = f"{record.kind} of {record.page}, {look.account}"
                found[record.kind].append(Document(where, safe.open_evidence(record)))
    return found
