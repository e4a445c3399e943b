"""The shape of `[hours]` and `[[routes]]`: who is told of what, and when."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import filter as matching
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.route import Hours, Pace, Route, WorkingHours
from agent.model.verdict import Verdict
from agent.settings.scalars import Alias

_WORD, _TABLE = "(a word)", "(a table)"

TAGS = frozenset({_WORD, _TABLE})
"""What pydantic adds to the place of an error: which of two shapes it took the value for."""


class HoursSettings(WorkingHours):
    """Working hours; without a zone they are the portal's (`in_zone`)."""


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _kind(value: object) -> str:
    return _TABLE if isinstance(value, Mapping | Hours) else _WORD


_Patterns = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_one_or_many)]


class RouteSettings(Frozen):
    """What matches all that is given; each may be one or a list. The first route that matches counts."""

    verdict: Annotated[tuple[Verdict, ...], BeforeValidator(_one_or_many)] = ()
    rule: _Patterns = ()
    severity: Annotated[tuple[Severity, ...], BeforeValidator(_one_or_many)] = ()
    account: _Patterns = ()
    channels: tuple[Alias, ...] | None = None
    hours: (
        Annotated[Annotated[Pace, Tag(_WORD)] | Annotated[Hours, Tag(_TABLE)], Discriminator(_kind)] | None
    ) = None

    @property
    def route(self) -> Route:
        return Route(**dict(self))


def hours_in_zone(hours: object, time_zone: str) -> object:
    """Hours as they are written, or the default; those that name no zone are in this one."""
    if isinstance(hours, HoursSettings):
        hours = hours.model_dump(by_alias=True, exclude_unset=True)
    return {"time_zone": time_zone, **hours} if isinstance(hours, Mapping) else hours


def routes_in_hours(routes: object, hours: HoursSettings) -> object:
    """Routes as they are written; what their own hours leave out is as in [hours]."""
    if not isinstance(routes, list | tuple):
        return routes
    return [_completed(each, hours) for each in routes]


def _completed(route: Any, hours: HoursSettings) -> Any:
    own = route.get("hours") if isinstance(route, Mapping) else None
    if not isinstance(own, Mapping):
        return route
    usual = {"days": hours.days, "from": hours.begin, "to": hours.end, "time_zone": hours.time_zone}
    return {**route, "hours": {**usual, **own}}


def refuse_strangers(where: str, names: Iterable[str], channels: Sequence[str]) -> None:
    """Raises ValueError where one of `names` is no channel."""
    for name in names:
        if name not in channels:
            there = ", ".join(sorted(channels)) or "there is none"
            raise ValueError(f"{where}: no channel is named {name!r}; known: {there}")


def refuse_routes_of_strangers(
    routes: Iterable[RouteSettings], channels: Sequence[str], accounts: Sequence[str]
) -> None:
    """Raises ValueError where a route names a channel that there is not, or matches no account."""
    for number, route in enumerate(routes):
        refuse_strangers(f"routes[{number}].channels", route.channels or (), channels)
        for pattern in route.account:
            if not matching(accounts, pattern):
                raise ValueError(
                    f"routes[{number}].account: no account matches {pattern!r}; known: {', '.join(accounts)}"
                )
