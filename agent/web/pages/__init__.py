"""The pages of the dashboard: one file each, listed here once."""

from fastapi import APIRouter

from agent.web.pages import audit, availability, settings, slots

PAGES: tuple[APIRouter, ...] = (availability.router, slots.router, settings.router, audit.router)
