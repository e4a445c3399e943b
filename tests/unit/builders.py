"""Small ways to make the values that rules judge. Every default is a good look at a well account."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from agent.incidents import acknowledge, decide, tick
from agent.model.facts import EnrollmentFact, Facts, PasswordFacts, SessionFacts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.look import BlockedRequest, Look, LookKind, PageTiming, Reason, SessionLoss, Step, verdict_of
from agent.model.on_call import Step as OnCallStep
from agent.model.people import AccessFact, ConnectionFact, StaffFact
from agent.model.policy import Policy
from agent.model.roster import Roster, RosterEntry
from agent.model.route import Pace, Recipient, Route
from agent.model.silence import Silence
from agent.model.verdict import Cause
from agent.model.window import Window
from agent.routing import Routing
from agent.rules.rule import LookRule

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
ACCOUNT, OTHER_ACCOUNT = "north-clinic", "south-clinic"
NPI, OTHER_NPI = "1234567893", "1245319599"
ENROLLMENT = "I20031105000123"
EASTERN = ZoneInfo("America/New_York")
POLICY = Policy()


def before(**ago: float) -> datetime:
    """`before(hours=4)` is four hours before NOW."""
    return NOW - timedelta(**ago)


def at_portal(day: date, hour: int = 9, zone: ZoneInfo = EASTERN) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def reason(cause: Cause, *, what: str | None = None, where: str = "home", do: str = "ring") -> Reason:
    return Reason(cause=cause, what=what or f"saw {cause}", where=where, do=do)


def facts(
    *,
    days_left: int | None = None,
    limit_minutes: int | None = None,
    enrollments: Iterable[EnrollmentFact] | None = None,
    not_read: Iterable[str] = (),
) -> Facts:
    return Facts(
        password=PasswordFacts(days_left=days_left),
        session=SessionFacts(limit_minutes=limit_minutes),
        enrollments=None if enrollments is None else tuple(enrollments),
        not_read=tuple(not_read),
    )


def enrollment(
    status: str | None, *, identifier: str = ENROLLMENT, npi: str = NPI, state: str | None = "OH"
) -> EnrollmentFact:
    return EnrollmentFact(id=identifier, npi=npi, form="855I", state=state, status=status)


def connection(
    status: str | None = "Pending",
    *,
    identifier: str = "C000000001",
    npi: str | None = NPI,
    surrogate: str = "Bluestem Credentialing Partners LLC",
    systems: Iterable[str] = ("PECOS", "NPPES"),
    requested: date | None = date(2026, 3, 2),
    decided: date | None = None,
) -> ConnectionFact:
    return ConnectionFact(
        id=identifier,
        provider="Meadow Pulmonary PC",
        npi=npi,
        surrogate=surrogate,
        systems=tuple(systems),
        requested=requested,
        decided=decided,
        status=status,
    )


def employee(
    role: str | None = "Staff End User",
    status: str | None = "Active",
    *,
    name: str = "Ottilie Crane",
    email: str = "ottilie@meadow.example",
    employer: str = "Meadow Pulmonary PC",
    invited: date | None = None,
) -> StaffFact:
    return StaffFact(employer=employer, name=name, email=email, role=role, status=status, invited=invited)


def access(
    *roles: str,
    name: str = "Linnea Garrity",
    npi: str = NPI,
    employer: str = "Meadow Pulmonary PC",
    through: str | None = "Employer",
    last_sign_in: date | None = None,
) -> AccessFact:
    return AccessFact(
        npi=npi, name=name, employer=employer, roles=roles, through=through, last_sign_in=last_sign_in
    )


def loss(*, idle: float) -> SessionLoss:
    return SessionLoss(at=NOW, page="home", idle=idle, age=idle)


def blocked(
    *, method: str = "POST", path: str = "/pecos/submit.do", write: bool = True, minutes_ago: float = 1
) -> BlockedRequest:
    at = before(minutes=minutes_ago)
    return BlockedRequest(at=at, method=method, host="portal", path=path, page="home", write=write)


def look(
    kind: LookKind,
    *seen: Cause | Reason,
    at: datetime = NOW,
    account: str | None = None,
    facts: Facts | None = None,
    losses: Iterable[SessionLoss] = (),
    blocked: Iterable[BlockedRequest] = (),
    pages: dict[str, float] | None = None,
) -> Look:
    reasons = tuple(cause if isinstance(cause, Reason) else reason(cause) for cause in seen)
    timings = tuple(PageTiming(name=name, seconds=seconds) for name, seconds in (pages or {}).items())
    return Look(
        id=f"{account or kind}-{at.isoformat()}",
        kind=kind,
        account=account,
        started=at,
        ended=at + timedelta(seconds=20),
        verdict=verdict_of(reasons),
        reasons=reasons,
        steps=(Step(name="read", seconds=sum(page.seconds for page in timings), pages=timings),),
        facts=facts,
        losses=tuple(losses),
        blocked=tuple(blocked),
    )


def visit(
    *seen: Cause | Reason,
    at: datetime = NOW,
    account: str = ACCOUNT,
    facts: Facts | None = None,
    losses: Iterable[SessionLoss] = (),
    blocked: Iterable[BlockedRequest] = (),
    pages: dict[str, float] | None = None,
) -> Look:
    return look(
        LookKind.VISIT,
        *seen,
        at=at,
        account=account,
        facts=facts,
        losses=losses,
        blocked=blocked,
        pages=pages,
    )


def probe(*seen: Cause | Reason, at: datetime = NOW, pages: dict[str, float] | None = None) -> Look:
    return look(LookKind.PROBE, *seen, at=at, pages=pages)


def roster(*, watched_since: datetime = NOW, **expected: str) -> Roster:
    """`roster(n1234567893="Approved")`: an NPI as a keyword needs a letter before it."""
    entries = tuple(RosterEntry(npi=npi[1:], expected=status) for npi, status in expected.items())
    return Roster(account=ACCOUNT, watched_since=watched_since, entries=entries)


NOBODY_EXPECTED = roster()


def rule_on(
    judge: LookRule,
    judged: Look,
    *history: Look,
    roster: Roster = NOBODY_EXPECTED,
    policy: Policy = POLICY,
    now: datetime | None = None,
) -> Ruling:
    """What one rule says of a look, at the look's own start unless `now` is given."""
    return judge(judged, history, roster, policy, now or judged.started)


def only(ruling: Ruling) -> Finding:
    """The one finding of a ruling that clears nothing."""
    (found,) = ruling.findings
    assert found.subject not in ruling.well
    return found


def finding(
    *,
    rule: str = "password-expiry",
    subject: str = ACCOUNT,
    severity: Severity = Severity.WARNING,
    stage: int = 0,
    title: str = "wrong",
    since: datetime = NOW,
    due: datetime | None = None,
    account: str | None = None,
) -> Finding:
    return Finding(
        rule=rule,
        subject=subject,
        account=account,
        severity=severity,
        stage=stage,
        title=title,
        since=since,
        due=due,
        impact="impact",
        next_step="step",
        desk="desk",
    )


def found(*findings: Finding) -> Ruling:
    return Ruling(findings=findings)


def well(*subjects: str) -> Ruling:
    return Ruling(well=subjects)


def silence(
    *,
    made: datetime = NOW,
    lasting: timedelta = timedelta(hours=8),
    rule: str | None = "*",
    account: str | None = None,
    subject: str | None = None,
    severity: str | None = None,
    ended: datetime | None = None,
) -> Silence:
    return Silence(
        id="s0",
        rule=rule,
        account=account,
        subject=subject,
        severity=severity,
        until=made.astimezone(UTC) + lasting,
        why="works are announced",
        who="ada",
        made=made,
        ended=ended,
    )


@dataclass
class Book:
    """Does with the changes what the store does: keeps the incidents, and what was told to whom."""

    policy: Policy = POLICY
    steps: tuple[OnCallStep, ...] = ()
    silences: tuple[Silence, ...] = ()
    window: Window | None = None
    unresolved: dict[str, Incident] = field(default_factory=dict)
    resolved: list[Incident] = field(default_factory=list)
    told: list[tuple[Transition, Incident]] = field(default_factory=list)
    untold: list[tuple[Transition, Incident]] = field(default_factory=list)
    _ids: Iterator[str] = field(default_factory=lambda: map("i{}".format, count()))

    def enter(self, rulings: Iterable[tuple[str, Ruling]], now: datetime) -> tuple[Change, ...]:
        changes = decide(
            tuple(self.unresolved.values()),
            rulings,
            self.policy,
            now,
            self._ids.__next__,
            recent=self.resolved,
            steps=self.steps,
            silences=self.silences,
            window=self.window,
        )
        return self._keep(changes)

    def wait(self, now: datetime) -> tuple[Change, ...]:
        """What the clock alone does at `now`."""
        unresolved = tuple(self.unresolved.values())
        return self._keep(
            tick(
                unresolved,
                self.policy,
                now,
                steps=self.steps,
                silences=self.silences,
                window=self.window,
            )
        )

    def take(self, incident: str, now: datetime) -> None:
        """A person acknowledges."""
        self._keep((acknowledge(self.unresolved[incident], "ada", now),))

    @property
    def transitions(self) -> list[Transition]:
        return [transition for transition, _ in self.told]

    @property
    def only(self) -> Incident:
        (incident,) = self.unresolved.values()
        return incident

    def _keep(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        for change in changes:
            if change.transition is not None:
                kept = self.told if change.told else self.untold
                kept.append((change.transition, change.incident))
            if change.incident.state is IncidentState.RESOLVED:
                del self.unresolved[change.incident.id]
                self.resolved.append(change.incident)
            else:
                self.unresolved[change.incident.id] = change.incident
        return changes


def at_once(*channels: str) -> Routing:
    """Everything to these channels, whatever the hour."""
    always = Route(severity=tuple(Severity), hours=Pace.ALWAYS)
    return Routing(tuple(Recipient(name=name) for name in channels), (always,))
