"""What is in the way of a backup or a restore is told with what to do, and leaves everything as it was."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.backup import Target, create, path_for, restore, verify
from agent.backup.entries import END
from agent.backup.stream import SealedReader, SealedWriter
from agent.model.errors import SealError, StoreError, VaultError, VaultSealedError
from agent.store import Store
from agent.store.database import address, engine_for
from tests.fakes_vault import FakeVault
from tests.store.backups import LATER, Place, everything, names
from tests.store.test_opening import made_at
from tests.store.values import NOON, a_full_look

CLOSED = ["enrollwatch.db", "enrollwatch.db.opening", "evidence", "keeping.lock"]
Again = Callable[[Path, FakeVault, Callable[[bytes], bytes]], Path]


@pytest.fixture
def sqlite_place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    with Store.open(sqlite_url) as store:
        yield Place(sqlite_url, store, tmp_path)


@pytest.fixture
def again(tmp_path: Path) -> Again:
    """A backup's plain text, changed and sealed again."""

    def again(path: Path, vault: FakeVault, change: Callable[[bytes], bytes]) -> Path:
        target = tmp_path / "again.backup"
        with path.open("rb") as old, target.open("wb") as new:
            plain = SealedReader(old, vault.unwrap).read(1 << 30)
            writer = SealedWriter(new, vault.data_key())
            writer.write(change(plain))
            writer.close()
        return target

    return again


def test_a_backup_of_a_newer_version_is_refused_with_what_to_do(sqlite_place: Place, again: Again) -> None:
    made = verify(sqlite_place.backed_up(), sqlite_place.vault).manifest.revision.encode()

    def newer_by_years(plain: bytes) -> bytes:
        return plain.replace(b'"revision":"%b"' % made, b'"revision":"9999"', 1)

    newer = again(sqlite_place.file, sqlite_place.vault, newer_by_years)
    with pytest.raises(StoreError, match="made by a newer enrollwatch") as caught:
        verify(newer, sqlite_place.vault)
    assert caught.value.do == "restore it with that version"


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = f"sqlite:///{tmp_path}/older/enrollwatch.db"
    made_at(older, "0005")
    old = Store(engine_for(address(older)), "an older store")
    create(old, tmp_path / "older" / "evidence", sqlite_place.vault, sqlite_place.file, NOON)
    old.close()
    target = Target.into(tmp_path / "elsewhere")
    assert restore(sqlite_place.file, sqlite_place.vault, target).manifest.revision == "0005"
    with Store.open(target.url) as there:
        assert there.hours_to_drop(LATER, 1) == ()


def test_a_store_that_is_damaged_is_replaced_only_when_told_to(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url) as store:
        place = Place(sqlite_url, store, tmp_path)
        place.backed_up()
        before = everything(store)
    file = place.target.file
    assert file is not None
    file.write_bytes(b"this is not a database, it is a letter " * 100)
    with pytest.raises(StoreError, match="what would be lost cannot be told"):
        place.restored()
    assert place.restored(overwrite=True) == ()
    with Store.open(sqlite_url) as store:
        assert everything(store) == before


def test_a_store_that_somebody_has_open_is_not_replaced(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url) as store:
        place = Place(sqlite_url, store, tmp_path)
        place.backed_up()
        with store._reading() as reading:
            reading.exec_driver_sql("SELECT count(*) FROM looks").scalar_one()
            with pytest.raises(StoreError, match="somebody has the store open"):
                restore(place.file, place.vault, place.target)
        assert store.look("look-1") == a_full_look()


def test_another_vault_opens_no_backup(sqlite_place: Place) -> None:
    path = sqlite_place.backed_up()
    for act in (verify, lambda file, keys: restore(file, keys, sqlite_place.target, overwrite=True)):
        with pytest.raises(VaultError, match="does not accept"):
            act(path, FakeVault())


def test_with_vault_sealed_nothing_is_written(sqlite_place: Place) -> None:
    sqlite_place.vault.failure = VaultSealedError("Vault is sealed", "x", "unseal it")
    with pytest.raises(VaultSealedError):
        sqlite_place.backed_up()
    assert names(sqlite_place.file.parent) == []
    assert names(sqlite_place.safe.folder.parent) == [
        *CLOSED[:1],
        "enrollwatch.db-shm",
        "enrollwatch.db-wal",
        *CLOSED[1:],
    ]


def test_one_that_cannot_be_read_back_gets_no_name(sqlite_place: Place) -> None:
    class Forgetful(FakeVault):
        def unwrap(self, wrapped: str) -> bytes:
            return bytes(32)

    sqlite_place.vault = Forgetful()
    with pytest.raises(SealError, match="damaged"):
        sqlite_place.backed_up()
    assert names(sqlite_place.file.parent) == []


def test_a_full_disk_leaves_nothing_behind_and_is_told(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("agent.backup.creating.os.fsync", full)
        with pytest.raises(StoreError, match="cannot be written: No space left") as caught:
            sqlite_place.backed_up()
    assert caught.value.do.startswith("free room there")
    assert names(sqlite_place.file.parent) == []
    sqlite_place.backed_up()
    before = everything(sqlite_place.store)
    sqlite_place.store.close()
    for step in (
        "store.replacing.os.fsync",
        "store.replacing.shutil.copyfile",
        "backup.restoring.shutil.move",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(f"agent.{step}", full)
            with pytest.raises(StoreError, match="No space left"):
                restore(sqlite_place.file, sqlite_place.vault, sqlite_place.target)
        assert names(sqlite_place.safe.folder.parent) == [*CLOSED, "run.lock"]
        with Store.open(sqlite_place.url) as store:
            assert everything(store) == before


def test_a_backup_that_is_not_there_and_one_of_a_name_that_is_are_told(sqlite_place: Place) -> None:
    with pytest.raises(StoreError, match="No such file"):
        verify(sqlite_place.file, sqlite_place.vault)
    path = sqlite_place.backed_up()
    blob = path.read_bytes()
    with pytest.raises(StoreError, match="of this name already"):
        sqlite_place.backed_up()
    assert path.read_bytes() == blob


def test_a_damaged_backup_restores_nothing(sqlite_place: Place) -> None:
    path = sqlite_place.backed_up()
    blob, before = path.read_bytes(), everything(sqlite_place.store)
    for damaged in (blob[:-1], blob[: len(blob) // 2], blob[:-40] + bytes([blob[-40] ^ 1]) + blob[-39:]):
        path.write_bytes(damaged)
        with pytest.raises(SealError, match="damaged"):
            verify(path, sqlite_place.vault)
        with pytest.raises(SealError, match="damaged"):
            restore(path, sqlite_place.vault, sqlite_place.target, overwrite=True)
    assert everything(sqlite_place.store) == before


def test_what_opens_and_is_not_as_it_says_is_refused(sqlite_place: Place, again: Again) -> None:
    """Sealed as it should be, by somebody who has the key."""
    path, vault = sqlite_place.backed_up(), sqlite_place.vault
    [record] = sqlite_place.store.evidence_of("look-1")
    named = f"evidence/{record.file}".encode()
    for changed, said in (
        (lambda plain: plain.replace(b'"looks":1', b'"looks":2'), "does not hold what it says"),
        (
            lambda plain: plain.replace(b"SQLite format 3", b"SQLite format 4", 1),
            "not the one that was put in",
        ),
        (lambda plain: plain[: plain.rindex(END.encode()) - 10], "it has no end"),
        (lambda plain: plain + bytes(10), "something stands behind its end"),
        (lambda plain: plain.replace(named, b"evidence/../" + named[12:]), "an entry that none has"),
        (lambda plain: plain.replace(b'"files":1', b'"files":2'), "its evidence is not"),
        (lambda plain: plain[:10] + b"x" + plain[11:], "no manifest.json"),
    ):
        with pytest.raises(SealError, match=said):
            verify(again(path, vault, changed), vault)


def test_what_a_killed_backup_left_is_removed_by_the_next(sqlite_place: Place) -> None:
    left = sqlite_place.safe.folder.parent / ".copy-killed"
    left.mkdir()
    (left / "store.db").write_bytes(b"a copy")
    fresh = left.with_name(".copy-under-way")
    fresh.mkdir()
    os.utime(left, (NOON.timestamp(), NOON.timestamp()))
    partial = sqlite_place.file.with_name(f".{path_for(Path(), LATER).name}.partial")
    partial.parent.mkdir()
    partial.write_bytes(b"half")
    sqlite_place.backed_up()
    assert not left.exists()
    assert fresh.exists()
    assert names(partial.parent) == [sqlite_place.file.name]
