"""What lies in the personas' folders: papers, letters, Medicare IDs, records, reassignments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from mock_portal.clock import midnight
from mock_portal.filing.cycle import notice_id
from mock_portal.filing.filing import Record
from mock_portal.filing.on_file import Known, grown_entries
from mock_portal.filing.plans import CredentialPlan, DocumentPlan, LinkPlan
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import (
    Credential,
    CredentialKind,
    Document,
    DocumentKind,
    FileType,
    LastBilled,
    MedicareId,
    Notice,
    NoticeKind,
)
from mock_portal.filing.seeding_people import Dossier, Moment, Owned
from mock_portal.seeded import Draws
from mock_portal.world.entities import AssociateKind, Enrollment, EnrollmentStatus, Form

_POLICY = FilingPolicy()
_FOR_ALL = (DocumentKind.VOIDED_CHECK,)
_PAPERS = {
    AssociateKind.INDIVIDUAL: (*_FOR_ALL, DocumentKind.LICENSE),
    AssociateKind.ORGANIZATION: (*_FOR_ALL, DocumentKind.IRS_LETTER, DocumentKind.ORGANIZATION_CHART),
}
_STEMS = {
    DocumentKind.VOIDED_CHECK: "voided-check", DocumentKind.IRS_LETTER: "irs-cp575",
    DocumentKind.ORGANIZATION_CHART: "organization-chart", DocumentKind.LICENSE: "state-license",
    DocumentKind.LIABILITY_INSURANCE: "liability-insurance",
    DocumentKind.BUSINESS_LICENSE: "business-license",
}  # fmt: skip
_FAR_DAYS = (800, 600)
"""A licence that nothing is said about runs out so many days ahead, and up to so many more."""
_ISSUERS = {
    CredentialKind.BOARD_CERTIFICATE: "American Board of Made-up Specialties",
    CredentialKind.DEA: "Drug Enforcement Administration",
    CredentialKind.ACCREDITATION: "Community Accreditation Partners",
    CredentialKind.LIABILITY_INSURANCE: "Granite State Mutual",
    CredentialKind.DIGITAL_CERTIFICATE: "Made-up Trust Services CA 3",
}


def documents(dossier: Dossier, moment: Moment) -> Iterator[Document]:
    """The usual papers of each enrolled associate that are not missing, and the planned ones."""
    for place, owned in enumerate(dossier.owned):
        usual = _PAPERS[owned.associate.kind] if owned.enrollments else ()
        plans = [DocumentPlan(kind, None, place) for kind in usual if kind not in dossier.plan.papers_missing]
        plans += [one for one in dossier.plan.documents if one.associate == place]
        for number, plan in enumerate(plans):
            yield _document(owned, plan, number, moment)


def _document(owned: Owned, plan: DocumentPlan, number: int, moment: Moment) -> Document:
    pac_id = owned.associate.pac_id
    draws = moment.dice(f"document:{pac_id}:{number}")
    name = f"{_STEMS[plan.kind]}-{pac_id[-4:]}.pdf"
    expires = None if plan.runs_out_in_days is None else moment.today + timedelta(days=plan.runs_out_in_days)
    return Document(
        id=f"D{draws.digits(9)}",
        pac_id=pac_id,
        kind=plan.kind,
        file_name=name,
        file_type=FileType.PDF,
        size=40_000 + draws.below(900_000),
        sha256=hashlib.sha256(f"{moment.seed}:{name}".encode()).hexdigest(),
        uploaded=moment.now - timedelta(days=100 + draws.below(700)),
        expires=expires,
    )


def credentials(dossier: Dossier, moment: Moment) -> Iterator[Credential]:
    """The planned ones; a person without a planned licence has one that runs out long after."""
    for place, owned in enumerate(dossier.owned):
        plans = [one for one in dossier.plan.credentials if one.associate == place]
        draws = moment.dice(f"credentials:{owned.associate.pac_id}")
        licensed = any(one.kind is CredentialKind.LICENSE for one in plans)
        if owned.associate.kind is AssociateKind.INDIVIDUAL and owned.enrollments and not licensed:
            far = _FAR_DAYS[0] + draws.below(_FAR_DAYS[1])
            plans.insert(0, CredentialPlan(CredentialKind.LICENSE, far, place))
        for plan in plans:
            yield _credential(owned, plan, draws, moment)


def _credential(owned: Owned, plan: CredentialPlan, draws: Draws, moment: Moment) -> Credential:
    state = owned.enrollments[0].state
    of_state = plan.kind is CredentialKind.LICENSE
    record = owned.as_pecos_knows_it(moment) if of_state else None
    number = record.taxonomies[0].license if record else None
    return Credential(
        id=f"L{draws.digits(9)}",
        pac_id=owned.associate.pac_id,
        kind=plan.kind,
        number=number or f"{plan.kind.value[:2].upper()}{draws.digits(7)}",
        issuer=f"{state} Medical Board" if of_state else _ISSUERS[plan.kind],
        state=state if of_state else None,
        expires=moment.today + timedelta(days=plan.runs_out_in_days),
    )


def notices(dossier: Dossier, moment: Moment) -> Iterator[Notice]:
    """The letters that the office would have sent by now."""
    for owned in dossier.owned:
        for enrollment in owned.enrollments:
            yield from _letters(enrollment, moment)


def _letters(enrollment: Enrollment, moment: Moment) -> Iterator[Notice]:
    due = enrollment.revalidation_due
    if due is None:
        return
    stayed = due + timedelta(days=1)
    days = {
        EnrollmentStatus.APPROVED: (
            (NoticeKind.FIRST, due - timedelta(days=_POLICY.first_notice_days)),
            (NoticeKind.SECOND, due - timedelta(days=_POLICY.second_notice_days)),
        ),
        EnrollmentStatus.STAY: ((NoticeKind.STAY, stayed),),
        EnrollmentStatus.DEACTIVATED: (
            (NoticeKind.STAY, stayed),
            (NoticeKind.DEACTIVATION, stayed + timedelta(days=_POLICY.stay_days)),
        ),
    }
    for kind, day in days.get(enrollment.status, ()):
        if midnight(day) <= moment.now:
            key = notice_id(enrollment.id, kind, due)
            yield Notice(id=key, enrollment_id=enrollment.id, kind=kind, sent=midnight(day), due=due)


def reassignments(dossier: Dossier, moment: Moment) -> Iterator[Reassignment]:
    """Every practitioner to the practice's own group in the State, or only those that are planned."""
    groups = {
        one.state: one.id for owned in dossier.owned for one in owned.enrollments if one.form is Form.GROUP
    }
    plans = dossier.plan.links
    if plans is None:
        plans = tuple(LinkPlan(place) for place in range(len(dossier.owned)))
    for plan in plans:
        for one in dossier.owned[plan.individual].enrollments:
            if one.form is Form.PRACTITIONER and one.state in groups:
                ended = _day_ago(moment, plan.ended_days)
                yield Reassignment(
                    individual=one.id, group=groups[one.state], record_type=plan.record_type, ended=ended
                )


def _day_ago(moment: Moment, days: int | None) -> date | None:
    return None if days is None else moment.today - timedelta(days=days)


def medicare_ids(dossier: Dossier, moment: Moment, links: tuple[Reassignment, ...]) -> Iterator[MedicareId]:
    """The number that each enrollment came with, for the group where there is one, and the planned ones."""
    group_of = {one.individual: one for one in links}
    for owned in dossier.owned:
        for one in owned.enrollments:
            if one.medicare_id is not None:
                link = group_of.get(one.id)
                yield MedicareId(
                    number=one.medicare_id,
                    enrollment_id=one.id,
                    group=link.group if link else None,
                    effective=one.effective,
                    ended=link.ended if link else None,
                )
    for number, plan in enumerate(dossier.plan.numbers):
        one = dossier.owned[0].enrollments[plan.enrollment]
        draws = moment.dice(f"number:{one.id}:{number}")
        yield MedicareId(
            number=f"{one.state}{draws.digits(6)}",
            enrollment_id=one.id,
            group=None,
            effective=moment.today - timedelta(days=plan.since_days),
            ended=_day_ago(moment, plan.ended_days),
        )


def records(dossier: Dossier, moment: Moment) -> Iterator[Record]:
    """Records with holes; the others are grown when they are asked for."""
    for place, topic in dossier.plan.lacks:
        owned = dossier.owned[0]
        enrollment = owned.enrollments[place]
        known = Known(owned.associate, enrollment, moment.seed, moment.today, officials=(dossier.account,))
        kept = tuple(one for one in grown_entries(known) if one.topic != topic)
        yield Record(enrollment_id=enrollment.id, entries=kept, lacks=(topic,))


def last_billed(dossier: Dossier, moment: Moment) -> Iterator[LastBilled]:
    """The day of the last claim, where it is planned."""
    for place, days in dossier.plan.last_billed:
        enrollment = dossier.owned[0].enrollments[place]
        yield LastBilled(enrollment_id=enrollment.id, day=moment.today - timedelta(days=days))
