"""I&A without a full sign-in: forgotten user ID or password, locked codes, long absence.

Every way has the same steps: say who you are, answer three of five security questions, get what you came
for. Wrong answers are counted for the account; after the last try only the help desk can go on (W29).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.sign_in import PasswordOutcome, check_password
from mock_portal.web.messages import EUS, message
from mock_portal.web.sign_in_pages import INACTIVE, INCORRECT, LOCKED
from mock_portal.world.access import Ticket
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import Recovery, chosen_to_ask, inactive
from mock_portal.written import parse_day

TICKET_LIFE = timedelta(minutes=30)
"""Portal time from the first step to the last; the idle limit of a session (S0)."""
LABELS = {
    "user_id": "User ID",
    "password": "Password",
    "first_name": "First Name",
    "last_name": "Last Name",
    "email": "E-mail",
    "birth_date": "Date of Birth",
}
NO_MATCH = "No account has these details."
WRONG_ANSWERS = "The answers do not match what we have on file."
TOO_LATE = "This took too long, or was already done. Begin again."
_ACTIVE = "This account is in use: sign in with your User ID. There is nothing to verify."
Finish = Callable[[Exchange, Ticket, Account], Answer]


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason to answer questions. `passed` runs when they are answered, `finish` on the form after it."""

    key: str
    path: str
    heading: str
    intro: str
    fields: tuple[str, ...]
    passed: Finish
    finish: Finish | None = None
    for_inactive: bool = False


class RecoveryPages:
    """The pages of one purpose."""

    def __init__(self, purpose: Purpose) -> None:
        self._purpose = purpose

    def form(self, exchange: Exchange) -> Page:
        """The first step."""
        return self._identify_page(exchange, {}, [])

    def send(self, exchange: Exchange) -> Answer:
        """Whichever step was sent."""
        if "ticket" not in exchange.form:
            return self._identify(exchange)
        ticket = self._ticket(exchange)
        account = exchange.world.accounts.get(ticket.account) if ticket else None
        if ticket is None or account is None:
            return self._identify_page(exchange, {}, [TOO_LATE])
        if ticket.passed and self._purpose.finish is not None:
            return self._purpose.finish(exchange, ticket, account)
        return self._judge(exchange, ticket, account)

    def _identify(self, exchange: Exchange) -> Answer:
        typed = {name: exchange.form.get(name, "").strip() for name in self._purpose.fields}
        errors = {name: f"Enter your {LABELS[name]}." for name, text in typed.items() if not text}
        if typed.get("birth_date") and parse_day(typed["birth_date"]) is None:
            errors["birth_date"] = "Enter a date as MM/DD/YYYY."
        if errors:
            return self._identify_page(exchange, errors, [])
        account, alert = self._find(exchange, typed)
        recovery = exchange.access.recoveries.get(account.name) if account else None
        if account is None or alert or recovery is None:
            return self._identify_page(exchange, {}, [alert or NO_MATCH])
        if recovery.barred:
            return only_help_desk()
        return self._ask_page(recovery, open_ticket(exchange, self._purpose.key, account), [])

    def _find(self, exchange: Exchange, typed: dict[str, str]) -> tuple[Account | None, str | None]:
        """The account meant, and what stands in the way."""
        with exchange.looking_up() as world:
            known = [one for one in world.accounts.values() if _is(exchange, one, typed)]
        account = known[0] if len(known) == 1 else None
        if account is not None and "password" in typed:
            account, alert = _password_checked(exchange, account)
            if alert:
                return None, alert
        if account is None:
            return None, INCORRECT if "password" in typed else NO_MATCH
        gone = inactive(account, exchange.now)
        if gone and not self._purpose.for_inactive:
            return None, INACTIVE
        return account, _ACTIVE if self._purpose.for_inactive and not gone else None

    def _judge(self, exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
        recovery = exchange.access.recoveries[account.name]
        if recovery.barred:
            return only_help_desk()
        typed = {place: exchange.form.get(f"answer_{place}", "") for place in ticket.asked}
        if not all(text.strip() for text in typed.values()):
            return self._ask_page(recovery, ticket, ["Answer all three questions."])
        right, judged = recovery.judged(ticket.asked, typed)
        exchange.access.recoveries[account.name] = judged
        if judged.barred:
            return only_help_desk()
        if not right:
            return self._ask_page(judged, ticket, [WRONG_ANSWERS])
        passed = ticket.model_copy(update={"passed": True})
        exchange.access.tickets[ticket.id] = passed
        return self._purpose.passed(exchange, passed, account)

    def _ticket(self, exchange: Exchange) -> Ticket | None:
        ticket, session = exchange.access.tickets.get(exchange.form["ticket"]), exchange.live_session
        if ticket is None or session is None or exchange.now - ticket.opened >= TICKET_LIFE:
            return None
        mine = (ticket.session, ticket.purpose) == (session.tag, self._purpose.key)
        return ticket if mine else None

    def _identify_page(self, exchange: Exchange, errors: dict[str, str], alerts: list[str]) -> Page:
        shown = [name for name in self._purpose.fields if name != "password"]
        values = {
            "purpose": self._purpose,
            "labels": LABELS,
            "errors": errors,
            "alerts": alerts,
            "typed": {name: exchange.form.get(name, "") for name in shown},
        }
        return Page("recovery_identify.html", values, 400 if errors or alerts else 200)

    def _ask_page(self, recovery: Recovery, ticket: Ticket, alerts: list[str]) -> Page:
        values = {
            "purpose": self._purpose,
            "ticket": ticket,
            "questions": [(place, recovery.answers[place].question) for place in ticket.asked],
            "alerts": alerts,
        }
        return Page("recovery_questions.html", values, 400 if alerts else 200)


def open_ticket(exchange: Exchange, purpose: str, account: Account, secret: str | None = None) -> Ticket:
    """Begin a recovery in this browser session; with a secret it begins after the questions."""
    for old in list(exchange.access.tickets.values()):
        if exchange.now - old.opened >= TICKET_LIFE:
            del exchange.access.tickets[old.id]
    drawn = exchange.tokens.draw("ticket", 32)
    ticket = Ticket(
        id=drawn,
        purpose=purpose,
        session=exchange.live_session.tag if exchange.live_session else "",
        account=account.name,
        asked=chosen_to_ask(int(drawn[:12], 16)),
        opened=exchange.now,
        passed=secret is not None,
        secret=secret,
    )
    exchange.access.tickets[ticket.id] = ticket
    return ticket


def only_help_desk() -> Page:
    """Too many wrong answers: nothing goes on here."""
    text = "Your answers were incorrect too many times, so this cannot be done online any more. Contact"
    return message("Contact the Help Desk", f"{text} {EUS}", status=403)


def _is(exchange: Exchange, account: Account, typed: dict[str, str]) -> bool:
    recovery = exchange.access.recoveries.get(account.name)
    known = {
        "user_id": account.user_id,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "birth_date": f"{recovery.birth_date:%m/%d/%Y}" if recovery else "",
    }
    return all(known[name].casefold() == text.casefold() for name, text in typed.items() if name in known)


def _password_checked(exchange: Exchange, account: Account) -> tuple[Account | None, str | None]:
    outcome, account = check_password(
        account, exchange.form["password"], exchange.password_policy, exchange.now
    )
    exchange.world.put_account(account)
    alerts = {PasswordOutcome.LOCKED: LOCKED, PasswordOutcome.INCORRECT: INCORRECT}
    return account, alerts.get(outcome)
