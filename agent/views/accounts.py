"""Accounts: all of them in lines, and what the settings and the store say of one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.glance import Glance, glance_of
from agent.model.incident import Incident
from agent.rules.password_expiry import NAME as PASSWORD
from agent.settings import AccountSettings, Settings
from agent.store import Reads, VisitsAsked
from agent.views.deadlines import Deadline
from agent.views.facts import Opened
from agent.views.lines import IncidentLine, line_of, worst_first

LATELY = timedelta(days=30)
"""How far back an account's page tells what was resolved."""

_RECENT = 10


class AccountLine(Frozen):
    """`next_due` is the open incident due next; `password_days` is null where no open finding says it."""

    name: str
    last: Glance | None
    critical: int
    warning: int
    information: int
    next_due: IncidentLine | None
    password_days: int | None

    @property
    def open(self) -> int:
        return self.critical + self.warning + self.information


class SetUp(Frozen):
    """What the settings say of it, but where its secret lies. `own` are thresholds that are its own."""

    expected: str | None
    listed: int | None  # NPIs of its roster; null where none is given
    off: tuple[str, ...]
    own: Mapping[str, str]
    screens: tuple[str, ...]
    browser: str
    every: timedelta


class AccountShown(Frozen):
    """`deadlines` null: its forecast is not worked out yet, or cannot be."""

    line: AccountLine
    last_good: Glance | None
    open: tuple[IncidentLine, ...]
    resolved: tuple[IncidentLine, ...]
    facts: Opened
    password_read: int | None  # days left by what was read, less those since
    recent: tuple[Glance, ...]
    deadlines: tuple[Deadline, ...] | None
    set_up: SetUp


class Order(StrEnum):
    SEVERITY = "severity"  # the worst first
    NAME = "name"
    VISIT = "visit"  # the longest unseen first
    DUE = "due"  # what is due next first


def account_lines(reads: Reads, settings: Settings, now: datetime, order: Order) -> tuple[AccountLine, ...]:
    """Every account of the settings; three questions to the store, however many there are."""
    names = [account.name for account in settings.accounts]
    last = reads.last_visits(names)
    open_by: defaultdict[str | None, list[Incident]] = defaultdict(list)
    for incident in reads.open_incidents():
        open_by[incident.account].append(incident)
    lines = (_line(name, last.get(name), open_by[name], settings, now) for name in names)
    return tuple(sorted(lines, key=_ORDERS[order]))


def account_line(reads: Reads, settings: Settings, name: str, now: datetime) -> AccountLine:
    return _line(name, reads.last_visits([name]).get(name), reads.incidents(account=name), settings, now)


def account_shown(
    reads: Reads,
    settings: Settings,
    account: AccountSettings,
    listed: int | None,
    facts: Opened,
    deadlines: tuple[Deadline, ...] | None,
    now: datetime,
) -> AccountShown:
    """`listed` is how many NPIs its roster has."""
    name = account.name
    good = reads.last_good_look(name)
    return AccountShown(
        line=account_line(reads, settings, name, now),
        last_good=good and glance_of(good),
        open=tuple(sorted(map(line_of, reads.incidents(account=name)), key=worst_first)),
        resolved=tuple(map(line_of, reads.resolved_of(name, now - LATELY))),
        facts=facts,
        password_read=_password_read(facts, settings, now),
        recent=reads.newest_visits(VisitsAsked(name), _RECENT),
        deadlines=deadlines,
        set_up=_set_up(settings, account, listed),
    )


def _line(
    name: str, last: Glance | None, found: Sequence[Incident], settings: Settings, now: datetime
) -> AccountLine:
    count = Counter(incident.finding.severity for incident in found)
    due = [incident for incident in found if incident.finding.due]
    soonest = min(due, key=lambda incident: incident.finding.due or now, default=None)
    return AccountLine(
        name=name,
        last=last,
        critical=count[Severity.CRITICAL],
        warning=count[Severity.WARNING],
        information=count[Severity.INFORMATION],
        next_due=soonest and line_of(soonest),
        password_days=_password_days(found, settings, now),
    )


def _password_days(found: Sequence[Incident], settings: Settings, now: datetime) -> int | None:
    """Whole days until its due day, which is the day on which the password no longer works."""
    zone = settings.portal.zone
    for incident in found:
        if incident.rule == PASSWORD:
            return _days_until(incident.finding.due, zone, now)
    return None


def _days_until(due: datetime | None, zone: ZoneInfo, now: datetime) -> int:
    """0 without a due day: the portal itself said that it has expired, and not since when."""
    return (due.astimezone(zone).date() - now.astimezone(zone).date()).days if due else 0


def _password_read(facts: Opened, settings: Settings, now: datetime) -> int | None:
    """What was read, less the days since."""
    left = facts.facts.password.days_left if facts.facts else None
    if left is None or facts.read is None:
        return None
    return left + _days_until(facts.read, settings.portal.zone, now)


def _due(line: AccountLine) -> datetime:
    due = line.next_due and line.next_due.due
    return due or datetime.max.replace(tzinfo=UTC)


_ORDERS: Mapping[Order, Callable[[AccountLine], tuple[object, ...]]] = {
    Order.SEVERITY: lambda line: (-line.critical, -line.warning, -line.information, line.name),
    Order.NAME: lambda line: (line.name,),
    Order.VISIT: lambda line: (line.last is not None, line.last and line.last.started, line.name),
    Order.DUE: lambda line: (_due(line), line.name),
}


def _set_up(settings: Settings, account: AccountSettings, listed: int | None) -> SetUp:
    own = {name: str(getattr(account.policy, name)) for name in sorted(account.policy.model_fields_set)}
    own.pop("off", None)
    return SetUp(
        expected=account.expected,
        listed=listed,
        off=settings.policy_of(account).off,
        own=own,
        screens=tuple(sorted(account.screens)),
        browser=settings.browser.use[0],
        every=settings.schedule.visit,
    )
