"""What the running agent does for its own records beside its schedule, wired: keeping and backups."""

from datetime import timedelta
from itertools import chain, repeat

from agent.app import App
from agent.daily_backup import DailyBackup
from agent.retention import Retention
from agent.rounds import Round

_LOOK_FOR_BACKUPS = timedelta(minutes=1)
_KEEP, _FIRST = timedelta(hours=1), timedelta(minutes=5)  # soon after a start, for one that starts often


def upkeep_of(app: App) -> tuple[Round, ...]:
    pauses = chain([_FIRST], repeat(_KEEP))
    return (
        Round("keeping", retention_of(app).run, lambda: next(pauses)),
        Round("the backup", backup_of(app).run_due, lambda: _LOOK_FOR_BACKUPS),
    )


def retention_of(app: App) -> Retention:
    settings, plan = app.settings, app.settings.schedule
    every = min(plan.probe, plan.visit)
    return Retention(app.store, settings.keeping, settings.store.evidence, app.clock, every)


def backup_of(app: App) -> DailyBackup:
    settings = app.settings
    return DailyBackup(
        settings.backup,
        settings.backup.window(settings.portal.time_zone),
        app.recorder,
        settings.store.evidence,
        app.vault,
        app.metrics,
        app.clock,
        min(roster.watched_since for roster in app.rosters.values()),
    )
