"""The clock, the start, faults, sessions, the request log and snapshots over the control port."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from mock_portal.clock import parse_span
from mock_portal.control.asks import ClockAsk, ClockView, Killed, ResetAsk, SessionView
from mock_portal.errors import BadAskError, NotKnownError
from mock_portal.faults.book import ActiveFault
from mock_portal.portal import Portal, PortalState, Start
from mock_portal.request_log import RequestKind, RequestRow
from mock_portal.sessions import Session
from mock_portal.web.rendering import SKINS


class Run:
    """Steers the run; raises NotKnownError or BadAskError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["run"])
        router.add_api_route("/clock", self.clock, methods=["GET"])
        router.add_api_route("/clock", self.set_clock, methods=["PUT"])
        router.add_api_route("/reset", self.reset, methods=["POST"])
        router.add_api_route("/faults", self.faults, methods=["GET"])
        router.add_api_route("/faults", self.add_fault, methods=["POST"], status_code=201)
        router.add_api_route("/faults", self.clear_faults, methods=["DELETE"], status_code=204)
        router.add_api_route("/faults/{fault_id}", self.remove_fault, methods=["DELETE"], status_code=204)
        router.add_api_route("/sessions", self.sessions, methods=["GET"])
        router.add_api_route("/sessions", self.kill_sessions, methods=["DELETE"])
        router.add_api_route("/requests", self.requests, methods=["GET"])
        router.add_api_route("/mail", self.mail, methods=["GET"])
        router.add_api_route("/snapshot", self.snapshot, methods=["GET"])
        router.add_api_route("/snapshot", self.restore, methods=["PUT"])
        return router

    async def clock(self) -> ClockView:
        """Portal time."""
        return ClockView(now=self._portal.clock.now(), frozen=self._portal.clock.frozen)

    async def set_clock(self, ask: ClockAsk) -> ClockView:
        """Set, freeze or advance the clock; all timers that come due run in order."""
        clock = self._portal.clock
        span = _span(ask.advance)
        try:
            clock.set((ask.now or clock.now()) + span, frozen=ask.frozen)
        except OverflowError as error:
            raise BadAskError(f"the clock cannot go there: {error}", "advance" if span else "now") from error
        self._portal.run_timers()
        self._portal.changed()
        return await self.clock()

    async def reset(self, ask: ResetAsk | None = None) -> ClockView:
        """World, sessions, faults and request log back to the start."""
        ask = ask or ResetAsk()
        if ask.skin is not None and ask.skin not in SKINS:
            raise BadAskError(f"there is no skin {ask.skin!r}; there are: {', '.join(SKINS)}", "skin")
        change = ask.model_dump(exclude_none=True, exclude={"now"})
        try:
            self._portal.reset(Start(**{**self._portal.start.model_dump(), **change}), ask.now)
        except OverflowError as error:
            raise BadAskError(f"the clock cannot go there: {error}", "now") from error
        return await self.clock()

    async def faults(self) -> list[dict[str, object]]:
        """The faults that are switched on."""
        return [_fault_view(fault) for fault in self._portal.faults.all()]

    async def add_fault(self, ask: dict[str, object]) -> dict[str, object]:
        """Switch a fault on: its name, its parameters, and the conditions of `faults.book.Conditions`."""
        account = ask.get("account")
        if isinstance(account, str):
            known = self._portal.world.find_account(account)
            if known is None:
                raise BadAskError(f"there is no account {account!r}; GET /accounts lists them", "account")
            ask = {**ask, "account": known.name}
        fault = self._portal.faults.add(ask, self._portal.statuses(), self._portal.clock.now())
        self._portal.changed()
        return _fault_view(fault)

    async def clear_faults(self) -> Response:
        """Switch all faults off."""
        self._portal.faults.clear()
        self._portal.changed()
        return Response(status_code=204)

    async def remove_fault(self, fault_id: str) -> Response:
        """Switch one fault off."""
        self._portal.faults.remove(fault_id)
        self._portal.changed()
        return Response(status_code=204)

    async def sessions(self, account: str | None = None) -> list[SessionView]:
        """Sessions that belong to somebody, ended ones too, oldest first."""
        self._portal.run_timers()
        views = (self._session_view(session, session.account) for session in self._portal.sessions.all()
                 if session.account)  # fmt: skip
        return [view for view in views if account in (None, view.account)]

    async def kill_sessions(self, account: str | None = None) -> Killed:
        """End the live sessions of an account, or all, as if they had timed out."""
        if account is not None and account not in self._portal.world.accounts:
            raise NotKnownError(f"there is no account {account!r}; GET /accounts lists them")
        killed = self._portal.sessions.kill(account, self._portal.clock.now())
        self._portal.changed()
        return Killed(killed=killed)

    async def requests(self, account: str | None = None, kind: RequestKind | None = None) -> list[RequestRow]:
        """The portal's request log, oldest first."""
        rows = self._portal.requests.rows()
        return [row for row in rows if account in (None, row.account) and kind in (None, row.kind)]

    async def mail(self) -> list[dict[str, str]]:
        """Mail the portal has sent."""
        return list(self._portal.world.mail)

    async def snapshot(self) -> Response:
        """The whole state, secrets of the made-up people included."""
        return Response(self._portal.snapshot().model_dump_json(by_alias=True), media_type="application/json")

    async def restore(self, state: PortalState) -> ClockView:
        """Put a snapshot back, exactly."""
        self._portal.restore(state)
        return await self.clock()

    def _session_view(self, session: Session, account: str) -> SessionView:
        limit = timedelta(minutes=self._portal.session_policy(account).limit_minutes)
        left = (
            (session.last_active + limit - self._portal.clock.now()).total_seconds() if session.alive else 0
        )
        shown = session.model_dump(include=set(SessionView.model_fields))
        return SessionView(**{**shown, "session": session.tag, "seconds_left": max(0, round(left))})


def _span(advance: float | str | None) -> timedelta:
    if advance is None:
        return timedelta()
    try:
        span = parse_span(advance) if isinstance(advance, str) else timedelta(seconds=advance)
    except (ValueError, OverflowError) as error:
        raise BadAskError(str(error), "advance") from error
    if span < timedelta():
        raise BadAskError("advance only goes forward; set now to go back", "advance")
    return span


def _fault_view(fault: ActiveFault) -> dict[str, object]:
    conditions = fault.conditions.model_dump(mode="json", by_alias=True)
    counts = {"id": fault.id, "name": fault.name, "matched": fault.matched, "applied": fault.applied}
    return {**counts, **conditions, **fault.parameters}
