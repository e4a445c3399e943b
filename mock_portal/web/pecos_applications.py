"""PECOS: a provider's applications and how each of them stands."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.exchange import Exchange, Page
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.checks import check
from mock_portal.filing.checks.findings import Finding
from mock_portal.filing.drafts import EDITABLE
from mock_portal.filing.records import Correction, Fee, SignatureRequest
from mock_portal.web.application_context import context_of
from mock_portal.web.application_start import REASONS
from mock_portal.web.pecos_access import of_application, of_associate
from mock_portal.web.pecos_contents import titles
from mock_portal.web.pecos_fees import is_payable
from mock_portal.web.pecos_labels import STATE_LABELS, days_until, is_open
from mock_portal.web.pecos_signing import Standing, standing
from mock_portal.world.entities import Account, Associate


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A correction with the days left to answer it."""

    correction: Correction
    days: int


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature with how it stands and the days left to give it."""

    request: SignatureRequest
    standing: Standing
    days: int


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A fee with the days left to pay it."""

    fee: Fee
    days: int
    payable: bool


def _applications(exchange: Exchange, account: Account, associate: Associate) -> Page:
    """One provider's applications, the latest first."""
    with exchange.looking_up():
        listed = exchange.filing.applications_for(associate.pac_id)[::-1]
    values = {
        "associate": associate, "applications": listed, "states": STATE_LABELS, "reasons": REASONS,
    }  # fmt: skip
    return Page("pecos_applications.html", values)


def _status(exchange: Exchange, account: Account, application: Application) -> Page:
    """Everything that is known about one application."""
    filing, now = exchange.filing, exchange.now
    with exchange.looking_up() as world:
        signatures = [one for one in filing.signatures.values() if one.application_id == application.id]
        fees = [one for one in filing.fees.values() if one.application_id == application.id]
        associate = world.associates[application.pac_id]
    requests = sorted(signatures, key=lambda one: (-one.revision, one.requested))
    values = {
        "application": application,
        "associate": associate,
        "titles": titles(application),
        "findings": _findings(exchange, application),
        "label": STATE_LABELS[application.state],
        "states": STATE_LABELS,
        "reasons": REASONS,
        "corrections": [AskedFor(one, days_until(one.due, now)) for one in application.corrections],
        "signatures": [
            SignatureRow(one, standing(one, application, now), days_until(one.due, now)) for one in requests
        ],
        "fees": [FeeRow(one, days_until(one.due, now), is_payable(one, application)) for one in fees],
        "is_draft": application.state is ApplicationState.DRAFT,
        "to_correct": application.state is ApplicationState.RETURNED_FOR_CORRECTIONS,
        "may_withdraw": is_open(application) and application.state is not ApplicationState.DRAFT,
    }
    return Page("pecos_application_status.html", values)


def _findings(exchange: Exchange, application: Application) -> tuple[Finding, ...]:
    """The Error/Warning Check of one that is being filled in here; others have no entries to check."""
    if application.state not in EDITABLE or not application.entries:
        return ()
    return check(application, context_of(exchange, application))


applications = of_associate(_applications)
status = of_application(_status)
