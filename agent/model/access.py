"""Who comes in to the dashboard and the API, and by what. No secret is among it."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from agent.model.base import Frozen
from agent.model.person import Role

PersonName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
"""As it stands in the audit. It holds no space, so that no person is called as a link or a token is."""


class Person(Frozen):
    """Somebody who may sign in, unless `disabled`. People are never removed: the audit names them."""

    name: PersonName
    role: Role
    made: AwareDatetime
    password_set: AwareDatetime
    disabled: AwareDatetime | None = None  # since when


class Session(Frozen):
    """From a sign-in to its end. Its id is a secret of the browser's; the store knows only its digest."""

    digest: str
    person: PersonName
    began: AwareDatetime
    seen: AwareDatetime  # when the person last did something


class Token(Frozen):
    """What lets a program in, in the name of a person: with `role` at most, however high that person's is.

    With `accounts` it may read what is of these, and nothing else. `id` is the part by which it is known.
    """

    id: str
    person: PersonName
    role: Role
    accounts: tuple[str, ...] | None = None
    note: str = ""
    made: AwareDatetime
    expires: AwareDatetime
    revoked: AwareDatetime | None = None
    used: AwareDatetime | None = None  # when last, to the hour


class Tries(Frozen):
    """Sign-ins that failed in a row, of one name or from one address."""

    failures: int = Field(ge=0)
    last: AwareDatetime
