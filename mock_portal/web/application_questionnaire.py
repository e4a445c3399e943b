"""Create Initial Enrollment Application: for whom, and the questions that decide on the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.forms import FORMS
from mock_portal.filing.forms.nouns import Practice
from mock_portal.filing.forms.organizations import SUPPLIER_TYPES
from mock_portal.filing.forms.practitioner import SPECIALTIES
from mock_portal.sessions import Session
from mock_portal.web.application_access import ASSOCIATES_LINK, cannot_walk, no_connection
from mock_portal.web.messages import message
from mock_portal.web.pecos_labels import is_open
from mock_portal.web.sign_in_pages import see
from mock_portal.world.contractors import STATES
from mock_portal.world.entities import Account, Associate, AssociateKind, EnrollmentStatus, Form
from mock_portal.world.npi import is_npi

_PURPOSES = {
    AssociateKind.INDIVIDUAL: {
        Form.PRACTITIONER.value: "To bill Medicare, or to be paid through a group (CMS-855I)",
        Form.ORDERING.value: "Only to order and refer (CMS-855O)",
    },
    AssociateKind.ORGANIZATION: {
        Form.GROUP.value: "As a clinic, group practice or other supplier (CMS-855B)",
        Form.INSTITUTION.value: "As an institution (CMS-855A)",
        Form.DME_SUPPLIER.value: "As a DMEPOS supplier (CMS-855S)",
        "588": "Only to agree on electronic funds transfer (CMS-588)",
    },
}
_ENDED = frozenset({EnrollmentStatus.WITHDRAWN, EnrollmentStatus.DENIED, EnrollmentStatus.REVOKED})


@dataclass(frozen=True, slots=True)
class Answers:
    """The questionnaire, answered."""

    associate: Associate
    form: Form
    state: str
    specialty: str
    practice: str

    def fields(self) -> dict[str, str]:
        """As the next page sends it on."""
        return {
            "assoc": self.associate.pac_id, "form": self.form.value, "state": self.state,
            "specialty": self.specialty, "practice": self.practice,
        }  # fmt: skip


def whom(exchange: Exchange, session: Session, account: Account) -> Page:
    """For whom: one of the account's associates, or an NPI."""
    npi, errors = exchange.query.get("npi"), {}
    with exchange.looking_up() as world:
        mine = world.associates_of(account)
        if npi is not None:
            found = _by_npi(exchange, account, npi)
            if isinstance(found, Page):
                return found
            if isinstance(found, Associate):
                return _questions(found, {}, {})
            errors = {"npi": found}
    values = {"associates": mine, "typed": {"npi": npi or ""}, "errors": errors}
    return Page("application_start.html", values, 400 if errors else 200)


def questions(exchange: Exchange, session: Session, account: Account) -> Page:
    """The questionnaire for one associate."""
    associate = _associate(exchange, account, exchange.query.get("assoc", ""))
    return associate if isinstance(associate, Page) else _questions(associate, {}, {})


def answer(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Check the answers and go to the summary of the reason."""
    answers = read_answers(exchange, account, exchange.form)
    if isinstance(answers, Page):
        return answers
    query = urlencode({"reason": Reason.INITIAL.value, **answers.fields()})
    return see(f"/pecos/startApplication.do?{query}")


def read_answers(exchange: Exchange, account: Account, sent: Mapping[str, str]) -> Answers | Page:
    """The answers out of what was sent; the page to show instead where they do not do."""
    associate = _associate(exchange, account, sent.get("assoc", ""))
    if isinstance(associate, Page):
        return associate
    code = sent.get("form", "")
    sheet = FORMS[code] if code in _PURPOSES[associate.kind] else None
    if sheet is not None and not sheet.walkable:
        return cannot_walk(sheet)
    errors = _errors(associate, sent)
    if errors or sheet is None:
        return _questions(associate, sent, errors)
    answers = Answers(associate, Form(code), sent["state"], sent["specialty"], sent.get("practice", ""))
    return _standing(exchange, answers) or answers


def _errors(associate: Associate, sent: Mapping[str, str]) -> dict[str, str]:
    person = associate.kind is AssociateKind.INDIVIDUAL
    asked = {
        "form": (_PURPOSES[associate.kind].keys(), "Select why the provider enrolls."),
        "state": (STATES, "Select the State in which services are given."),
        "specialty": (
            SPECIALTIES if person else SUPPLIER_TYPES,
            "Select the specialty." if person else "Select the type of supplier.",
        ),
    }
    if person:
        asked["practice"] = ([one.value for one in Practice], "Select how the practitioner is paid.")
    return {name: text for name, (known, text) in asked.items() if sent.get(name, "") not in known}


def _by_npi(exchange: Exchange, account: Account, npi: str) -> Associate | Page | str:
    """Whom the NPI belongs to; a text where it is wrong or NPPES does not have it."""
    if not is_npi(npi):
        return "Enter a valid NPI: 10 digits, without blanks."
    if exchange.nppes.record(npi) is None:
        return "NPPES has no record of this NPI. A provider needs an NPI before it can enroll."
    found = exchange.world.associate_with_npi(npi)
    return found if found is not None and found.pac_id in account.associates else no_connection()


def _associate(exchange: Exchange, account: Account, pac_id: str) -> Associate | Page:
    """One of the account's associates, with an NPI that NPPES knows: no NPI, no application."""
    if pac_id not in account.associates or pac_id not in exchange.world.associates:
        return no_connection()
    associate = exchange.world.associates[pac_id]
    if exchange.nppes.record(associate.npi) is not None:
        return associate
    return message(
        "NPI Required",
        f"NPPES has no record of the NPI of {associate.name}. A provider needs an NPI before it can enroll: "
        "get it from NPPES, or call the NPI Enumerator at 1-800-465-3203.",
        links=(ASSOCIATES_LINK,),
        status=409,
    )


def _standing(exchange: Exchange, answers: Answers) -> Page | None:
    """An enrollment or an application of the same kind that is already there."""
    wanted = (answers.form, answers.state)
    pac_id = answers.associate.pac_id
    for one in exchange.filing.applications_for(pac_id):
        if one.reason is Reason.INITIAL and (one.form, one.us_state) == wanted and is_open(one):
            return _under_way(one)
    for enrollment in exchange.world.enrollments_of(pac_id):
        if (enrollment.form, enrollment.state) == wanted and enrollment.status not in _ENDED:
            text = (
                f"There is already a CMS-{answers.form.value} enrollment in {answers.state}: "
                f"{enrollment.id}, {enrollment.status.value}. File a change or a reactivation for it."
            )
            link = ("View Enrollments", f"/pecos/enrollments.do?assoc={pac_id}")
            return message("Already Enrolled", text, status=409, links=(link,))
    return None


def _under_way(application: Application) -> Page:
    return message(
        "Application Under Way",
        f"There is already a first application in {application.us_state} (CMS-{application.form.value}).",
        status=409,
        links=(("Continue working on application", f"/pecos/application.do?id={application.id}"),),
    )


def _questions(associate: Associate, typed: Mapping[str, str], errors: dict[str, str]) -> Page:
    person = associate.kind is AssociateKind.INDIVIDUAL
    values = {
        "associate": associate,
        "person": person,
        "purposes": _PURPOSES[associate.kind],
        "states": STATES,
        "specialties": SPECIALTIES if person else SUPPLIER_TYPES,
        "practices": [one.value for one in Practice],
        "typed": typed,
        "errors": errors,
    }
    return Page("application_questionnaire.html", values, 400 if errors else 200)
