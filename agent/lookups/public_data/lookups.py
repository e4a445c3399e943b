"""Asks every public source about some NPIs. What cannot be read is said; nothing is ever raised for it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Generic, TypeVar

from loguru import logger

from agent.http_terms import shared_tls_context
from agent.lookups.public_data import datasets, registry
from agent.lookups.public_data.asking import Connection, Service, SourceProblemError
from agent.lookups.public_data.kept import Answers, Kept
from agent.model.public import PublicFacts, RegistryRecord, Source
from agent.settings import PublicSettings

_AT_ONCE = 4  # requests to one service: polite, and enough for a practice of a hundred in seconds
Answer = TypeVar("Answer")
Ask = Callable[[Sequence[str], Connection, datetime], Awaitable[Mapping[str, Answer]]]
"""Asks about a batch of NPIs over a connection; raises SourceProblemError."""


class Lookup(Generic[Answer]):
    """One source with what it said before; a batch of NPIs is asked about at a time."""

    def __init__(self, settings: PublicSettings, service: Service, ask: Ask[Answer], batch: int) -> None:
        self._service = service
        self._answers = Answers[Answer](settings.cache, settings.absent)
        self._ask, self._batch = ask, batch
        self._asking = asyncio.Lock()
        self._left_alone_until: datetime | None = None

    async def of(
        self, npis: Sequence[str], now: datetime
    ) -> tuple[dict[str, Kept[Answer]], SourceProblemError | None]:
        """What is known of them, and why it is not all. One visit asks at a time, the next finds it kept."""
        async with self._asking:
            known = self._answers.fresh(npis, now)
            unknown = [npi for npi in npis if npi not in known]
            problem = await self._fetch(unknown, now) if unknown else None
            return self._answers.fresh(npis, now), problem

    async def _fetch(self, npis: Sequence[str], now: datetime) -> SourceProblemError | None:
        """The first problem ends it: a source that fails is not asked again before the next visit."""
        if self._left_alone_until is not None and now < self._left_alone_until:
            return SourceProblemError(
                "It asked to be left alone",
                f"until {self._left_alone_until:%Y-%m-%d %H:%M} UTC",
                "wait so long",
            )
        batches = [npis[start : start + self._batch] for start in range(0, len(npis), self._batch)]
        try:
            async with self._service.connected() as connection:
                for start in range(0, len(batches), _AT_ONCE):
                    await self._fetch_some(batches[start : start + _AT_ONCE], connection, now)
        except SourceProblemError as problem:
            self._left_alone_until = now + problem.wait if problem.wait else None
            return problem
        self._left_alone_until = None
        return None

    async def _fetch_some(
        self, batches: Sequence[Sequence[str]], connection: Connection, now: datetime
    ) -> None:
        """All at once; what some of them got is kept whatever became of the others."""
        outcomes = await asyncio.gather(
            *(self._ask(batch, connection, now) for batch in batches), return_exceptions=True
        )
        for outcome in outcomes:
            if not isinstance(outcome, BaseException):
                for npi, answer in outcome.items():
                    self._answers.put(npi, answer, now, empty=not answer)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome


class PublicLookups:
    """Every configured source. Meant to live as long as the process, and to serve many visits at once."""

    def __init__(self, settings: PublicSettings) -> None:
        """Raises SettingsError where `ca_file` cannot be read."""
        self._settings = settings
        self._registry: Lookup[RegistryRecord | None] | None = None
        self._tables: dict[Source, Lookup[tuple[datasets.Row, ...]]] = {}
        self._releases: Lookup[Mapping[Source, date]] | None = None
        tls = shared_tls_context(settings.ca_file, "public.ca_file")
        if settings.registry:
            registry_service = Service(settings.registry, settings.timeout, tls)
            self._registry = Lookup(settings, registry_service, _ask_registry, batch=1)
        if settings.data:
            self._add_tables(Service(settings.data, settings.timeout, tls))

    async def facts(self, npis: Sequence[str], now: datetime) -> PublicFacts:
        """What the sources say of these NPIs; a source that is not configured is null without a problem.

        `read` is the oldest of the answers used: with a cache they can be older than `now`.
        """
        asked = tuple(dict.fromkeys(npi.strip() for npi in npis))
        problems: dict[Source, str] = {}
        found: dict[Source, Sequence[Any]] = {}
        times = [now]
        lookups: dict[Source, Lookup[Any]] = dict(self._tables)
        if self._registry:
            lookups[Source.REGISTRY] = self._registry
        answers = await asyncio.gather(*(lookup.of(asked, now) for lookup in lookups.values()))
        for source, (known, problem) in zip(lookups, answers, strict=True):
            if problem:
                problems[source] = f"{problem}."
            times += [one.at for one in known.values()]
            if known or not problem:
                found[source] = [known[npi].answer for npi in asked if npi in known]
        return PublicFacts(
            read=min(times),
            asked=asked,
            registry=_flat(found.get(Source.REGISTRY)),
            order_and_refer=_flat(found.get(Source.ORDER_AND_REFER)),
            revalidations=_flat(found.get(Source.REVALIDATION)),
            enrollments=_flat(found.get(Source.ENROLLMENT)),
            released=await self._released(now),
            problems=problems,
        )

    def _add_tables(self, service: Service) -> None:
        for dataset in datasets.DATASETS:
            ask = partial(datasets.rows_of, dataset)
            self._tables[dataset.source] = Lookup(self._settings, service, ask, datasets.BATCH)
        self._releases = Lookup(self._settings, service, _ask_releases, batch=1)

    async def _released(self, now: datetime) -> Mapping[Source, date]:
        """Without a catalogue the age is not said; the rows stand."""
        if self._releases is None:
            return {}
        known, problem = await self._releases.of([""], now)
        if problem:
            logger.bind(where=problem.where).warning("the catalogue of public data: {}", problem.what)
        return known[""].answer if "" in known else {}


async def _ask_registry(
    npis: Sequence[str], service: Connection, now: datetime
) -> Mapping[str, RegistryRecord | None]:
    return {npi: await registry.record_of(npi, service, now) for npi in npis}


async def _ask_releases(
    _: Sequence[str], service: Connection, now: datetime
) -> Mapping[str, Mapping[Source, date]]:
    """The catalogue is one for all: kept under no NPI."""
    return {"": await datasets.releases(service, now)}


def _flat(answers: Sequence[Any] | None) -> tuple[Any, ...] | None:
    """The rows of all NPIs in one; null where the source gave nothing at all."""
    if answers is None:
        return None
    return tuple(
        row for answer in answers for row in (answer if isinstance(answer, tuple) else (answer,)) if row
    )
