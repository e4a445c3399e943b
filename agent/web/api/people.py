"""`/api/v1/people`, `/api/v1/tokens`, and who one is oneself."""

from fastapi import APIRouter

from agent.model.access import Person, Token
from agent.model.base import Frozen
from agent.model.person import Role
from agent.web.gate import Admin, Viewer
from agent.web.site import TheSite

router = APIRouter(tags=["people"])


class Me(Frozen):
    """`accounts`: a token that reads these alone; null where it is not so bound."""

    name: str
    role: Role
    accounts: tuple[str, ...] | None


@router.get("/me")
def who_asks(caller: Viewer) -> Me:
    """Whom this agent takes the caller for."""
    return Me(name=caller.name, role=caller.role, accounts=caller.accounts)


@router.get("/people")
def list_people(caller: Admin, site: TheSite) -> tuple[Person, ...]:
    """Everybody who may sign in or might once, by name."""
    return site.store.people()


@router.get("/tokens")
def list_tokens(caller: Admin, site: TheSite) -> tuple[Token, ...]:
    """All tokens, by what they are known; what lets a program in is shown once, when it is made."""
    return site.store.tokens()
