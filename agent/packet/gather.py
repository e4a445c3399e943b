"""From an incident and what is known of its account to the packet's content. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from agent.model.facts import ApplicationFact, EnrollmentFact, Facts
from agent.model.incident import Incident
from agent.model.look import Look
from agent.model.roster import Roster, npi_is_valid
from agent.packet.content import (
    Application,
    Enrollment,
    KeyDate,
    Packet,
    Picture,
    Provider,
    Shown,
    Step,
    Visited,
)
from agent.rules.applications import Printed
from agent.rules.desks import as_of

MOST_PROVIDERS = 40
"""A desk asks about one; a list of all that a large account sees would hide what matters."""

_NPI = re.compile(r"(?<!\w)\d{10}(?!\w)")


@dataclass(frozen=True)
class Seen:
    """All that a packet is made of. `facts` are those of `facts_look`, null where none was ever read."""

    incident: Incident
    look: Look | None  # the one the incident rests on, with the facts it read, if any
    facts_look: Look | None
    roster: Roster | None
    portal: str  # its address
    addresses: Mapping[str, str]  # path of each page, by its name in the page contract
    pictures: Sequence[Picture] = ()
    missing: Sequence[str] = ()

    @property
    def facts(self) -> Facts | None:
        return self.facts_look.facts if self.facts_look else None


def gather(seen: Seen, now: datetime) -> Packet:
    """The packet as of `now`; texts of the portal are not yet made fit to print (`redacted`)."""
    finding, facts = seen.incident.finding, seen.facts
    applications = _applications(finding.subject, facts) if facts else []
    npis = _concerned(finding.subject, seen)
    return Packet(
        incident=seen.incident.id,
        rule=finding.rule,
        subject=finding.subject,
        account=finding.account,
        severity=finding.severity,
        title=finding.title,
        since=finding.since,
        due=finding.due,
        impact=finding.impact,
        next_step=finding.next_step,
        desk=as_of(finding.desk, now),
        made=now,
        portal=seen.portal,
        facts_of=seen.facts_look.ended if seen.facts_look else None,
        providers=tuple(_provider(npi, seen, applications) for npi in npis[:MOST_PROVIDERS]),
        more_providers=max(len(npis) - MOST_PROVIDERS, 0),
        dates=tuple(_dates(npis, applications, finding.subject, facts)) if facts else (),
        messages=tuple(_messages(seen)),
        visit=_visited(seen.look, seen) if seen.look else None,
        pictures=tuple(seen.pictures),
        missing=tuple(seen.missing),
    )


def _concerned(subject: str, seen: Seen) -> list[str]:
    """The NPIs that the subject names, by itself or by an ID; all of the account where it names none."""
    named = [word for word in _NPI.findall(subject) if npi_is_valid(word)]
    facts = seen.facts or Facts()
    named += [each.npi for each in facts.enrollments or () if each.id == subject]
    named += [each.npi for each in facts.applications or () if each.id == subject]
    named += [each.npi for each in facts.connections or () if each.id == subject and each.npi]
    everyone = [each.npi for each in facts.associates or facts.enrollments or ()]
    listed = [entry.npi for entry in seen.roster.entries] if seen.roster else []
    return list(dict.fromkeys(named or (*everyone, *listed)))


def _applications(subject: str, facts: Facts) -> list[ApplicationFact]:
    """The one that the subject is, or all that are not over: of those that are, the visit opens no page."""
    everyone = facts.applications or ()
    this = [each for each in everyone if each.subject == subject]
    return this or [each for each in everyone if each.history is not None]


def _provider(npi: str, seen: Seen, applications: Sequence[ApplicationFact]) -> Provider:
    facts = seen.facts or Facts()
    entry = seen.roster.entry(npi) if seen.roster else None
    associate = next((each for each in facts.associates or () if each.npi == npi), None)
    enrolled = [each for each in facts.enrollments or () if each.npi == npi]
    read = [number for each in enrolled for number in (each.ptan, *(p.number for p in each.ptans or ()))]
    ptans = [number for number in (*read, *(entry.ptans if entry else ())) if number]
    return Provider(
        npi=npi,
        name=(entry and entry.name) or (associate and associate.name),
        tin_last=entry.tin_last[-5:] if entry and entry.tin_last else None,
        ptans=tuple(dict.fromkeys(ptans)),
        enrollments=tuple(
            Enrollment(
                enrollment_id=each.id,
                form=each.form,
                state=each.state,
                status=each.status,
                contractor=each.contractor,
            )
            for each in enrolled
        ),
        applications=tuple(_listed(npi, enrolled, applications)),
    )


def _listed(
    npi: str, enrolled: Sequence[EnrollmentFact], applications: Sequence[ApplicationFact]
) -> Iterator[Application]:
    """The provider's applications, and those of which its enrollment list prints no more than the ID."""
    own = [each for each in applications if each.npi == npi]
    for each in own:
        yield Application(
            tracking_id=each.id,
            case_number=each.case_number,
            form=each.form,
            state=each.state,
            status=each.status,
        )
    for row in enrolled:
        if row.tracking_id and row.tracking_id not in {each.id for each in own}:
            yield Application(tracking_id=row.tracking_id, form=row.form, state=row.state)


def _dates(
    npis: Sequence[str], applications: Sequence[ApplicationFact], subject: str, facts: Facts
) -> Iterator[KeyDate]:
    for application in applications:
        if application.npi in npis:
            yield from _dates_of(application)
    enrolled = {each.id for each in facts.enrollments or () if each.npi in npis}
    about = {subject} if subject in enrolled else enrolled
    for each in facts.revalidations or ():
        if each.due and each.enrollment_id in about:
            yield KeyDate(what="revalidation due", day=each.due, of=each.enrollment_id)


def _dates_of(application: ApplicationFact) -> Iterator[KeyDate]:
    """Submitted, asked for, due, answered: those that the portal prints, by the names of the desk (S2)."""
    sent = [step.at for step in application.history or () if step.status == Printed.SUBMITTED]
    dates: list[tuple[str, date | datetime | None]] = [("submitted", min(sent, default=None))]
    for each in application.corrections or ():
        dates += [
            (f"deficiency notice: {each.topic}", each.asked),
            (f"corrections due: {each.topic}", each.due),
            (f"corrections sent: {each.topic}", each.answered),
        ]
    for signature in application.signatures or ():
        dates += [("signature asked for", signature.requested), ("signature due", signature.due)]
    for fee in application.fees or ():
        dates += [(f"fee of ${fee.amount} asked for", fee.requested), ("fee due", fee.due)]
    for what, day in dates:
        if day is not None:
            yield KeyDate(what=what, day=day, of=application.subject)


def _messages(seen: Seen) -> list[Shown]:
    """What stood on the pages when it was found wrong, and what stands there now; each once."""
    read = [look.facts for look in (seen.look, seen.facts_look) if look and look.facts]
    shown = (
        Shown(page=each.page, code=each.code, system=each.system, text=each.text)
        for facts in read
        for each in facts.portal.messages
    )
    return list(dict.fromkeys(shown))


def _visited(look: Look, seen: Seen) -> Visited:
    pages = [page.name for page in look.pages] + [reason.where for reason in look.reasons]
    paths = dict.fromkeys(seen.addresses[name] for name in pages if name in seen.addresses)
    return Visited(
        look=look.id,
        started=look.started,
        ended=look.ended,
        browser=look.browser,
        browser_version=look.browser_version,
        verdict=look.verdict,
        reasons=tuple(str(reason) for reason in look.reasons),
        addresses=tuple(urljoin(seen.portal, path) for path in paths),
        steps=tuple(
            Step(name=step.name, seconds=step.seconds, pages=tuple(page.name for page in step.pages))
            for step in look.steps
        ),
    )
