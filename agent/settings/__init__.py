"""The one reader of file and environment."""

from agent.settings.reader import load
from agent.settings.route_shapes import HoursSettings, RouteSettings
from agent.settings.shapes import (
    AccountSettings,
    BrowserSettings,
    BudgetSettings,
    ChannelKind,
    ChannelSettings,
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
from agent.settings.window_shapes import WindowSettings

__all__ = [
    "AccountSettings",
    "BrowserSettings",
    "BudgetSettings",
    "ChannelKind",
    "ChannelSettings",
    "Engine",
    "HoursSettings",
    "OnCallSettings",
    "PortalSettings",
    "PublicSettings",
    "ReferenceSettings",
    "RouteSettings",
    "ScheduleSettings",
    "Settings",
    "StoreSettings",
    "TraceMode",
    "VaultSettings",
    "WebSettings",
    "WindowSettings",
    "load",
]
