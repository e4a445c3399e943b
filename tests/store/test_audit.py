"""The audit: what an operator took out stays on record, whoever would have it otherwise."""

import pytest

from agent.model.errors import StoreError
from agent.store import AuditEntry, Store
from agent.store.errors import NaiveTimeError, StoreConflictError
from tests.postgres import Postgres
from tests.store.test_opening import execute, made_at
from tests.store.values import a_record, at

PACKET = AuditEntry(at(0), "pat", "packet", "incident-1", "to packet-incident-1")
OPENED = AuditEntry(at(-5), "root", "evidence open", "evidence-1", "to seen.png")


@pytest.fixture
def written(store: Store) -> Store:
    with store.writing() as unit:
        unit.audit(PACKET)
        unit.audit(OPENED)
    return store


def test_the_audit_is_read_in_the_order_it_was_written_not_by_its_clock(written: Store) -> None:
    assert written.audited() == (PACKET, OPENED)
    assert written.audited("evidence-1") == (OPENED,)
    assert written.audited("nothing") == ()


def test_an_audit_entry_is_undone_with_its_transaction_only(store: Store) -> None:
    conflict = pytest.raises(StoreConflictError)
    with conflict, store.writing() as unit:
        unit.audit(PACKET)
        unit.add_evidence(a_record(look="unknown"))
    assert store.audited() == ()


def test_a_time_without_a_zone_is_no_audit(store: Store) -> None:
    with pytest.raises(NaiveTimeError), store.writing() as unit:
        unit.audit(PACKET._replace(at=at(0).replace(tzinfo=None)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody'",
        "UPDATE audit SET detail = detail WHERE sequence = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE object = 'incident-1'",
    ],
)
def test_the_database_refuses_to_change_or_remove_what_was_audited(
    written: Store, url: str, statement: str
) -> None:
    with pytest.raises(Exception, match="only ever added to"):
        execute(url, statement)
    assert written.audited() == (PACKET, OPENED)


def test_sqlite_lets_no_row_be_written_over_another(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        with store.writing() as unit:
            unit.audit(PACKET)
        with pytest.raises(Exception, match="only ever added to"):
            execute(sqlite_url, "INSERT OR REPLACE INTO audit SELECT 1, at, 'x', 'x', 'x', 'x' FROM audit")
        assert store.audited() == (PACKET,)


def test_postgresql_lets_the_audit_not_be_emptied_at_a_stroke(postgres: Postgres) -> None:
    url = postgres.new_database()
    with Store.open(url) as store:
        with store.writing() as unit:
            unit.audit(PACKET)
        with pytest.raises(Exception, match="only ever added to"):
            execute(url, "TRUNCATE audit")
        assert store.audited() == (PACKET,)


def test_a_store_from_before_the_audit_gets_it_and_keeps_what_it_had(url: str) -> None:
    made_at(url, "0001")
    execute(url, "INSERT INTO watching VALUES ('north-clinic', '2026-03-02 12:00:00.000000+00:00')")
    with Store.open(url) as store:
        with store.writing() as unit:
            unit.audit(PACKET)
        assert store.watching_since("north-clinic") == at(0).replace(microsecond=0)
        assert store.audited() == (PACKET,)


def test_an_audit_that_cannot_be_written_is_told(store: Store, url: str) -> None:
    execute(url, "DROP TABLE audit")
    with pytest.raises(StoreError), store.writing() as unit:
        unit.audit(PACKET)
