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
from agent.views.paging import Paged, paged
from agent.views.providers import (
    ProviderLine,
    ProviderShown,
    found_by,
    known_providers,
    named_only,
    part_of,
    provider_shown,
)
from agent.web.ahead import TheForeteller, deadlines_of
from agent.web.asking import BLANK_IS_NONE, ThePart, Word
from agent.web.gate import Viewer
from agent.web.problems import NotThereError
from agent.web.rendering import page
from agent.web.site import Site, TheSite

router = APIRouter()

Words = Annotated[Word | None, BLANK_IS_NONE, Query(description="How an NPI or an enrollment ID begins.")]
OneAccount = Annotated[Word | None, BLANK_IS_NONE, Query(description="Whose visit is shown.")]


def found(site: Site, board: Board, words: str | None, page: int, per_page: int) -> Paged[ProviderLine]:
    known = known_providers(site.rosters, board)
    return paged(found_by(words or "", known, site.store), page, per_page)


def shown(site: Site, board: Board, npi: str, account: str | None) -> ProviderShown:
    """As the visits of one account have it, by default of the first that watches it.

    Raises NotThereError.
    """
    line = known_providers(site.rosters, board).get(npi) or named_only(npi, site.store)
    if line is None:
        raise NotThereError("nobody watches this provider", f"NPI {npi}", _hint(board))
    if account is not None and account not in line.accounts:
        raise NotThereError(
            "this account does not see the provider", f"{account}, NPI {npi}", "choose another"
        )
    chosen = account or next((each for each in line.accounts if each in board.known), None)
    facts, changed = _facts(site, chosen, npi)
    deadlines = deadlines_of(site, board, chosen) if chosen else None
    entry = next((roster.by_npi[npi] for roster in site.rosters.values() if npi in roster.by_npi), None)
    return provider_shown(site.store, line, chosen, entry, facts, changed, deadlines)


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
    return page(request, caller, "provider.html", shown=shown(site, board, npi, account))
