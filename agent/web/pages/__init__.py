"""The pages of the dashboard: one file each, listed here once."""

from fastapi import APIRouter

from agent.web.pages import slots

PAGES: tuple[APIRouter, ...] = (slots.router,)
