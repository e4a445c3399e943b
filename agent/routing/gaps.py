"""What routes would never do, and whom they would never tell."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from agent.model.finding import Severity
from agent.routing.deciding import About, Routing
from agent.routing.faults import fault_of

_NO_ACCOUNT = "what is of no account"


def gaps(routing: Routing, rules: Sequence[str], accounts: Iterable[str]) -> Iterator[str]:
    """A sentence for each route that never counts, and for each severity that reaches nobody."""
    if not routing.recipients:
        yield "there is no channel: nobody is told of anything; add [[channels]]"
        return
    cases = tuple(_cases(rules, accounts))
    used = {id(routing.route_of(about)) for about in cases}
    for number, route in enumerate(routing.routes):
        if id(route) not in used:
            yield (
                f"routes[{number}] can never match: no rule has its verdict, or the routes before it "
                "take all that it matches; move it up, correct it, or take it away"
            )
    for severity in reversed(Severity):
        yield from _unheard(routing, severity, [about for about in cases if about.severity is severity])


def _cases(rules: Iterable[str], accounts: Iterable[str]) -> Iterator[About]:
    for rule, severity, account in product(rules, Severity, (None, *accounts)):
        yield About(rule, severity, account, fault_of(rule))


def _unheard(routing: Routing, severity: Severity, cases: Sequence[About]) -> Iterator[str]:
    nobody = [about for about in cases if not _channels(routing, about)]
    if not nobody:
        return
    whole = len(nobody) == len(cases)
    of = "" if whole else f" of {_listed(about.account or _NO_ACCOUNT for about in nobody)}"
    by = "" if whole else f" by {_listed(about.rule for about in nobody)}"
    yield f"{severity}{of}{by} reaches nobody; add a route that matches it and names a channel"


def _channels(routing: Routing, about: About) -> tuple[str, ...]:
    route = routing.route_of(about)
    if route is None:
        return ()
    return routing.default_channels(about.verdict) if route.channels is None else route.channels


def _listed(words: Iterable[str], longest: int = 5) -> str:
    distinct = list(dict.fromkeys(words))
    shown = ", ".join(distinct[:longest])
    return shown if len(distinct) <= longest else f"{shown} and {len(distinct) - longest} more"
