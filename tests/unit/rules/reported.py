"""Providers of whom PECOS is to be told something: by the roster, or because NPPES was told it already."""

from datetime import date, datetime, time, timedelta

from agent.model.facts import (
    ApplicationFact,
    AssociateFact,
    Facts,
    LocationFact,
    RevalidationFact,
    StatusStep,
)
from agent.model.public import PublicFacts, RegistryAddress, RegistryRecord
from agent.model.roster import ChangeKind, Roster, RosterEntry

from ..builders import ACCOUNT, EASTERN, ENROLLMENT, NOW, NPI, enrollment

CHANGED = date(2026, 2, 2)
HERE = LocationFact(address="12 Canal Street, Suite 4", city="Columbus", state="OH", postal_code="43004-1234")
ELSEWHERE = RegistryAddress(address="900 Mill Road", city="Salem", state="OR", postal_code="973011111")
SAME = RegistryAddress(address="12 CANAL ST STE 4", city="COLUMBUS", state="OH", postal_code="430041234")


def expecting(kind: ChangeKind | None = None, day: date | None = CHANGED) -> Roster:
    entry = RosterEntry(npi=NPI, changed=kind, changed_on=day)
    return Roster(account=ACCOUNT, watched_since=NOW, entries=(entry,))


def registry(
    *,
    location: RegistryAddress | None = SAME,
    name: str | None = "HALE, BENEDICT J",
    updated: date | None = CHANGED,
) -> PublicFacts:
    record = RegistryRecord(npi=NPI, kind="individual", name=name, location=location, updated=updated)
    return PublicFacts(read=NOW, asked=(NPI,), registry=(record,))


def application(
    status: str | None = "In Review",
    *,
    sent: int | None = 0,
    reason: str | None = "Change of information",
    listed_only: bool = False,
) -> ApplicationFact:
    """A change of information, sent so many days after the change; null is not sent."""
    day = None if sent is None else CHANGED + timedelta(days=sent)
    at = day and datetime.combine(day, time(23), EASTERN)
    steps = (StatusStep(status="Submitted", at=at),) if at else ()
    return ApplicationFact(
        id="T01",
        npi=NPI,
        reason=reason,
        status=status,
        since=day,
        history=None if listed_only else steps,
        enrollment_id=ENROLLMENT,
    )


def provider(
    public: PublicFacts | None = None,
    *applications: ApplicationFact,
    locations: tuple[LocationFact, ...] | None = (HERE,),
    name: str | None = "Hale, Benedict",
    form: str = "855I",
    status: str | None = "Approved",
    effective: date | None = date(2011, 5, 4),
    due: date | None = None,
    response: str | None = "Response awaited",
    not_read: tuple[str, ...] = (),
) -> Facts:
    one = enrollment(status).model_copy(update={"form": form, "effective": effective, "locations": locations})
    row = RevalidationFact(enrollment_id=ENROLLMENT, posted=due is not None, due=due, response=response)
    return Facts(
        associates=(AssociateFact(npi=NPI, kind="individual", name=name),),
        enrollments=(one,),
        applications=applications,
        revalidations=(row,),
        public=registry() if public is None else public,
        not_read=not_read,
    )
