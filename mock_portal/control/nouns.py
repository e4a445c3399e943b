"""Every noun that is read and changed in the one common way, and their routes."""

from __future__ import annotations

from fastapi import APIRouter

from mock_portal.control.associates import WORLD
from mock_portal.control.companies import ACCESS
from mock_portal.control.filing import FILED
from mock_portal.control.shelf import Shelf
from mock_portal.portal import Portal

BY_TAG = {"world": WORLD, "filing": FILED, "access": ACCESS}


def noun_routes(portal: Portal) -> APIRouter:
    """The routes of all of them."""
    router = APIRouter()
    for tag, nouns in BY_TAG.items():
        part = APIRouter(tags=[tag])
        for noun in nouns:
            Shelf(portal, noun).add_to(part)
        router.include_router(part)
    return router
