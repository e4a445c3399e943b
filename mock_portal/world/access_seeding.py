"""What I&A holds at the start: drawn apart from the accounts, so that theirs stay as they were."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mock_portal.seeded import Draws
from mock_portal.world.access import AccessState
from mock_portal.world.cast_access import (
    ACCESS_PLANS,
    BOTH,
    COMPANIES,
    COMPANY_ASSOCIATES,
    AccessPlan,
    InvitationPlan,
    RequestPlan,
)
from mock_portal.world.cast_accounts import ACCOUNT_PLANS
from mock_portal.world.connections import (
    Company,
    Connection,
    ConnectionPolicy,
    ConnectionState,
    Provider,
)
from mock_portal.world.entities import Account, Role, WorldState
from mock_portal.world.npi import with_check_digit
from mock_portal.world.security_questions import Backup, BackupKind, Recovery, seeded_answers
from mock_portal.world.staff import PIN_TRIES, StaffMember, StaffState

_PLANS = {**ACCESS_PLANS, **ACCOUNT_PLANS}
_EARLIEST_BIRTH = date(1955, 1, 1)
_LONG_AGO = 200
"""Days since the connections were made that a company's own persona starts with."""
_ANSWERED_AFTER = timedelta(days=1)


def seed_access(seed: int, now: datetime, world: WorldState) -> AccessState:
    """I&A of that seed at that moment, for the accounts of that world."""
    return _AccessSeeding(seed, now, world).state()


class _AccessSeeding:
    def __init__(self, seed: int, now: datetime, world: WorldState) -> None:
        self._seed = seed
        self._now = now
        self._accounts = world.accounts
        self._companies = [self._company(*plan) for plan in COMPANIES]

    def state(self) -> AccessState:
        connections = [one for account in self._accounts for one in self._connections(account)]
        return AccessState(
            policy=ConnectionPolicy(),
            companies=tuple(self._companies),
            providers=tuple(self._providers()),
            connections=tuple(connections),
            staff=tuple(one for account in self._accounts for one in self._staff(account)),
            recoveries=tuple(self._recovery(account) for account in self._accounts),
        )

    def _company(self, name: str, has_npi: bool) -> Company:
        draws = Draws(self._seed, f"company:{name}")
        npi = with_check_digit("1" + draws.digits(8)) if has_npi else None
        return Company(id=f"B{draws.digits(6)}", name=name, npi=npi)

    def _providers(self) -> list[Provider]:
        owners = {
            pac_id: account.employer
            for account in self._accounts
            if Role.SURROGATE not in account.roles
            for pac_id in account.associates
        }
        for company, provider in COMPANY_ASSOCIATES.items():
            owners |= dict.fromkeys(self._first_two(company), provider)
        return [Provider(pac_id=pac_id, employer=employer) for pac_id, employer in owners.items()]

    def _first_two(self, company: str) -> tuple[str, ...]:
        """The company profile and the person's, which are connected each by itself (S3)."""
        return next(one.associates[:2] for one in self._accounts if one.employer == company)

    def _connections(self, account: Account) -> list[Connection]:
        if Role.SURROGATE in account.roles:
            plan = RequestPlan(_LONG_AGO, ConnectionState.APPROVED, company=account.employer, systems=BOTH)
            known = COMPANY_ASSOCIATES.get(account.employer)
            pac_ids = self._first_two(account.employer) if known else ()
            return [self._connection(account, plan, pac_id) for pac_id in pac_ids]
        plans = self._plan(account).requests
        return [self._connection(account, plan, account.associates[plan.place]) for plan in plans]

    def _connection(self, account: Account, plan: RequestPlan, pac_id: str) -> Connection:
        company = next(one for one in self._companies if one.name == plan.company)
        draws = Draws(self._seed, f"connection:{pac_id}:{company.id}")
        requested = self._now - timedelta(days=plan.age_days)
        connection = Connection(
            id=f"C{draws.digits(9)}", pac_id=pac_id, company=company.id, systems=plan.systems,
            requested=requested, requested_by=self._asker(plan.company),
        )  # fmt: skip
        return _answered(connection, plan.state, account.name)

    def _asker(self, company: str) -> str:
        return next(one.name for one in self._accounts if one.employer == company)

    def _staff(self, account: Account) -> list[StaffMember]:
        return [self._member(account, plan) for plan in self._plan(account).invitations]

    def _member(self, account: Account, plan: InvitationPlan) -> StaffMember:
        draws = Draws(self._seed, f"staff:{account.name}:{plan.name}")
        invited = self._now - timedelta(days=plan.age_days)
        return StaffMember(
            id=f"F{draws.digits(9)}",
            employer=account.employer,
            name=plan.name,
            email=f"{plan.name.split()[0].lower()}@{account.name}.example",
            role=plan.role,
            pin=draws.digits(6),
            invited=invited,
            invited_by=account.name,
            state=plan.state,
            wrong_pins=PIN_TRIES if plan.state is StaffState.VOID else 0,
            account=plan.account,
            accepted=invited + _ANSWERED_AFTER if plan.account else None,
        )

    def _recovery(self, account: Account) -> Recovery:
        plan = self._plan(account)
        draws = Draws(self._seed, f"recovery:{account.name}")
        backups = (Backup(kind=BackupKind.EMAIL, target=account.email),) if plan.backup else ()
        return Recovery(
            account=account.name,
            birth_date=_EARLIEST_BIRTH + timedelta(days=draws.below(14_000)),
            answers=seeded_answers(draws),
            answers_set=self._now - timedelta(days=plan.questions_age_days),
            backups=backups,
        )

    def _plan(self, account: Account) -> AccessPlan:
        return _PLANS.get(account.name, AccessPlan())


def _answered(connection: Connection, state: ConnectionState, by: str) -> Connection:
    """The connection as that persona answered it a day later, or did not."""
    decided = connection.requested + _ANSWERED_AFTER
    match state:
        case ConnectionState.APPROVED:
            return connection.approved(connection.systems, by, decided)
        case ConnectionState.REJECTED:
            return connection.rejected(by, decided)
        case ConnectionState.REMOVED:
            return connection.removed(by, decided)
        case ConnectionState.AUTO_REJECTED:
            return connection.lapsed(ConnectionPolicy())
        case ConnectionState.PENDING:
            return connection
