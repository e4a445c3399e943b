"""What the settings say of one account."""

from pathlib import Path

from pydantic import Field, field_validator

from agent.model.base import Frozen
from agent.model.policy import Policy
from agent.model.roster import RosterEntry
from agent.model.screen import Screen, with_the_way
from agent.settings.scalars import Alias

_RESERVED = frozenset({"portal", "probe"})


class AccountSettings(Frozen):
    name: Alias
    vault_path: str
    totp_key: str | None = None  # null: the code comes from the `totp_secret` field beside the password
    roster: Path | None = None
    npis: tuple[str, ...] = ()
    expected: str | None = None  # of `npis` and of the roster's empty cells; alone: of every enrollment
    policy: Policy = Policy()  # what is set here goes before what [policy] says
    screens: frozenset[Screen] = Field(frozenset(Screen), min_length=1)  # with those that lead to them

    @field_validator("name")
    @classmethod
    def _not_reserved(cls, name: str) -> str:
        if name in _RESERVED:
            raise ValueError(f"{name!r} is what incidents call the portal's own looks; choose another alias")
        return name

    @field_validator("screens")
    @classmethod
    def _and_the_way(cls, screens: frozenset[Screen]) -> frozenset[Screen]:
        return with_the_way(screens)

    @field_validator("npis")
    @classmethod
    def _valid_npis(cls, npis: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(RosterEntry(npi=npi).npi for npi in npis)
