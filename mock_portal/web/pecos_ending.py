"""PECOS: deleting a draft, and withdrawing an application that was submitted."""

from __future__ import annotations

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.web.application_start import REASONS
from mock_portal.web.pecos_access import not_now, of_application
from mock_portal.web.pecos_labels import STATE_LABELS, is_open
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account

_GONE = "This application cannot be ended any more: it is {}."


def _form(exchange: Exchange, account: Account, application: Application) -> Page:
    """Asks whether it is meant."""
    if not is_open(application):
        return not_now(_GONE.format(STATE_LABELS[application.state]))
    return _page(exchange, application, {})


def _end(exchange: Exchange, account: Account, application: Application) -> Answer:
    """End it, where the box is ticked: a draft is deleted, a submitted application withdrawn."""
    if not is_open(application):
        return not_now(_GONE.format(STATE_LABELS[application.state]))
    if exchange.form.get("sure") != "on":
        return _page(exchange, application, {"sure": "Tick this box to go on. Nothing was changed."})
    with exchange.looking_up():
        if application.state is ApplicationState.DRAFT:
            exchange.office.discard(application, exchange.now)
            return see(f"/pecos/applications.do?assoc={application.pac_id}")
        exchange.office.withdraw_application(application, exchange.now)
    return see(f"/pecos/applicationStatus.do?id={application.id}")


def _page(exchange: Exchange, application: Application, errors: dict[str, str]) -> Page:
    values = {
        "application": application,
        "associate": exchange.world.associates[application.pac_id],
        "is_draft": application.state is ApplicationState.DRAFT,
        "states": STATE_LABELS,
        "reasons": REASONS,
        "errors": errors,
    }
    return Page("pecos_end_application.html", values, 400 if errors else 200)


form = of_application(_form)
end = of_application(_end)
