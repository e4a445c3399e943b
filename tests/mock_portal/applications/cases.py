"""Applications as values, complete and right; a test breaks one thing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.filing.checks import check
from mock_portal.filing.checks.context import Context
from mock_portal.filing.checks.findings import Finding
from mock_portal.filing.records import Document, DocumentKind, Entry, FileType
from mock_portal.world.entities import Associate, AssociateKind, Enrollment, EnrollmentStatus, Form
from mock_portal.world.nppes import NppesRecord, Taxonomy
from mock_portal.world.places import Address

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
NPI, GROUP_NPI = "1234567893", "1003000126"
PLACE = {
    "address_1": "12 ELM ST", "city": "MUNCIE", "state": "IN", "zip": "47305-0001",
    "telephone": "765-555-0101",
}  # fmt: skip
PERSON: dict[str, list[dict[str, str]]] = {
    "basic": [{"practice": "Private practice and reassignment"}],
    "personal": [{"first_name": "Ada", "last_name": "Marchetti", "birth_date": "05/04/1971",
                  "ssn": "900123456", "npi": NPI, "specialty": "Internal Medicine"}],
    "licenses": [{"kind": "State license", "number": "IN55", "state": "IN", "expires": "06/30/2029"}],
    "correspondence": [PLACE],
    "adverse": [{"answer": "No"}],
    "business": [{"structure": "Sole proprietor", "name": "Ada Marchetti MD"}],
    "locations": [{**PLACE, "name": "Elm Street", "since": "03/02/2026"},
                  {**PLACE, "name": "Oak Street", "since": "03/02/2026"}],
    "special-payments": [{"where": "First practice location"}],
    "records": [{"where": "Electronically"}],
    "reassignments": [{"name": "A Group", "npi": GROUP_NPI, "since": "03/02/2026"}],
    "managing": [{"answer": "No"}],
    "billing-agency": [{"answer": "No"}],
    "eft": [{"bank": "A Bank", "routing": "991234567", "account_number": "0012345",
             "account_type": "Checking", "holder": "Ada Marchetti"}],
    "participation": [{"status": "Participating"}],
    "contacts": [{"first_name": "Ida", "last_name": "Post", "telephone": "7655550101",
                  "email": "ida@post.example"}],
}  # fmt: skip
OFFICIAL = {
    "first_name": "Alma", "last_name": "Fenwick", "birth_date": "05/04/1961", "ssn": "900222333",
    "percent": "60", "managing": "on", "authorized": "on", "since": "03/02/2020",
}  # fmt: skip
ORGANIZATION: dict[str, list[dict[str, str]]] = {
    **{key: value for key, value in PERSON.items()
       if key not in ("basic", "personal", "business", "reassignments", "managing")},
    "basic": [{"state": "IN"}],
    "organization": [{"name": "Elm Street Group LLC", "ein": "000123456", "npi": NPI,
                      "type": "Clinic/Group Practice", "structure": "Limited liability company"}],
    "individual-control": [OFFICIAL],
    "members": [{"name": "Ada Marchetti", "npi": GROUP_NPI, "since": "03/02/2026"}],
}  # fmt: skip
_ADDRESS = Address(address_1="12 Elm St.", city="Muncie", state="IN", postal_code="473050001",
                   telephone_number="765-555-0101")  # fmt: skip


def enrollment(form: Form, **change: object) -> Enrollment:
    """An approved enrollment in Indiana."""
    one = Enrollment(
        id="I20200302000001", pac_id="1234567890", form=form, state="IN", specialty="Internal Medicine",
        contractor="A contractor", effective=date(2020, 3, 2),
    )  # fmt: skip
    return one.model_copy(update=change)


def document(kind: DocumentKind, **change: object) -> Document:
    """A small PDF."""
    one = Document(
        id=f"D{kind.name}", pac_id="1234567890", kind=kind, file_name="paper.pdf", file_type=FileType.PDF,
        size=100, sha256="0" * 64, uploaded=NOW, application_id="A1",
    )  # fmt: skip
    return one.model_copy(update=change)


def entries(topics: dict[str, list[dict[str, str]]]) -> tuple[Entry, ...]:
    """As an application has them."""
    return tuple(Entry(topic=key, values=one) for key, values in topics.items() for one in values)


class Sample:
    """An application and its context, all well; the attributes may be changed before `findings`."""

    def __init__(self, *, person: bool = True, reason: Reason = Reason.INITIAL) -> None:
        self.topics = {key: [dict(one) for one in values]
                       for key, values in (PERSON if person else ORGANIZATION).items()}  # fmt: skip
        self.form = Form.PRACTITIONER if person else Form.GROUP
        self.reason = reason
        self.chosen: tuple[str, ...] = ()
        other = Form.GROUP if person else Form.PRACTITIONER
        kind = AssociateKind.INDIVIDUAL if person else AssociateKind.ORGANIZATION
        name = "Marchetti, Ada" if person else "Elm Street Group LLC"
        kinds = [DocumentKind.VOIDED_CHECK, DocumentKind.LICENSE if person else DocumentKind.IRS_LETTER]
        kinds += [] if person else [DocumentKind.BUSINESS_LICENSE]
        self.context: dict[str, object] = {
            "associate": Associate(
                pac_id="1234567890",
                kind=kind,
                name=name,
                npi=NPI,
                tin_type="SSN" if person else "EIN",
                tin="900123456" if person else "000123456",
            ),
            "today": TODAY,
            "nppes": _nppes(kind),
            "documents": tuple(document(one) for one in kinds),
            "enrolled": {GROUP_NPI: (enrollment(other),)},
        }
        if reason is not Reason.INITIAL:
            ended = reason is Reason.REACTIVATION
            status = EnrollmentStatus.DEACTIVATED if ended else EnrollmentStatus.APPROVED
            due = date(2026, 4, 30)
            self.context["enrollment"] = enrollment(self.form, status=status, revalidation_due=due)
            self.context["on_file"] = entries(self.topics)

    @property
    def application(self) -> Application:
        """The draft."""
        return Application(
            id="A1", pac_id="1234567890", form=self.form, us_state="IN", contractor="A contractor",
            reason=self.reason, topics=self.chosen, entries=entries(self.topics),
            history=(Step(state=ApplicationState.DRAFT, at=NOW),),
        )  # fmt: skip

    def findings(self) -> tuple[Finding, ...]:
        """What the check says."""
        return check(self.application, Context(**self.context))  # type: ignore[arg-type]  # any field


def _nppes(kind: AssociateKind) -> NppesRecord:
    return NppesRecord(
        npi=NPI, kind=kind, first_name="ADA", last_name="MARCHETTI", location=_ADDRESS, mailing=_ADDRESS,
        organization_name="ELM STREET GROUP, LLC", created=NOW, last_updated=NOW,
        taxonomies=(Taxonomy(code="207R00000X", desc="Internal Medicine"),),
    )  # fmt: skip
