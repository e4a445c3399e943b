"""What the checks must know around an application, looked up from the whole portal."""

from __future__ import annotations

from datetime import date

from mock_portal.clock import portal_date
from mock_portal.exchange import Exchange
from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.checks.context import Context
from mock_portal.filing.forms.nouns import values_of
from mock_portal.filing.forms.outline import outline
from mock_portal.filing.on_file import Known, Linked, grown_entries
from mock_portal.filing.records import Document, Entry
from mock_portal.web.pecos_labels import is_open
from mock_portal.world.entities import Account, Associate, AssociateKind, Enrollment, Form, Role


def context_of(exchange: Exchange, application: Application) -> Context:
    """Everything the checks need."""
    filing, world = exchange.filing, exchange.world
    associate = world.associates[application.pac_id]
    enrollment = _enrollment(exchange, application)
    named = {
        values.get("npi", "")
        for topic in ("reassignments", "members")
        for values in values_of(application.entries, topic)
    }
    begun = portal_date(application.history[0].at)
    return Context(
        associate=associate,
        today=portal_date(exchange.now),
        policy=filing.policy,
        enrollment=enrollment,
        nppes=exchange.nppes.record(associate.npi),
        on_file=None if enrollment is None else entries_on_file(exchange, enrollment, begun),
        documents=documents_of(exchange, application),
        credentials=tuple(one for one in filing.credentials.values() if one.pac_id == associate.pac_id),
        fee=filing.fee_of(application),
        enrolled={npi: _enrollments_of(exchange, npi) for npi in named},
        applying=frozenset(npi for npi in named if _is_applying(exchange, npi)),
    )


def documents_of(exchange: Exchange, application: Application) -> tuple[Document, ...]:
    """The documents that go with an application, in the order they came."""
    mine = (one for one in exchange.filing.documents.values() if one.application_id == application.id)
    return tuple(sorted(mine, key=lambda one: (one.uploaded, one.id)))


def entries_on_file(exchange: Exchange, enrollment: Enrollment, day: date) -> tuple[Entry, ...]:
    """What the enrollment has on file: topics as last approved, the others as they were before that."""
    associate = exchange.world.associates[enrollment.pac_id]
    credentials = exchange.filing.credentials.values()
    grown = grown_entries(
        Known(
            associate=associate,
            enrollment=enrollment,
            seed=exchange.tokens.seed,
            day=day,
            linked=_linked(exchange, enrollment),
            credentials=tuple(one for one in credentials if one.pac_id == associate.pac_id),
            officials=_officials(exchange, associate),
        )
    )
    record = exchange.filing.records.get(enrollment.id)
    approved = () if record is None else record.entries
    told = {one.topic for one in approved} | set(() if record is None else record.lacks)
    return (*(one for one in grown if one.topic not in told), *approved)


def prefilled(application: Application, entries: tuple[Entry, ...]) -> Application:
    """The application with those of the entries that belong to its topics."""
    shown = {item.topic.key for item in outline(application.model_copy(update={"entries": entries}))}
    kept = tuple(one for one in entries if one.topic in shown)
    return application.model_copy(update={"entries": kept})


def as_filed(exchange: Exchange, application: Application) -> Application:
    """The application with its entries. One that was there from the start has none: they are grown."""
    enrollment = exchange.world.enrollments.get(application.enrollment_id or "")
    if application.entries or not application.revision or enrollment is None:
        return application
    begun = portal_date(application.history[0].at)
    return prefilled(application, entries_on_file(exchange, enrollment, begun))


def _enrollment(exchange: Exchange, application: Application) -> Enrollment | None:
    """The enrollment that is on file already: a first application has none, though it was submitted."""
    if application.reason is Reason.INITIAL or application.enrollment_id is None:
        return None
    return exchange.world.enrollments.get(application.enrollment_id)


def _enrollments_of(exchange: Exchange, npi: str) -> tuple[Enrollment, ...]:
    associate = exchange.world.associate_with_npi(npi)
    return () if associate is None else tuple(exchange.world.enrollments_of(associate.pac_id))


def _is_applying(exchange: Exchange, npi: str) -> bool:
    associate = exchange.world.associate_with_npi(npi)
    return associate is not None and any(
        one.reason is Reason.INITIAL and one.form in (Form.PRACTITIONER, Form.GROUP) and is_open(one)
        for one in exchange.filing.applications_for(associate.pac_id)
    )


def _linked(exchange: Exchange, enrollment: Enrollment) -> tuple[Linked, ...]:
    world = exchange.world
    found = []
    for one in exchange.filing.reassignments:
        if one.ended is not None or enrollment.id not in (one.individual, one.group):
            continue
        individual = world.enrollments[one.individual]
        other = world.enrollments[one.group] if one.individual == enrollment.id else individual
        associate = world.associates[other.pac_id]
        since = one.effective or individual.effective
        found.append(Linked(associate.name, associate.npi, since))
    return tuple(found)


def _officials(exchange: Exchange, associate: Associate) -> tuple[Account, ...]:
    if associate.kind is not AssociateKind.ORGANIZATION:
        return ()
    return tuple(
        one
        for one in exchange.world.accounts.values()
        if one.employer == associate.name and Role.AUTHORIZED_OFFICIAL in one.roles
    )
