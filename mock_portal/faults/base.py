"""What a fault is: something that goes wrong with a request, switched on over the control port."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from mock_portal.exchange import Answer, Exchange, Page, Wire
from mock_portal.seeded import Draws


@dataclass(frozen=True)
class Turn:
    """One application of one switched-on fault.

    `number` counts the earlier applications, `seed` is the switched-on fault's, `added` is the portal time
    of switching on, `memory` is what the fault asked to remember then, `released` is set at its end.
    """

    number: int
    seed: int
    added: datetime
    draws: Draws
    memory: Mapping[str, str]
    released: asyncio.Event


class Fault(BaseModel):
    """A kind of fault; its fields are its parameters. The four hooks run in the order written here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    description: ClassVar[str]
    whole_portal: ClassVar[bool] = False
    """Works on the listener, below any request: takes no path, account or count."""
    each_request: ClassVar[bool] = True
    """Works on one request after the other, so that it can be wrapped; not by standing for all of them."""
    in_background: ClassVar[bool] = False
    """With the default path also works on the page's own session poll and on style sheets and scripts."""

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Wait, change how the request will be judged, or answer in the page's place."""
        return None

    def alter_page(self, exchange: Exchange, turn: Turn, page: Page) -> Page:
        """Change what a page will show."""
        return page

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Change the finished page."""
        return html

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """Change what is sent and how."""
        return response

    def remember(self, statuses: Mapping[str, str]) -> dict[str, str]:
        """What to keep from the moment of switching on; gets each enrollment's status by its ID."""
        return {}


class BrokenResponse(Response):
    """A response that breaks the connection. `sent_status` is null where no status line goes out."""

    sent_status: int | None

    def __init__(self, whole: Response, wire: Wire | None) -> None:
        super().__init__(bytes(whole.body), whole.status_code, media_type=None)
        self.raw_headers = list(whole.raw_headers)
        self.sent_status = whole.status_code
        self._wire = wire

    @property
    def wire(self) -> Wire:
        """The connection to break; RuntimeError where the portal is not served over a real one."""
        if self._wire is None:
            raise RuntimeError("this fault breaks connections, and the portal is served without a real one")
        return self._wire

    async def send_part(self, send: Send, share: float) -> None:
        """Send the headers, which promise the whole body, and a share of it."""
        start: Message = {"type": "http.response.start", "status": self.status_code}
        start["headers"] = self.raw_headers
        await send(start)
        part = bytes(self.body)[: int(len(self.body) * share)]
        await send({"type": "http.response.body", "body": part, "more_body": True})

    async def break_off(self, send: Send) -> None:
        """What this response does to the connection."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.break_off(send)
