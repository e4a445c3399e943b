"""Accounts against rules: what is open where; and when the accounts with nothing open were looked at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.incident import Incident
from agent.model.window import Window
from agent.rules.not_looked import blindness
from agent.settings import AccountSettings, Settings
from agent.store import Reads
from agent.windows import outside

MOST_ACCOUNTS = 30
MOST_RULES = 8

_NEVER = datetime.min.replace(tzinfo=UTC)
_Open = dict[str, dict[str, list[Incident]]]  # by account, by rule


class Cell(Frozen):
    """What one rule has open of one account: so many, and the id of the worst."""

    incident: str
    severity: Severity
    count: int


class AccountRow(Frozen):
    """`cells` stand in the order of the rules; `more`: so many rules more have something open of it."""

    account: str
    severity: Severity  # of its worst
    cells: tuple[Cell | None, ...]
    more: int


class AccountSeen(Frozen):
    """An account with nothing open. `stale`: the good look is older than it may be, or there is none."""

    account: str
    last_good_look: AwareDatetime | None
    stale: bool


class AccountsByRule(Frozen):
    """`rows` are the worst accounts first, `well` those with nothing open, the longest unseen first.

    `held_back`: so many have open alone what nobody is told of as long as its cause is there.
    """

    rules: tuple[str, ...]
    rows: tuple[AccountRow, ...]
    more_accounts: int
    more_rules: int
    held_back: int
    well: tuple[AccountSeen, ...]


def accounts_by_rule(
    reads: Reads,
    settings: Settings,
    incidents: Sequence[Incident],
    held_back: Iterable[Incident],
    windows: Sequence[Window],
    now: datetime,
) -> AccountsByRule:
    """`incidents` are unresolved, and told of; those of no account have no place here."""
    found: _Open = defaultdict(lambda: defaultdict(list))
    for incident in incidents:
        if incident.account is not None:
            found[incident.account][incident.rule].append(incident)
    rules = sorted(
        {rule for by_rule in found.values() for rule in by_rule}, key=lambda rule: _of(found, rule)
    )
    held = {incident.account for incident in held_back} - {None, *found}
    quiet = [each for each in settings.accounts if each.name not in {*found, *held}]
    rows = [_row(account, by_rule, rules[:MOST_RULES]) for account, by_rule in found.items()]
    rows.sort(key=lambda row: (-row.severity.rank, -sum(c.count for c in row.cells if c), row.account))
    return AccountsByRule(
        rules=tuple(rules[:MOST_RULES]),
        rows=tuple(rows[:MOST_ACCOUNTS]),
        more_accounts=max(0, len(rows) - MOST_ACCOUNTS),
        more_rules=max(0, len(rules) - MOST_RULES),
        held_back=len(held),
        well=_well(reads, settings, quiet, windows, now),
    )


def _of(found: _Open, rule: str) -> tuple[int, int, str]:
    """The rule with the worst comes first, then the one with most accounts."""
    worst = [_worst(by_rule[rule]).finding.severity.rank for by_rule in found.values() if rule in by_rule]
    return -max(worst), -len(worst), rule


def _row(account: str, by_rule: dict[str, list[Incident]], rules: Sequence[str]) -> AccountRow:
    cells = tuple(_cell(by_rule[rule]) if rule in by_rule else None for rule in rules)
    worst = _worst([incident for each in by_rule.values() for incident in each])
    return AccountRow(
        account=account,
        severity=worst.finding.severity,
        cells=cells,
        more=len(by_rule) - sum(cell is not None for cell in cells),
    )


def _cell(incidents: Sequence[Incident]) -> Cell:
    worst = _worst(incidents)
    return Cell(incident=worst.id, severity=worst.finding.severity, count=len(incidents))


def _worst(incidents: Sequence[Incident]) -> Incident:
    return max(incidents, key=lambda incident: incident.finding.severity.rank)


def _well(
    reads: Reads,
    settings: Settings,
    accounts: Sequence[AccountSettings],
    windows: Sequence[Window],
    now: datetime,
) -> tuple[AccountSeen, ...]:
    last = reads.last_good_looks([account.name for account in accounts])
    seen = [
        AccountSeen(
            account=account.name, last_good_look=at, stale=at is None or outside(windows, at, now) > most
        )
        for account in accounts
        for at, most in [(last.get(account.name), blindness(settings.policy_of(account)))]
    ]
    return tuple(sorted(seen, key=lambda each: (each.last_good_look or _NEVER, each.account)))
