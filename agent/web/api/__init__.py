"""`/api/v1`: all that the dashboard shows, as JSON; one file a noun, listed here once."""

from fastapi import APIRouter

from agent.web.api import (
    audit,
    availability,
    evidence,
    incidents,
    overview,
    packet,
    people,
    runbooks,
    settings,
    silences,
    slots,
)

API: tuple[APIRouter, ...] = (
    audit.router,
    availability.router,
    evidence.router,
    incidents.router,
    overview.router,
    packet.router,
    people.router,
    runbooks.router,
    settings.router,
    silences.router,
    slots.router,
)
