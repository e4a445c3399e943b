"""All of I&A beyond the accounts: companies, connections, staff, recovery; and the access they give."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from pydantic import AwareDatetime

from mock_portal.policy import PasswordPolicy
from mock_portal.world.connections import (
    OPEN_STATES,
    Company,
    Connection,
    ConnectionPolicy,
    ConnectionState,
    Provider,
    System,
)
from mock_portal.world.entities import Account, Entity, Role
from mock_portal.world.registry import World
from mock_portal.world.security_questions import Recovery
from mock_portal.world.staff import Right, StaffMember, StaffState, rights_of


class Ticket(Entity):
    """A recovery on its way: bound to one browser session and one purpose; `asked` are places of answers."""

    id: str
    purpose: str
    session: str
    account: str
    asked: tuple[int, ...]
    opened: AwareDatetime
    passed: bool = False
    secret: str | None = None


class AccessState(Entity):
    """Everything of I&A that is no account, as one value."""

    policy: ConnectionPolicy = ConnectionPolicy()
    password_policy: PasswordPolicy = PasswordPolicy()
    companies: tuple[Company, ...] = ()
    providers: tuple[Provider, ...] = ()
    connections: tuple[Connection, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    tickets: tuple[Ticket, ...] = ()

    def check_against(self, accounts: Collection[str], pac_ids: Collection[str]) -> None:
        """ValueError where something refers to nobody: a snapshot may come from anywhere."""
        companies = {one.id for one in self.companies}
        named = (
            ({one.pac_id for one in self.connections} - set(pac_ids), "associate"),
            ({one.pac_id for one in self.providers} - set(pac_ids), "associate"),
            ({one.company for one in self.connections} - companies, "company"),
            ({one.account for one in self.recoveries} - set(accounts), "account"),
            ({one.account for one in self.staff if one.account} - set(accounts), "account"),
            ({one.account for one in self.tickets} - set(accounts), "account"),
        )
        for unknown, kind in named:
            if unknown:
                raise ValueError(f"there is no {kind} {min(unknown)!r}")


class Access:
    """Holds the present value of each, and keeps the accounts' associates in step with them."""

    def __init__(self, state: AccessState | None = None) -> None:
        state = state or AccessState()
        self.policy = state.policy
        self.password_policy = state.password_policy
        self.companies = {one.id: one for one in state.companies}
        self.owner_of = {one.pac_id: one.employer for one in state.providers}
        self.connections = {one.id: one for one in state.connections}
        self.staff = {one.id: one for one in state.staff}
        self.recoveries = {one.account: one for one in state.recoveries}
        self.tickets = {one.id: one for one in state.tickets}

    def state(self) -> AccessState:
        """The whole of it as one value."""
        return AccessState(
            policy=self.policy,
            password_policy=self.password_policy,
            companies=tuple(self.companies.values()),
            providers=tuple(Provider(pac_id=key, employer=name) for key, name in self.owner_of.items()),
            connections=tuple(self.connections.values()),
            staff=tuple(self.staff.values()),
            recoveries=tuple(self.recoveries.values()),
            tickets=tuple(self.tickets.values()),
        )

    def employments(self, account: Account) -> dict[str, tuple[Role, ...]]:
        """Each employer of a person with the roles there; the account's own employer first."""
        found: dict[str, tuple[Role, ...]] = {account.employer: account.roles}
        for member in self.staff.values():
            if member.account == account.name and member.state is StaffState.ACTIVE:
                found[member.employer] = (*found.get(member.employer, ()), member.role)
        return {employer: self._with_surrogacy(employer, roles) for employer, roles in found.items()}

    def rights(self, account: Account, employer: str) -> frozenset[Right]:
        """What a person may do for an employer; nothing for an employer that is not theirs."""
        return rights_of(self.employments(account).get(employer, ()))

    def employers_with(self, account: Account, right: Right) -> list[str]:
        """The employers for which a person has a right."""
        return [one for one, roles in self.employments(account).items() if right in rights_of(roles)]

    def birth_date_of(self, account: str) -> date | None:
        """A person's date of birth, where it is known."""
        recovery = self.recoveries.get(account)
        return None if recovery is None else recovery.birth_date

    def owned_by(self, employer: str) -> list[str]:
        """The PAC IDs that an employer's officials decide about."""
        return [pac_id for pac_id, owner in self.owner_of.items() if owner == employer]

    def may_decide(self, account: Account, pac_id: str) -> bool:
        """Whether a person may approve, reject, add or remove a connection to this associate."""
        owner = self.owner_of.get(pac_id)
        return owner is not None and Right.DECIDE_CONNECTIONS in self.rights(account, owner)

    def decidable(self, account: Account) -> list[str]:
        """The PAC IDs that a person decides about, the account's own employer's first."""
        employers = self.employers_with(account, Right.DECIDE_CONNECTIONS)
        return [pac_id for employer in employers for pac_id in self.owned_by(employer)]

    def companies_of(self, account: Account) -> list[Company]:
        """The companies for which a person may ask for connections."""
        names = self.employers_with(account, Right.REQUEST_CONNECTIONS)
        return [one for one in self.companies.values() if one.name in names]

    def seen_by(self, account: Account) -> list[Connection]:
        """The connections of every employer of a person, on either side, oldest request first."""
        employers = self.employments(account)
        mine = (
            one
            for one in self.connections.values()
            if self.owner_of.get(one.pac_id) in employers or self.companies[one.company].name in employers
        )
        return sorted(mine, key=lambda one: (one.requested, one.id))

    def open_between(self, pac_id: str, company: str) -> Connection | None:
        """The connection that already stands or waits between two parties."""
        pair = (one for one in self.connections.values() if (one.pac_id, one.company) == (pac_id, company))
        return next((one for one in pair if one.state in OPEN_STATES), None)

    def put_connection(self, connection: Connection, world: World, now: datetime) -> None:
        """Store a connection and give or take the access that follows from it."""
        self.connections[connection.id] = connection
        self._follow(connection, world, now)

    def put_member(self, member: StaffMember, world: World) -> None:
        """Store a member of staff and give or take the access that follows from it."""
        before = self.staff.get(member.id, member)
        self.staff[member.id] = member
        if member.account is not None and member.account in world.accounts:
            touched = self._reach_of(before) | self._reach_of(member)
            self._refresh(world.accounts[member.account], world, touched)

    def run_timers(self, world: World, now: datetime) -> list[Connection]:
        """Do what is due: requests lapse, approvals take effect, invitations expire; returns the lapsed."""
        lapsed = sorted(self._lapsing(now), key=lambda one: one.requested)
        for connection in lapsed:
            self.connections[connection.id] = connection.lapsed(self.policy)
        for connection in list(self.connections.values()):
            due = System.PECOS in connection.systems and not connection.access_given
            if due and connection.live(self.policy, now):
                self._follow(connection, world, now)
        for member in list(self.staff.values()):
            if member.state is StaffState.INVITED and member.expires <= now:
                self.staff[member.id] = member.model_copy(update={"state": StaffState.EXPIRED})
        return [self.connections[one.id] for one in lapsed]

    def _with_surrogacy(self, employer: str, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        works_for_others = any(one.name == employer for one in self.companies.values())
        return (Role.SURROGATE, *roles) if works_for_others and Role.SURROGATE not in roles else roles

    def _lapsing(self, now: datetime) -> Iterator[Connection]:
        for one in self.connections.values():
            if one.state is ConnectionState.PENDING and one.lapses(self.policy) <= now:
                yield one

    def _follow(self, connection: Connection, world: World, now: datetime) -> None:
        given = connection.live(self.policy, now) and System.PECOS in connection.systems
        self.connections[connection.id] = connection.model_copy(update={"access_given": given})
        name = self.companies[connection.company].name
        for account in list(world.accounts.values()):
            if name in self.employments(account):
                self._refresh(account, world, {connection.pac_id})

    def _refresh(self, account: Account, world: World, touched: set[str]) -> None:
        """Give an account what it is entitled to among these PAC IDs, and take the rest of them away."""
        entitled = self._entitled(account)
        kept = [one for one in account.associates if one not in touched or one in entitled]
        gained = [one for one in self._ordered(world, touched & entitled) if one not in kept]
        if tuple(kept + gained) != account.associates:
            world.put_account(account.model_copy(update={"associates": tuple(kept + gained)}))

    def _ordered(self, world: World, pac_ids: set[str]) -> list[str]:
        return [pac_id for pac_id in world.associates if pac_id in pac_ids]

    def _entitled(self, account: Account) -> set[str]:
        found = set(self.owned_by(account.employer))
        found |= self._through_companies(set(self.employments(account)))
        for member in self.staff.values():
            if member.account == account.name and member.state is StaffState.ACTIVE:
                found |= self._reach_of(member)
        return found

    def _reach_of(self, member: StaffMember) -> set[str]:
        companies = self._through_companies({member.employer})
        own = set(self.owned_by(member.employer))
        return companies | (own if member.role is Role.ACCESS_MANAGER else own & set(member.associates))

    def _through_companies(self, employers: set[str]) -> set[str]:
        return {
            one.pac_id
            for one in self.connections.values()
            if one.access_given and self.companies[one.company].name in employers
        }
