"""The shape of the settings: one typed model. References only; a secret never stands here."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.clock import ZoneName
from agent.model.duration import Duration
from agent.model.finding import Severity
from agent.model.links import Links
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.route import Recipient, Route
from agent.settings.account_shapes import AccountSettings
from agent.settings.channel_shapes import ChannelSettings, HeartbeatSettings, TrialSettings
from agent.settings.keeping_shapes import BackupSettings, KeepingSettings
from agent.settings.route_shapes import (
    HoursSettings,
    RouteSettings,
    hours_in_zone,
    refuse_routes_of_strangers,
    refuse_strangers,
    routes_in_hours,
)
from agent.settings.scalars import Alias, HostPort, Jitter, PublicAddress, WebAddress, is_loopback
from agent.settings.slo_shapes import SloSettings
from agent.settings.window_shapes import WindowSettings, in_zone


class Engine(StrEnum):
    """Browsers by the name used in settings and on the command line."""

    CHROME = "chrome"
    MSEDGE = "msedge"
    CHROMIUM = "chromium"
    FIREFOX = "firefox"


class TraceMode(StrEnum):
    OFF = "off"
    FAILURE = "failure"
    ALWAYS = "always"


class PortalSettings(Frozen):
    url: WebAddress
    contract: str = "classic"
    time_zone: ZoneName = "America/New_York"
    ca_file: Path | None = None
    authorised_by: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def on_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @model_validator(mode="after")
    def _consent(self) -> "PortalSettings":
        if not self.on_loopback and not self.authorised_by.strip():
            raise ValueError(
                f"{self.host} is not this machine: portal.authorised_by must say who consented, and when"
            )
        return self


class VaultSettings(Frozen):
    url: WebAddress
    ca_file: Path | None = None
    role_id_file: Path
    secret_id_file: Path
    kv_mount: str = "secret"
    totp_mount: str = "totp"
    transit_key: str = "enrollwatch"


class BrowserSettings(Frozen):
    use: tuple[Engine, ...] = Field((Engine.CHROMIUM,), min_length=1)
    headed: bool = False
    trace: TraceMode = TraceMode.FAILURE


class ScheduleSettings(Frozen):
    probe: Duration = timedelta(minutes=1)
    visit: Duration = timedelta(hours=4)
    jitter: Jitter = timedelta(minutes=5)

    @model_validator(mode="after")
    def _jitter_fits(self) -> "ScheduleSettings":
        if self.jitter >= self.visit:
            raise ValueError("schedule.jitter must be shorter than schedule.visit")
        return self


class BudgetSettings(Frozen):
    page: Duration = timedelta(seconds=8)
    page_hard: Duration = timedelta(seconds=60)

    @model_validator(mode="after")
    def _hard_is_longer(self) -> "BudgetSettings":
        if self.page >= self.page_hard:
            raise ValueError("budgets.page must be shorter than budgets.page_hard")
        return self


class ReferenceSettings(Frozen):
    hosts: tuple[HostPort, ...] = ()


class StoreSettings(Frozen):
    url: str = "sqlite:///data/enrollwatch.db"
    evidence: Path = Path("data/evidence")


class OnCallSettings(Frozen):
    """Who is told next of what nobody took: `after` it was opened or became worse, if at least so severe."""

    after: Duration
    severity: Severity = Severity.CRITICAL
    channels: tuple[Alias, ...] = Field(min_length=1)  # names of [[channels]]

    @field_validator("channels")
    @classmethod
    def _each_once(cls, channels: tuple[str, ...]) -> tuple[str, ...]:
        """Two alerts of one transition on one channel would be refused by the store, with all else in it."""
        if len(set(channels)) < len(channels):
            raise ValueError("a channel is named twice: name each once")
        return channels


class PublicSettings(Frozen):
    """The public look-ups (domain.md section 9). With neither address they are off.

    `cache` is how long an answer is used, `absent` how long that a source has nothing is.
    """

    registry: PublicAddress | None = None  # such as https://npiregistry.cms.hhs.gov
    data: PublicAddress | None = None  # such as https://data.cms.gov
    cache: Duration = timedelta(hours=12)
    absent: Duration = timedelta(hours=1)
    timeout: Duration = timedelta(seconds=10)
    ca_file: Path | None = None  # where the public CAs do not know it

    @property
    def on(self) -> bool:
        return bool(self.registry or self.data)


class WebSettings(Frozen):
    """`base_url` is how people reach these pages; below `runbooks` is a page for each rule, by its name.

    Without it alerts link the page of this program, or name the command that shows it. At `vault_path` are
    the keys of the links that acknowledge an incident; without it, or without `base_url`, alerts have none.
    """

    listen: HostPort = "127.0.0.1:8400"
    base_url: WebAddress | None = None
    runbooks: WebAddress | None = None
    vault_path: str | None = None

    @model_validator(mode="after")
    def _links_lead_somewhere(self) -> "WebSettings":
        if self.vault_path is not None and self.base_url is None:
            raise ValueError("web.vault_path is for links, which need web.base_url: set that too")
        return self

    @property
    def links(self) -> Links:
        return Links(base_url=self.base_url, runbooks=self.runbooks)


class Settings(Frozen):
    """All of `enrollwatch.toml`; every path already absolute."""

    portal: PortalSettings
    vault: VaultSettings
    accounts: tuple[AccountSettings, ...] = Field(min_length=1)
    browser: BrowserSettings = BrowserSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    budgets: BudgetSettings = BudgetSettings()
    reference: ReferenceSettings = ReferenceSettings()
    store: StoreSettings = StoreSettings()
    channels: tuple[ChannelSettings, ...] = ()
    on_call: tuple[OnCallSettings, ...] = ()
    hours: HoursSettings = Field(default_factory=HoursSettings, validate_default=True)
    routes: tuple[RouteSettings, ...] = ()
    windows: tuple[WindowSettings, ...] = ()
    slo: SloSettings = SloSettings()
    policy: Policy = Policy()
    public: PublicSettings = PublicSettings()
    test_alert: TrialSettings = TrialSettings()
    heartbeat: HeartbeatSettings = HeartbeatSettings()
    web: WebSettings = WebSettings()
    keeping: KeepingSettings = KeepingSettings()
    backup: BackupSettings = BackupSettings()

    def policy_of(self, account: AccountSettings | None = None) -> Policy:
        """The thresholds for an account, or for the portal's own looks, the derived ones filled in.

        Raises ValidationError where an account's own do not go with the others.
        """
        own = (
            {name: getattr(account.policy, name) for name in account.policy.model_fields_set}
            if account
            else {}
        )
        plan, zone = self.schedule, self.portal.time_zone
        derived = {"visit_interval": plan.visit, "visit_jitter": plan.jitter, "time_zone": zone}
        return Policy.model_validate({**dict(self.policy), **own, **derived})

    @property
    def steps(self) -> tuple[Step, ...]:
        """The on-call steps, in the order they are reached."""
        return tuple(Step(**dict(each)) for each in self.on_call)

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        return tuple(Recipient(name=channel.name, duty=channel.duty) for channel in self.channels)

    @property
    def fallbacks(self) -> dict[str, str]:
        return {channel.name: channel.fallback for channel in self.channels if channel.fallback}

    @property
    def routed(self) -> tuple[Route, ...]:
        """The routes, in the order in which they are tried."""
        return tuple(each.route for each in self.routes)

    @field_validator("hours", mode="before")
    @classmethod
    def _hours_in_the_portals_zone(cls, hours: object, info: ValidationInfo) -> object:
        portal = info.data.get("portal")
        return hours_in_zone(hours, portal.time_zone) if portal else hours

    @field_validator("routes", mode="before")
    @classmethod
    def _routes_in_working_hours(cls, routes: object, info: ValidationInfo) -> object:
        hours = info.data.get("hours")
        return routes_in_hours(routes, hours) if hours else routes

    @field_validator("windows", mode="before")
    @classmethod
    def _in_the_portals_zone(cls, windows: object, info: ValidationInfo) -> object:
        portal = info.data.get("portal")
        return in_zone(windows, portal.time_zone) if portal else windows

    @field_validator("on_call")
    @classmethod
    def _in_order(cls, steps: tuple[OnCallSettings, ...]) -> tuple[OnCallSettings, ...]:
        if list(steps) != sorted(steps, key=lambda step: step.after):
            raise ValueError("the steps must stand in the order of `after`, the soonest first")
        if len({step.after for step in steps}) < len(steps):
            raise ValueError(
                "two steps have one `after`, and only the last would be told: give each its time"
            )
        return steps

    @model_validator(mode="after")
    def _names_are_known(self) -> "Settings":
        channels = [channel.name for channel in self.channels]
        for step in self.on_call:
            refuse_strangers("on_call", step.channels, channels)
        for channel in self.channels:
            others = [name for name in channels if name != channel.name]
            refuse_strangers(f"fallback of {channel.name}", filter(None, [channel.fallback]), others)
        refuse_routes_of_strangers(self.routes, channels, [account.name for account in self.accounts])
        return self

    @model_validator(mode="after")
    def _tests_name_channels(self) -> "Settings":
        known = {channel.name for channel in self.channels}
        for name in self.test_alert.channels:
            if name not in known:
                there = ", ".join(sorted(known)) or "there is none"
                raise ValueError(f"test_alert: no channel is named {name!r}; known: {there}")
        return self

    @model_validator(mode="after")
    def _policies_go_together(self) -> "Settings":
        for account in self.accounts:
            try:
                self.policy_of(account)
            except ValidationError as error:
                why = error.errors()[0]["msg"].removeprefix("Value error, ")
                raise ValueError(f"policy of account {account.name}, beside [policy]: {why}") from error
        return self
