"""The kinds of text and numbers that settings are made of."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from agent.model.duration import duration

_ALIAS = r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{text!r} is not an address such as https://127.0.0.1:8441")
    if parts.username or parts.password:
        raise ValueError("an address must not carry a user or password")
    return text.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by name or address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host_and_port(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{text!r} is not host:port")
    return text


def _public_address(text: str) -> str:
    """As a web address; what goes over the network goes encrypted."""
    address = _web_address(text)
    parts = urlsplit(address)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError(f"{text!r} must begin with https://, for it is not this machine")
    if parts.query or parts.fragment:
        raise ValueError(f"{text!r} must end with its path, without ? or #")
    return address


Jitter = Annotated[timedelta, BeforeValidator(duration), Field(ge=timedelta(0))]
WebAddress = Annotated[str, AfterValidator(_web_address)]
HostPort = Annotated[str, AfterValidator(_host_and_port)]
Alias = Annotated[str, Field(pattern=_ALIAS)]
PublicAddress = Annotated[str, AfterValidator(_public_address)]
