"""What a page's entry in the table of addresses says: who may ask, and what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mock_portal.exchange import Answer, Exchange
from mock_portal.sessions import Session, Stage
from mock_portal.world.entities import Account

PublicHandler = Callable[[Exchange], Answer]
PersonalHandler = Callable[[Exchange, Session, Account], Answer]


@dataclass(frozen=True, slots=True)
class Open:
    """Anybody may ask."""

    handler: PublicHandler
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """Only a visitor at one of these stages of signing in may ask; `uploads` is whether a file may come."""

    handler: PersonalHandler
    stages: frozenset[Stage] = frozenset({Stage.SIGNED_IN})
    writes: bool = False
    uploads: bool = False


Route = Open | Personal
Table = dict[tuple[str, str], Route]


class Method(StrEnum):
    """HTTP methods the pages know; HEAD is answered as GET."""

    GET = "GET"
    POST = "POST"
