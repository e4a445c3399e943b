"""A backup of either database holds all of it, opens whole or not at all, and takes a place at once."""

import threading
from pathlib import Path

import pytest

from agent.backup import Target, path_for, restore, verify
from agent.evidence import Safe
from agent.model.access import Person, Session, Token
from agent.model.errors import SettingsError, StoreError
from agent.model.incident import IncidentState, Transition
from agent.model.person import Role
from agent.model.verdict import Cause
from agent.run_lock import alone
from agent.store import AuditEntry, Store
from tests.store.backups import LATER, PICTURE, Place, everything, names
from tests.store.values import NOON, a_change, a_look, an_alert, an_incident, at

SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""What is proved on one database, for it is not the database's doing."""


@pytest.fixture
def place(url: str, store: Store, tmp_path: Path) -> Place:
    return Place(url, store, tmp_path)


def test_a_restore_into_an_empty_folder_holds_all_that_the_store_held(place: Place, tmp_path: Path) -> None:
    before = everything(place.store)
    target = Target.into(tmp_path / "elsewhere")
    done = restore(place.backed_up(), place.vault, target)
    assert done.lost == ()
    with Store.open(target.url) as there:
        assert everything(there) == before
        [look] = there.looks()
        [record] = there.evidence_of(look.id)
    assert Safe(target.evidence, place.vault).open_evidence(record) == PICTURE.data
    assert names(target.evidence.parent) == [
        "enrollwatch.db",
        "enrollwatch.db.opening",
        "evidence",
        "run.lock",
    ]


def test_a_backup_counts_its_rows_and_shows_nothing(place: Place) -> None:
    found = verify(place.backed_up(), place.vault)
    assert found.manifest.made == NOON
    assert found.manifest.rows["looks"] == found.manifest.rows["incidents"] == 1
    assert found.manifest.rows["page_timings"] == 3
    assert (found.evidence.files, found.evidence.missing) == (1, ())
    blob = place.file.read_bytes()
    assert not any(word in blob for word in (b"canary", b"north-clinic", b"SQLite"))
    assert place.file.stat().st_mode & 0o777 == 0o600
    assert names(place.folder / "backups") == [place.file.name]


def test_a_backup_made_while_others_write_is_of_one_moment(place: Place) -> None:
    """Each transaction writes a look and its incident: a copy that holds one without the other was torn."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with place.store.writing() as unit:
                unit.add_look(a_look(f"w-{number}", number))
                unit.save_change(a_change(an_incident(f"w-{number}", subject=str(number))))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [verify(place.backed_up(), place.vault)]
        place.file = path_for(place.folder / "backups", LATER)
        found.append(verify(place.backed_up(), place.vault))
    finally:
        stop.set()
        writer.join()
    assert all(each.manifest.rows["looks"] == each.manifest.rows["incidents"] for each in found)
    assert found[0].manifest.rows["looks"] < found[1].manifest.rows["looks"]


def test_what_would_be_lost_is_told_and_nothing_is_changed(place: Place) -> None:
    place.backed_up()
    place.look(a_look("look-2", 60))
    with place.store.writing() as unit:
        resolved = an_incident(state=IncidentState.RESOLVED)
        unit.save_change(a_change(resolved, Transition.RESOLVED, 130))
        unit.save_change(a_change(an_incident("incident-2", subject="other")))
    before = everything(place.store)
    with pytest.raises(StoreError, match="would be lost") as caught:
        place.restored()
    said = str(caught.value)
    assert "1 looks (2026-03-02 13:00 UTC visit north-clinic ok)" in said
    assert "1 incidents (2026-03-02 12:00 UTC incident-2 portal password expires in 5 days)" in said
    assert "1 evidence" in said
    assert "2 transitions" in said
    assert "--overwrite" in said
    with Store.open(place.url) as store:
        assert everything(store) == before
        assert all(
            place.safe.open_evidence(each) for look in store.looks() for each in store.evidence_of(look.id)
        )


def test_told_to_overwrite_it_is_as_it_was_then_but_for_what_the_portal_refused_since(place: Place) -> None:
    before = everything(place.store)
    place.backed_up()
    place.look(a_look("look-2", 60))
    with place.store.writing() as unit:
        unit.refuse_secret("north-clinic", 2, Cause.LOCKED, at(60))
    assert set(place.restored(overwrite=True)) == {
        "looks",
        "page_timings",
        "sealed_facts",
        "evidence",
        "refused_secrets",
    }
    with Store.open(place.url) as store:
        refused = store.refused_secret("north-clinic")
        assert refused is not None
        assert (refused.version, refused.cause) == (2, Cause.LOCKED)
        now = everything(store)
        assert (*now[:7], *now[8:]) == (*before[:7], *before[8:])
        with store.writing() as unit:  # and it goes on: no number is given twice
            unit.audit(AuditEntry(at(90), "pat", "packet", "incident-1", "again"))
            unit.add_alert(an_alert(unit.save_change(a_change(an_incident(), Transition.REMINDED))))
        assert len(store.alerts()) == len(store.audited()) == 2
    assert len(list(place.safe.folder.iterdir())) == 1


def test_where_nothing_is_lost_it_need_not_be_said(place: Place) -> None:
    place.backed_up()
    assert place.restored() == ()


def test_a_restore_that_is_cut_off_leaves_the_store_as_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.backed_up()
    place.look(a_look("look-2", 60))
    before = everything(place.store)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("_put", "replaced", "_staged"):
        with monkeypatch.context() as patch:
            patch.setattr(f"agent.backup.restoring.{step}", cut)
            patch.setattr("agent.store.store.copying.put_into", cut)
            with pytest.raises(KeyboardInterrupt):
                place.restored(overwrite=True)
        with Store.open(place.url) as store:
            assert everything(store) == before
            kept = [each for look in store.looks() for each in store.evidence_of(look.id)]
        assert all(place.safe.open_evidence(each) == PICTURE.data for each in kept)


@SQLITE
def test_a_running_agent_keeps_a_restore_away(place: Place) -> None:
    place.backed_up()
    with alone(place.safe.folder.parent), pytest.raises(SettingsError, match="another agent runs"):
        place.restored(overwrite=True)


@SQLITE
def test_a_folder_that_is_not_empty_is_refused_by_name(place: Place, tmp_path: Path) -> None:
    place.backed_up()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("ten years of work")
    with pytest.raises(StoreError, match=r"not empty.*thesis\.txt"):
        restore(place.file, place.vault, Target.into(tmp_path / "full"))
    assert names(tmp_path / "full") == ["run.lock", "thesis.txt"]
    restore(place.file, place.vault, Target.into(tmp_path / "full"), overwrite=True)
    assert (tmp_path / "full" / "thesis.txt").read_text() == "ten years of work"


@SQLITE
def test_evidence_that_was_gone_before_is_named_and_no_reason_to_refuse(place: Place, tmp_path: Path) -> None:
    [record] = place.store.evidence_of("look-1")
    (place.safe.folder / record.file).unlink()
    assert verify(place.backed_up(), place.vault).evidence.missing == (record.file,)
    restore(place.file, place.vault, Target.into(tmp_path / "elsewhere"))


def test_a_restore_lets_nobody_in_whom_the_store_keeps_out(place: Place) -> None:
    """Signed out, disabled, with a new password and a revoked token since the backup."""
    dana = Person(name="dana", role=Role.ADMIN, made=NOON, password_set=NOON)
    token = Token(id="t1", person="dana", role=Role.VIEWER, note="", made=NOON, expires=LATER)
    with place.store.writing() as unit:
        unit.add_person(dana, "the old password's hash")
        unit.add_token(token, "digest")
        unit.save_session(Session(digest="s1", person="dana", began=NOON, seen=NOON))
    place.backed_up()
    with place.store.writing() as unit:
        unit.save_person(dana.model_copy(update={"disabled": at(5)}), "the new one's")
        unit.save_token(token.model_copy(update={"revoked": at(5)}))
        unit.end_sessions("dana")
        unit.save_session(Session(digest="s2", person="dana", began=NOON, seen=NOON))
    assert place.restored() == ()
    with Store.open(place.url) as store:
        assert [store.session(digest) for digest in ("s1", "s2")] == [None, None]
        assert [person.disabled for person in store.people()] == [at(5)]
        assert store.password_of("dana") == "the new one's"
        assert [each.revoked for each in store.tokens()] == [at(5)]
