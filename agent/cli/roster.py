"""`enrollwatch roster import`: the practice's own list, checked to the cell before any of it is used."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from agent.app import App, opened
from agent.cli.common import AwareTime, clock_at, config_option, json_option, settings_from
from agent.cli.exits import Exit
from agent.last_facts import NoFactsError, last_facts
from agent.lookups.public_data import PublicLookups
from agent.model.errors import EnrollwatchError, SettingsError, UnknownAccountError
from agent.model.roster import Roster, RosterEntry, Status
from agent.roster import entries_in
from agent.roster.accuracy import Accuracy, compared
from agent.roster.importing import Plan, planned, write
from agent.settings import AccountSettings, Settings

SCHEMA = 1
_SHOWN = 20  # lines of each kind in the text; `--json` has all


@click.group()
def roster() -> None:
    """The practice's own list of whom it expects to find."""


@dataclass(frozen=True)
class Comparison:
    """What became of the comparison with portal and registry: an accuracy, or why there is none."""

    accuracy: Accuracy | None = None
    not_yet: str | None = None  # no visit has read anything
    failed: EnrollwatchError | None = None


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--account", "name", help="Whose roster; can be left out where only one account has a file.")
@click.option("--sheet", help="Of a workbook; the first without it.")
@click.option("--dry-run", is_flag=True, help="Say all, write nothing.")
@click.option("--subset", type=click.IntRange(min=1), help="Take the first so many good rows, drop nobody.")
@click.option(
    "--sample", type=click.IntRange(min=0), default=5, show_default=True, help="Rows to spot-check."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Which rows they are.")
@click.option("--at", type=AwareTime(), help="Take this for the time now.")
@config_option
@json_option
def import_(
    file: Path,
    name: str | None,
    sheet: str | None,
    dry_run: bool,
    subset: int | None,
    sample: int,
    seed: int,
    at: datetime | None,
    config: Path,
    as_json: bool,
) -> int:
    """Check FILE (CSV or XLSX), put it in the place of the account's roster, and compare it with the portal.

    All or nothing: a bad row refuses the whole file. With --subset the first good rows are taken.
    """
    settings = settings_from(config)
    account = _account(settings, name)
    target, expected = _target(account), account.expected or Status.APPROVED
    in_use = entries_in(target, expected) if target.exists() else ()
    plan = planned(file, in_use, expected, sheet=sheet, subset=subset)
    written = plan.may_be_written and not dry_run
    if written:
        write(plan, target)
    comparison = _compare(settings, account, plan, at) if plan.may_be_written else Comparison()
    drawn = plan.sample(sample, seed)
    if as_json:
        click.echo(json.dumps(_document(account, file, plan, drawn, comparison, written), default=str))
    else:
        click.echo("\n".join(_text(account, plan, drawn, comparison, written)))
    if comparison.failed:
        click.echo(f"enrollwatch: {comparison.failed}", err=True)
    return _status(plan, comparison)


def _account(settings: Settings, name: str | None) -> AccountSettings:
    having = [account for account in settings.accounts if name in (account.name, None) and account.roster]
    if len(having) == 1:
        return having[0]
    if name is None:
        raise SettingsError(
            f"{len(having) or 'no'} accounts have a roster file", "--account", "name the account"
        )
    if all(account.name != name for account in settings.accounts):
        raise UnknownAccountError(
            f"there is no account {name!r}", "--account", "name one that stands in the settings"
        )
    raise SettingsError(
        f"account {name} has no roster file", "accounts.roster", "say there where its roster is to stand"
    )


def _target(account: AccountSettings) -> Path:
    if account.roster is None:
        raise SettingsError(f"account {account.name} has no roster file", "accounts.roster", "name one there")
    return account.roster


def _compare(settings: Settings, account: AccountSettings, plan: Plan, at: datetime | None) -> Comparison:
    try:
        return asyncio.run(_compared(settings, account, plan, at))
    except NoFactsError as error:
        return Comparison(not_yet=f"not compared: {error}")
    except EnrollwatchError as error:
        return Comparison(failed=error)


async def _compared(
    settings: Settings, account: AccountSettings, plan: Plan, at: datetime | None
) -> Comparison:
    """Raises NoFactsError where no visit read anything, others where it cannot be unsealed."""
    alone = account.model_copy(update={"roster": None})  # another account's bad roster is no matter here
    async with opened(settings.model_copy(update={"accounts": (alone,)}), clock=clock_at(at)) as app:
        now = app.clock()
        look, _ = await asyncio.to_thread(_last, app, account.name, now)
        public = None
        if settings.public.on:
            npis = [entry.npi for entry in plan.entries]
            public = await PublicLookups(settings.public).facts(npis, now)
        fresh = Roster(account=account.name, watched_since=now, entries=plan.entries)
        return Comparison(compared(fresh, look, public, settings.policy_of(account), now))


def _last(app: App, name: str, now: datetime) -> Any:
    return last_facts(app.store, app.visitor.safe, name, now)


def _status(plan: Plan, comparison: Comparison) -> Exit:
    if plan.complaints or not plan.entries:
        return Exit.FOUND_WRONG
    if comparison.failed:
        return Exit.NOT_LOOKED
    wrong = comparison.accuracy is not None and not comparison.accuracy.is_well
    return Exit.FOUND_WRONG if wrong else Exit.DONE


def _document(
    account: AccountSettings,
    file: Path,
    plan: Plan,
    drawn: tuple[RosterEntry, ...],
    comparison: Comparison,
    written: bool,
) -> dict[str, Any]:
    accuracy = comparison.accuracy
    findings = [finding.model_dump(mode="json") for finding in accuracy.findings] if accuracy else []
    return {
        "schema": SCHEMA,
        "account": account.name,
        "file": str(file),
        "written": written,
        "rows": plan.rows,
        "entries": len(plan.entries),
        "notes": plan.notes,
        "bad": [asdict(complaint) for complaint in plan.complaints],
        "added": plan.added,
        "changed": [asdict(change) for change in plan.changed],
        "dropped": plan.dropped,
        "sample": [entry.model_dump(mode="json") for entry in drawn],
        "accuracy": {**_numbers(accuracy), "findings": findings} if accuracy else None,
        "not_compared": comparison.not_yet or (str(comparison.failed) if comparison.failed else None),
    }


def _numbers(accuracy: Accuracy) -> dict[str, Any]:
    return {
        "as_of": accuracy.as_of.isoformat(),
        "entries": accuracy.entries,
        "accurate": accuracy.accurate,
        "unlisted": accuracy.unlisted,
        "unnamed": accuracy.unnamed,
        "twice": accuracy.twice,
        "unsure": accuracy.unsure,
    }


def _text(
    account: AccountSettings,
    plan: Plan,
    drawn: tuple[RosterEntry, ...],
    comparison: Comparison,
    written: bool,
) -> list[str]:
    lines = [f"{account.name}: {plan.rows} rows, {len(plan.entries)} entries"]
    lines += [f"  note: {note}" for note in plan.notes]
    lines += _some([f"  line {bad.line}, {bad.column}: {bad.what}" for bad in plan.complaints])
    for what, npis in (("added", plan.added), ("dropped", plan.dropped)):
        lines += _some([f"  {what} {npi}" for npi in npis])
    lines += _some([f"  changed {change.npi}: {', '.join(change.fields)}" for change in plan.changed])
    lines += [f"  check by eye: {_shown(entry)}" for entry in drawn]
    if plan.complaints and not plan.may_be_written:
        lines.append("  nothing is taken while a row is bad; correct it, or take a part with --subset")
    lines.append("  written" if written else "  not written")
    return lines + _accuracy_lines(comparison)


def _accuracy_lines(comparison: Comparison) -> list[str]:
    accuracy = comparison.accuracy
    if accuracy is None:
        return [f"  {comparison.not_yet}"] if comparison.not_yet else []
    lines = [
        f"  {accuracy.accurate} of {accuracy.entries} agree with portal and registry as of {accuracy.as_of}"
    ]
    for what, npis in (
        ("not in the portal", accuracy.unlisted),
        ("not in the roster", accuracy.unnamed),
        ("twice in the portal", accuracy.twice),
        ("could not be compared", accuracy.unsure),
    ):
        lines += _some([f"  {what}: {npi}" for npi in npis])
    return lines + _some([f"  {finding.severity}: {finding.title}" for finding in accuracy.findings])


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - _SHOWN
    return lines if rest <= 0 else [*lines[:_SHOWN], f"  ... and {rest} more (--json has all)"]


def _shown(entry: RosterEntry) -> str:
    said = entry.model_dump(exclude_defaults=True, mode="json")
    return json.dumps(said, ensure_ascii=False)
