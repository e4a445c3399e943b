"""An account's code is handed out at most once a window; the next caller waits for the next window."""

import asyncio
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

import agent.codes
from agent.codes import CodeGuard
from agent.store import Store, UsedCode

from .builders import ACCOUNT, NOW, OTHER_ACCOUNT

START = 1_800_000_000.0
"""The first second of a window."""

WINDOW = int(START // 30)


class Machine:
    """The machine's time and the portal's; waiting moves both on at once and is written down."""

    def __init__(self) -> None:
        self.seconds = START
        self.now = NOW
        self.waited: list[float] = []

    def time(self) -> float:
        return self.seconds

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.move(seconds)

    def move(self, seconds: float) -> None:
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)

    def code(self) -> SecretStr:
        """What an authenticator shows: the number of its window."""
        return SecretStr(str(int(self.seconds // 30) - WINDOW))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(agent.codes, "time", made)
    monkeypatch.setattr(asyncio, "sleep", made.sleep)
    return made


@pytest.fixture
def guard(store: Store, machine: Machine) -> CodeGuard:
    return CodeGuard(store, machine.clock)


async def asked(guard: CodeGuard, machine: Machine, account: str = ACCOUNT) -> str:
    return (await guard.next_code(account, machine.code)).get_secret_value()


async def test_the_first_code_is_given_at_once_and_remembered(
    guard: CodeGuard, machine: Machine, store: Store
) -> None:
    assert await asked(guard, machine) == "0"
    assert machine.waited == []
    assert store.last_code(ACCOUNT) == UsedCode(WINDOW, NOW)


async def test_a_second_code_waits_for_the_next_window(
    guard: CodeGuard, machine: Machine, store: Store
) -> None:
    machine.move(12.5)
    given = [await asked(guard, machine), await asked(guard, machine), await asked(guard, machine)]
    assert given == ["0", "1", "2"]
    assert machine.waited == [pytest.approx(17.55), pytest.approx(30)]
    last = store.last_code(ACCOUNT)
    assert last is not None
    assert last.window == WINDOW + 2


async def test_the_last_moment_of_a_window_is_spent_and_the_first_of_the_next_is_not(
    guard: CodeGuard, machine: Machine
) -> None:
    assert await asked(guard, machine) == "0"
    machine.move(29.75)
    assert await asked(guard, machine) == "1"
    assert machine.waited == [pytest.approx(0.3)]
    machine.seconds = START + 60
    assert await asked(guard, machine) == "2"
    assert len(machine.waited) == 1


async def test_no_wait_is_longer_than_a_window(guard: CodeGuard, machine: Machine) -> None:
    await asked(guard, machine)
    await asked(guard, machine)
    assert machine.waited == [pytest.approx(30, abs=0.1)]


async def test_accounts_do_not_wait_for_each_other(guard: CodeGuard, machine: Machine) -> None:
    assert [await asked(guard, machine), await asked(guard, machine, OTHER_ACCOUNT)] == ["0", "0"]
    assert machine.waited == []


async def test_a_code_typed_before_a_restart_counts(guard: CodeGuard, machine: Machine, store: Store) -> None:
    await asked(guard, machine)
    assert await asked(CodeGuard(store, machine.clock), machine) == "1"


@pytest.mark.parametrize(("moved_on", "waits"), [(29, 1), (30, 0)])
async def test_the_portal_forgets_a_code_once_its_own_clock_has_moved_thirty_seconds(
    guard: CodeGuard, machine: Machine, moved_on: float, waits: int
) -> None:
    await asked(guard, machine)
    machine.now += timedelta(seconds=moved_on)
    await asked(guard, machine)
    assert len(machine.waited) == waits


async def test_a_portal_clock_that_stands_still_does_not_make_the_next_window_wait(
    guard: CodeGuard, machine: Machine
) -> None:
    await asked(guard, machine)
    machine.seconds += 30
    assert await asked(guard, machine) == "1"
    assert machine.waited == []


async def test_a_code_that_could_not_be_had_spends_no_window(guard: CodeGuard, machine: Machine) -> None:
    def sealed() -> SecretStr:
        raise LookupError

    with pytest.raises(LookupError):
        await guard.next_code(ACCOUNT, sealed)
    assert await asked(guard, machine) == "0"
    assert machine.waited == []


async def test_a_code_made_as_the_window_turns_is_not_given_again(guard: CodeGuard, machine: Machine) -> None:
    machine.move(29.9)

    def slow_vault() -> SecretStr:
        machine.move(0.2)
        return machine.code()

    first = (await guard.next_code(ACCOUNT, slow_vault)).get_secret_value()
    assert await asked(guard, machine) != first
