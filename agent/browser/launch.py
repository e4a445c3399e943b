"""Starting one browser: its flags, its preferences, and the driver's environment."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from agent.browser.discover import BrowserInstall
from agent.model.errors import BrowserError
from agent.settings import Engine

START_WITHIN = 60_000.0  # milliseconds
DRIVER_MEMORY = "--max-old-space-size=64 --max-semi-space-size=2"  # holds the driver near 125 MB

DISABLED_FEATURES = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "DestinationMediaRouting",
    "DialMediaRouteProvider",
    "GlobalMediaControls",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "Prerender2",
    "SpeculationRulesPrefetchFuture",
    "ThirdPartyStoragePartitioning",
    "Translate",
)
"""One joined list: a second `--disable-features` would replace the driver's own."""

CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-features=" + ",".join(DISABLED_FEATURES),
)

# Nobody looks at its window or asks for its history, all pages come from one host, and a closed visit has
# nothing to restore. Side by side, seven visits each, twice: Firefox's CPU time a visit falls by 40 %; and
# by another 25 % for what it does besides at each page (25 page loads each, twice): history and icons,
# drawing at once and on a card that is not there, guessing the language, a view for reading.
FIREFOX_THRIFT: Mapping[str, str | int | bool] = {
    "browser.cache.disk.enable": False,
    "browser.chrome.site_icons": False,
    "browser.ml.enable": False,
    "browser.pagethumbnails.capturing_disabled": True,
    "browser.sessionhistory.max_total_viewers": 0,
    "browser.sessionstore.enabled": False,
    "browser.sessionstore.interval": 86_400_000,
    "browser.tabs.animate": False,
    "browser.translations.enable": False,
    "dom.ipc.processCount": 1,
    "dom.ipc.processPrelaunch.enabled": False,
    "fission.autostart": False,
    "gfx.canvas.accelerated": False,
    "gfx.webrender.software": True,
    "layers.acceleration.disabled": True,
    "layout.frame_rate": 2,
    "nglayout.initialpaint.delay": 250,  # milliseconds
    "nglayout.initialpaint.delay_in_oopif": 250,
    "places.history.enabled": False,
    "reader.parse-on-load.enabled": False,
    "toolkit.cosmeticAnimations.enabled": False,
    "ui.prefersReducedMotion": 1,
}

FIREFOX_PREFERENCES: Mapping[str, str | int | bool] = {
    **FIREFOX_THRIFT,
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.region.network.url": "",
    "captivedetect.canonicalURL": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.block_multiple_popups": True,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "media.peerconnection.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.http3.enable": False,
    "network.prefetch-next": False,
    "network.predictor.enabled": False,
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.failover_direct": False,
    "services.settings.server": "",
    "signon.autofillForms": False,
    "signon.rememberSignons": False,
    "toolkit.telemetry.unified": False,
}


@contextmanager
def driver_environment() -> Iterator[None]:
    """While the driver is started: it takes its environment from ours and offers no other way."""
    before = os.environ.get("NODE_OPTIONS")
    os.environ["NODE_OPTIONS"] = DRIVER_MEMORY
    try:
        yield
    finally:
        if before is None:
            del os.environ["NODE_OPTIONS"]
        else:
            os.environ["NODE_OPTIONS"] = before


async def launch(
    driver: Playwright, install: BrowserInstall, portal: str, fence_port: int, headed: bool
) -> Browser:
    """Start a browser whose only ways out are `portal` (an http or https address) and the fence.

    Raises `BrowserError` when it does not start.
    """
    host = _host_and_port(portal)
    try:
        if install.engine is Engine.FIREFOX:
            return await driver.firefox.launch(
                executable_path=install.executable,
                channel="moz-firefox" if install.stock else None,
                headless=not headed,
                timeout=START_WITHIN,
                firefox_user_prefs={**FIREFOX_PREFERENCES, **_firefox_proxy(host, fence_port)},
            )
        return await driver.chromium.launch(
            executable_path=install.executable,
            headless=not headed,
            timeout=START_WITHIN,
            chromium_sandbox=os.geteuid() != 0,
            args=[*CHROMIUM_FLAGS, *_chromium_proxy(host, fence_port)],
        )
    except PlaywrightError as error:
        raise BrowserError(
            f"{install.engine} does not start",
            str(install.executable),
            "start it by hand with --version; `enrollwatch check` tests each browser",
        ) from error


def _host_and_port(portal: str) -> str:
    parts = urlsplit(portal)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _chromium_proxy(host: str, fence_port: int) -> tuple[str, ...]:
    return (
        f"--proxy-server=http://127.0.0.1:{fence_port}",
        f"--proxy-bypass-list=<-loopback>;{host}",
    )


def _firefox_proxy(host: str, fence_port: int) -> dict[str, str | int]:
    return {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": fence_port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": fence_port,
        "network.proxy.no_proxies_on": host,
    }
