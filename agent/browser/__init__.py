"""The only room that names Playwright: finds browsers, keeps them warm and guarded, reads the portal."""

from agent.browser.contract import PageContract, load_contract
from agent.browser.discover import BrowserInstall, find, installed, with_version
from agent.browser.failures import PortalFailure, SessionLost, failure
from agent.browser.guard import Guard, judge
from agent.browser.maintenance import stated_end
from agent.browser.patience import Patience
from agent.browser.pool import BrowserPool, Tab
from agent.browser.secret_entry import SecretEntryError
from agent.browser.session import CodeSource, PortalSession

__all__ = [
    "BrowserInstall",
    "BrowserPool",
    "CodeSource",
    "Guard",
    "PageContract",
    "Patience",
    "PortalFailure",
    "PortalSession",
    "SecretEntryError",
    "SessionLost",
    "Tab",
    "failure",
    "find",
    "installed",
    "judge",
    "load_contract",
    "stated_end",
    "with_version",
]
