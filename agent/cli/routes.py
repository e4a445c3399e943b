"""`enrollwatch routes`: who would be told of what, and when. Reads the settings only; tells nobody."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from agent.alerts.message import moment, spell
from agent.app import refuse_unknown_rules
from agent.cli.common import AwareTime, config_option, json_option, settings_from
from agent.cli.exits import Exit
from agent.model.clock import machine_clock
from agent.model.errors import SettingsError, UnknownAccountError
from agent.model.finding import Severity
from agent.model.on_call import Step
from agent.model.route import Hours, Route, Telling
from agent.model.verdict import Verdict
from agent.recorder import routing_of
from agent.routing import About, Routing, fault_of, gaps
from agent.rules import RULE_NAMES
from agent.settings import Settings


@click.group()
def routes() -> None:
    """Who is told of what, and when: at once, in working hours, or in the day's digest."""


@routes.command()
@click.option("--severity", type=click.Choice([str(each) for each in Severity]), required=True)
@click.option("--rule", help="A rule's name.")
@click.option("--verdict", type=click.Choice([str(each) for each in Verdict]), help="Instead of the rule's.")
@click.option("--account", help="An account's alias; without it, what is of no account.")
@click.option("--at", type=AwareTime(), help="Instead of now.")
@config_option
@json_option
def test(
    severity: str,
    rule: str | None,
    verdict: str | None,
    account: str | None,
    at: datetime | None,
    config: Path,
    as_json: bool,
) -> int:
    """Who would be told of an incident like this, and when. Status 1: nobody."""
    settings = settings_from(config)
    refuse_unknown_rules(settings)
    about = _about(settings, severity, rule, verdict, account)
    shown = _document(settings, about, at or machine_clock())
    click.echo(json.dumps(shown) if as_json else "\n".join(_page(shown, about, settings.portal.zone)))
    return Exit.DONE if shown["told"] else Exit.FOUND_WRONG


@routes.command("list")
@config_option
@json_option
def list_(config: Path, as_json: bool) -> int:
    """The routes in the order they are tried, and whom they never tell. Status 1: somebody, or never."""
    settings = settings_from(config)
    refuse_unknown_rules(settings)
    routing = _routing(settings)
    wrong = list(gaps(routing, RULE_NAMES, [account.name for account in settings.accounts]))
    if as_json:
        rows = [route.model_dump(mode="json", by_alias=True) for route in routing.routes]
        hours = routing.hours.model_dump(mode="json", by_alias=True)
        click.echo(json.dumps({"hours": hours, "routes": rows, "wrong": wrong}))
    else:
        click.echo("\n".join([*_listed(routing), *(f"WRONG: {gap}" for gap in wrong)]))
    return Exit.FOUND_WRONG if wrong else Exit.DONE


def _about(
    settings: Settings, severity: str, rule: str | None, verdict: str | None, account: str | None
) -> About:
    if rule is None and verdict is None:
        raise SettingsError("it is not said of what", "arguments", "give --rule or --verdict")
    if rule is not None and rule not in RULE_NAMES:
        raise SettingsError(f"there is no rule {rule!r}", "arguments", "see the rules in the README")
    known = [each.name for each in settings.accounts]
    if account is not None and account not in known:
        raise UnknownAccountError(
            f"there is no account {account!r}", "arguments", f"name one of {', '.join(known)}"
        )
    fault = Verdict(verdict) if verdict else fault_of(rule or "")
    return About(rule or "", Severity(severity), account, fault)


def _routing(settings: Settings) -> Routing:
    return routing_of(settings, [channel.name for channel in settings.channels])


def _document(settings: Settings, about: About, now: datetime) -> dict[str, Any]:
    """Times are UTC; `route` is the number of the one that counts, null where the defaults do, or none."""
    routing = _routing(settings)
    route = routing.route_of(about)
    steps = [step for step in settings.steps if about.severity.rank >= step.severity.rank]
    return {
        "at": now.isoformat(),
        "verdict": about.verdict,
        "route": routing.routes.index(route) if route in routing.routes else None,
        "told": [_telling(each) for each in routing.tellings(about, now)],
        "then": [_step(step, now) for step in steps],
    }


def _telling(telling: Telling) -> dict[str, Any]:
    day = telling.digest.isoformat() if telling.digest else None
    return {"channel": telling.channel, "at": telling.due.isoformat(), "digest": day}


def _step(step: Step, now: datetime) -> dict[str, Any]:
    return {"at": (now + step.after).isoformat(), "channels": list(step.channels)}


def _page(shown: dict[str, Any], about: About, zone: ZoneInfo) -> list[str]:
    """`shown` is what `_document` made."""
    at = datetime.fromisoformat(shown["at"])
    what = " ".join(part for part in (about.severity.upper(), about.rule) if part)
    lines = [f"{what} of {about.account or 'no account'} ({about.verdict}) at {moment(at, zone)}", ""]
    by = "the defaults" if shown["route"] is None else f"routes[{shown['route']}]"
    if not shown["told"]:
        why = "no route matches" if shown["route"] is None else f"{by} counts, and names no channel"
        return [*lines, f"Nobody is told: {why}. It is kept all the same, and listed."]
    lines.append(f"Told, by {by}:")
    lines += [f"  {each['channel']:<16} {_when(each, at, zone)}" for each in shown["told"]]
    if shown["then"]:
        lines.append("Then, while nobody takes it:")
        for step in shown["then"]:
            when = moment(datetime.fromisoformat(step["at"]), zone)
            lines.append(f"  {', '.join(step['channels']):<16} at {when}")
    return lines


def _when(told: dict[str, Any], now: datetime, zone: ZoneInfo) -> str:
    due = datetime.fromisoformat(told["at"])
    if due <= now:
        return "at once"
    held = f"at {moment(due, zone)}, in {spell(due - now)}"
    return f"in the digest of {told['digest']}, {held}" if told["digest"] else f"as its hours begin, {held}"


def _listed(routing: Routing) -> list[str]:
    hours = routing.hours
    digest = f"the digest goes at {hours.digest_at:%H:%M}"
    lines = [f"Working hours: {_hours(hours)}; {digest}."]
    if not routing.routes:
        channels = ", ".join(f"{each.name} ({each.duty or 'any work'})" for each in routing.recipients)
        lines.append("No routes: critical goes at once, warning in working hours, information daily.")
        lines.append(f"Channels: {channels or 'none'}.")
    return lines + [f"routes[{number}]  {_route(route)}" for number, route in enumerate(routing.routes)]


def _route(route: Route) -> str:
    given: Sequence[tuple[str, Sequence[str]]] = (
        ("verdict", route.verdict),
        ("rule", route.rule),
        ("severity", route.severity),
        ("account", route.account),
    )
    matched = ", ".join(f"{name} {' or '.join(values)}" for name, values in given if values) or "everything"
    to = "where it would without routes"
    if route.channels is not None:
        to = ", ".join(route.channels) or "nobody"
    hours = "" if route.hours is None else f"; {_hours(route.hours)}"
    return f"{matched} -> {to}{hours}"


def _hours(hours: object) -> str:
    if not isinstance(hours, Hours):
        return str(hours)
    return f"{', '.join(hours.days)} {hours.begin:%H:%M} to {hours.end:%H:%M} ({hours.time_zone})"
