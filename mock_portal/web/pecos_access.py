"""Whose pages an account may open in PECOS: its own associates', and what belongs to them.

What does not exist is answered like what belongs to somebody else, so nobody learns which is which.
"""

from __future__ import annotations

from collections.abc import Callable

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application
from mock_portal.filing.records import Fee
from mock_portal.sessions import Session
from mock_portal.web.application_access import ASSOCIATES_LINK, no_connection
from mock_portal.web.messages import message
from mock_portal.web.routing import Method, PersonalHandler
from mock_portal.world.entities import Account, Associate, Enrollment


def not_now(text: str) -> Page:
    """What was asked for is not possible any more, or not yet; nothing was changed."""
    return message("Request Not Accepted", text, "Nothing was changed.", status=409, links=(ASSOCIATES_LINK,))


def sent(exchange: Exchange, name: str) -> str:
    """A field of the form, or of the address where the page is only asked for; empty where it is missing."""
    return (exchange.form if exchange.method == Method.POST else exchange.query).get(name, "")


def of_associate(answer: Callable[[Exchange, Account, Associate], Answer]) -> PersonalHandler:
    """A page about the associate that the field `assoc` names."""

    def handler(exchange: Exchange, session: Session, account: Account) -> Answer:
        pac_id = sent(exchange, "assoc")
        associate = exchange.world.associates.get(pac_id)
        if associate is None or pac_id not in account.associates:
            return no_connection()
        return answer(exchange, account, associate)

    return handler


def of_enrollment(answer: Callable[[Exchange, Account, Enrollment], Answer]) -> PersonalHandler:
    """A page about the enrollment that the field `enrollment` names."""

    def handler(exchange: Exchange, session: Session, account: Account) -> Answer:
        enrollment = exchange.world.enrollments.get(sent(exchange, "enrollment"))
        if enrollment is None or enrollment.pac_id not in account.associates:
            return no_connection()
        return answer(exchange, account, enrollment)

    return handler


def of_application(answer: Callable[[Exchange, Account, Application], Answer]) -> PersonalHandler:
    """A page about the application that the field `id` names."""

    def handler(exchange: Exchange, session: Session, account: Account) -> Answer:
        application = exchange.filing.applications.get(sent(exchange, "id"))
        if application is None or application.pac_id not in account.associates:
            return no_connection()
        return answer(exchange, account, application)

    return handler


def of_fee(answer: Callable[[Exchange, Fee, Application], Answer]) -> PersonalHandler:
    """A page about the fee that the field `fee` names, with the application it is for."""

    def handler(exchange: Exchange, session: Session, account: Account) -> Answer:
        fee = exchange.filing.fees.get(sent(exchange, "fee"))
        application = None if fee is None else exchange.filing.applications.get(fee.application_id)
        if fee is None or application is None or application.pac_id not in account.associates:
            return no_connection()
        return answer(exchange, fee, application)

    return handler
