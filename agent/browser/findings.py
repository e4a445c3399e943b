"""What a session has found so far; kept when the session is lost, so that it can go on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from agent.browser.pages.access import Overview, People
from agent.browser.pages.application_status import FIELDS, TABLES, ApplicationStatus
from agent.browser.pages.applications import Application
from agent.browser.pages.associates import Associate
from agent.browser.pages.enrollment_record import DAYS, LISTS, EnrollmentRecord
from agent.browser.pages.enrollments import Enrollment, Enrollments
from agent.browser.pages.home import Home
from agent.browser.pages.profile import Profile
from agent.browser.pages.revalidations import Revalidation
from agent.browser.records import UNREAD, Listed, joined
from agent.model.facts import (
    ApplicationFact,
    AssociateFact,
    CredentialFact,
    DocumentFact,
    EnrollmentFact,
    Facts,
    PortalFacts,
    RevalidationFact,
)
from agent.model.people import AccessFact, ConnectionFact, StaffFact

T = TypeVar("T")

BEHIND: Mapping[str, tuple[str, ...]] = {"record": (*DAYS, *LISTS), "page": (*FIELDS, *TABLES), "action": ()}
"""The fields that are not read where the link of a row to its own page cannot be."""


@dataclass
class Findings:
    """The pages as they come in; those of which there are many, by the link that leads to each.

    What belongs to an associate is kept by the link to its enrollments.
    """

    profile: Profile = field(default_factory=Profile)
    home: Home = field(default_factory=Home)
    connections: Listed[ConnectionFact] = UNREAD
    staff: Listed[StaffFact] = UNREAD
    revalidations: Listed[Revalidation] = UNREAD
    overview: Overview | None = None
    people: dict[str, People] = field(default_factory=dict)
    associates: Listed[Associate] | None = None
    enrollments: dict[str, Enrollments] = field(default_factory=dict)
    records: dict[str, EnrollmentRecord] = field(default_factory=dict)
    applications: dict[str, Listed[Application]] = field(default_factory=dict)
    wanted: tuple[Application, ...] = ()  # whose own pages are to be opened
    statuses: dict[str, ApplicationStatus] = field(default_factory=dict)
    documents: dict[str, Listed[DocumentFact]] = field(default_factory=dict)
    credentials: dict[str, Listed[CredentialFact]] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)  # what two pages of the portal say differently of

    @property
    def all_associates(self) -> Listed[Associate]:
        return self.associates or UNREAD

    @property
    def all_enrollments(self) -> Listed[Enrollment]:
        return self._of_each({link: page.listed for link, page in self.enrollments.items()})

    @property
    def all_applications(self) -> Listed[Application]:
        return self._of_each(self.applications)

    @property
    def _access(self) -> Listed[AccessFact]:
        providers = self.overview.providers if self.overview else UNREAD
        if not providers.found:
            return UNREAD
        people = joined(self.people.get(one.link, People()).listed for one in providers.facts)
        return replace(people, whole=people.whole and providers.whole)

    def _of_each(self, pages: Mapping[str, Listed[T]]) -> Listed[T]:
        """What the pages of all associates have together."""
        if not self.all_associates.found:
            return UNREAD
        found = joined(pages.get(one.link, UNREAD) for one in self.all_associates.facts)
        return replace(found, whole=found.whole and self.all_associates.whole)

    def facts(self, portal: PortalFacts) -> Facts:
        """All that was read; what was not, or not yet, is null and named in `not_read`."""
        overview = self.overview or Overview()
        lists: dict[str, Listed[object]] = {
            "connections": self.connections,
            "staff": self.staff,
            "associates": self._associates(),
            "access": self._access,
            "enrollments": self._enrollments(),
            "applications": self._applications(),
            "revalidations": self._revalidations(),
            "documents": self._of_each(self.documents),
            "credentials": self._of_each(self.credentials),
        }
        unread = [*self.profile.not_read]
        if self.home.session.limit_minutes is None:
            unread.append("session.limit_minutes")
        if not overview.employers.whole or overview.employers.unread:
            unread.append("profile.employers")
        unread += [one for name, found in lists.items() for one in found.not_read(name)]
        return Facts(
            password=self.profile.password,
            session=self.home.session,
            profile=self.profile.facts.model_copy(update={"employers": overview.employers.or_none}),
            portal=portal,
            not_read=tuple(dict.fromkeys([*unread, *self.doubtful])),
            **{name: found.or_none for name, found in lists.items()},
        )

    def _associates(self) -> Listed[AssociateFact]:
        """With who decides about each, which the page of its people says."""
        providers = self.overview.providers.facts if self.overview else ()
        decided = {one.npi: self.people[one.link].decided_by for one in providers if one.link in self.people}
        found = self.all_associates
        facts = [
            one.fact.model_copy(update={"decided_by": decided.get(one.npi) or None}) for one in found.facts
        ]
        unread = ["decided_by"] if any(decided.get(one.npi) is None for one in found.facts) else []
        return found.of(facts, [*_fields(found), *unread])

    def _revalidations(self) -> Listed[RevalidationFact]:
        found = self.revalidations
        return found.of([one.fact for one in found.facts], found.unread)

    def _enrollments(self) -> Listed[EnrollmentFact]:
        found = self.all_enrollments
        records = [(one, self.records.get(one.link or "", EnrollmentRecord())) for one in found.facts]
        facts = [record.added_to(one.fact) for one, record in records]
        unread = [name for _, record in records for name in record.not_read]
        return found.of(facts, [*_fields(found), *unread])

    def _applications(self) -> Listed[ApplicationFact]:
        """An application whose page need not be opened lacks nothing."""
        found = self.all_applications
        wanted = {one.link: ApplicationStatus() for one in self.wanted if one.link} | self.statuses
        opened = [(one, wanted.get(one.link or "")) for one in found.facts]
        facts = [status.added_to(one.fact) if status else one.fact for one, status in opened]
        unread = [name for _, status in opened if status for name in status.not_read]
        return found.of(facts, [*_fields(found), *unread])


def _fields(found: Listed[object]) -> Iterator[str]:
    """The fields of a list that are null in some of its facts."""
    for name in found.unread:
        yield from BEHIND.get(name, (name,))
