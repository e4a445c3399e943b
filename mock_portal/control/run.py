"""The clock, the start, faults, the request log and snapshots over the control port."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from mock_portal.clock import parse_span
from mock_portal.control.asks import ClockAsk, ClockView, ResetAsk
from mock_portal.errors import BadAskError
from mock_portal.faults.book import ActiveFault
from mock_portal.portal import Portal, PortalState, Start
from mock_portal.request_log import RequestKind, RequestRow
from mock_portal.web.skins import SkinName


class Run:
    """Steers the run; raises BadAskError."""

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
        router.add_api_route("/timeline", self.timeline, methods=["GET"])
        router.add_api_route("/requests", self.requests, methods=["GET"])
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
        if ask.skin is not None and ask.skin not in set(SkinName):
            raise BadAskError(f"there is no skin {ask.skin!r}; there are: {', '.join(SkinName)}", "skin")
        change = ask.model_dump(exclude_none=True, exclude={"now"})
        try:
            self._portal.reset(Start(**{**self._portal.start.model_dump(), **change}), ask.now)
        except OverflowError as error:
            raise BadAskError(f"the clock cannot go there: {error}", "now") from error
        return await self.clock()

    async def faults(self) -> list[dict[str, object]]:
        """The faults that are switched on."""
        self._portal.run_timers()
        return [_fault_view(fault) for fault in self._portal.faults.all()]

    async def add_fault(self, ask: dict[str, object]) -> dict[str, object]:
        """Switch a fault on: its `name`, parameters (`portal faults --json` lists them) and conditions.

        They are those of the schema `Conditions`: `path`, `account`, `after`, `every`, `times`, `from`,
        `until`, `seed`.
        """
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

    async def timeline(self) -> list[dict[str, object]]:
        """The rows of the timeline file, each with its portal time and whether that has come."""
        self._portal.run_timers()
        began, done = self._portal.progress.began, self._portal.progress.done_until
        dues = [(one.due(began), one) for one in self._portal.start.timeline]
        return [
            {"at": due, "clear": one.clear, "add": one.add, "done": done is not None and due <= done}
            for due, one in dues
        ]

    async def requests(self, account: str | None = None, kind: RequestKind | None = None) -> list[RequestRow]:
        """The portal's request log, oldest first."""
        rows = self._portal.requests.rows()
        return [row for row in rows if account in (None, row.account) and kind in (None, row.kind)]

    async def snapshot(self) -> Response:
        """The whole state, secrets of the made-up people included."""
        return Response(self._portal.snapshot().model_dump_json(by_alias=True), media_type="application/json")

    async def restore(self, state: PortalState) -> ClockView:
        """Put a snapshot back, exactly."""
        self._portal.restore(state)
        return await self.clock()


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
