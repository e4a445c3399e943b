"""What hours come to: counted from due times and looks, anew as often as one likes until some are dropped."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, func, insert, select, update

from agent.model.hourly import HourlyCount, HourlyLatency, Spread
from agent.model.look import LookKind
from agent.store.rollup_tables import hourly_counts, hourly_latencies, rolled_hours
from agent.store.session import Reading, Writing
from agent.store.tables import looks, page_timings, slots

HOUR = timedelta(hours=1)


def hour_of(moment: datetime) -> datetime:
    """When the hour it lies in began, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class RollupReads(Reading):
    def hour_to_roll(self, until: datetime) -> datetime | None:
        """The oldest hour, over by `until`, that has something to count and is not rolled up."""
        last = hour_of(until)
        after = self._rolled_until(last)
        firsts = [select(func.min(slots.c.due).label("at")).where(slots.c.due >= after)]
        firsts += [
            select(func.min(looks.c.started).label("at")).where(
                looks.c.kind == kind, looks.c.started >= after
            )
            for kind in LookKind
        ]
        found = [row["at"] for query in firsts if (row := self._first(query)) and row["at"]]
        hour = hour_of(min(found)) if found else last
        return hour if hour < last else None

    def hours_to_drop(self, before: datetime, most: int) -> tuple[datetime, ...]:
        """Rolled hours that ended by then, and that nothing was dropped of; oldest first."""
        query = (
            select(rolled_hours.c.hour)
            .where(rolled_hours.c.hour <= before - HOUR, rolled_hours.c.final.is_(False))
            .order_by(rolled_hours.c.hour)
            .limit(most)
        )
        return tuple(row["hour"] for row in self._rows(query))

    def slot_hours_to_drop(self, before: datetime, most: int) -> tuple[datetime, ...]:
        """Final hours that ended by then, and whose due times are still there; oldest first."""
        query = (
            select(rolled_hours.c.hour)
            .where(rolled_hours.c.hour <= before - HOUR, rolled_hours.c.final, ~rolled_hours.c.slots_gone)
            .order_by(rolled_hours.c.hour)
            .limit(most)
        )
        return tuple(row["hour"] for row in self._rows(query))

    def _rolled_until(self, before: datetime) -> datetime:
        """The end of the last rolled hour that began before then, so not one of a clock that ran ahead."""
        last = select(func.max(rolled_hours.c.hour).label("hour")).where(rolled_hours.c.hour < before)
        row = self._first(last)
        return row["hour"] + HOUR if row and row["hour"] else datetime.min.replace(tzinfo=UTC)

    def _counted(self, since: datetime, until: datetime) -> Iterator[HourlyCount]:
        query = (
            select(slots.c.kind, slots.c.due, slots.c.outcome, slots.c.verdict, looks.c.maintenance_until)
            .join(looks, slots.c.look == looks.c.id, isouter=True)
            .where(slots.c.due >= since, slots.c.due < until, slots.c.outcome != "running")
        )
        counts = Counter(
            (
                hour_of(row["due"]),
                row["kind"],
                row["outcome"],
                row["verdict"] or None,
                row["maintenance_until"] is not None,
            )
            for row in self._rows(query)
        )
        for (hour, kind, outcome, verdict, maintenance), count in counts.items():
            yield HourlyCount(
                hour=hour, kind=kind, outcome=outcome, verdict=verdict, maintenance=maintenance, count=count
            )

    def _timed(self, since: datetime, until: datetime) -> Iterator[HourlyLatency]:
        seconds: defaultdict[tuple[datetime, str, str, str], list[float]] = defaultdict(list)
        for row in self._rows(_timings(since, until)):
            step = row["steps"][row["step"]]["name"]
            seconds[hour_of(row["started"]), row["kind"], row["page"], step].append(row["seconds"])
        for (hour, kind, name, step), values in seconds.items():
            yield HourlyLatency(
                hour=hour, kind=LookKind(kind), page=name, step=step, spread=Spread.of(values)
            )


def _timings(since: datetime, until: datetime) -> Select[*tuple[object, ...]]:
    return (
        select(looks.c.kind, looks.c.started, looks.c.steps, page_timings.c.step, page_timings.c.page)
        .add_columns(page_timings.c.seconds)
        .join(page_timings, page_timings.c.look == looks.c.id)
        .where(looks.c.kind.in_(list(LookKind)), looks.c.started >= since, looks.c.started < until)
    )


class RollupWrites(RollupReads, Writing):
    def roll_up(self, hour: datetime, *, final: bool = False) -> None:
        """Count the hour, in the place of what it came to before; `final` before some of it is dropped.

        What is final stays: its due times and looks are not all there any more.
        """
        marker = self._first(select(rolled_hours.c.final).where(rolled_hours.c.hour == hour))
        if marker and marker["final"]:
            return
        with self._reading() as connection:
            for table in (hourly_counts, hourly_latencies):
                connection.execute(delete(table).where(table.c.hour == hour))
            if marker is None:
                connection.execute(insert(rolled_hours).values(hour=hour, final=final, slots_gone=False))
            else:
                connection.execute(
                    update(rolled_hours).where(rolled_hours.c.hour == hour).values(final=final)
                )
        self._write(tuple(self._counted(hour, hour + HOUR)), tuple(self._timed(hour, hour + HOUR)))

    def _write(self, counts: Sequence[HourlyCount], latencies: Iterable[HourlyLatency]) -> None:
        self._add(
            hourly_counts,
            *({**count.model_dump(), "position": number} for number, count in enumerate(counts)),
        )
        self._add(
            hourly_latencies,
            *({**each.model_dump(exclude={"spread"}), **each.spread.model_dump()} for each in latencies),
        )
