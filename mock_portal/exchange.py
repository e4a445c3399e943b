"""One request on its way through the portal: what was asked, by whom, and what hinders it."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import Response

from mock_portal.clock import PortalClock
from mock_portal.desk.help_desk import HelpDesk
from mock_portal.filing.filing import Filing
from mock_portal.filing.office import Office
from mock_portal.policy import PasswordPolicy, SessionPolicy
from mock_portal.seeded import TokenStream
from mock_portal.sessions import Session, Sessions, Stage
from mock_portal.web.skins import CLASSIC, Skin
from mock_portal.world.access import Access
from mock_portal.world.entities import Account
from mock_portal.world.nppes import Nppes
from mock_portal.world.registry import World

LOGIN_PATHS = frozenset({"/IAWeb/login.do", "/pecos/login.do"})
HOME_PATHS = frozenset({"/IAWeb/home.do", "/pecos/home.do"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form: the name the browser gave it, and its bytes."""

    file_name: str
    content: bytes


class Wire:
    """The connection under a request, for faults that break it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.lost = asyncio.Event()

    async def close(self) -> None:
        """Send what is written, then close politely; returns when it is closed."""
        self._transport.close()
        await self.lost.wait()

    async def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
        await self.lost.wait()


@dataclass(frozen=True)
class Page:
    """A page to be rendered: a template's name, what it shows, and its HTTP status."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Page | Response


@dataclass
class Hindrances:
    """What faults want the sign-in rules to do differently in this exchange."""

    code_skew_seconds: float = 0.0
    locked_out: bool = False
    captcha: str | None = None


@dataclass
class Exchange:
    """A request with everything a page needs to answer it. `now` is portal time at arrival.

    `path` is the page's classic address, whatever the skin; `address` is the one that was asked for.
    """

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    user_agent: str
    cookie: str | None
    wire: Wire | None
    now: datetime
    clock: PortalClock
    world: World
    sessions: Sessions
    access: Access
    filing: Filing
    office: Office
    nppes: Nppes
    desk: HelpDesk
    tokens: TokenStream
    password_policy: PasswordPolicy
    address: str = ""
    skin: Skin = CLASSIC
    session: Session | None = None
    session_policy: SessionPolicy = field(default_factory=SessionPolicy)
    hindrances: Hindrances = field(default_factory=Hindrances)
    cookies: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None
    refused: bool = False
    origin: str = ""
    db_seconds: float = 0.0
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def looking_up(self) -> Iterator[World]:
        """Read or change the world, and count the time it takes as the data base's."""
        began = time.perf_counter()
        try:
            yield self.world
        finally:
            self.db_seconds += time.perf_counter() - began

    @property
    def live_session(self) -> Session | None:
        """The session, when it has not ended."""
        return self.session if self.session and self.session.alive else None

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in, code and all."""
        return self.live_session is not None and self.live_session.stage is Stage.SIGNED_IN

    @property
    def account(self) -> Account | None:
        """Whose request it is: the session's account, or the one that is trying to sign in."""
        if self.is_sign_in:
            return self.world.account_of_user(self.form["user_id"])
        if self.session is None or self.session.account is None:
            return None
        return self.world.accounts.get(self.session.account)

    @property
    def is_sign_in(self) -> bool:
        """Whether the request carries a user ID and a password."""
        at_sign_in = self.method == "POST" and self.path in LOGIN_PATHS
        return at_sign_in and {"user_id", "password"} <= self.form.keys()

    @property
    def is_background(self) -> bool:
        """Whether the browser asked by itself: style sheets, scripts, the session poll."""
        return self.path.startswith("/static/") or self.path == "/session.do"

    def open_session(self, stage: Stage, system: str, account: str | None) -> Session:
        """Begin a session under a new id, or go on in one."""
        if self.live_session is not None and account is not None:
            self.session = self.sessions.step(self.live_session, stage, system, account, self.now)
        else:
            self.session = self.sessions.start(stage, system, account, self.now)
        return self.session

    def find_session_again(self) -> None:
        """Look at the session anew: while a fault made the request wait, others went on."""
        if self.session is not None:
            self.session = self.sessions.find(self.session.id)

    def form_token(self) -> str:
        """The token that this page's forms must send back; opens an anonymous session where there is none."""
        session = self.live_session or self.open_session(Stage.ANONYMOUS, system_of(self.path), None)
        return session.csrf


def system_of(path: str) -> str:
    """`ia` or `pecos`: which half of the portal a path belongs to."""
    return "ia" if path.startswith("/IAWeb/") else "pecos"
