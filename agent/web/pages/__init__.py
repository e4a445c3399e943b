"""The pages of the dashboard: one file each, listed here once."""

from fastapi import APIRouter

from agent.web.pages import (
    ack,
    audit,
    availability,
    me,
    people,
    settings,
    sign_in,
    slots,
)

PAGES: tuple[APIRouter, ...] = (
    ack.router,
    audit.router,
    availability.router,
    me.router,
    people.router,
    settings.router,
    sign_in.router,
    slots.router,
)
