"""Everything else: the hundred services that Apprise speaks to, one by one address.

Apprise says yes or no and not why. The status of the service's answer stands in its log lines, which are
read for that number alone and shown nowhere: beside it they hold the address, which is a secret.
"""

import asyncio
import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from agent.alerts.channel import PATIENCE, Credentials, accepted, later, never
from agent.alerts.plain import plain, plain_lines
from agent.model.alert import Alert, Delivery
from agent.model.errors import SettingsError
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.links import Links
from agent.settings import ChannelSettings

if TYPE_CHECKING:
    from apprise import NotifyBase

_STATUS = re.compile(r"\berror=(\d{3})\b")
_PASSING = {401, 403, 407, 408, 425, 429}  # as for a webhook: ours to correct, or to wait for
_LOG = logging.getLogger("apprise")
_TYPES = {Severity.CRITICAL: "failure", Severity.WARNING: "warning", Severity.INFORMATION: "info"}


class AppriseChannel:
    """`credentials` hold `url`, one Apprise address."""

    def __init__(self, name: str, url: SecretStr, *, patience: float = PATIENCE) -> None:
        self.name = name
        self._service = _service(url)
        self._patience = patience

    @classmethod
    def build(
        cls, settings: ChannelSettings, credentials: Credentials | None, links: Links
    ) -> "AppriseChannel":
        url = (credentials or {}).get("url")
        if url is None:
            raise SettingsError(
                "an apprise channel has no address", settings.name, "put it into Vault, as `url`"
            )
        return cls(settings.name, url)

    async def send(self, alert: Alert) -> Delivery:
        service = self._service
        if service is None:
            return _NOT_UNDERSTOOD
        try:
            async with asyncio.timeout(self._patience):
                taken, status = await _in_a_thread(lambda: _notify(service, alert))
        except TimeoutError:
            return later(f"{self._kind} does not answer in time")
        if taken:
            return accepted(f"{self._kind} took it")
        return self._refused(status)

    async def check(self) -> Delivery:
        """Whether its address is one that Apprise understands; more it cannot ask without telling people."""
        if self._service is None:
            return _NOT_UNDERSTOOD
        return accepted(f"{self._kind}: the address can be read; only a test alert shows more")

    @property
    def _kind(self) -> str:
        return f"Apprise ({plain(str(self._service.service_name))})" if self._service else "Apprise"

    def _refused(self, status: int | None) -> Delivery:
        if status is None:
            return later(f"{self._kind} did not take it")
        problem = f"{self._kind} did not take it: {status}"
        return never(problem) if 400 <= status < 500 and status not in _PASSING else later(problem)


_NOT_UNDERSTOOD = later("Apprise does not understand the address in Vault: correct its field `url`")


def _notify(service: "NotifyBase", alert: Alert) -> tuple[bool, int | None]:
    """Whether it took it, and the last status that it named."""
    with _statuses() as seen:
        taken = service.notify(
            title=plain(alert.message.title),
            body=plain_lines(alert.message.text),
            notify_type=_type(alert),
            body_format="text",
        )
    return bool(taken), seen[-1] if seen else None


def _service(url: SecretStr) -> "NotifyBase | None":
    """Apprise is loaded only where a channel wants it: it costs each command a fifth of a second.

    Null for an address that it does not understand.
    """
    _keep_quiet()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for libraries that are leaving Python
        vendor: Any = import_module("apprise")
        asset = vendor.AppriseAsset(app_id="enrollwatch", app_desc="enrollwatch", app_url="")
        service: NotifyBase | None = vendor.Apprise.instantiate(url.get_secret_value(), asset=asset)
    if service is not None:
        service.overflow_mode = vendor.OverflowMode.TRUNCATE  # a service's limit costs the end, not all of it
    return service


def _keep_quiet() -> None:
    """Its lines hold addresses: they reach no log but `_statuses`."""
    _LOG.propagate = False
    if not _LOG.handlers:
        _LOG.addHandler(logging.NullHandler())


@contextmanager
def _statuses() -> Iterator[list[int]]:
    """The statuses that Apprise names on this thread meanwhile."""
    seen: list[int] = []
    thread = threading.get_ident()

    class Reader(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread and (found := _STATUS.search(record.getMessage())):
                seen.append(int(found[1]))

    reader = Reader(logging.WARNING)
    _LOG.addHandler(reader)
    try:
        yield seen
    finally:
        _LOG.removeHandler(reader)


async def _in_a_thread(work: Callable[[], tuple[bool, int | None]]) -> tuple[bool, int | None]:
    """On a thread of its own, for whose end no process waits: a service may drip for ever."""
    result: Future[tuple[bool, int | None]] = Future()

    def run() -> None:
        if not result.set_running_or_notify_cancel():
            return
        try:
            result.set_result(work())
        except Exception as error:  # whatever a service's plug-in raises; its text may hold the address
            result.set_exception(RuntimeError(type(error).__name__))

    threading.Thread(target=run, name="apprise", daemon=True).start()
    return await asyncio.wrap_future(result)


def _type(alert: Alert) -> str:
    if alert.transition is Transition.RESOLVED:
        return "success"
    return _TYPES[alert.about.finding.severity] if alert.about else "info"
