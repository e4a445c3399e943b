"""`/api/v1`: all that the dashboard shows, as JSON; one file a noun, listed here once."""

from fastapi import APIRouter

from agent.web.api import audit, availability, settings, slots

API: tuple[APIRouter, ...] = (availability.router, slots.router, settings.router, audit.router)
