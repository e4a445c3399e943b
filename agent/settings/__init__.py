"""The one reader of file and environment."""

from agent.settings.account_shapes import AccountSettings
from agent.settings.channel_shapes import (
    ChannelKind,
    ChannelSettings,
    HeartbeatMethod,
    HeartbeatSettings,
    TrialSettings,
)
from agent.settings.keeping_shapes import BackupSettings, KeepingSettings
from agent.settings.reader import load
from agent.settings.route_shapes import HoursSettings, RouteSettings
from agent.settings.secret_shapes import key_looks_secret, value_looks_secret
from agent.settings.shapes import (
    BrowserSettings,
    BudgetSettings,
    Engine,
    OnCallSettings,
    PortalSettings,
    PublicSettings,
    ReferenceSettings,
    ScheduleSettings,
    Settings,
    StoreSettings,
    TraceMode,
    VaultSettings,
    WebSettings,
)
from agent.settings.slo_shapes import LatencyTarget, SloSettings
from agent.settings.window_shapes import WindowSettings

__all__ = [
    "AccountSettings",
    "BackupSettings",
    "BrowserSettings",
    "BudgetSettings",
    "ChannelKind",
    "ChannelSettings",
    "Engine",
    "HeartbeatMethod",
    "HeartbeatSettings",
    "HoursSettings",
    "KeepingSettings",
    "LatencyTarget",
    "OnCallSettings",
    "PortalSettings",
    "PublicSettings",
    "ReferenceSettings",
    "RouteSettings",
    "ScheduleSettings",
    "Settings",
    "SloSettings",
    "StoreSettings",
    "TraceMode",
    "TrialSettings",
    "VaultSettings",
    "WebSettings",
    "WindowSettings",
    "key_looks_secret",
    "load",
    "value_looks_secret",
]
