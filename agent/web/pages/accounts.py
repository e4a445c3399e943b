"""`/accounts`: every account; `/accounts.csv` the same as a file; `/accounts/{account}`: one of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from agent.settings import AccountSettings
from agent.views.accounts import AccountLine, AccountShown, Order, account_lines, account_shown
from agent.views.board import Board
from agent.views.facts import newest_facts
from agent.views.paging import Paged, paged
from agent.web.ahead import TheForeteller, deadlines_of
from agent.web.asking import ThePart, Word
from agent.web.gate import Operator, Viewer
from agent.web.problems import NotThereError
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import Site, TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[AccountLine], ...] = (
    Column("Account", lambda line: line.name),
    Column("Last visit", lambda line: line.last and line.last.started),
    Column("Verdict", lambda line: line.last and line.last.verdict),
    Column("Critical", lambda line: line.critical),
    Column("Warning", lambda line: line.warning),
    Column("Information", lambda line: line.information),
    Column("Next due", lambda line: line.next_due and line.next_due.due),
    Column("What is due", lambda line: line.next_due and line.next_due.title),
    Column("Password days", lambda line: line.password_days),
)

Sorted = Annotated[Order, Query(alias="sort", description="What comes first.")]


def lines(site: Site, order: Order, page: int, per_page: int) -> Paged[AccountLine]:
    return paged(account_lines(site.store, site.settings, site.clock(), order), page, per_page)


def the_account(site: Site, name: str) -> AccountSettings:
    """Raises NotThereError."""
    for account in site.settings.accounts:
        if account.name == name:
            return account
    raise NotThereError("the settings have no such account", name, "see the list of accounts")


def shown(site: Site, board: Board, name: str) -> AccountShown:
    """Raises NotThereError."""
    account, now = the_account(site, name), site.clock()
    roster = site.rosters.get(name)
    return account_shown(
        site.store,
        site.settings,
        account,
        len(roster.entries) if roster and roster.entries else None,
        newest_facts(site.store, site.safe, name, now),
        deadlines_of(site, board, name),
        now,
    )


@router.get("/accounts")
def accounts_page(
    caller: Viewer, request: Request, site: TheSite, part: ThePart, order: Sorted = Order.SEVERITY
) -> Response:
    found = lines(site, order, part.page, part.per_page)
    return page(request, caller, "accounts.html", accounts=found, order=order, orders=Order)


@router.get("/accounts.csv")
def accounts_csv(caller: Operator, site: TheSite, order: Sorted = Order.SEVERITY) -> Response:
    """Every account, whichever part the page shows."""
    found = account_lines(site.store, site.settings, site.clock(), order)
    on_record(site, caller, "export", "accounts", f"{len(found)} rows")
    return csv_file("accounts", COLUMNS, found)


@router.get("/accounts/{account}")
def account_page(
    caller: Viewer, request: Request, site: TheSite, foreteller: TheForeteller, account: Word
) -> Response:
    board = foreteller.board()
    failed = next((each for each in board.standing.failed if each.account == account), None)
    return page(request, caller, "account.html", shown=shown(site, board, account), failed=failed)
