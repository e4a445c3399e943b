"""`/api/v1`: all that the dashboard shows, as JSON; one file a noun, listed here once."""

from fastapi import APIRouter

from agent.web.api import (
    accounts,
    audit,
    availability,
    deadlines,
    evidence,
    incidents,
    overview,
    packet,
    people,
    providers,
    runbooks,
    settings,
    silences,
    slots,
    visits,
)

API: tuple[APIRouter, ...] = (
    accounts.router,
    audit.router,
    availability.router,
    deadlines.router,
    evidence.router,
    incidents.router,
    overview.router,
    packet.router,
    people.router,
    providers.router,
    runbooks.router,
    settings.router,
    silences.router,
    slots.router,
    visits.router,
)
