"""One signed-in session of one account in one tab: sign in, read, sign out."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from loguru import logger
from playwright.async_api import Locator
from pydantic import SecretStr

from agent.browser import capture
from agent.browser.arrival import Arrived, refuse_broken
from agent.browser.capture import Tracing
from agent.browser.contract import PageContract
from agent.browser.dates import PORTAL_ZONE, Dates
from agent.browser.failures import CHANGED, PortalFailure, failure
from agent.browser.pages import code, home, sign_in
from agent.browser.pool import Tab
from agent.browser.reading import Reader
from agent.browser.readings import Readings
from agent.browser.steps import Steps
from agent.browser.window import GONE, Window
from agent.model.errors import BrowserError
from agent.model.evidence import Capture
from agent.model.look import BlockedRequest, Reason, SessionLoss, Step
from agent.model.verdict import Cause
from agent.settings import TraceMode

PASSWORD_PAGES = frozenset({"ia-login", "pecos-login", "ia-mfa", "ia-mfa-setup", "ia-reset-password"})
"""While one of these is open no trace is kept."""

NOT_YET = {"ia-reset-password": Cause.PASSWORD_EXPIRED, "ia-mfa-setup": Cause.MFA_NOT_SET_UP}
"""Pages that come after a right password where something must be set up before anybody may sign in."""

CodeSource = Callable[[], Awaitable[SecretStr]]


class PortalSession(Readings):
    """Signs in, reads what an attentive person would read, and signs out; judges nothing.

    `BrowserError` means that the browser broke. What is amiss on pages that could be read is in
    `problems`. `hard_limit` is in seconds, for each page; `zone` is that of the dates the portal prints.
    """

    def __init__(
        self,
        tab: Tab,
        contract: PageContract,
        portal: str,
        hard_limit: float,
        now: Callable[[], datetime],
        trace: TraceMode = TraceMode.OFF,
        zone: ZoneInfo = PORTAL_ZONE,
    ) -> None:
        dates, steps = Dates(contract.formats, zone, now), Steps()
        super().__init__(Window(tab, contract, portal, hard_limit, steps, dates), steps, dates)
        self._tab = tab
        self._contract = contract
        self._limit = hard_limit
        self._tracing = Tracing(tab.context, trace)
        self._hidden: SecretStr | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._steps.done

    @property
    def problems(self) -> tuple[Reason, ...]:
        return tuple(dict.fromkeys(self._window.problems))

    @property
    def losses(self) -> tuple[SessionLoss, ...]:
        return tuple(self._losses)

    @property
    def blocked(self) -> tuple[BlockedRequest, ...]:
        return self._tab.guard.blocked

    async def sign_in(self, user_id: SecretStr, password: SecretStr, code_source: CodeSource) -> None:
        """Sign in at I&A. `code_source` is asked for a verification code once the portal wants one."""
        self._hidden = user_id
        with self._steps.step("sign-in"):
            await self._tracing.drop()
            arrived = await self._window.open("ia-login")
            arrived = await self._send(
                arrived,
                "ia-login",
                lambda reader: sign_in.fill(reader, user_id, password, self._limit),
            )
            self._refuse_unless_accepted(arrived, "ia-login")
            if arrived.name == "ia-mfa":
                arrived = await self._send(
                    arrived, "ia-mfa", lambda reader: code.fill(reader, code_source, self._limit)
                )
                self._refuse_unless_accepted(arrived, "ia-mfa")
            self._signed_in_at = monotonic()
            self._window.signed_in = True
            await self._tracing.begin()
            if self._window.recognised(arrived, "ia-home"):
                await self._window.read_here(arrived, "ia-home", home.check_links)

    async def sign_out(self) -> None:
        """Sign out; a session that the portal has ended by itself counts as signed out.

        From the page that is open where it has the button, as nearly all have; else from the first.
        """
        with self._steps.step("sign-out"):
            arrived = await self._window.press_here("sign_out", of="ia-home")
            if arrived is not None:
                self._expect_signed_out(arrived)
                return
            arrived = await self._window.open("ia-home")
            if arrived.timed_out or arrived.name in GONE:
                return
            arrived = await self._send(arrived, "ia-home", lambda reader: reader.one("sign_out"))
            self._expect_signed_out(arrived)

    def _expect_signed_out(self, arrived: Arrived) -> None:
        if not (arrived.timed_out or arrived.name in GONE):
            self._window.recognised(arrived, "signed-out")

    async def evidence(self, *, failed: bool) -> tuple[Capture, ...]:
        """As `capture`; a page that cannot be pictured gives none: evidence is a help, not the look."""
        try:
            return await self.capture(failed)
        except BrowserError as error:
            logger.warning("no evidence: {}", error)
            return ()

    async def capture(self, failed: bool) -> tuple[Capture, ...]:
        """Evidence of the open page: a masked picture, its elements if `failed`, the trace by its mode.

        Call it before `sign_out`: the trace ends here.
        """
        page = self._window.page_name
        if page in PASSWORD_PAGES:
            await self._tracing.drop()
        taken = [await capture.screenshot(self._tab.page, page, self._hidden)]
        if failed:
            taken.append(await capture.elements(self._tab.page, page, self._hidden))
        trace = await self._tracing.end(failed, page)
        return (*taken, trace) if trace else tuple(taken)

    async def _send(
        self, arrived: Arrived, page: str, fill: Callable[[Reader], Awaitable[Locator | None]]
    ) -> Arrived:
        """Fill the form of a page that must be whole, and send it: nothing is typed into any other page."""
        problem = self._window.problem_of(arrived, page)
        reader = self._window.reader(arrived, page)
        button = None if problem else await fill(reader)
        if button is None:
            await refuse_broken(arrived.loaded, arrived.sight)
            raise PortalFailure(problem or reader.problems[0])
        return await self._window.send(button, page)

    def _refuse_unless_accepted(self, arrived: Arrived, page: str) -> None:
        """Raise when the portal did not take what was sent from `page`."""
        if arrived.name in NOT_YET:
            raise failure(NOT_YET[arrived.name], arrived.where)
        if arrived.name == page:
            raise self._refusal(arrived, page)
        if arrived.timed_out or arrived.name in GONE:
            raise failure(Cause.THROWN_BACK, arrived.where)

    def _refusal(self, arrived: Arrived, page: str) -> PortalFailure:
        alerts = arrived.sight.alerts
        cause = self._contract.refusal(page, alerts)
        if cause is not None:
            return failure(cause, arrived.where)
        if not alerts or self._contract.signs.please_sign_in in alerts:
            return failure(Cause.THROWN_BACK, arrived.where)
        return PortalFailure(
            Reason(
                cause=Cause.ELEMENT_UNREADABLE,
                what=f"{page}: the alert that came back has no meaning in the page contract",
                where=arrived.where,
                do=CHANGED,
            )
        )
