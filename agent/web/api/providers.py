"""`/api/v1/providers` and `/api/v1/providers/{npi}`."""

from fastapi import APIRouter

from agent.views.paging import Paged
from agent.views.providers import ProviderLine, ProviderShown
from agent.web.ahead import TheForeteller
from agent.web.asking import ThePart, Word
from agent.web.gate import Viewer
from agent.web.pages.providers import OneAccount, Words, found, shown
from agent.web.site import TheSite

router = APIRouter(tags=["providers"])


@router.get("/providers")
def list_providers(
    caller: Viewer, site: TheSite, foreteller: TheForeteller, part: ThePart, q: Words = None
) -> Paged[ProviderLine]:
    """Every provider that a roster names or that an account saw at its last visit."""
    return found(site, foreteller.board(), q, part.page, part.per_page)


@router.get("/providers/{npi}")
def read_provider(
    caller: Viewer, site: TheSite, foreteller: TheForeteller, npi: Word, account: OneAccount = None
) -> ProviderShown:
    """One provider as one account's last visits have it. Never a whole SSN or TIN."""
    return shown(site, foreteller.board(), npi, account)
