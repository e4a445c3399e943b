"""A backup a day: when one is due, what becomes of one that fails, and what is told of an old one."""

import asyncio
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.backup import newest, path_for, verify
from agent.daily_backup import AGAIN, DailyBackup, is_due
from agent.metrics import Metrics
from agent.model.errors import VaultSealedError
from agent.model.incident import Transition
from agent.model.policy import Policy
from agent.model.route import Recipient
from agent.recorder import Recorder
from agent.routing import Routing
from agent.settings import BackupSettings
from agent.store import Store
from tests.fakes_vault import FakeVault

from .builders import EASTERN, NOW, visit

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
PLAN = BackupSettings().window("America/New_York")
HALF_PAST_THREE = NOW - timedelta(hours=5, minutes=30)
"""NOW is nine in the morning in New York."""


class Rig:
    def __init__(self, store: Store, folder: Path, policy: Policy | None = None, **settings: object) -> None:
        self.now = NOW
        self.folder = folder / "backups"
        self.vault, self.metrics, self.store = FakeVault(), Metrics(), store
        self.daily = DailyBackup(
            BackupSettings.model_validate({"to": self.folder, **settings}),
            PLAN,
            Recorder(store, Routing((Recipient(name="ops-mail"),)), policy or Policy(), EASTERN),
            folder / "data" / "evidence",
            self.vault,
            self.metrics,
            lambda: self.now,
            NOW - HOUR,
        )

    async def told(self, later: timedelta = timedelta(0)) -> list[tuple[Transition, str]]:
        """What changed after so long, by itself."""
        self.now += later
        changes = await self.daily.run_due()
        return [
            (change.transition, change.incident.finding.title)
            for change in changes
            if change.transition and change.incident.rule == "backup-old"
        ]

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir()) if self.folder.is_dir() else []

    @property
    def age(self) -> float:
        lines = self.metrics.exposition().decode().splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith("enrollwatch_backup_age")))


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Rig:
    return Rig(store, tmp_path)


@pytest.mark.parametrize(
    ("made", "now", "expected"),
    [
        (None, NOW, True),
        (HALF_PAST_THREE - DAY, HALF_PAST_THREE - SECOND, False),
        (HALF_PAST_THREE - DAY, HALF_PAST_THREE, True),
        (HALF_PAST_THREE, HALF_PAST_THREE + DAY - SECOND, False),
        (HALF_PAST_THREE - SECOND, NOW, True),
        (NOW - 9 * DAY, NOW, True),  # the agent was away
    ],
)
def test_one_is_due_once_its_hour_has_come_since_the_newest(
    made: datetime | None, now: datetime, expected: bool
) -> None:
    assert is_due(made, PLAN, now) is expected


async def test_one_is_made_when_its_hour_has_come_and_the_newest_few_stay(
    store: Store, tmp_path: Path
) -> None:
    rig = Rig(store, tmp_path, keep=2)
    with store.writing() as unit:
        unit.add_look(visit())
    await rig.told()
    assert rig.files == [path_for(rig.folder, NOW)]
    assert verify(rig.files[0], rig.vault).manifest.rows["looks"] == 1
    await rig.told(HOUR)
    assert len(rig.files) == 1
    for _ in range(3):
        assert await rig.told(DAY) == []
    assert rig.files == [path_for(rig.folder, rig.now - DAY), path_for(rig.folder, rig.now)]
    assert rig.age == 0
    rig.now += HOUR
    assert rig.age == 3600


async def test_one_that_fails_leaves_nothing_is_tried_each_hour_and_told_after_26(rig: Rig) -> None:
    await rig.told()
    good = rig.files
    rig.vault.failure = VaultSealedError("Vault is sealed", "x", "unseal it")
    assert await rig.told(DAY) == []
    asked = rig.vault.asked.count("data_key")
    await rig.told(AGAIN - SECOND)
    assert rig.vault.asked.count("data_key") == asked
    await rig.told(SECOND)
    assert rig.vault.asked.count("data_key") == asked + 1
    assert await rig.told(HOUR) == []
    title = "the newest backup is of 2026-03-02 14:00 UTC: Vault is sealed"
    assert await rig.told(SECOND) == [(Transition.OPENED, title)]
    assert rig.files == good
    assert [alert.channel for alert in rig.store.alerts()] == ["ops-mail"]
    rig.vault.failure = None
    assert await rig.told(HOUR) == [(Transition.RESOLVED, title)]
    assert len(rig.files) == 2


async def test_a_store_that_never_had_one_is_as_old_as_its_watching(rig: Rig) -> None:
    rig.vault.failure = VaultSealedError("Vault is sealed", "x", "unseal it")
    await rig.told()
    assert rig.age == 3600
    assert await rig.told(25 * HOUR) == []
    assert await rig.told(SECOND) == [(Transition.OPENED, "there is no backup: Vault is sealed")]


async def test_switched_off_none_is_made_none_is_missed_and_what_was_told_is_over(
    store: Store, tmp_path: Path
) -> None:
    broken = Rig(store, tmp_path)
    broken.vault.failure = VaultSealedError("Vault is sealed", "x", "unseal it")
    await broken.told(9 * DAY)
    assert store.open_incidents() != ()
    off = Rig(store, tmp_path, daily=False)
    assert [transition for transition, _ in await off.told(10 * DAY)] == [Transition.RESOLVED]
    assert await off.told(DAY) == []
    assert off.files == []
    assert off.age != off.age  # NaN


async def test_a_folder_that_cannot_be_written_is_said_in_the_finding(rig: Rig) -> None:
    rig.folder.write_text("a file where the folder should be")
    [(_, title)] = await rig.told(2 * DAY)
    assert title == "there is no backup: the backup cannot be written: File exists"


async def test_a_folder_that_cannot_be_read_is_told_once_the_newest_known_is_old(
    rig: Rig, store: Store, tmp_path: Path
) -> None:
    await rig.told()
    aside = rig.folder.rename(tmp_path / "aside")
    rig.folder.symlink_to("x" * 300)
    assert await rig.told(26 * HOUR) == []
    why = "the folder of the backups cannot be read: File name too long"
    title = f"the newest backup is of 2026-03-02 14:00 UTC: {why}"
    assert await rig.told(SECOND) == [(Transition.OPENED, title)]
    assert rig.age == 26 * 3600 + 1
    assert rig.vault.asked.count("data_key") == 1  # none is made where none could be taken away
    begun_anew = Rig(store, tmp_path)
    await begun_anew.told(27 * HOUR)
    assert begun_anew.age == 28 * 3600
    assert [each.finding.title for each in store.open_incidents()] == [f"there is no backup: {why}"]
    rig.folder.unlink()
    aside.rename(rig.folder)
    assert [transition for transition, _ in await rig.told(HOUR)] == [Transition.RESOLVED]
    assert len(rig.files) == 2


async def test_a_backup_of_a_clock_that_ran_ahead_hides_no_age(rig: Rig) -> None:
    await rig.told()
    ahead = path_for(rig.folder, NOW + 300 * DAY)
    ahead.write_bytes(rig.files[0].read_bytes())
    found = newest(rig.folder, rig.now)
    assert found is not None
    assert found.made == NOW
    await rig.told(DAY)
    assert path_for(rig.folder, NOW + DAY) in rig.files


async def test_backups_of_a_clock_that_ran_ahead_push_out_none_that_is_made_now(
    store: Store, tmp_path: Path
) -> None:
    rig = Rig(store, tmp_path, keep=1)
    rig.folder.mkdir()
    ahead = [path_for(rig.folder, NOW + days * DAY) for days in (300, 301)]
    for path in ahead:
        path.write_bytes(b"")
    for _ in range(2):
        await rig.told(DAY)
        assert rig.files == [path_for(rig.folder, rig.now), *ahead]
        await rig.told(HOUR)
    assert rig.vault.asked.count("data_key") == 2


async def test_a_file_that_is_no_backup_counts_as_none(rig: Rig) -> None:
    rig.folder.mkdir()
    for name in ("enrollwatch-20260302T140000Z.backup.part", "enrollwatch.backup", ".enrollwatch-x.partial"):
        (rig.folder / name).write_bytes(b"")
    assert newest(rig.folder, NOW) is None


def test_an_agent_that_is_stopped_waits_for_no_backup(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        begun.set()
        go_on.wait(60)
        ended.set()

    monkeypatch.setattr("agent.daily_backup.create", hang)

    async def stopped() -> None:
        task = asyncio.create_task(Rig(store, tmp_path).daily.run_due())
        await asyncio.to_thread(begun.wait, 60)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(stopped())  # back though the backup is not
    assert not ended.is_set()
    go_on.set()
    assert ended.wait(60)
