"""The mail that the portal has sent, over the control port."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from mock_portal.control.references import find_account
from mock_portal.errors import NotKnownError
from mock_portal.outbox import DeliveryState, Outbox
from mock_portal.portal import Portal


class MailView(BaseModel):
    """A message; `at` is portal time, `kind` a short name of what it is about.

    `delivery` is there only where mail also leaves by SMTP.
    """

    id: str
    at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    sender: str = Field(alias="from")
    to: str
    kind: str
    subject: str
    body: str
    delivery: DeliveryState | None = None
    delivery_problem: str | None = None


class Mail:
    """Reads the mail and throws it away; raises NotKnownError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["run"])
        shown = list[MailView]
        router.add_api_route(
            "/mail", self.mail, methods=["GET"], response_model=shown, response_model_exclude_none=True
        )
        router.add_api_route("/mail", self.clear, methods=["DELETE"], status_code=204)
        router.add_api_route(
            "/mail/{mail_id}", self.message, methods=["GET"], response_model=MailView,
            response_model_exclude_none=True,
        )  # fmt: skip
        return router

    async def mail(
        self,
        to: Annotated[str | None, Query(description="the receiver's address")] = None,
        account: Annotated[str | None, Query(description="alias or user ID of the receiver")] = None,
        kind: str | None = None,
    ) -> list[dict[str, str]]:
        """Mail the portal has sent, oldest first; all of it, or what was sent to somebody or is of a kind."""
        self._portal.run_timers()
        if account is not None:
            to = find_account(self._portal, account).email
        return [one for one in self._all() if to in (None, one["to"]) and kind in (None, one["kind"])]

    async def message(self, mail_id: str) -> dict[str, str]:
        """One message."""
        found = next((one for one in self._all() if one["id"] == mail_id), None)
        if found is None:
            raise NotKnownError(f"there is no message {mail_id!r}; GET /mail lists them")
        return found

    async def clear(self) -> Response:
        """Throw all mail away, what still waits for SMTP too; what is sent next is the first again."""
        self._portal.world.mail.clear()
        self._portal.outbox = Outbox()
        self._portal.changed()
        return Response(status_code=204)

    def _all(self) -> list[dict[str, str]]:
        mail = self._portal.world.mail
        return self._portal.outbox.told(mail) if self._portal.sends_mail else list(mail)
