"""The faults that are switched on, and which of them a request meets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from mock_portal.errors import BadAskError, NotKnownError
from mock_portal.exchange import Exchange
from mock_portal.faults import FAULTS
from mock_portal.faults.base import Fault, Turn
from mock_portal.faults.spelling import nearest
from mock_portal.seeded import Draws
from mock_portal.world.entities import Entity

F = TypeVar("F", bound=Fault)
EVERYWHERE = "*"


class Conditions(BaseModel):
    """Where and when a fault works.

    `path` is a pattern of the address asked for, in the skin of the day. The default `*` means every page;
    style sheets, scripts and the session poll must be named. `after` requests pass first, then each
    `every`-th one is hit, at most `times` of them; `from` and `until` bound the portal time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    path: str = EVERYWHERE
    account: str | None = None
    after: int = Field(default=0, ge=0)
    times: int | None = Field(default=None, ge=1)
    every: int | None = Field(default=None, ge=1)
    begins: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = None
    seed: int = 0

    @field_validator("path")
    @classmethod
    def _can_be_an_address(cls, path: str) -> str:
        """Every address begins with a slash: what does not would never meet one."""
        if not path.startswith(("/", "*", "?", "[")):
            raise ValueError(f"no address matches {path!r}: write it like /pecos/*")
        return path

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Conditions:
        if self.begins and self.until and self.begins >= self.until:
            raise ValueError("until must be later than from")
        return self

    def in_time(self, now: datetime) -> bool:
        """Whether portal time is within the bounds; `until` is outside."""
        return (self.begins is None or self.begins <= now) and (self.until is None or now < self.until)

    def covers(self, path: str, account: str | None, *, background: bool) -> bool:
        """Whether a request's path and account are meant."""
        if self.account not in (None, account):
            return False
        return fnmatchcase(path, self.path) and not (background and self.path == EVERYWHERE)


class ActiveFault(Entity):
    """A fault that is switched on, with how many requests it met (`matched`) and hit (`applied`)."""

    id: str
    name: str
    conditions: Conditions
    parameters: dict[str, object]
    added: AwareDatetime
    memory: dict[str, str] = Field(default_factory=dict)
    matched: int = 0
    applied: int = 0

    @model_validator(mode="after")
    def _is_understood(self) -> ActiveFault:
        """A snapshot may come from anywhere."""
        if self.name not in FAULTS:
            raise ValueError(f"there is no fault {self.name!r}")
        self.kind()
        return self

    def kind(self) -> Fault:
        """The fault with its parameters."""
        return FAULTS[self.name].model_validate(self.parameters)

    @property
    def hits_next(self) -> bool:
        """Whether the request that was just counted in `matched` is hit."""
        number = self.matched - self.conditions.after
        if number < 1 or (self.conditions.times is not None and self.applied >= self.conditions.times):
            return False
        return self.conditions.every is None or number % self.conditions.every == 0


class Hit:
    """A fault that a request met, with its turn."""

    def __init__(self, fault: Fault, turn: Turn) -> None:
        self.fault = fault
        self.turn = turn


class FaultBook:
    """All switched-on faults in the order of switching on; each keeps its own counts."""

    def __init__(self, active: tuple[ActiveFault, ...] = (), added: int = 0) -> None:
        self._active = {fault.id: fault for fault in active}
        self._released = {fault.id: asyncio.Event() for fault in active}
        self.added = added

    def all(self) -> tuple[ActiveFault, ...]:
        """The faults that are switched on, used up ones too."""
        return tuple(self._active.values())

    def add(self, ask: Mapping[str, object], statuses: Mapping[str, str], now: datetime) -> ActiveFault:
        """Switch a fault on, given the enrollments' `statuses`; BadAskError names what is not understood."""
        conditions, parameters = understand(ask)
        self.added += 1
        active = ActiveFault(
            id=f"f{self.added}",
            name=parameters.name,
            conditions=conditions,
            parameters=parameters.model_dump(mode="json"),
            added=now,
            memory=parameters.remember(statuses),
        )
        self._active[active.id] = active
        self._released[active.id] = asyncio.Event()
        return active

    def remove(self, fault_id: str) -> None:
        """Switch one off and let go whom it holds; NotKnownError where there is none."""
        if fault_id not in self._active:
            raise NotKnownError(f"no fault {fault_id!r} is switched on; GET /faults lists those that are")
        del self._active[fault_id]
        self._released.pop(fault_id).set()

    def clear(self, name: str | None = None) -> None:
        """Switch all off, or all of one name."""
        for fault in self.all():
            if name in (None, fault.name):
                self.remove(fault.id)

    def standing(self, kind: type[F], now: datetime, account: str | None = None) -> F | None:
        """The newest switched-on fault of a kind whose time it is, by time and account only; uncounted."""
        for active in reversed(self._active.values()):
            if active.name == kind.name and active.conditions.in_time(now):
                fault = active.kind()
                if isinstance(fault, kind) and active.conditions.account in (None, account):
                    return fault
        return None

    def meet(self, exchange: Exchange) -> list[Hit]:
        """Count a request, and say which faults hit it."""
        account = exchange.account.name if exchange.account else None
        return list(self._hits(exchange, account))

    def _hits(self, exchange: Exchange, account: str | None) -> Iterator[Hit]:
        for active in list(self._active.values()):
            fault = active.kind()
            background = exchange.is_background and not fault.in_background
            if fault.whole_portal or not active.conditions.in_time(exchange.now):
                continue
            if active.conditions.covers(exchange.address, account, background=background):
                active = active.model_copy(update={"matched": active.matched + 1})
                if active.hits_next:
                    yield Hit(fault, self._turn(active))
                    active = active.model_copy(update={"applied": active.applied + 1})
                self._active[active.id] = active

    def _turn(self, active: ActiveFault) -> Turn:
        seed = active.conditions.seed
        draws = Draws(seed, f"{active.name}:{active.applied}")
        return Turn(active.applied, seed, active.added, draws, active.memory, self._released[active.id])


def understand(ask: Mapping[str, object]) -> tuple[Conditions, Fault]:
    """Where and when, and the fault itself; BadAskError names what is not understood."""
    return _split(ask, _kind_asked(ask))


def _kind_asked(ask: Mapping[str, object]) -> type[Fault]:
    name = ask.get("name")
    if not isinstance(name, str):
        raise BadAskError("a fault needs a name; `python -m mock_portal faults` lists them", "name")
    if name not in FAULTS:
        raise BadAskError(f"there is no fault {name!r}{nearest(name, list(FAULTS))}", "name")
    return FAULTS[name]


def _split(ask: Mapping[str, object], kind: type[Fault]) -> tuple[Conditions, Fault]:
    places = {field.alias or name for name, field in Conditions.model_fields.items()}
    known = [*kind.model_fields, *sorted(places)]
    for key in ask:
        if key != "name" and key not in known:
            raise BadAskError(f"the fault {kind.name!r} has no parameter {key!r}{nearest(key, known)}", key)
    conditions = {key: value for key, value in ask.items() if key in places}
    if kind.whole_portal and (meaningless := set(conditions) - {"from", "until", "seed"}):
        detail = (
            f"the fault {kind.name!r} works on the whole portal: leave out {', '.join(sorted(meaningless))}"
        )
        raise BadAskError(detail, min(meaningless))
    parameters = {key: value for key, value in ask.items() if key in kind.model_fields}
    return _validated(Conditions, conditions, kind.name), _validated(kind, parameters, kind.name)


M = TypeVar("M", bound=BaseModel)


def _validated(model: type[M], values: Mapping[str, object], name: str) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else None
        told = first["msg"].removeprefix("Value error, ")
        raise BadAskError(f"the fault {name!r}: {field or 'conditions'}: {told}", field) from error
