"""PECOS: home, associates and enrollments."""

from __future__ import annotations

from collections import defaultdict

from mock_portal.clock import portal_date
from mock_portal.exchange import Exchange, Page
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.sessions import Session
from mock_portal.web.application_start import REASONS
from mock_portal.web.pecos_access import of_associate
from mock_portal.web.pecos_fees import fees_due
from mock_portal.web.pecos_labels import STATE_LABELS
from mock_portal.web.pecos_offers import Offer, offer_for
from mock_portal.web.pecos_revalidations import awaited
from mock_portal.web.pecos_signatures import waiting_for
from mock_portal.world.entities import Account, Associate, AssociateKind


def home(exchange: Exchange, session: Session, account: Account) -> Page:
    """PECOS Home, with how much waits behind each door."""
    with exchange.looking_up():
        values = {
            "signatures": len(waiting_for(exchange, account)),
            "revalidations": len(awaited(exchange, account)),
            "fees": len(fees_due(exchange, account)),
        }
    return Page("pecos_home.html", values)


def my_associates(exchange: Exchange, session: Session, account: Account) -> Page:
    """The associates this person is connected to; persons and organizations apart (S3)."""
    with exchange.looking_up() as world:
        associates = world.associates_of(account)
    values = {
        "individuals": [one for one in associates if one.kind is AssociateKind.INDIVIDUAL],
        "organizations": [one for one in associates if one.kind is AssociateKind.ORGANIZATION],
    }
    return Page("my_associates.html", values)


def _enrollments(exchange: Exchange, account: Account, associate: Associate) -> Page:
    """One associate's enrollments, and what can be done about each."""
    with exchange.looking_up() as world:
        listed = world.enrollments_of(associate.pac_id)
        applications = exchange.filing.applications_for(associate.pac_id)
    filed: dict[str | None, list[Application]] = defaultdict(list)
    for one in applications:
        filed[one.enrollment_id].append(one)
    policy, today = exchange.filing.policy, portal_date(exchange.now)
    values = {
        "associate": associate,
        "enrollments": listed,
        "offers": {one.id: offer_for(one, filed[one.id], policy, today) for one in listed},
        "nothing": Offer(),
        "drafts": [one for one in applications if one.state is ApplicationState.DRAFT],
        "states": STATE_LABELS,
        "reasons": REASONS,
    }
    return Page("enrollments.html", values)


enrollments = of_associate(_enrollments)
