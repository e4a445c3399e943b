"""`enrollwatch serve`: many visits in one process, for stories that replay months in seconds.

One request a line on standard input, one answer a line on standard output. The browsers and the Vault
token stay warm between requests; settings, store and time are each request's own.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from pydantic import AwareDatetime, ValidationError

from agent.app import opened
from agent.browser import BrowserPool, load_contract
from agent.cli.common import settings_from
from agent.cli.documents import error_of, visits_document
from agent.cli.exits import known_error, of_visits, status_of
from agent.cli.visit import chosen_accounts, overridden
from agent.model.base import Frozen
from agent.model.clock import Clock, machine_clock, ticking_from
from agent.model.errors import SettingsError
from agent.settings import Engine, Settings, TraceMode, VaultSettings
from agent.vault import VaultClient


class Request(Frozen):
    """The arguments of one `visit`; without `names`, every account."""

    config: Path
    names: tuple[str, ...] = ()
    at: AwareDatetime | None = None
    browser: Engine | None = None
    trace: TraceMode | None = None
    dry_run: bool = False


class Answer(Frozen):
    """What the same `visit --json` would have printed, and its exit status."""

    exit: int
    document: dict[str, Any]


@click.command(hidden=True)
def serve() -> None:
    """Answer visit requests from standard input until it ends."""
    asyncio.run(_serve())


async def _serve() -> None:
    async with AsyncExitStack() as stack:
        warm = _Warm(stack)
        while line := await asyncio.to_thread(sys.stdin.readline):
            answer = await _answered(line, warm)
            click.echo(answer.model_dump_json())


async def _answered(line: str, warm: "_Warm") -> Answer:
    try:
        try:
            request = Request.model_validate_json(line)
        except ValidationError as error:
            raise SettingsError(
                f"not a visit request: {error.errors()[0]['msg']}",
                "standard input",
                "send one JSON object a line",
            ) from error
        return await _visited(request, warm)
    except Exception as error:  # the edge of one request: the next one is served all the same
        known = known_error(error)
        return Answer(exit=status_of(known), document=error_of(known))


async def _visited(request: Request, warm: "_Warm") -> Answer:
    settings = overridden(settings_from(request.config), request.browser, headed=False, trace=request.trace)
    names = chosen_accounts(settings, request.names, everyone=not request.names)
    clock = warm.clock_at(request.at)
    vault = warm.vault(settings.vault)
    pool = await warm.pool(settings)
    async with opened(settings, clock=clock, vault=vault, pool=pool) as app:
        reports = await app.visit_all(names, dry_run=request.dry_run)
        reports = reports if request.dry_run else await app.deliver(reports)
        status = of_visits([report.look.verdict for report in reports], app.unresolved(names, reports))
    return Answer(exit=status, document=visits_document(reports))


@dataclass
class _Warm:
    """Parts that outlive a request, by what they were made from."""

    stack: AsyncExitStack
    _pools: dict[tuple[str, str, bool], BrowserPool] = field(default_factory=dict)
    _vaults: dict[VaultSettings, VaultClient] = field(default_factory=dict)
    _clock: Clock = machine_clock

    def clock_at(self, moment: datetime | None) -> Clock:
        self._clock = ticking_from(moment) if moment else machine_clock
        return self._clock

    def vault(self, settings: VaultSettings) -> VaultClient:
        if settings not in self._vaults:
            self._vaults[settings] = VaultClient(settings)
            self.stack.callback(self._vaults[settings].close)
        return self._vaults[settings]

    async def pool(self, settings: Settings) -> BrowserPool:
        key = (settings.portal.url, settings.portal.contract, settings.browser.headed)
        if key not in self._pools:
            pool = BrowserPool(key[0], load_contract(key[1]), lambda: self._clock(), headed=key[2])
            self._pools[key] = await self.stack.enter_async_context(pool)
        return self._pools[key]
