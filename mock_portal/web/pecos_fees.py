"""PECOS: application fees, paying them with a made-up reference, and the receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application
from mock_portal.filing.pace import UNPAID
from mock_portal.filing.records import Fee, FeeState
from mock_portal.sessions import Session
from mock_portal.web.application_start import REASONS
from mock_portal.web.messages import refused
from mock_portal.web.pecos_access import not_now, of_fee
from mock_portal.web.pecos_labels import days_until, is_open
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account, Associate

_REFERENCE = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9-]{3,19}", re.ASCII)
_REFERENCE_ERROR = (
    "Enter 4 to 20 capital letters, digits and hyphens, at least one of them a letter. Never enter a card or "
    "account number."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A fee with what a list prints about it."""

    fee: Fee
    application: Application
    provider: Associate
    days: int
    payable: bool


def welcome(exchange: Exchange, session: Session, account: Account) -> Page:
    """Every fee of the account's providers, the open ones first."""
    with exchange.looking_up():
        rows = sorted(_rows(exchange, account), key=lambda one: (not one.payable, one.fee.due))
    values = {"rows": rows, "dollars": exchange.filing.policy.fee_dollars, "reasons": REASONS}
    return Page("pecos_fees.html", values)


def fees_due(exchange: Exchange, account: Account) -> list[Row]:
    """The fees that can be paid now."""
    return [one for one in _rows(exchange, account) if one.payable]


def is_payable(fee: Fee, application: Application) -> bool:
    """Whether it is due and its application not settled."""
    return fee.state in UNPAID and is_open(application)


def _pay_form(exchange: Exchange, fee: Fee, application: Application) -> Page:
    """Where one fee is paid, or an exception asked for."""
    return _not_payable(fee, application) or _pay_page(exchange, fee, application, {})


def _settle(exchange: Exchange, fee: Fee, application: Application) -> Answer:
    """Pay, or ask for a hardship exception."""
    refusal = _not_payable(fee, application)
    if refusal is not None:
        return refusal
    if exchange.form.get("action") == "hardship":
        return _ask_hardship(exchange, fee, application)
    if exchange.form.get("action") != "pay":
        return refused("The form does not say whether to pay the fee or to ask for an exception.", 400)
    if not _REFERENCE.fullmatch(exchange.form.get("reference", "")):
        return _pay_page(exchange, fee, application, {"reference": _REFERENCE_ERROR})
    with exchange.looking_up():
        exchange.office.pay(fee, exchange.now)
    return see(f"/pecos/feeReceipt.do?fee={fee.id}")


def _ask_hardship(exchange: Exchange, fee: Fee, application: Application) -> Answer:
    if fee.state is not FeeState.REQUESTED:
        return not_now("A hardship exception was asked for before; it can be asked for once.")
    if exchange.form.get("letter") != "on":
        error = "Tick this box: a hardship exception is decided from the letter."
        return _pay_page(exchange, fee, application, {"letter": error})
    with exchange.looking_up():
        exchange.office.ask_hardship(fee, exchange.now)
    return see("/pecos/feePaymentWelcome.do")


def _receipt(exchange: Exchange, fee: Fee, application: Application) -> Page:
    """The receipt of a paid fee, to be printed."""
    if fee.state is not FeeState.PAID or fee.receipt is None:
        return not_now("This fee has no receipt: it is not paid.")
    return Page("pecos_fee_receipt.html", _values(exchange, fee, application))


def _not_payable(fee: Fee, application: Application) -> Page | None:
    if is_payable(fee, application):
        return None
    return not_now(f"This fee cannot be paid now: {fee.state.value.lower()}.")


def _pay_page(exchange: Exchange, fee: Fee, application: Application, errors: dict[str, str]) -> Page:
    values = _values(exchange, fee, application) | {
        "days_left": days_until(fee.due, exchange.now),
        "hardship": fee.state is FeeState.REQUESTED,
        "errors": errors,
        "typed": exchange.form,
    }
    return Page("pecos_fee_payment.html", values, 400 if errors else 200)


def _values(exchange: Exchange, fee: Fee, application: Application) -> dict[str, object]:
    provider = exchange.world.associates[application.pac_id]
    return {"fee": fee, "application": application, "provider": provider, "reasons": REASONS}


def _rows(exchange: Exchange, account: Account) -> Iterator[Row]:
    own = set(account.associates)
    for fee in exchange.filing.fees.values():
        application = exchange.filing.applications.get(fee.application_id)
        if application is None or application.pac_id not in own:
            continue
        provider = exchange.world.associates[application.pac_id]
        days = days_until(fee.due, exchange.now)
        yield Row(fee, application, provider, days, is_payable(fee, application))


pay_form = of_fee(_pay_form)
settle = of_fee(_settle)
receipt = of_fee(_receipt)
