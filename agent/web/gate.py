"""Who asks, and whether they may: each route says which role it needs, and a test walks all of them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from agent.model.person import Role


@dataclass(frozen=True)
class Caller:
    """Who asks. `csrf` is what a form of theirs must bring back; empty for an API token."""

    name: str
    role: Role
    csrf: str = ""


class RefusedError(Exception):
    """Nobody is signed in (`caller` is null), or this caller may not."""

    def __init__(self, needed: Role, caller: Caller | None) -> None:
        super().__init__(f"{caller.name if caller else 'nobody'} is not {needed}")
        self.needed = needed
        self.caller = caller


@dataclass(frozen=True)
class Needs:
    """A dependency: the caller, if they have this role or a higher one. Raises RefusedError."""

    role: Role

    def __call__(self, request: Request) -> Caller:
        caller: Caller | None = request.app.state.authenticate(request)
        if caller is None or not caller.role.may(self.role):
            raise RefusedError(self.role, caller)
        return caller


Viewer = Annotated[Caller, Depends(Needs(Role.VIEWER))]
Operator = Annotated[Caller, Depends(Needs(Role.OPERATOR))]
Admin = Annotated[Caller, Depends(Needs(Role.ADMIN))]
"""The first parameter of every route; what is open to all carries none, and is on the list OPEN."""

OPEN = frozenset({"/metrics", "/healthz", "/static", "/sign-in"})
"""Paths that need nobody to be signed in."""
