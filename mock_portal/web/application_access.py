"""Who may see and who may edit an application; and who has it open."""

from __future__ import annotations

from mock_portal.exchange import Exchange, Page
from mock_portal.filing.applications import Application
from mock_portal.filing.drafts import EDITABLE
from mock_portal.filing.forms import sheet_of
from mock_portal.filing.forms.nouns import Sheet
from mock_portal.filing.records import Hold
from mock_portal.sessions import Session
from mock_portal.web.application_context import as_filed
from mock_portal.web.messages import EUS, message
from mock_portal.world.entities import Account

ASSOCIATES_LINK = ("Back to My Associates", "/pecos/myAssociates.do")


def no_connection() -> Page:
    """The account has nothing to do with this provider."""
    return message(
        "Access Denied",
        "AUTH-206: you have no connection to this provider. Its Authorized Official can approve one in I&A.",
        EUS,
        status=403,
        links=(ASSOCIATES_LINK,),
    )


def cannot_walk(sheet: Sheet) -> Page:
    """A form that stands in the table only."""
    return message(
        f"CMS-{sheet.code}: {sheet.title}",
        f"The CMS-{sheet.code} cannot be filled in on this practice portal.",
        "The CMS-855I and the CMS-855B can.",
        links=(ASSOCIATES_LINK,),
    )


def not_now(application: Application, text: str) -> Page:
    """The application's state does not allow it; nothing was changed."""
    return message(
        "Request Not Accepted", text, "Nothing was changed.", status=409, links=(_view(application),)
    )


def viewed(exchange: Exchange, account: Account, key: str) -> Application | Page:
    """The application, where this account may see it and its form can be walked; else why not.

    What does not exist is answered like what belongs to somebody else, so nobody learns which is which.
    """
    application = exchange.filing.applications.get(key)
    if application is None or application.pac_id not in account.associates:
        return no_connection()
    sheet = sheet_of(application)
    return as_filed(exchange, application) if sheet.walkable else cannot_walk(sheet)


def opened(exchange: Exchange, session: Session, account: Account, key: str) -> Application | Page:
    """The application as `viewed`; one that can be edited is now held by this session (SYS-103)."""
    application = viewed(exchange, account, key)
    if isinstance(application, Page) or application.state not in EDITABLE:
        return application
    if _held_by_another(exchange, application, account):
        return _held(application)
    exchange.filing.holds[application.id] = Hold(
        application_id=application.id, session=session.id, account=account.name, opened=exchange.now
    )
    return application


def edited(exchange: Exchange, session: Session, account: Account, key: str) -> Application | Page:
    """The application as `opened`, where its state allows edits."""
    application = opened(exchange, session, account, key)
    if isinstance(application, Page) or application.state in EDITABLE:
        return application
    return not_now(application, "This application was submitted: it cannot be edited any more.")


def release(exchange: Exchange, application: Application) -> None:
    """Let others open it."""
    exchange.filing.holds.pop(application.id, None)


def _held_by_another(exchange: Exchange, application: Application, account: Account) -> bool:
    hold = exchange.filing.holds.get(application.id)
    if hold is None or hold.account == account.name:
        return False
    session = exchange.sessions.find(hold.session)
    return session is not None and session.alive


def _held(application: Application) -> Page:
    return message(
        "Application Is Open",
        "SYS-103: this application is open by another user. It can be edited when that user has closed it, "
        "or when that session has ended.",
        "Nothing was changed.",
        EUS,
        status=409,
        links=(("Back to Enrollments", f"/pecos/enrollments.do?assoc={application.pac_id}"),),
    )


def _view(application: Application) -> tuple[str, str]:
    return ("Back to the application", f"/pecos/application.do?id={application.id}")
