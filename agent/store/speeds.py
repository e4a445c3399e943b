"""How fast pages loaded and steps ran, counted by hundredths of a second."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Integer, cast, func, select

from agent.model.look import Loads, LookKind
from agent.store.session import Reading
from agent.store.tables import looks, page_timings


class SpeedReads(Reading):
    def page_loads(self, since: datetime, until: datetime) -> tuple[Loads, ...]:
        """Of looks begun from `since` until before `until`. A second or so for a month of 200 accounts."""
        hundredths = cast(func.round(page_timings.c.seconds * 100), Integer).label("hundredths")
        loaded = (page_timings.c.started >= since, page_timings.c.started < until)
        query = (
            select(page_timings.c.page, hundredths, func.count().label("count"))
            .where(*loaded)
            .group_by(page_timings.c.page, hundredths)
        )
        return tuple(Loads(row["page"], row["hundredths"], row["count"]) for row in self._rows(query))

    def step_loads(self, since: datetime, until: datetime) -> tuple[Loads, ...]:
        """The same of the steps of visits; a probe is one step."""
        visits = (looks.c.kind == LookKind.VISIT, looks.c.started >= since, looks.c.started < until)
        found: Counter[tuple[str, int]] = Counter()
        for row in self._rows(select(looks.c.steps).where(*visits)):
            found.update((step["name"], round(step["seconds"] * 100)) for step in row["steps"])
        return tuple(Loads(name, hundredths, count) for (name, hundredths), count in found.items())
