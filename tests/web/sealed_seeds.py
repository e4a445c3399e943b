"""What visits of `north-clinic` read, sealed into the store. Made-up people only."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from agent.forecast import Event, Forecast
from agent.model.facts import (
    ApplicationFact,
    AssociateFact,
    EnrollmentFact,
    Facts,
    LocationFact,
    MessageFact,
    PasswordFacts,
    PortalFacts,
    ProfileFacts,
    PtanFact,
    RevalidationFact,
)
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.people import ConnectionFact, StaffFact
from agent.model.public import PublicFacts, RegistryRecord
from agent.store import Store
from agent.web import Site
from tests.store.values import a_look
from tests.web.conftest import NOW

NPI, OTHER_NPI = "1234567893", "1245319599"
ENROLLMENT = "I20031105000123"
HOSTILE = '<b onmouseover="x()">\u202eevil</b>\nsecond line'


def an_enrollment(**changed: object) -> EnrollmentFact:
    fact = EnrollmentFact(
        id=ENROLLMENT,
        npi=NPI,
        form="855I",
        state="OH",
        status="Approved",
        specialty="Pulmonary disease",
        ptan="OH1234501",
        ptans=(PtanFact(number="123456789", given_for="Own practice", effective=date(2020, 1, 1)),),
        locations=(LocationFact(address="1 Meadow Ln", city="Dublin", state="OH", postal_code="430171234"),),
    )
    return fact.model_copy(update=changed)


def some_facts(**changed: object) -> Facts:
    """Two providers; a taxpayer number in a message that no page may show."""
    facts = Facts(
        password=PasswordFacts(days_left=23),
        profile=ProfileFacts(primary_method="Authenticator app", backups=1),
        portal=PortalFacts(messages=(MessageFact(page="home", system=False, text="SSN 123-45-6789"),)),
        associates=(AssociateFact(npi=NPI, kind="individual", name="RIVERA, ANA"),),
        enrollments=(an_enrollment(), an_enrollment(id="I20051105000777", npi=OTHER_NPI, specialty=HOSTILE)),
        applications=(
            ApplicationFact(
                id="T010520260000123", npi=NPI, form="855I", reason="TIN 12-3456789", status="Open"
            ),
        ),
        revalidations=(RevalidationFact(enrollment_id=ENROLLMENT, posted=True, due=date(2026, 8, 31)),),
        connections=(ConnectionFact(id="C000000001", provider="Meadow PC", surrogate="Bluestem LLC"),),
        staff=(StaffFact(employer="Bluestem LLC", name="KIM, LEE", email="lee@example.org"),),
        documents=(),
        credentials=(),
        access=(),
        public=PublicFacts(
            read=NOW - timedelta(hours=5), asked=(NPI,), registry=(RegistryRecord(npi=NPI, active=True),)
        ),
        not_read=("profile.questions_age_days",),
    )
    return facts.model_copy(update=changed)


def seen(site: Site, facts: Facts, look_id: str, ended: datetime, account: str = "north-clinic") -> Look:
    """A visit that read them, stored."""
    look = a_look(look_id, account=account, started=ended - timedelta(minutes=1), ended=ended)
    with site.store.writing() as unit:
        unit.add_look(look, site.safe.facts(facts, look_id))
    return look


def an_event(day: date, title: str = "licence runs out", **changed: object) -> Event:
    event = Event(
        day=day,
        rule="licence-or-document-expiry",
        subject=f"{NPI} State license L-1",
        transition=Transition.OPENED,
        severity=Severity.INFORMATION,
        stage=1,
        title=title,
        due=datetime(2026, 4, 15, 3, 59, tzinfo=UTC),  # the last minute of the 14th at the portal
        impact="claims stop",
        next_step="renew it",
    )
    return event.model_copy(update=changed)


@dataclass
class Foretold:
    """Stands for the forecast of an account. It fails as `failing` says, and notes who was asked for."""

    events: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    failing: dict[str, Exception] = field(default_factory=dict)
    asked: list[tuple[str, date]] = field(default_factory=list)

    def __call__(self, account: str, until: date) -> Forecast:
        self.asked.append((account, until))
        if account in self.failing:
            raise self.failing[account]
        return Forecast(account=account, facts_of=NOW, events=self.events.get(account, ()))


def exports(store: Store) -> list[tuple[str, str, str]]:
    """What left as a file: who took what, and how much of it."""
    return [(each.who, each.object, each.detail) for each in store.audited() if each.action == "export"]
