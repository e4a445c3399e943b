"""How fast pages loaded and steps ran, counted by hundredths of a second."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Integer, cast, func, select

from agent.model.hourly import Spread
from agent.model.look import Loads, LookKind
from agent.store.rollup_tables import hourly_latencies, rolled_hours
from agent.store.rollups import HOUR
from agent.store.session import Reading
from agent.store.tables import looks, page_timings

_Found = Counter[tuple[str, int]]


class SpeedReads(Reading):
    def page_loads(self, since: datetime, until: datetime) -> tuple[Loads, ...]:
        """Of looks begun from `since` until before `until`. A second or so for a month of 200 accounts.

        Hours whose timings are no longer kept count as they were rolled up: to a tenth, and those that begin
        in this time.
        """
        gone_until = self._timings_gone_until()
        found = self._rolled_loads(since, until)
        found.update(self._kept_loads(max(since, gone_until) if gone_until else since, until))
        return _loads(found)

    def step_loads(self, since: datetime, until: datetime) -> tuple[Loads, ...]:
        """The same of the steps of visits; a probe is one step."""
        visits = (looks.c.kind == LookKind.VISIT, looks.c.started >= since, looks.c.started < until)
        found: _Found = Counter()
        for row in self._rows(select(looks.c.steps).where(*visits)):
            found.update((step["name"], round(step["seconds"] * 100)) for step in row["steps"])
        return _loads(found)

    def _kept_loads(self, since: datetime, until: datetime) -> _Found:
        hundredths = cast(func.round(page_timings.c.seconds * 100), Integer).label("hundredths")
        query = (
            select(page_timings.c.page, hundredths, func.count().label("times"))
            .where(page_timings.c.started >= since, page_timings.c.started < until)
            .group_by(page_timings.c.page, hundredths)
        )
        return Counter({(row["page"], row["hundredths"]): row["times"] for row in self._rows(query)})

    def _timings_gone_until(self) -> datetime | None:
        """The end of the last hour of which some is dropped; what is left of them is in the roll-up too."""
        last = self._first(select(func.max(rolled_hours.c.hour).label("hour")).where(rolled_hours.c.final))
        return last["hour"] + HOUR if last and last["hour"] else None

    def _rolled_loads(self, since: datetime, until: datetime) -> _Found:
        table = hourly_latencies
        query = (
            select(table)
            .join(rolled_hours, rolled_hours.c.hour == table.c.hour)
            .where(rolled_hours.c.final, table.c.hour >= since, table.c.hour < until)
        )
        found: _Found = Counter()
        for row in self._rows(query):
            spread = Spread.model_validate({name: row[name] for name in Spread.model_fields})
            for seconds, times in spread.durations:
                found[row["page"], round(seconds * 100)] += times
        return found


def _loads(found: _Found) -> tuple[Loads, ...]:
    return tuple(Loads(name, hundredths, times) for (name, hundredths), times in found.items())
