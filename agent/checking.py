"""`check`: is all there that a visit needs? Tells nobody, changes nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.access import AckLinks
from agent.app import App
from agent.browser import installed
from agent.delivery import CredentialedChannel
from agent.model.alert import Outcome
from agent.model.errors import EnrollwatchError
from agent.proofs import heartbeat_of, real_channels
from agent.routing import Routing, gaps
from agent.rules import RULE_NAMES
from agent.settings import WebSettings
from agent.settings.scalars import is_loopback


@dataclass(frozen=True)
class Row:
    what: str
    good: bool
    said: str


async def checks(app: App) -> AsyncIterator[Row]:
    """A row for Vault, each account's secret, each browser in use, the portal, each channel, the heartbeat's
    address, the pages, the keys of links, the routes."""
    yield await _asked("vault", app.vault.check)
    for account in app.settings.accounts:
        path = account.vault_path
        yield await _asked(f"secret of {account.name}", app.vault.latest_version, path)
    found = {each.engine: each for each in await installed(app.settings.browser.headed)}
    for engine in app.settings.browser.use:
        browser = found.get(engine)
        said = f"{browser.version} {browser.note}".strip() if browser else "not found on this machine"
        yield Row(f"browser {engine}", browser is not None, said)
    look = await app.prober.look()
    yield Row("portal", look.verdict.good_look, str(look.reason or "answers"))
    for channel in real_channels(app):
        yield await _channel(channel)
    if app.settings.heartbeat.on:
        yield await _asked("heartbeat", heartbeat_of(app).find)
    yield reached(app.settings.web)
    links = AckLinks.of(app.settings, app.vault)
    if links:
        yield await _asked("links of alerts", links.check)
    for row in routed(app.recorder.routing, [account.name for account in app.settings.accounts]):
        yield row


def reached(web: WebSettings) -> Row:
    """Whether a password that is typed on these pages is for nobody else to read on its way."""
    host = web.listen.rpartition(":")[0].strip("[]")
    if is_loopback(host) or (web.base_url or "").startswith("https://"):
        return Row("pages", True, f"listen at {web.listen}")
    said = f"listen at {web.listen} without https: put a proxy before them, and its address in web.base_url"
    return Row("pages", False, said)


def routed(routing: Routing, accounts: Iterable[str]) -> Iterator[Row]:
    """One for each route that never counts, each severity that reaches nobody; else one that all is well."""
    found = [Row("routes", False, gap) for gap in gaps(routing, RULE_NAMES, accounts)]
    yield from found or [Row("routes", True, "every severity of every account reaches somebody")]


async def _asked(what: str, ask: Callable[..., object], *arguments: str) -> Row:
    try:
        answer = await asyncio.to_thread(ask, *arguments)
    except EnrollwatchError as error:
        return Row(what, False, str(error))
    said = f"version {answer}" if isinstance(answer, int) else answer or "answers"
    return Row(what, True, str(said))


async def _channel(channel: CredentialedChannel) -> Row:
    """As far as can be known without telling anybody; its credentials are fetched as for an alert."""
    checked = await channel.check()
    good = checked.outcome is Outcome.ACCEPTED
    return Row(f"channel {channel.name}", good, (checked.receipt if good else checked.problem) or "answers")
