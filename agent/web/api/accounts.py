"""`/api/v1/accounts` and `/api/v1/accounts/{account}`."""

from fastapi import APIRouter

from agent.views.accounts import AccountLine, AccountShown, Order
from agent.views.paging import Paged
from agent.web.ahead import TheForeteller
from agent.web.asking import ThePart, Word
from agent.web.gate import Viewer
from agent.web.pages.accounts import Sorted, lines, shown
from agent.web.site import TheSite

router = APIRouter(tags=["accounts"])


@router.get("/accounts")
def list_accounts(
    caller: Viewer, site: TheSite, part: ThePart, order: Sorted = Order.SEVERITY
) -> Paged[AccountLine]:
    """Every account of the settings, the worst first unless asked otherwise."""
    return lines(site, order, part.page, part.per_page)


@router.get("/accounts/{account}")
def read_account(caller: Viewer, site: TheSite, foreteller: TheForeteller, account: Word) -> AccountShown:
    """One account. `facts.seal` is `closed` where Vault unseals nothing: all else is there nevertheless.
    `deadlines` is null as long as its forecast is worked out: ask again in a few seconds.
    """
    return shown(site, foreteller.board(), account)
