"""A connection was approved and the access has not come.

It should take minutes (S3), a day (G8) or at most ten working days; then somebody must ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.people import ConnectionFact, ConnectionStatus, agreed, folded
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.rule import History, start_of

NAME = "access-waiting"
_PECOS = "PECOS"
_WORKING_DAYS_A_WEEK = 5


@dataclass(frozen=True)
class _Sight:
    """What the account sees of access; what could not be read to its end is null."""

    employers: frozenset[str] | None
    associates: frozenset[str]
    ways: Mapping[str, list[str | None]]  # of each provider's people, by NPI
    whole_associates: bool
    whole_access: bool

    @classmethod
    def of(cls, facts: Facts) -> "_Sight":
        employers = facts.profile.employers
        ways: dict[str, list[str | None]] = {}
        for person in facts.access or ():
            ways.setdefault(person.npi, []).append(person.through)
        return cls(
            employers=None if employers is None else frozenset(folded(each.employer) for each in employers),
            associates=frozenset(associate.npi for associate in facts.associates or ()),
            ways=ways,
            whole_associates=facts.whole("associates"),
            whole_access=facts.whole("access"),
        )

    def arrived(self, connection: ConnectionFact) -> bool | None:
        """Whether there is nothing to wait for any more; None where that cannot be seen.

        The company sees the provider among its associates; the provider sees the company's people on the
        access list, with the connection's Tracking ID.
        """
        for_pecos = not connection.systems or _PECOS in connection.systems
        if connection.status != ConnectionStatus.APPROVED or not for_pecos:
            return True
        if connection.npi is None or connection.decided is None or self.employers is None:
            return None
        if folded(connection.surrogate) in self.employers:
            listed = connection.npi in self.associates
            return listed or (False if self.whole_associates else None)
        ways = self.ways.get(connection.npi, [])
        if any(connection.id in (way or "") for way in ways):
            return True
        return False if self.whole_access and ways and all(ways) else None


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.connections is None:
        return Ruling()
    connections, contradicted = agreed(look.facts.connections)
    findings: list[Finding] = []
    unsure = list(contradicted)
    sight = _Sight.of(look.facts)
    for connection in connections:
        arrived = sight.arrived(connection)
        if arrived is None or connection.status is None:
            unsure.append(connection.id)
        elif not arrived and connection.decided is not None:
            waited = working_days(connection.decided, policy.today(now))
            if waited > policy.access_waiting_working_days:
                findings.append(_finding(connection, connection.decided, roster.account, policy, now))
    return Ruling(
        findings=tuple(findings),
        unsure=tuple(unsure),
        else_well=roster.account if look.facts.whole("connections") else None,
    )


def working_days(since: date, today: date) -> int:
    """Mondays to Fridays after `since`, up to and with `today`; 0 where none has passed.

    Holidays count as working days here: a claim that something is late may be a day or two early.
    """
    weeks, rest = divmod(max((today - since).days, 0), 7)
    last_days = (since.weekday() + offset for offset in range(1, rest + 1))
    return weeks * _WORKING_DAYS_A_WEEK + sum(day % 7 < _WORKING_DAYS_A_WEEK for day in last_days)


def _finding(
    connection: ConnectionFact, decided: date, account: str, policy: Policy, now: datetime
) -> Finding:
    most = policy.access_waiting_working_days
    return Finding(
        rule=NAME,
        subject=connection.id,
        account=account,
        severity=Severity.WARNING,
        title=f"Connection {connection.id} to {connection.called} was approved on {decided}: still no access",
        since=start_of(decided + timedelta(days=1), policy),
        impact=f"More than {most} working days have passed; access should come within minutes or a day. "
        "Until it does the company cannot work on the record.",
        next_step="Compare My Connections in I&A with My Associates in PECOS; sign out and in again, and if "
        "it is still missing give EUS the Tracking ID.",
        desk=EUS.line(now),
    )
