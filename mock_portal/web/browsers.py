"""Which browsers the portal supports: the latest Chrome, Edge and Firefox (S0); the others are told so."""

from __future__ import annotations

import re
from dataclasses import dataclass

OLDEST_SUPPORTED = {"Chrome": 128, "Edge": 128, "Firefox": 128}
"""The oldest major version of each that is still supported; our own, S0 says only the latest."""
_NOT_A_BROWSER = re.compile(r"(?!Mozilla/|Opera/)")
_PRODUCTS = (
    ("Opera", re.compile(r"\b(?:OPR|Opera)/(\d+)")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/(\d+)")),
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/(\d+)")),
    ("SeaMonkey", re.compile(r"\bSeaMonkey/(\d+)", re.IGNORECASE)),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"\b(?:HeadlessChrome|Chrome|Chromium|CriOS)/(\d+)")),
    ("Internet Explorer", re.compile(r"\bMSIE (\d+)")),
    ("Internet Explorer", re.compile(r"\bTrident/.*\brv:(\d+)")),
    ("Safari", re.compile(r"\bVersion/(\d+)[\d.]* (?:Mobile/\S+ )?Safari/")),
)
"""In order: most browsers also name those that they want to be taken for."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as its User-Agent names it; `major` is null where that cannot be read."""

    name: str
    major: int | None = None

    @property
    def supported(self) -> bool:
        """Whether it is one of the three and new enough."""
        oldest = OLDEST_SUPPORTED.get(self.name)
        return oldest is not None and self.major is not None and self.major >= oldest


def browser_of(user_agent: str) -> Browser | None:
    """The browser that asks; null for a program that is none, like a probe, or that says nothing."""
    if _NOT_A_BROWSER.match(user_agent):
        return None
    for name, pattern in _PRODUCTS:
        if found := pattern.search(user_agent):
            return Browser(name, int(found[1]))
    return Browser("your browser")


def browser_notice(user_agent: str) -> str | None:
    """What a visitor with an unsupported or old browser is told; null where there is nothing to tell."""
    browser = browser_of(user_agent)
    if browser is None or browser.supported:
        return None
    which = browser.name if browser.major is None else f"{browser.name} {browser.major}"
    wanted = ", ".join(f"{name} {oldest}" for name, oldest in OLDEST_SUPPORTED.items())
    return (
        f"This system does not support {which}: pages may be slow or show errors. "
        f"Use the latest version of Chrome, Edge or Firefox (at least {wanted})."
    )
