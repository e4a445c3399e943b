"""`[keeping]` and `[backup]`: what may be said, and what is refused with the reason."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.settings import BackupSettings, KeepingSettings

from .test_settings import GOOD, loaded, refusal

DAY = timedelta(days=1)


def test_each_kind_has_its_days_and_the_audit_is_never_taken_away() -> None:
    kept = KeepingSettings()
    assert (kept.evidence, kept.timings) == (90 * DAY, 90 * DAY)
    assert {kept.facts, kept.looks, kept.slots, kept.alerts} == {400 * DAY}
    assert {kept.incidents, kept.rollups} == {1827 * DAY}
    assert kept.audit is None


@pytest.mark.parametrize(
    ("kept", "part"),
    [
        ({"looks": "30d"}, "keeping.timings must not be longer than keeping.looks"),
        ({"timings": "never"}, "keeping.timings must not be longer than keeping.slots"),
        ({"rollups": "80d"}, "keeping.timings must not be longer than keeping.rollups"),
        ({"evidence": "401d"}, "keeping.evidence must not be longer than keeping.looks"),
        ({"facts": "never"}, "keeping.facts must not be longer than keeping.looks"),
        ({"incidents": "399d"}, "keeping.alerts must not be longer than keeping.incidents"),
        ({"evidence": "2h"}, "greater than or equal to 1 day"),
        ({"audit": "2191d"}, "six years at least"),
        ({"evidence": "soon"}, "is not a duration"),
    ],
)
def test_a_part_that_outlives_its_whole_and_a_time_too_short_are_refused(
    kept: dict[str, str], part: str
) -> None:
    with pytest.raises(ValidationError, match=part):
        KeepingSettings.model_validate(kept)


def test_a_part_may_live_as_long_as_its_whole_and_all_of_it_for_good() -> None:
    assert KeepingSettings.model_validate({"evidence": "400d", "timings": "400d"}).evidence == 400 * DAY
    kinds = [name for name in KeepingSettings.model_fields if name != "audit"]
    forever = KeepingSettings.model_validate({**dict.fromkeys(kinds, "never"), "audit": "2192d"})
    assert {getattr(forever, kind) for kind in kinds} == {None}


def test_the_settings_file_says_them_and_is_told_where_they_are_wrong(tmp_path: Path) -> None:
    text = GOOD + '\n[keeping]\nevidence = "30d"\n[backup]\nat = "01:00"\nto = "copies"\nkeep = 3\n'
    settings = loaded(tmp_path, text)
    assert settings.keeping.evidence == 30 * DAY
    assert (settings.backup.to, settings.backup.keep) == (tmp_path / "copies", 3)
    assert "keeping.evidense is not a setting" in refusal(tmp_path, text.replace("evidence =", "evidense ="))
    assert "did you mean `evidence`?" in refusal(tmp_path, text.replace("evidence =", "evidense ="))
    assert "backup.keep" in refusal(tmp_path, text.replace("keep = 3", "keep = 0"))


def test_a_backup_is_due_each_day_on_the_portals_wall_or_another() -> None:
    assert BackupSettings().window("America/New_York").time_zone == "America/New_York"
    named = BackupSettings.model_validate({"time_zone": "Europe/Paris"})
    assert named.window("America/New_York").time_zone == "Europe/Paris"
    with pytest.raises(ValidationError, match="is not a time zone"):
        BackupSettings.model_validate({"time_zone": "Mars/Olympus"})
