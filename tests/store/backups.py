"""A store with something of everything in it, and its backup."""

from datetime import UTC, datetime
from pathlib import Path

from agent.backup import Target, create, path_for, restore
from agent.evidence import Safe
from agent.model.evidence import Capture, EvidenceKind
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.store import AuditEntry, Store
from tests.fakes_vault import FakeVault
from tests.store.values import NOON, a_change, a_full_look, a_slot, an_alert, an_incident

PICTURE = Capture(kind=EvidenceKind.SCREENSHOT, page="home", data=b"canary of what was seen")
LATER = datetime(2026, 3, 3, 12, tzinfo=UTC)


class Place:
    """A store with something of everything in it, and where its backup goes."""

    def __init__(self, url: str, store: Store, folder: Path) -> None:
        self.url, self.store, self.folder = url, store, folder
        self.vault = FakeVault()
        self.safe = Safe(folder / "data" / "evidence", self.vault)
        self.file = path_for(folder / "backups", NOON)
        self.look(a_full_look())
        with store.writing() as unit:
            unit.set_watching("north-clinic", NOON)
            unit.save_slot(a_slot(0, look="look-1"))
            unit.add_alert(an_alert(unit.save_change(a_change(an_incident()))))
            unit.refuse_secret("north-clinic", 1, Cause.BAD_PASSWORD, NOON)
            unit.audit(AuditEntry(NOON, "pat", "packet", "incident-1", "to x"))

    def look(self, look: Look) -> None:
        """Stored with facts and a picture."""
        records = self.safe.keep((PICTURE,), look.id, NOON)
        with self.store.writing() as unit:
            unit.add_look(look, b"sealed facts")
            for record in records:
                unit.add_evidence(record)

    def backed_up(self) -> Path:
        create(self.store, self.safe.folder, self.vault, self.file, NOON)
        return self.file

    @property
    def target(self) -> Target:
        return Target(self.url, self.safe.folder)

    def restored(self, *, overwrite: bool = False) -> tuple[str, ...]:
        """Into its own place, with nobody on it; the tables that lost something."""
        self.store.close()
        done = restore(self.file, self.vault, self.target, overwrite=overwrite)
        return tuple(lost.table for lost in done.lost)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def everything(store: Store) -> tuple[object, ...]:
    looks = store.looks(limit=None)
    return (
        looks,
        [store.sealed_facts(look.id) for look in looks],
        [store.evidence_of(look.id) for look in looks],
        store.incidents(open_only=False),
        [store.transitions(incident.id) for incident in store.incidents(open_only=False)],
        store.alerts(),
        store.slots(),
        store.refused_secret("north-clinic"),
        store.watching_since("north-clinic"),
        store.page_timings(),
        store.audited(),
    )
