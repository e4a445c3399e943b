"""`/providers`: who is watched, by NPI or enrollment; `/providers/{npi}`: one of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from agent.last_facts import NoFactsError, last_facts
from agent.model.errors import SealError, VaultError
from agent.model.facts import Facts
from agent.views.board import Board
from agent.views.facts import Opened, Seal, newest_facts
from agent.views.facts import shown as fit_to_show
from agent.views.history import FactChange, changes
from agent.views.paging import MOST_PER_PAGE, Paged, paged
from agent.views.providers import (
    ProviderLine,
    ProviderShown,
    found_by,
    incidents_about,
    known_providers,
    named_only,
    part_of,
    provider_shown,
)
from agent.web.ahead import TheForeteller, deadlines_of
from agent.web.asking import BLANK_IS_NONE, ThePart, Word
from agent.web.gate import Operator, Viewer
from agent.web.problems import NotThereError
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import Site, TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[ProviderLine], ...] = (
    Column("NPI", lambda line: line.npi),
    Column("Accounts", lambda line: ", ".join(line.accounts)),
    Column("Expected", lambda line: line.expected),
    Column("Enrollments", lambda line: ", ".join(line.enrollments)),
)

Words = Annotated[Word | None, BLANK_IS_NONE, Query(description="How an NPI or an enrollment ID begins.")]
OneAccount = Annotated[Word | None, BLANK_IS_NONE, Query(description="Whose visit is shown.")]


def found(site: Site, board: Board, words: str | None, page: int, per_page: int) -> Paged[ProviderLine]:
    known = known_providers(site.rosters, board.known)
    return paged(found_by(words or "", known, site.store), page, per_page)


def shown(site: Site, board: Board, npi: str, account: str | None) -> ProviderShown:
    """With an account only what is of it; else what is of all, and the visits of the first that saw it.

    Raises NotThereError.
    """
    seen = {name: known for name, known in board.known.items() if account in (None, name)}
    rosters = {name: roster for name, roster in site.rosters.items() if account in (None, name)}
    line = known_providers(rosters, seen).get(npi) or named_only(npi, account, site.store)
    if line is None:
        raise NotThereError(f"{account or 'nobody'} does not watch this provider", f"NPI {npi}", _hint(board))
    watching = [name for name in line.accounts if name in seen]
    chosen = next((name for name in watching if npi in seen[name].npis), next(iter(watching), None))
    facts, changed = _facts(site, chosen, npi)
    deadlines = deadlines_of(site, board, chosen) if chosen else None
    entry = next((roster.by_npi[npi] for roster in rosters.values() if npi in roster.by_npi), None)
    found = incidents_about(line, account, site.store)
    return provider_shown(line, chosen, entry, facts, changed, found, deadlines)


def _hint(board: Board) -> str:
    waits = len(board.standing.working)
    return f"look again in a minute: {waits} accounts are still being read" if waits else "see the list"


def _facts(site: Site, account: str | None, npi: str) -> tuple[Opened, tuple[FactChange, ...]]:
    """The provider's part of the newest facts, and what changed in it over the last visits that read any."""
    if account is None:
        return Opened(seal=Seal.NONE), ()
    newest = newest_facts(site.store, site.safe, account, site.clock())
    if newest.facts is None:
        return newest, ()
    try:
        look, history = last_facts(site.store, site.safe, account, site.clock())
    except (NoFactsError, SealError, VaultError):  # an older blob is damaged, or Vault was sealed just now
        look, history = None, ()
    seen = [each for each in (look, *history) if each is not None and each.facts]
    parts = [each.model_copy(update={"facts": _part(each.facts, npi)}) for each in seen]
    return newest.model_copy(update={"facts": part_of(newest.facts, npi)}), changes(parts)


def _part(facts: Facts | None, npi: str) -> Facts | None:
    return facts and fit_to_show(part_of(facts, npi))


@router.get("/providers")
def providers_page(
    caller: Viewer,
    request: Request,
    site: TheSite,
    foreteller: TheForeteller,
    part: ThePart,
    q: Words = None,
) -> Response:
    board = foreteller.board()
    listed = found(site, board, q, part.page, part.per_page)
    return page(request, caller, "providers.html", providers=listed, words=q or "", standing=board.standing)


@router.get("/providers.csv")
def providers_csv(
    caller: Operator, site: TheSite, foreteller: TheForeteller, part: ThePart, q: Words = None
) -> Response:
    """500 rows; the address says which part."""
    listed = found(site, foreteller.board(), q, part.page, MOST_PER_PAGE)
    on_record(site, caller, "export", "providers", f"{len(listed.items)} rows")
    return csv_file("providers", COLUMNS, listed.items)


@router.get("/providers/{npi}")
def provider_page(
    caller: Viewer,
    request: Request,
    site: TheSite,
    foreteller: TheForeteller,
    npi: Word,
    account: OneAccount = None,
) -> Response:
    board = foreteller.board()
    found = shown(site, board, npi, account)
    return page(request, caller, "provider.html", shown=found, only=account)
