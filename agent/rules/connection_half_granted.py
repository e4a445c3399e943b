"""A company can work on a provider's organization or on its person, and not on the other (S3).

The organization's profile and the individual's are connected each by itself, so a company needs two
approvals. Which two belong together is taken from what the account sees: where it decides about both,
they have one owner; where it only sees the connections, the roster's groups say it, or else that the two,
and no others, were requested on one day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.people import ConnectionFact, ConnectionStatus, agreed, folded
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History

NAME = "connection-half-granted"
_INDIVIDUAL, _ORGANIZATION = "individual", "organization"
_PECOS = "PECOS"
_A_PAIR = 2


@dataclass(frozen=True)
class _Half:
    """A granted connection; whose is missing (`key`), and in words what became of that other half."""

    granted: ConnectionFact
    key: str
    other: str


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.connections is None:
        return Ruling()
    connections, contradicted = agreed(look.facts.connections)
    if contradicted or any(connection.status is None for connection in connections):
        return Ruling()
    halves = _halves(connections, look.facts, roster)
    return Ruling(
        findings=tuple(_finding(half, look, roster.account, now) for half in halves),
        else_well=roster.account if look.facts.whole("connections") else None,
    )


def _halves(connections: Iterable[ConnectionFact], facts: Facts, roster: Roster) -> Iterator[_Half]:
    """At most one of each company and profile, granted or not: the first connection that was granted."""
    kin = _Kin.of(facts, roster)
    for rows in _by_company(connections).values():
        company = _Company.of(rows, kin)
        told: set[str] = set()
        for granted in filter(_granted, rows):
            half = _half(granted, company, kin, whole=facts.whole("connections"))
            if half and not told & {granted.provider_key, half.key}:
                told |= {granted.provider_key, half.key}
                yield half


def _half(granted: ConnectionFact, company: "_Company", kin: "_Kin", *, whole: bool) -> _Half | None:
    partners = _partners(granted, company, kin)
    if any(map(_granted, partners)):
        return None
    if partners:
        return _Half(granted, partners[-1].provider_key, _called(partners[-1]))
    missing = _never_asked(granted, company, kin) if whole else None
    return _Half(granted, missing, f"NPI {missing} was never asked for") if missing else None


@dataclass(frozen=True)
class _Kin:
    """What is known of providers by NPI: person or organization, who decides, who belongs to whom."""

    kinds: Mapping[str, str]
    owners: Mapping[str, str]
    owned: Mapping[tuple[str, str], list[str]]  # NPIs by owner and kind
    groups: Mapping[str, set[str]]  # either way

    @classmethod
    def of(cls, facts: Facts, roster: Roster) -> "_Kin":
        """A kind is what PECOS says, else the NPI Registry, else the roster's groups."""
        kinds, groups = dict[str, str](), defaultdict[str, set[str]](set)
        for entry in roster.entries:
            for group in entry.groups:
                kinds |= {entry.npi: _INDIVIDUAL, group: _ORGANIZATION}
                groups[entry.npi].add(group)
                groups[group].add(entry.npi)
        registry = facts.public.registry if facts.public else None
        kinds |= {record.npi: record.kind for record in registry or () if record.kind}
        kinds |= {associate.npi: associate.kind for associate in facts.associates or ()}
        owners = {one.npi: folded(one.decided_by) for one in facts.associates or () if one.decided_by}
        owned = defaultdict[tuple[str, str], list[str]](list)
        for npi, owner in owners.items():
            owned[owner, kinds[npi]].append(npi)
        return cls(kinds, owners, owned, groups)

    def other_kind(self, npi: str) -> str:
        return _INDIVIDUAL if self.kinds.get(npi) == _ORGANIZATION else _ORGANIZATION

    def may_be_halves(self, one: str | None, other: str | None) -> bool:
        """Whether they are not known to be of one kind."""
        own, its = self.kinds.get(one or ""), self.kinds.get(other or "")
        return own is None or its is None or own != its

    def apart(self, one: str | None, other: str | None) -> bool:
        """Whether two owners are known, and are not the same."""
        own, its = self.owners.get(one or ""), self.owners.get(other or "")
        return own is not None and its is not None and own != its


@dataclass(frozen=True)
class _Company:
    """One company's connections, in the order of their requests: by owner and kind, by NPI, and by day."""

    of_owner: Mapping[tuple[str, str], list[ConnectionFact]]  # and kind
    of_npi: Mapping[str, list[ConnectionFact]]
    of_day: Mapping[date, list[ConnectionFact]]

    @classmethod
    def of(cls, rows: Iterable[ConnectionFact], kin: _Kin) -> "_Company":
        of_owner = defaultdict[tuple[str, str], list[ConnectionFact]](list)
        of_npi = defaultdict[str, list[ConnectionFact]](list)
        of_day = defaultdict[date, list[ConnectionFact]](list)
        for row in rows:
            of_npi[row.npi or ""].append(row)
            if owner := kin.owners.get(row.npi or ""):
                of_owner[owner, kin.kinds[row.npi or ""]].append(row)
            if row.requested:
                of_day[row.requested].append(row)
        return cls(of_owner, of_npi, of_day)


def _by_company(connections: Iterable[ConnectionFact]) -> Mapping[str, list[ConnectionFact]]:
    rows = defaultdict[str, list[ConnectionFact]](list)
    for connection in sorted(connections, key=lambda one: (str(one.requested or ""), one.id)):
        rows[folded(connection.surrogate)].append(connection)
    return rows


def _granted(connection: ConnectionFact) -> bool:
    """Approved, and for PECOS too: NPPES alone opens no enrollment."""
    for_pecos = not connection.systems or _PECOS in connection.systems
    return connection.status == ConnectionStatus.APPROVED and for_pecos


def _partners(granted: ConnectionFact, company: _Company, kin: _Kin) -> list[ConnectionFact]:
    """The company's connections to the other half of a provider, in the order of their requests."""
    own = granted.npi or ""
    if owned := company.of_owner.get((kin.owners.get(own, ""), kin.other_kind(own))):
        return owned
    members = [row for npi in kin.groups.get(own, ()) for row in company.of_npi.get(npi, ())]
    if grouped := _other_halves(granted, members, kin):
        return sorted(grouped, key=lambda one: (str(one.requested or ""), one.id))
    same_day = company.of_day.get(granted.requested, []) if granted.requested else []
    pair = _other_halves(granted, same_day, kin) if len(same_day) == _A_PAIR else []
    return [one for one in pair if not kin.apart(granted.npi, one.npi)]


def _other_halves(granted: ConnectionFact, rows: Iterable[ConnectionFact], kin: _Kin) -> list[ConnectionFact]:
    return [
        row
        for row in rows
        if row.provider_key != granted.provider_key and kin.may_be_halves(granted.npi, row.npi)
    ]


def _never_asked(granted: ConnectionFact, company: _Company, kin: _Kin) -> str | None:
    """The NPI of the owner's one other half that this company never asked for; None where it is not clear."""
    own = granted.npi or ""
    others = kin.owned.get((kin.owners.get(own, ""), kin.other_kind(own)), [])
    if len(others) != 1 or others[0] in company.of_npi or "" in company.of_npi:
        return None
    return others[0]


def _called(connection: ConnectionFact) -> str:
    if connection.status == ConnectionStatus.APPROVED:
        return f"{connection.called} is approved for NPPES alone"
    return f"{connection.called} is {(connection.status or '').lower()}"


def _finding(half: _Half, look: Look, account: str, now: datetime) -> Finding:
    granted = half.granted
    return Finding(
        rule=NAME,
        subject=granted.id,
        account=account,
        severity=Severity.WARNING,
        title=f"Half of the access: {granted.called} is approved, {half.other}",
        since=look.started,
        impact=f"By connection {granted.id} the company sees one of the two profiles in PECOS: it cannot "
        "work on the other's enrollment, nor on the reassignment between them.",
        next_step="Only the provider can grant the rest: in I&A Home > My Pending Connections tick PECOS "
        "and NPPES, then Approve All Selected; where nothing waits there, have the company ask for it.",
        desk=PRACTICE.line(now),
    )
