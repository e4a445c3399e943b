"""Reads the pages of a signed-in session, each once, in an order in which a lost session can go on."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from time import monotonic

from agent.browser.dates import Dates
from agent.browser.failures import CHANGED, SessionLost
from agent.browser.findings import Findings
from agent.browser.pages import (
    access,
    application_status,
    applications,
    associates,
    connections,
    enrollment_record,
    enrollments,
    fees,
    home,
    papers,
    profile,
    revalidations,
    signatures,
    staff,
)
from agent.browser.pages.applications import Application
from agent.browser.records import UNREAD
from agent.browser.steps import Steps
from agent.browser.window import Window
from agent.model.facts import Facts, PasswordFacts, SessionFacts
from agent.model.look import Reason, SessionLoss
from agent.model.screen import Screen
from agent.model.verdict import Cause

SETTLED_FOR = timedelta(days=120)
"""An application that ended longer ago is not opened any more: only its row in the list is read."""

PAGES_ONCE = 24
"""Of a visit, whatever the account has: sign-in, single pages and sign-out, and a second sign-in."""

Reading = Callable[[], Awaitable[object]]


class Readings:
    """Every `read_` method may raise `SessionLost`: sign in again and call the same method, which goes on
    where it was. `PortalFailure` ends the visit; what was read until then stays in `facts`.
    """

    def __init__(self, window: Window, steps: Steps, dates: Dates) -> None:
        self._window = window
        self._steps = steps
        self._dates = dates
        self._found = Findings()
        self._losses: list[SessionLoss] = []
        self._signed_in_at = monotonic()

    @property
    def readings(self) -> tuple[tuple[Screen, Reading], ...]:
        """All of them, in their order, each with the screen that it reads."""
        return (
            (Screen.PROFILE, self.read_profile),
            (Screen.HOME, self.read_home),
            (Screen.CONNECTIONS, self.read_connections),
            (Screen.STAFF, self.read_staff),
            (Screen.SIGNATURES, self.read_signatures),
            (Screen.REVALIDATIONS, self.read_revalidations),
            (Screen.FEES, self.read_fees),
            (Screen.ACCESS, self.read_access),
            (Screen.ASSOCIATES, self.read_associates),
            (Screen.ENROLLMENTS, self.read_enrollments),
            (Screen.RECORDS, self.read_records),
            (Screen.APPLICATIONS, self.read_applications),
            (Screen.APPLICATIONS, self.read_statuses),
            (Screen.PAPERS, self.read_papers),
        )

    @property
    def facts(self) -> Facts:
        return self._found.facts(self._window.heard.facts)

    @property
    def pages_known(self) -> int:
        """How many pages the visit takes, as far as is known by now; it grows as lists are read."""
        found = self._found
        providers = len(found.overview.providers.facts) if found.overview else 0
        each = len(found.all_associates.facts) * (1 + len(enrollments.WAYS))
        return (
            PAGES_ONCE
            + providers
            + each
            + len(found.all_enrollments.facts)
            + len(found.wanted)
            + self._window.turned
        )

    async def read_profile(self) -> PasswordFacts:
        with self._step("profile"):
            read = await self._window.read("ia-profile", profile.read)
            self._found.profile = read or profile.Profile()
        return self._found.profile.password

    async def read_home(self) -> SessionFacts:
        with self._step("home"):
            self._found.home = await self._window.read("pecos-home", home.read) or home.Home()
        return self._found.home.session

    async def read_connections(self) -> None:
        with self._step("connections"):
            self._found.connections = await self._window.read("my-connections", connections.read) or UNREAD

    async def read_staff(self) -> None:
        with self._step("staff"):
            self._found.staff = await self._window.read("my-staff", staff.read) or UNREAD

    async def read_signatures(self) -> None:
        """Only counted: what the signatures are is on the pages of their applications."""
        with self._step("signatures"):
            found = await self._window.read("signatures", signatures.read) or UNREAD
            own = sum(one.own for one in found.facts)
            self._compare(
                "signatures", self._found.home.signatures, own, "applications.signatures", found.whole
            )

    async def read_revalidations(self) -> None:
        with self._step("revalidations"):
            found = await self._window.read("revalidations", revalidations.read) or UNREAD
            self._found.revalidations = found
            waits = sum(one.waits for one in found.facts)
            self._compare(
                "revalidations", self._found.home.revalidations, waits, "revalidations", found.whole
            )

    async def read_fees(self) -> None:
        """Only counted, as the signatures."""
        with self._step("fees"):
            found = await self._window.read("fees", fees.read) or UNREAD
            payable = sum(one.payable for one in found.facts)
            self._compare("fees", self._found.home.fees, payable, "applications.fees", found.whole)

    async def read_access(self) -> None:
        found = self._found
        with self._step("access"):
            if found.overview is None:
                found.overview = (
                    await self._window.read("account-management", access.read) or access.Overview()
                )
            for one in found.overview.providers.facts:
                if one.link not in found.people:
                    read = partial(access.read_people, of=one)
                    page = await self._window.read("provider-access", read, one.link)
                    found.people[one.link] = page or access.People()

    async def read_associates(self) -> None:
        with self._step("associates"):
            self._found.associates = await self._window.read("my-associates", associates.read) or UNREAD

    async def read_enrollments(self) -> Facts:
        """Every enrollment of every associate; associates read before a lost session are not read again."""
        found = self._found
        if found.associates is None:
            await self.read_associates()
        with self._step("enrollments"):
            for one in found.all_associates.facts:
                if one.link not in found.enrollments:
                    read = partial(enrollments.read, npi=one.npi)
                    page = await self._window.read("enrollments", read, one.link)
                    found.enrollments[one.link] = page or enrollments.Enrollments()
        return self.facts

    async def read_records(self) -> None:
        """The record of every enrollment."""
        found = self._found
        with self._step("records"):
            for one in found.all_enrollments.facts:
                if one.link and one.link not in found.records:
                    read = partial(enrollment_record.read, npi=one.fact.npi, enrollment_id=one.fact.id)
                    page = await self._window.read("enrollment-record", read, one.link)
                    found.records[one.link] = page or enrollment_record.EnrollmentRecord()

    async def read_applications(self) -> None:
        """The list of every associate."""
        found = self._found
        with self._step("applications"):
            for one in found.all_associates.facts:
                page = found.enrollments.get(one.link, enrollments.Enrollments())
                if one.link in found.applications or not (link := page.way("applications")):
                    continue
                read = partial(applications.read, npi=one.npi)
                listed = await self._window.read("applications", read, link) or UNREAD
                found.applications[one.link] = listed
                drafts = sum(one.fact.id is None for one in listed.facts)
                self._compare("applications", page.drafts, drafts, "applications", listed.whole)
        found.wanted = tuple(one for one in found.all_applications.facts if self._is_wanted(one))

    async def read_statuses(self) -> None:
        """The page of every application that is open, or ended not long ago."""
        found = self._found
        with self._step("applications"):
            for one in found.wanted:
                if one.link and one.link not in found.statuses:
                    read = partial(application_status.read, npi=one.fact.npi, tracking_id=one.fact.id)
                    page = await self._window.read("application-status", read, one.link)
                    found.statuses[one.link] = page or application_status.ApplicationStatus()

    async def read_papers(self) -> None:
        """The documents and credentials of every associate."""
        found = self._found
        with self._step("papers"):
            for one in found.all_associates.facts:
                page = found.enrollments.get(one.link, enrollments.Enrollments())
                if one.link not in found.documents and (link := page.way("documents")):
                    read_documents = partial(papers.read_documents, npi=one.npi)
                    documents = await self._window.read("documents", read_documents, link)
                    found.documents[one.link] = documents or UNREAD
                if one.link not in found.credentials and (link := page.way("credentials")):
                    read_credentials = partial(papers.read_credentials, npi=one.npi)
                    credentials = await self._window.read("credentials", read_credentials, link)
                    found.credentials[one.link] = credentials or UNREAD

    def _is_wanted(self, one: Application) -> bool:
        since, now = one.fact.since, self._dates.now()
        if not one.settled or since is None:
            return True
        return now.astimezone(self._dates.zone).date() - since <= SETTLED_FOR

    def _compare(self, page: str, said: int | None, listed: int, name: str, whole: bool) -> None:
        """What another page said there is against what a whole page lists."""
        if not whole or said is None or said == listed:
            return
        self._found.doubtful.append(name)
        what = f"{page}: the page lists {listed} where another page of the portal says {said}"
        self._window.problems.append(
            Reason(cause=Cause.ELEMENT_UNREADABLE, what=what, where=page, do=CHANGED)
        )

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        """A step of a signed-in session: its loss is recorded as it passes."""
        with self._steps.step(name):
            try:
                yield
            except SessionLost as loss:
                self._losses.append(
                    SessionLoss(
                        at=self._dates.now(),
                        page=loss.page,
                        idle=round(self._window.idle, 3),
                        age=round(monotonic() - self._signed_in_at, 3),
                    )
                )
                raise
