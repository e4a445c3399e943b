"""Carries requests to Vault: bounded in time, no redirects, errors in our own words."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import hvac
import hvac.exceptions
import requests
from hvac.adapters import JSONAdapter
from requests.utils import get_environ_proxies

from agent.model.errors import SettingsError, VaultUnreachableError
from agent.vault.problems import START, AnswerError, RedirectedError, translated

T = TypeVar("T")


class Deadline:
    """The machine's monotonic moment by which a call must have ended."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._end - time.monotonic())


class Wire:
    """Thread-safe. Each request runs on a connection of its own from a small pool."""

    def __init__(self, url: str, ca_file: Path | None, timeout: float) -> None:
        self.url = url
        self._ca_file = ca_file
        self._timeout = timeout
        self._idle: list[hvac.Client] = []  # append and pop are atomic
        self._closed = False

    def call(self, where: str, request: Callable[[hvac.Client], T], token: str, deadline: Deadline) -> T:
        """The request's answer within the deadline; anything else is one of the VaultErrors."""
        at = f"{self.url} {where}"
        outcome: Future[T] = Future()
        # A thread, because requests' own time-out starts anew with each byte and leaves out name lookup.
        # One that overruns is left behind: it ends with its connection.
        threading.Thread(
            target=self._carry_out, args=(request, token, outcome), daemon=True, name="vault-request"
        ).start()
        try:
            return outcome.result(timeout=deadline.left())
        except TimeoutError:
            problem: Exception = VaultUnreachableError("Vault does not answer in time", at, START)
        except (hvac.exceptions.VaultError, requests.RequestException, OSError) as error:
            problem = translated(error, at)
        raise problem  # outside of the handler, so that no traceback shows the vendor's text

    def close(self) -> None:
        """Close the connections; one whose request overran is closed when that ends."""
        self._closed = True
        while self._idle:
            self._idle.pop().adapter.close()

    def _carry_out(self, request: Callable[[hvac.Client], T], token: str, outcome: "Future[T]") -> None:
        try:
            answer = self._answer(request, token)
        except Exception as error:  # whatever it is, it belongs to the caller's thread
            outcome.set_exception(error)
        else:
            outcome.set_result(answer)

    def _answer(self, request: Callable[[hvac.Client], T], token: str) -> T:
        client = self._take()
        client.token = token
        try:
            return request(client)
        except requests.RequestException:
            client.adapter.close()  # drops its connections; the next request opens a new one
            raise
        finally:
            self._idle.append(client)
            if self._closed:
                self.close()

    def _take(self) -> hvac.Client:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _connect(self) -> hvac.Client:
        session = requests.Session()
        session.trust_env = False  # no proxy, CA bundle or netrc of the environment; see _proxies
        session.verify = str(self._checked_ca_file()) if self._ca_file else True
        session.proxies = _proxies(self.url)
        session.hooks["response"].append(_refuse_redirect)
        # The adapter is made here so that hvac takes nothing from VAULT_* variables.
        adapter = JSONAdapter(
            base_uri=self.url, session=session, timeout=self._timeout, allow_redirects=False
        )
        return hvac.Client(url=self.url, token="", adapter=lambda **_: adapter)

    def _checked_ca_file(self) -> Path | None:
        if self._ca_file is not None and not self._ca_file.is_file():
            raise SettingsError(
                "the CA file is not there", str(self._ca_file), "correct vault.ca_file in the settings"
            )
        return self._ca_file


def part(answer: Any, *names: str) -> Any:
    """What stands at these names, one in the other, in Vault's answer; AnswerError where nothing does."""
    for name in names:
        if not isinstance(answer, dict) or answer.get(name) is None:
            raise AnswerError(f"the answer has no {name}")
        answer = answer[name]
    return answer


def _refuse_redirect(response: requests.Response, **_: object) -> None:
    if response.is_redirect:
        response.close()
        raise RedirectedError("redirected")


def _proxies(url: str) -> Any:
    return {} if _on_loopback(urlsplit(url).hostname or "") else get_environ_proxies(url)


def _on_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
