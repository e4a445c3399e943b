"""What /metrics shows of the running agent before anything has happened."""

from collections.abc import Iterable, Mapping

from agent.metrics import Metrics
from agent.model.roster import Roster
from agent.settings import Settings
from agent.store import Store


def first_numbers(
    metrics: Metrics,
    settings: Settings,
    store: Store,
    rosters: Mapping[str, Roster],
    channels: Iterable[str],
) -> None:
    """What the agent goes by, counts at 0, and what a restart must not forget: when each account was last
    looked at."""
    metrics.page_budget.set(settings.budgets.page.total_seconds())
    metrics.visit_interval.set(settings.schedule.visit.total_seconds())
    metrics.availability_objective.set(settings.slo.availability / 100)
    metrics.foresee(channels)
    for account, roster in rosters.items():
        metrics.watched_since.labels(account).set(roster.watched_since.timestamp())
        last = store.last_good_look(account)
        if last:
            metrics.last_success.labels(account).set(last.ended.timestamp())
