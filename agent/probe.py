"""A cheap HTTP look at the public pages, and at the certificate they come with."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx

from agent.browser import PageContract, failure, stated_end
from agent.budget import over_budget
from agent.http_terms import shared_tls_context
from agent.lookups.public_page import Certificate, Expected, Fetched, certificate, fetch, judge, paragraphs
from agent.lookups.reference import blamed
from agent.model.clock import Clock
from agent.model.look import Look, LookKind, PageTiming, Reason, Step, verdict_of
from agent.model.verdict import Cause
from agent.settings import BudgetSettings, PortalSettings

USER_AGENT = "enrollwatch-probe/1"


@dataclass(frozen=True)
class Prober:
    """`references` are the `host:port` that tell a dead portal from a dead network."""

    portal: PortalSettings
    contract: PageContract
    budgets: BudgetSettings
    references: Sequence[str]
    clock: Clock

    async def look(self) -> Look:
        """One look at each public page of the contract; it ends at the first that fails."""
        started, begun = self.clock(), time.monotonic()
        pages: list[PageTiming] = []
        reasons: list[Reason] = []
        async with self._client() as client:
            for name in self.contract.probes:
                fetched = await self._fetch(client, name)
                pages.append(_timing(name, fetched))
                if cause := judge(fetched, self._expected(name)):
                    reasons.append(self._reason(cause, name, fetched))
                    break
        if slow := over_budget(pages, self.budgets.page):
            reasons.append(slow)
        judged = await blamed(reasons, self.references)
        seconds = round(time.monotonic() - begun, 3)
        return Look(
            id=secrets.token_hex(8),
            kind=LookKind.PROBE,
            started=started,
            ended=started + timedelta(seconds=seconds),
            verdict=verdict_of(judged),
            reasons=judged,
            steps=(Step(name="public-pages", seconds=seconds, pages=tuple(pages)),),
        )

    async def certificate(self) -> Certificate:
        """The portal's certificate; nothing is known of it when nothing answers, or answers without one."""
        if not self.portal.url.startswith("https:"):
            return Certificate()
        async with self._client() as client:
            return await certificate(client, self.portal.url)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=shared_tls_context(self.portal.ca_file, "portal.ca_file"),
            trust_env=False,
            headers={"User-Agent": USER_AGENT},
            timeout=self.budgets.page_hard.total_seconds(),
        )

    async def _fetch(self, client: httpx.AsyncClient, name: str) -> Fetched:
        url = self.portal.url + self.contract.pages[name].address
        return await fetch(client, url, self.budgets.page_hard.total_seconds())

    def _expected(self, name: str) -> Expected:
        return Expected(
            landmark=self.contract.pages[name].landmark,
            language=self.contract.language,
            maintenance=self.contract.signs.maintenance,
        )

    def _reason(self, cause: Cause, name: str, fetched: Fetched) -> Reason:
        is_closed = cause is Cause.MAINTENANCE
        until = stated_end(paragraphs(fetched), self.contract, self.portal.zone) if is_closed else None
        return failure(cause, self._where(name), maintenance_until=until).reason

    def _where(self, name: str) -> str:
        return f"{name} {self.contract.pages[name].address}"


def _timing(name: str, fetched: Fetched) -> PageTiming:
    return PageTiming(name=name, seconds=round(fetched.seconds, 3), ttfb=fetched.ttfb, db=fetched.db)
