"""Who is signed in, over the control port."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from mock_portal.control.asks import Killed, SessionView
from mock_portal.control.references import find_account
from mock_portal.errors import ConflictError, NotKnownError
from mock_portal.portal import Portal
from mock_portal.sessions import Ending, Session


class Visitors:
    """Reads and ends sessions; raises NotKnownError or ConflictError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["run"])
        router.add_api_route("/sessions", self.sessions, methods=["GET"])
        router.add_api_route("/sessions", self.kill_sessions, methods=["DELETE"])
        router.add_api_route("/sessions/{tag}", self.session, methods=["GET"])
        router.add_api_route("/sessions/{tag}", self.kill_session, methods=["DELETE"], status_code=204)
        return router

    async def sessions(self, account: str | None = None) -> list[SessionView]:
        """Sessions that belong to somebody, ended ones too, oldest first."""
        self._portal.run_timers()
        name = None if account is None else find_account(self._portal, account).name
        return [self._view(one, one.account) for one in self._portal.sessions.all()
                if one.account and name in (None, one.account)]  # fmt: skip

    async def session(self, tag: str) -> SessionView:
        """One session by its public tag, as the request log has it."""
        self._portal.run_timers()
        return self._view(*self._find(tag))

    async def kill_session(self, tag: str) -> Response:
        """End a live session as if it had timed out."""
        session, _ = self._find(tag)
        if not session.alive:
            raise ConflictError(f"the session {tag!r} has ended already")
        self._portal.sessions.end(session, Ending.KILLED, self._portal.clock.now())
        self._portal.changed()
        return Response(status_code=204)

    async def kill_sessions(self, account: str | None = None) -> Killed:
        """End the live sessions of an account, or all, as if they had timed out."""
        name = None if account is None else find_account(self._portal, account).name
        killed = self._portal.sessions.kill(name, self._portal.clock.now())
        self._portal.changed()
        return Killed(killed=killed)

    def _find(self, tag: str) -> tuple[Session, str]:
        for one in self._portal.sessions.all():
            if one.tag == tag and one.account:
                return one, one.account
        raise NotKnownError(f"there is no session {tag!r}; GET /sessions lists them")

    def _view(self, session: Session, account: str) -> SessionView:
        limit = timedelta(minutes=self._portal.session_policy(account).limit_minutes)
        left = (
            (session.last_active + limit - self._portal.clock.now()).total_seconds() if session.alive else 0
        )
        shown = session.model_dump(include=set(SessionView.model_fields))
        return SessionView(**{**shown, "session": session.tag, "seconds_left": max(0, round(left))})
