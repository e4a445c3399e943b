"""What the running agent does beside its schedule, so that an alert would reach somebody, wired.

Test alerts, the heartbeat, and what an Alertmanager must be told again.
"""

from datetime import timedelta

from loguru import logger

from agent.alerts import LEASE, REFRESH
from agent.alerts.http import Receiver
from agent.app import App
from agent.delivery import CredentialedChannel
from agent.heartbeat import Heartbeat
from agent.model.alert import Outcome
from agent.rounds import Round
from agent.settings import ChannelKind, HeartbeatSettings
from agent.trials import Trials
from agent.vault import Vault
from agent.vital_signs import VitalSigns

_LOOK_FOR_TRIALS = timedelta(seconds=5)


def rounds_of(app: App) -> tuple[Round, ...]:
    """As the settings ask for them."""
    found = [_refresh(app, channel) for channel in real_channels(app, ChannelKind.ALERTMANAGER)]
    if trials := trials_of(app):
        found.append(Round("the test alert", trials.run_due, lambda: _LOOK_FOR_TRIALS))
    if app.settings.heartbeat.on:
        heartbeat = heartbeat_of(app)
        found.append(Round("the heartbeat", heartbeat.beat, heartbeat.pause))
    return tuple(found)


def real_channels(app: App, *kinds: ChannelKind) -> list[CredentialedChannel]:
    """Those of the settings, of these kinds or of all."""
    channels = [each for each in app.outbox.channels.values() if isinstance(each, CredentialedChannel)]
    return [each for each in channels if not kinds or each.settings.kind in kinds]


def trials_of(app: App) -> Trials | None:
    settings = app.settings.test_alert
    plan = settings.window(app.settings.portal.time_zone)
    tested = settings.channels or tuple(app.outbox.channels)
    if plan is None or not tested:
        return None
    return Trials(plan, tested, app.recorder, app.outbox.channels, app.metrics, app.clock)


def heartbeat_of(app: App) -> Heartbeat:
    settings = app.settings.heartbeat

    async def show() -> None:
        async with app.visitor.pool.tab(app.settings.browser.use[0]) as tab:
            await tab.page.title()

    signs = VitalSigns(app.store, app.vault, show, real_channels(app))
    return Heartbeat(
        signs.parts,
        lambda: address_of(settings, app.vault),
        settings.method,
        settings.every,
        app.metrics,
        app.clock,
        app.clock(),
    )


def address_of(settings: HeartbeatSettings, vault: Vault) -> Receiver:
    """Raises VaultError, or SettingsError where it cannot be used."""
    path = settings.vault_path
    url = vault.secret(path).field("url").get_secret_value() if path else settings.url or ""
    return Receiver(url, ca_file=settings.ca_file)


def _refresh(app: App, channel: CredentialedChannel) -> Round:
    async def work() -> None:
        delivery = await channel.refresh(lambda: app.store.told_on(channel.name, app.clock() - LEASE))
        if delivery.outcome is not Outcome.ACCEPTED:
            logger.bind(channel=channel.name, problem=delivery.problem).warning(
                "what is open was not told again"
            )

    return Round(f"telling {channel.name} again", work, lambda: REFRESH)
