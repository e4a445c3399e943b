"""The one reader of file and environment."""

from agent.settings.reader import load
from agent.settings.shapes import (
    AccountSettings,
    BrowserSettings,
    BudgetSettings,
    ChannelKind,
    ChannelSettings,
    Engine,
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

__all__ = [
    "AccountSettings",
    "BrowserSettings",
    "BudgetSettings",
    "ChannelKind",
    "ChannelSettings",
    "Engine",
    "PortalSettings",
    "PublicSettings",
    "ReferenceSettings",
    "ScheduleSettings",
    "Settings",
    "StoreSettings",
    "TraceMode",
    "VaultSettings",
    "WebSettings",
    "load",
]
