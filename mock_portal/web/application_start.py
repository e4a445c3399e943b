"""How an application begins: for whom, the questionnaire, the reason, Start Application."""

from __future__ import annotations

from collections.abc import Mapping

from mock_portal.clock import portal_date
from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.forms import FORMS
from mock_portal.filing.forms.nouns import TICKED, Topic
from mock_portal.filing.on_file import starting_entries
from mock_portal.filing.records import Entry
from mock_portal.sessions import Session
from mock_portal.web.application_access import ASSOCIATES_LINK, cannot_walk, no_connection
from mock_portal.web.application_context import entries_on_file, prefilled
from mock_portal.web.application_questionnaire import Answers, read_answers
from mock_portal.web.messages import message
from mock_portal.web.pecos_labels import is_open, newest
from mock_portal.web.pecos_offers import open_reasons
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account, Associate, Enrollment, Form

REASONS = {
    Reason.INITIAL: "Initial enrollment",
    Reason.CHANGE: "Change of information",
    Reason.REVALIDATION: "Revalidation",
    Reason.REASSIGNMENT: "Reassignment of benefits",
    Reason.REACTIVATION: "Reactivation",
    Reason.WITHDRAWAL: "Voluntary withdrawal",
}


def reason_page(exchange: Exchange, session: Session, account: Account) -> Page:
    """The summary of why the application is made, with the button Start Application."""
    if exchange.query.get("reason") == Reason.INITIAL:
        answers = read_answers(exchange, account, exchange.query)
        if isinstance(answers, Page):
            return answers
        return _page(answers.associate, answers.form, answers.state, Reason.INITIAL, hidden=answers.fields())
    existing = _existing(exchange, account, exchange.query)
    return existing if isinstance(existing, Page) else _page_for(exchange, *existing)


def start(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Begin the draft, prefilled, and go to its topics."""
    if exchange.form.get("reason") == Reason.INITIAL:
        answers = read_answers(exchange, account, exchange.form)
        return answers if isinstance(answers, Page) else _begin_first(exchange, account, answers)
    existing = _existing(exchange, account, exchange.form)
    return existing if isinstance(existing, Page) else _begin_next(exchange, account, *existing)


def _begin_first(exchange: Exchange, account: Account, answers: Answers) -> Answer:
    entries = starting_entries(answers.associate, answers.specialty, answers.practice, answers.state)
    with exchange.looking_up():
        draft = exchange.office.begin(
            form=answers.form, us_state=answers.state, reason=Reason.INITIAL,
            pac_id=answers.associate.pac_id, enrollment_id=None, account=account, now=exchange.now,
        )  # fmt: skip
        return _keep(exchange, draft, entries, ())


def _begin_next(exchange: Exchange, account: Account, enrollment: Enrollment, reason: Reason) -> Answer:
    chosen = tuple(one.key for one in changeable(enrollment.form) if exchange.form.get(one.key) == TICKED)
    if reason is Reason.CHANGE and not chosen:
        return _page_for(exchange, enrollment, reason, "Select what changes.")
    entries = entries_on_file(exchange, enrollment, portal_date(exchange.now))
    with exchange.looking_up():
        draft = exchange.office.begin(
            form=enrollment.form, us_state=enrollment.state, reason=reason, pac_id=enrollment.pac_id,
            enrollment_id=enrollment.id, account=account, now=exchange.now,
        )  # fmt: skip
        return _keep(exchange, draft, entries, chosen if reason is Reason.CHANGE else ())


def _keep(
    exchange: Exchange, draft: Application, entries: tuple[Entry, ...], chosen: tuple[str, ...]
) -> Answer:
    exchange.office.save(prefilled(draft.model_copy(update={"topics": chosen}), entries))
    return see(f"/pecos/application.do?id={draft.id}")


def changeable(form: Form) -> list[Topic]:
    """The topics that a change of information can be about."""
    return [
        one for one in FORMS[form].topics()
        if one.changeable and Reason.CHANGE in one.offered and one.key != "contacts"
    ]  # fmt: skip


def _existing(
    exchange: Exchange, account: Account, fields: Mapping[str, str]
) -> tuple[Enrollment, Reason] | Page:
    enrollment = exchange.world.enrollments.get(fields.get("enrollment", ""))
    if enrollment is None or enrollment.pac_id not in account.associates:
        return no_connection()
    reason = next((one for one in REASONS if one.value == fields.get("reason")), None)
    if reason is None:
        return message("Reason Not Known", "There is no such reason for an application.", status=404,
                       links=(ASSOCIATES_LINK,))  # fmt: skip
    if not FORMS[enrollment.form].walkable:
        return cannot_walk(FORMS[enrollment.form])
    trouble = _trouble(exchange, enrollment, reason)
    return trouble or (enrollment, reason)


def _trouble(exchange: Exchange, enrollment: Enrollment, reason: Reason) -> Page | None:
    back = ("Back to Enrollments", f"/pecos/enrollments.do?assoc={enrollment.pac_id}")
    if reason not in open_reasons(enrollment, ()):
        status = enrollment.status.value
        text = f"The enrollment {enrollment.id} is {status}: {REASONS[reason]} does not apply."
        return message("Request Not Accepted", text, status=409, links=(back,))
    standing = newest(one for one in exchange.filing.applications_of(enrollment.id) if is_open(one))
    if standing is None:
        return None
    return message(
        "Application Under Way",
        f"There is already an application for the enrollment {enrollment.id}: "
        f"{REASONS[standing.reason]}. Finish or withdraw it before you start another.",
        status=409,
        links=(("Continue working on application", f"/pecos/application.do?id={standing.id}"), back),
    )


def _page_for(exchange: Exchange, enrollment: Enrollment, reason: Reason, error: str | None = None) -> Page:
    associate = exchange.world.associates[enrollment.pac_id]
    hidden = {"enrollment": enrollment.id}
    topics = changeable(enrollment.form) if reason is Reason.CHANGE else []
    return _page(associate, enrollment.form, enrollment.state, reason, hidden, topics, error)


def _page(
    associate: Associate, form: Form, state: str, reason: Reason, hidden: dict[str, str],
    topics: list[Topic] | None = None, error: str | None = None,
) -> Page:  # fmt: skip
    values = {
        "associate": associate, "sheet": FORMS[form], "state": state, "hidden": hidden, "error": error,
        "topics": topics or [], "reason": reason, "reason_text": REASONS[reason],
    }  # fmt: skip
    return Page("application_reason.html", values, 400 if error else 200)
