"""What can be seen of each persona in a seeded portal, as short labels with the days counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from mock_portal.clock import portal_date
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.cycle import stay_ends
from mock_portal.filing.records import CredentialKind, DocumentKind, NoticeKind
from mock_portal.portal import Portal
from mock_portal.web.pecos_revalidations import response_of
from mock_portal.world.connections import ConnectionState
from mock_portal.world.entities import (
    Account,
    Associate,
    AssociateKind,
    Enrollment,
    EnrollmentStatus,
    Form,
    Role,
)
from mock_portal.world.nppes import NppesRecord
from mock_portal.world.security_questions import last_active

S = ApplicationState
_AT_CONTRACTOR = (S.RECEIVED, S.IN_REVIEW)


@dataclass(frozen=True)
class Seen:
    """One persona in one portal."""

    portal: Portal
    account: Account

    @property
    def now(self) -> datetime:
        return self.portal.clock.now()

    def since(self, moment: datetime) -> int:
        return (portal_date(self.now) - portal_date(moment)).days

    def until(self, day: date | datetime) -> int:
        day = portal_date(day) if isinstance(day, datetime) else day
        return (day - portal_date(self.now)).days

    @property
    def associates(self) -> list[Associate]:
        return self.portal.world.associates_of(self.account)

    @property
    def enrollments(self) -> list[Enrollment]:
        return [one for each in self.associates for one in self.portal.world.enrollments_of(each.pac_id)]

    @property
    def applications(self) -> list[Application]:
        mine = {one.pac_id for one in self.associates}
        return [one for one in self.portal.filing.applications.values() if one.pac_id in mine]


def facts_of(portal: Portal, name: str) -> set[str]:
    """Every label that holds for a persona."""
    seen = Seen(portal, portal.world.accounts[name])
    return {label for look in LOOKS for label in look(seen)}


def _account(seen: Seen) -> Iterator[str]:
    account = seen.account
    yield f"password {seen.portal.password_policy.days_left(account.password_changed, seen.now)} left"
    yield f"password {seen.since(account.password_changed)} old"
    yield f"idle {seen.since(last_active(account))}"
    recovery = seen.portal.access.recoveries[account.name]
    yield f"questions {recovery.age_days(seen.now)} old"
    yield "back-up" if recovery.backups else "no back-up"
    yield "MFA set up" if account.mfa_set_up else "MFA missing"
    if account.locked or account.mfa_locked:
        yield "password locked" if account.locked else "MFA locked"


def _colleagues(seen: Seen) -> Iterator[str]:
    """Of the practice, with the first of its people."""
    employer = seen.account.employer
    people = [one for one in seen.portal.world.accounts.values() if one.employer == employer]
    if seen.account is not people[0]:
        return
    yield " and ".join(sorted(one.roles[0].value for one in people))
    for one in seen.portal.access.staff.values():
        if one.employer == employer:
            yield f"invitation {one.state.value} {seen.since(one.invited)}"


def _connections(seen: Seen) -> Iterator[str]:
    states: dict[AssociateKind, set[ConnectionState]] = {}
    for one in seen.portal.access.connections.values():
        if seen.portal.access.owner_of.get(one.pac_id) == seen.account.employer:
            yield f"request {one.state.value} {seen.since(one.requested)}"
            kind = seen.portal.world.associates[one.pac_id].kind
            states.setdefault(kind, set()).add(one.state)
    yields = {kind: ConnectionState.APPROVED in found for kind, found in states.items()}
    if len(yields) == 2 and sum(yields.values()) == 1:
        given = next(kind for kind, approved in yields.items() if approved)
        yield f"only the {given.value} is given"
    if Role.SURROGATE in seen.account.roles and {one.kind for one in seen.associates} == {
        AssociateKind.ORGANIZATION
    }:
        yield "surrogate with half its access"


def _enrollment_labels(seen: Seen) -> Iterator[str]:
    for one in seen.enrollments:
        yield f"enrollment {one.status.value}"
        yield one.form.value
        revalidations = [
            each for each in seen.portal.filing.applications_of(one.id) if each.reason is Reason.REVALIDATION
        ]
        response = response_of(one, revalidations, seen.portal.filing.policy, seen.now)
        yield f"revalidation {response.value}"
        if one.revalidation_due is not None and one.status is EnrollmentStatus.APPROVED:
            yield f"{one.form.value} due in {seen.until(one.revalidation_due)}"
        if one.revalidation_due is not None and one.status is EnrollmentStatus.STAY:
            ends, _ = stay_ends(one, one.revalidation_due, seen.portal.filing)
            yield f"stay ends in {seen.until(ends)}"
        billed = seen.portal.filing.last_billed.get(one.id)
        if billed is not None:
            yield f"billed {-seen.until(billed.day)} ago"
    for notice in seen.portal.filing.notices.values():
        if notice.enrollment_id in {one.id for one in seen.enrollments}:
            yield f"letter {notice.kind.value}"
            if notice.kind is NoticeKind.DEACTIVATION:
                yield f"deactivated {seen.since(notice.sent)} ago"


def _application_labels(seen: Seen) -> Iterator[str]:
    for one in seen.applications:
        yield f"application {one.state.value}"
        yield f"{one.reason.value} {one.state.value}"
        age = seen.since(one.history[-1].at)
        if one.state in _AT_CONTRACTOR:
            yield f"waits {age}"
        if one.state is S.DENIED and one.reason is Reason.INITIAL:
            yield f"denied {age} ago"
        if one.state is S.DRAFT:
            yield f"draft {age}"
        if one.state is S.REJECTED:
            yield f"rejected after {one.history[-2].state.value}"


def _corrections(seen: Seen) -> Iterator[str]:
    for one in seen.applications:
        for asked in one.corrections:
            if asked.answered is not None:
                yield f"corrected, revision {one.revision}"
            elif one.state is S.RETURNED_FOR_CORRECTIONS:
                yield f"answer in {seen.until(asked.due)}"


def _signatures(seen: Seen) -> Iterator[str]:
    mine = {one.id: one for one in seen.applications}
    for request in seen.portal.filing.signatures.values():
        if (application := mine.get(request.application_id)) is None:
            continue
        yield f"signed {request.method.value}"
        if application.state is S.PENDING_E_SIGNATURE and request.signed is None:
            yield f"signature asked {seen.since(request.requested)} ago"


def _fees(seen: Seen) -> Iterator[str]:
    mine = {one.id: one for one in seen.applications}
    for fee in seen.portal.filing.fees.values():
        if (application := mine.get(fee.application_id)) is None:
            continue
        yield f"fee {fee.state.value}"
        if application.state is S.FEE_REQUESTED:
            yield f"fee due in {seen.until(fee.due)}"


def _papers(seen: Seen) -> Iterator[str]:
    mine = {one.pac_id for one in seen.associates}
    for one in seen.portal.filing.credentials.values():
        if one.pac_id in mine:
            kind = "certificate" if one.kind is CredentialKind.DIGITAL_CERTIFICATE else one.kind.value
            yield f"{kind} runs out in {seen.until(one.expires)}"
    kept = [one for one in seen.portal.filing.documents.values() if one.pac_id in mine]
    if kept and DocumentKind.VOIDED_CHECK not in {one.kind for one in kept}:
        yield "no voided check"
    for document in kept:
        if document.expires is not None:
            yield f"document runs out in {seen.until(document.expires)}"


def _files(seen: Seen) -> Iterator[str]:
    filing = seen.portal.filing
    links = {one.individual: one for one in filing.reassignments}
    groups = {one.state for one in seen.enrollments if one.form is Form.GROUP}
    for one in seen.enrollments:
        if one.form is Form.PRACTITIONER and one.state in groups:
            link = links.get(one.id)
            yield (
                "no link"
                if link is None
                else "link ended"
                if link.ended
                else f"link {link.record_type.value}"
            )
        numbers = filing.medicare_ids_of(one.id)
        if len(numbers) > 2 and any(each.ended for each in numbers):
            yield "several numbers, one ended"
        if one.id in filing.records:
            topics = {entry.topic for entry in filing.records[one.id].entries}
            for topic in ("individual-control", "locations"):
                if topic not in topics:
                    yield f"record without {topic}"


def _told(seen: Seen) -> Iterator[str]:
    for one in seen.associates:
        record = seen.portal.public.nppes.record(one.npi)
        enrollments = seen.portal.world.enrollments_of(one.pac_id)
        if record is None:
            yield "not in NPPES"
        elif not enrollments:
            lately = seen.since(record.last_updated) < 365
            yield f"NPPES only, {'registered lately' if lately else 'untouched for years'}"
        else:
            yield from _differences(seen, one, enrollments[0], record)


def _differences(seen: Seen, one: Associate, enrollment: Enrollment, record: NppesRecord) -> Iterator[str]:
    days = seen.since(record.last_updated)
    if record.location.state != enrollment.state:
        yield f"moved {days} ago"
    if one.name.upper().partition(", ")[0] not in (record.last_name, record.organization_name):
        yield f"renamed {days} ago"


LOOKS: tuple[Callable[[Seen], Iterator[str]], ...] = (
    _account, _colleagues, _connections, _enrollment_labels, _application_labels, _corrections, _signatures,
    _fees, _papers, _files, _told,
)  # fmt: skip
