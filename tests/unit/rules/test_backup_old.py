"""backup-old: no backup of the last 26 hours, judged by the clock."""

from datetime import datetime, timedelta

from agent.model.errors import StoreError
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import judge_backup
from agent.rules.desks import OPERATIONS

from ..builders import NOW, before, only, well

INSTANT = timedelta(microseconds=1)


def judged(made: datetime | None, policy: Policy | None = None, **watched: float) -> Ruling:
    return judge_backup(made, before(**(watched or {"days": 9})), None, policy or Policy(), NOW)


def test_26_hours_are_well_and_an_instant_more_is_told() -> None:
    assert judged(before(hours=26)) == well("backup")
    found = only(judged(before(hours=26) - INSTANT))
    assert (found.subject, found.account, found.severity) == ("backup", None, Severity.WARNING)
    assert found.since == before(hours=26) - INSTANT
    assert found.title.startswith("the newest backup is of 2026-03-0")
    assert found.desk == OPERATIONS.line(NOW)


def test_without_any_it_is_counted_from_when_there_was_something_to_back_up() -> None:
    assert judged(None, hours=26) == well("backup")
    assert only(judged(None, hours=27)).title == "there is no backup"


def test_it_says_why_the_last_try_failed_and_what_to_do() -> None:
    full = StoreError("the backup cannot be written: No space left on device", "/mnt", "free room there")
    found = only(judge_backup(None, before(hours=27), full, Policy(), NOW))
    assert found.title == "there is no backup: the backup cannot be written: No space left on device"
    assert found.next_step == "free room there"


def test_the_policy_says_how_old_it_may_be_and_whether_it_is_judged() -> None:
    assert judged(before(hours=26), Policy(backup_hours=25)).findings
    assert judged(before(days=9), Policy(off=("backup-old",))) == well("backup")
