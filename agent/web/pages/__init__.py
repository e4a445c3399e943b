"""The pages of the dashboard: one file each, listed here once."""

from fastapi import APIRouter

from agent.web.pages import audit, settings, slots

PAGES: tuple[APIRouter, ...] = (slots.router, settings.router, audit.router)
