"""Several processes on one store, and processes that die in it."""

import asyncio
import signal
import subprocess
import sys
from itertools import pairwise

import pytest

from agent.store import Store
from tests.store.values import a_change, a_look, an_incident

SECONDS = 60


def start(url: str, task: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writer", url, task, str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_processes_that_open_an_empty_store_at_once_all_succeed(url: str) -> None:
    processes = [start(url, "only_open", 0) for _ in range(4)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=SECONDS)
        assert process.returncode == 0


def test_two_processes_that_read_decide_and_write_never_decide_on_old_news(url: str) -> None:
    processes = [start(url, "remind", 25) for _ in range(2)]
    for process in processes:
        process.communicate(timeout=SECONDS)
        assert process.returncode == 0
    with Store.open(url) as store:
        [incident] = store.incidents(open_only=False)
        passages = store.transitions(incident.id)
    assert [passage.number for passage in passages] == list(range(1, 51))
    assert [passage.transition for passage in passages].count(passages[0].transition) == 1


async def test_threads_of_one_process_share_a_store(store: Store) -> None:
    def write(number: int) -> None:
        with store.writing() as unit:
            found = unit.open_incidents()
            unit.save_change(a_change(found[0] if found else an_incident(f"by-{number}")))

    await asyncio.gather(*(asyncio.to_thread(write, number) for number in range(12)))
    [incident] = store.incidents()
    assert len(store.transitions(incident.id)) == 12


def test_a_process_killed_while_telling_loses_nothing_it_had_committed(sqlite_url: str) -> None:
    with start(sqlite_url, "tell", 100_000) as process:
        assert process.stdout is not None
        committed = [int(process.stdout.readline()) for _ in range(30)]
        process.send_signal(signal.SIGKILL)
        committed += [
            int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")
        ]
    with Store.open(sqlite_url) as store:
        numbers = [passage.number for passage in store.transitions("incident-1")]
        told = [alert.number for alert in store.alerts()]
    assert set(committed) <= set(numbers)
    assert told == numbers
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))


def test_a_process_killed_inside_a_transaction_leaves_no_half_of_it(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store, store.writing() as unit:
        unit.add_look(a_look("before"))
    with start(sqlite_url, "hang", 10_000) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "inside\n"
        process.send_signal(signal.SIGKILL)
    with Store.open(sqlite_url) as store:
        assert [look.id for look in store.looks()] == ["before"]
        assert len(store.page_timings()) == 1
        with store.writing() as unit:
            unit.add_look(a_look("after"))


def test_a_connection_cut_by_the_server_is_replaced_at_the_next_use(
    url: str, request: pytest.FixtureRequest
) -> None:
    with Store.open(url) as store:
        with store.writing() as unit:
            unit.add_look(a_look())
        if url.startswith("postgresql"):
            with Store.open(url) as other, other._reading() as connection:
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        assert store.look("look-1") == a_look()
