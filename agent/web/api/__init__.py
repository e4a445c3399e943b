"""`/api/v1`: all that the dashboard shows, as JSON; one file a noun, listed here once."""

from fastapi import APIRouter

from agent.web.api import (
    audit,
    availability,
    people,
    settings,
    slots,
)

API: tuple[APIRouter, ...] = (
    audit.router,
    availability.router,
    people.router,
    settings.router,
    slots.router,
)
