"""What lies ahead, as the pages ask for it: the forecasts of all accounts, and the calendar's own reader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool

from agent.model.person import Role
from agent.views.board import Board, Foreteller
from agent.views.deadlines import Deadline, deadlines
from agent.web.gate import Caller, Needs
from agent.web.site import Site

FeedReader = Callable[[str], Caller | None]
"""Whose token stands in the address of the calendar feed; null for one that is none, or no longer.

A caller with `accounts` reads the deadlines of these alone.
"""


def feed_reader_of(site: Site) -> FeedReader:
    """By an API token of the least role: an address is passed on, and lies in the files of programs."""

    def read(token: str) -> Caller | None:
        known = site.door.by_token(token, "the calendar's address", site.clock())
        if known is None or known.token is None or known.token.role is not Role.VIEWER:
            return None
        return Caller(known.who, known.role, accounts=known.token.accounts)

    return read


def foreteller_of(site: Site) -> Foreteller:
    names = [account.name for account in site.settings.accounts]
    return Foreteller(names, site.store, site.safe, site.forecast, site.clock, site.zone)


def _foreteller(request: Request) -> Foreteller:
    found: Foreteller = request.app.state.foreteller
    return found


TheForeteller = Annotated[Foreteller, Depends(_foreteller)]


def today(site: Site) -> date:
    """The calendar day at the portal."""
    return site.clock().astimezone(site.zone).date()


def deadlines_of(site: Site, board: Board, account: str) -> tuple[Deadline, ...] | None:
    """All of one account; null where its forecast is not worked out."""
    told = board.of(account)
    if told is None:
        return None
    return deadlines(site.store.incidents(account=account), told, site.zone, today(site))


def deadlines_in(site: Site, board: Board, month: date) -> tuple[Deadline, ...]:
    """What is due of all open incidents, and what the forecasts tell of the month."""
    return deadlines(site.store.open_incidents(), board.month(month), site.zone, today(site))


@dataclass(frozen=True)
class NeedsTheFeed(Needs):
    """Or a token in the address (`?token=`), which opens the feed and nothing else: a calendar program has
    neither cookie nor header. Raises HTTPException for a token that is none.
    """

    async def __call__(self, request: Request) -> Caller:
        token = request.query_params.get("token")
        if token is None:
            return await super().__call__(request)
        read: FeedReader = request.app.state.feed_reader
        caller = await run_in_threadpool(read, token)
        if caller is None:
            raise HTTPException(403, "this calendar address is none, or was taken back: make another")
        return caller


ReadsFeed = Annotated[Caller, Depends(NeedsTheFeed(Role.OPERATOR))]
