"""Connections and recovery over the control port."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mock_portal.control.asks import Moment, moment
from mock_portal.control.staff import BY_HAND
from mock_portal.errors import BadAskError, ConflictError, NotKnownError
from mock_portal.mail import tell_decided, tell_requested
from mock_portal.portal import Portal
from mock_portal.world.connections import Connection, ConnectionState, System
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import Backup, Recovery

_ASK = ConfigDict(frozen=True, extra="forbid")
_OUTCOMES = {
    ConnectionState.REJECTED: Connection.rejected,
    ConnectionState.REMOVED: Connection.removed,
}
Systems = Annotated[frozenset[System], Field(min_length=1)]


class ConnectionAsk(BaseModel):
    """A request of a company (by ID or name) for an associate; pending from `requested`, or from now."""

    model_config = _ASK

    pac_id: str
    company: str
    systems: Systems = frozenset(System)
    requested: Moment | None = None


class ConnectionPatch(BaseModel):
    """What can change in a connection; a new state is decided now."""

    model_config = _ASK

    state: ConnectionState = ConnectionState.PENDING
    systems: Systems = frozenset(System)
    requested: Moment | None = None


class ConnectionView(BaseModel):
    """A connection with the names of both sides; `lapses` is when a pending one is rejected by itself."""

    id: str
    pac_id: str
    provider: str
    npi: str
    owner: str | None
    company: str
    company_id: str
    systems: list[System]
    state: ConnectionState
    requested: AwareDatetime
    requested_by: str
    lapses: AwareDatetime
    decided: AwareDatetime | None
    decided_by: str | None
    access_given: bool


class RecoveryPatch(BaseModel):
    """What can change about a person's proofs; no back-ups is an empty list."""

    model_config = _ASK

    birth_date: date = date(1970, 1, 1)
    answers_set: Moment | None = None
    backups: tuple[Backup, ...] = ()
    failed_rounds: int = Field(default=0, ge=0, le=100)


class Connections:
    """Reads and changes I&A; raises NotKnownError, ConflictError or BadAskError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["access"])
        router.add_api_route("/connections", self.connections, methods=["GET"])
        router.add_api_route("/connections", self.request, methods=["POST"], status_code=201)
        router.add_api_route("/connections/{connection_id}", self.connection, methods=["GET"])
        router.add_api_route("/connections/{connection_id}", self.change_connection, methods=["PATCH"])
        router.add_api_route(
            "/connections/{connection_id}", self.delete_connection, methods=["DELETE"], status_code=204
        )
        router.add_api_route("/recovery", self.recoveries, methods=["GET"])
        router.add_api_route("/recovery/{key}", self.recovery, methods=["GET"])
        router.add_api_route("/recovery/{key}", self.change_recovery, methods=["PATCH"])
        return router

    async def connections(self, account: str | None = None) -> list[ConnectionView]:
        """All connections, or those of an account's employers, on either side."""
        self._portal.run_timers()
        access = self._portal.access
        found = access.connections.values() if account is None else access.seen_by(self._account(account))
        return [self._view(one) for one in found]

    async def connection(self, connection_id: str) -> ConnectionView:
        """One connection by its Tracking ID."""
        self._portal.run_timers()
        return self._view(self._connection(connection_id))

    async def request(self, ask: ConnectionAsk) -> ConnectionView:
        """Make a pending request, as if the company had asked."""
        access, portal = self._portal.access, self._portal
        company = next((one for one in access.companies.values() if ask.company in (one.id, one.name)), None)
        if ask.pac_id not in portal.world.associates:
            raise BadAskError(f"there is no associate {ask.pac_id!r}; GET /associates lists them", "pac_id")
        if company is None:
            known = ", ".join(one.name for one in access.companies.values())
            raise BadAskError(f"there is no company {ask.company!r}; there are: {known}", "company")
        if standing := access.open_between(ask.pac_id, company.id):
            raise ConflictError(f"{standing.id} already connects the two: {standing.state.value}", "company")
        connection = Connection(
            id=self._tracking_id(), pac_id=ask.pac_id, company=company.id, systems=ask.systems,
            requested=self._moment(ask.requested), requested_by=BY_HAND,
        )  # fmt: skip
        access.put_connection(connection, portal.world, portal.clock.now())
        tell_requested(access, portal.world, portal.start.seed, connection)
        return self._settled(connection.id)

    async def change_connection(self, connection_id: str, patch: ConnectionPatch) -> ConnectionView:
        """Change a connection; access follows at once, or after the delay that is set."""
        portal, now = self._portal, self._portal.clock.now()
        connection = self._connection(connection_id)
        given = patch.model_fields_set
        update: dict[str, object] = {"systems": patch.systems} if "systems" in given else {}
        if patch.requested is not None:
            update["requested"] = self._moment(patch.requested)
        connection = connection.model_copy(update=update)
        if "state" in given and patch.state is not connection.state:
            connection = self._in_state(connection, patch.state, now)
        portal.access.put_connection(connection, portal.world, now)
        if "state" in given and connection.decided is not None:
            tell_decided(portal.access, portal.world, portal.start.seed, connection)
        return self._settled(connection_id)

    async def delete_connection(self, connection_id: str) -> Response:
        """Take a connection away, and the access that it gave."""
        portal, now = self._portal, self._portal.clock.now()
        removed = self._connection(connection_id).removed(BY_HAND, now)
        portal.access.put_connection(removed, portal.world, now)
        del portal.access.connections[connection_id]
        portal.changed()
        return Response(status_code=204)

    async def recoveries(self) -> list[Recovery]:
        """Everybody's proofs, answers included: made-up people have no secrets here."""
        return list(self._portal.access.recoveries.values())

    async def recovery(self, key: str) -> Recovery:
        """One person's proofs by alias or user ID."""
        account = self._account(key)
        found = self._portal.access.recoveries.get(account.name)
        if found is None:
            raise NotKnownError(f"nothing is on file about {account.name!r}")
        return found

    async def change_recovery(self, key: str, patch: RecoveryPatch) -> Recovery:
        """Change a person's proofs."""
        given = {name: getattr(patch, name) for name in patch.model_fields_set}
        change: dict[str, object] = {name: value for name, value in given.items() if value is not None}
        changed = (await self.recovery(key)).model_copy(update=change)
        self._portal.access.recoveries[changed.account] = changed
        self._portal.changed()
        return changed

    def _in_state(self, connection: Connection, state: ConnectionState, now: datetime) -> Connection:
        if state is ConnectionState.APPROVED:
            return connection.approved(connection.systems, BY_HAND, now)
        if state is ConnectionState.PENDING:
            return connection.model_copy(update={"state": state, "decided": None, "decided_by": None})
        if state is ConnectionState.AUTO_REJECTED:
            return connection.lapsed(self._portal.access.policy)
        return _OUTCOMES[state](connection, BY_HAND, now)

    def _moment(self, given: datetime | date | None) -> datetime:
        return self._portal.clock.now() if given is None else moment(given)

    def _settled(self, connection_id: str) -> ConnectionView:
        self._portal.run_timers()
        self._portal.changed()
        return self._view(self._connection(connection_id))

    def _tracking_id(self) -> str:
        known = self._portal.access.connections
        while (drawn := f"C{int(self._portal.tokens.draw('tracking', 12), 16) % 10**9:09d}") in known:
            pass
        return drawn

    def _view(self, connection: Connection) -> ConnectionView:
        access, associate = self._portal.access, self._portal.world.associates[connection.pac_id]
        return ConnectionView(
            **connection.model_dump(exclude={"systems", "company"}),
            provider=associate.name,
            npi=associate.npi,
            owner=access.owner_of.get(connection.pac_id),
            company=access.companies[connection.company].name,
            company_id=connection.company,
            systems=[one for one in System if one in connection.systems],
            lapses=connection.lapses(access.policy),
        )

    def _connection(self, key: str) -> Connection:
        found = self._portal.access.connections.get(key)
        if found is None:
            raise NotKnownError(f"there is no connection {key!r}; GET /connections lists them")
        return found

    def _account(self, key: str) -> Account:
        found = self._portal.world.find_account(key)
        if found is None:
            raise NotKnownError(f"there is no account {key!r}; GET /accounts lists them")
        return found
