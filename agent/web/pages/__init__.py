"""The pages of the dashboard: one file each, listed here once."""

from fastapi import APIRouter

from agent.web.pages import (
    accounts,
    ack,
    audit,
    availability,
    deadlines,
    evidence,
    incidents,
    me,
    overview,
    packet,
    people,
    providers,
    runbooks,
    settings,
    sign_in,
    silences,
    slots,
    visits,
)

PAGES: tuple[APIRouter, ...] = (
    accounts.router,
    ack.router,
    audit.router,
    availability.router,
    deadlines.router,
    evidence.router,
    incidents.router,
    me.router,
    overview.router,
    packet.router,
    people.router,
    providers.router,
    runbooks.router,
    settings.router,
    sign_in.router,
    silences.router,
    slots.router,
    visits.router,
)
