"""The pages of the dashboard: one file each, listed here once."""

from fastapi import APIRouter

from agent.web.pages import (
    ack,
    audit,
    availability,
    evidence,
    incidents,
    me,
    overview,
    packet,
    people,
    runbooks,
    settings,
    sign_in,
    silences,
    slots,
)

PAGES: tuple[APIRouter, ...] = (
    ack.router,
    audit.router,
    availability.router,
    evidence.router,
    incidents.router,
    me.router,
    overview.router,
    packet.router,
    people.router,
    runbooks.router,
    settings.router,
    sign_in.router,
    silences.router,
    slots.router,
)
