"""The External User Services help desk: hours, known problems, answers, support history, and a question."""

from __future__ import annotations

from mock_portal.clock import PORTAL_ZONE, portal_date
from mock_portal.desk.answers import ANSWERS
from mock_portal.desk.codes import CodeKind, kind_of
from mock_portal.desk.help_desk import Question
from mock_portal.desk.hours import holiday_on, observed_holidays
from mock_portal.desk.letters import tell_opened
from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.sessions import Session
from mock_portal.web.ia_forms import told
from mock_portal.web.messages import message
from mock_portal.web.routing import Method, Open, Personal, Table
from mock_portal.web.sign_in_pages import see
from mock_portal.web.systems import HELP_DESK
from mock_portal.world.entities import Account

EMAILS = ("EUSsupport@cgi.com", "PECOSsupport@cms.hhs.gov")
"""Sources disagree: the first is S4's, the second S0's."""
_LONGEST_SUBJECT = 100
_HOME_LINK = ("Back to the help desk", HELP_DESK.home)
_ASK = "/helpdesk/ask.do"
_HISTORY = "/helpdesk/history.do"


def front(exchange: Exchange) -> Answer:
    """The address without a page leads to the home page."""
    return see(HELP_DESK.home)


def home(exchange: Exchange) -> Page:
    """Hours by the portal's clock, and every way to reach the desk."""
    hours, today = exchange.desk.hours, portal_date(exchange.now)
    holidays = observed_holidays(today.year) | observed_holidays(today.year + 1)
    values = {
        "hours": hours,
        "is_open": hours.is_open(exchange.now),
        "next_opening": hours.next_opening(exchange.now).astimezone(PORTAL_ZONE),
        "holiday": holiday_on(today) if hours.closed_on_holidays else None,
        "holidays": sorted((day, name) for day, name in holidays.items() if day >= today)[:4],
        "emails": EMAILS,
        "problem_count": len(exchange.desk.problems),
    }
    return Page("help_desk_home.html", values)


def problems(exchange: Exchange) -> Page:
    """What the desk knows to be wrong."""
    return Page("help_desk_problems.html", {"problems": exchange.desk.listed_problems()})


def answers(exchange: Exchange) -> Page:
    """Questions and answers."""
    return Page("help_desk_answers.html", {"answers": ANSWERS})


def history(exchange: Exchange, session: Session, account: Account) -> Page:
    """What this person asked the desk before."""
    with exchange.looking_up():
        tickets = exchange.desk.tickets_of(account.name)
    return Page("help_desk_history.html", {"tickets": tickets})


def ticket(exchange: Exchange, session: Session, account: Account) -> Page:
    """One ticket with its replies; another person's is not found."""
    with exchange.looking_up():
        found = exchange.desk.tickets.get(exchange.query.get("number", ""))
    if found is None or found.account != account.name:
        return message(
            "Ticket Not Found",
            "There is no such ticket among your questions.",
            status=404,
            links=(("Back to Support History", _HISTORY),),
        )
    opened = exchange.query.get("notice") == "opened"
    notice = "Your question is with the help desk. You get mail when it is answered." if opened else None
    return Page("help_desk_ticket.html", {"ticket": found, "status_message": notice})


def ask_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The form for a question."""
    return _ask_page(exchange, {})


def ask(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Open a ticket for a system problem; say who helps where it is none (S4)."""
    question = _question(exchange)
    errors = _errors(question)
    if errors:
        return _ask_page(exchange, errors)
    kind = kind_of(question.code) if question.code else CodeKind.SYSTEM
    if kind is CodeKind.DATA_ENTRY:
        return _ask_contractor(exchange, account, question)
    if kind is CodeKind.ACCESS:
        return _ask_official(question)
    with exchange.looking_up() as world:
        opened = exchange.desk.open_ticket(question, account, exchange.tokens, exchange.now)
        tell_opened(world, opened)
    return see(f"/helpdesk/ticket.do?number={opened.number}&notice=opened")


def _question(exchange: Exchange) -> Question:
    typed = {name: exchange.form.get(name, "").strip() for name in ("subject", "code", "page", "text")}
    code = typed["code"].upper() or None
    return Question(subject=typed["subject"], code=code, page=typed["page"], text=typed["text"])


def _errors(question: Question) -> dict[str, str]:
    unknown = question.code is not None and kind_of(question.code) is None
    return told(
        subject=_subject_error(question.subject),
        code="Enter a message code like SYS-102, or leave the field empty." if unknown else None,
        page=None if question.page else "Enter the name or the address of the page.",
        text=None if question.text else "Enter what happened.",
    )


def _subject_error(subject: str) -> str | None:
    if not subject:
        return "Enter the subject."
    if len(subject) > _LONGEST_SUBJECT:
        return f"Enter a subject of at most {_LONGEST_SUBJECT} characters."
    return None


def _ask_page(exchange: Exchange, errors: dict[str, str]) -> Page:
    values = {"errors": errors, "typed": exchange.form}
    return Page("help_desk_ask.html", values, 400 if errors else 200)


def _ask_contractor(exchange: Exchange, account: Account, question: Question) -> Page:
    with exchange.looking_up() as world:
        found = [one for pac_id in account.associates for one in world.enrollments_of(pac_id)]
    contractors = list(dict.fromkeys(f"{one.state}: {one.contractor}" for one in found))
    return message(
        "Ask Your Contractor",
        f"The message {question.code} is about what was entered, not a system error. The help desk opened no "
        "ticket. Correct the field that the message names; if you do not know what belongs there, ask the "
        "contractor of your State.",
        *contractors,
        links=(("Back to your question", _ASK), _HOME_LINK),
    )


def _ask_official(question: Question) -> Page:
    return message(
        "Ask Your Authorized Official",
        f"The message {question.code} says that your user account has no access to this provider or no role "
        "that allows the action. The help desk cannot give it and opened no ticket. An Authorized Official "
        "or an Access Manager of the provider can, in I&A.",
        links=(("Go to I&A Home", "/IAWeb/home.do"), _HOME_LINK),
    )


ROUTES: Table = {
    (Method.GET, HELP_DESK.prefix): Open(front),
    (Method.GET, HELP_DESK.home): Open(home),
    (Method.GET, "/helpdesk/problems.do"): Open(problems),
    (Method.GET, "/helpdesk/answers.do"): Open(answers),
    (Method.GET, _HISTORY): Personal(history),
    (Method.GET, "/helpdesk/ticket.do"): Personal(ticket),
    (Method.GET, _ASK): Personal(ask_form),
    (Method.POST, _ASK): Personal(ask, writes=True),
}
