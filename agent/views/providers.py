"""Providers: who is known by an NPI, found by it or by an enrollment; and all that is known of one."""

import re
from collections.abc import Iterable, Mapping, Sequence

from agent.model.base import Frozen
from agent.model.facts import AssociateFact, Facts
from agent.model.incident import Incident, IncidentState
from agent.model.public import PublicFacts
from agent.model.roster import Roster, RosterEntry, npi_is_valid
from agent.store import Reads
from agent.views.board import Known
from agent.views.deadlines import Deadline
from agent.views.facts import Opened
from agent.views.history import FactChange
from agent.views.lines import IncidentLine, line_of, worst_first

_WORD = re.compile(r"[0-9A-Za-z]+")
_MOST_INCIDENTS = 100


class ProviderLine(Frozen):
    """`accounts` watch it: by their roster, or because their portal showed it when it was looked at last."""

    npi: str
    accounts: tuple[str, ...]
    expected: str | None
    enrollments: tuple[str, ...]


class ProviderShown(Frozen):
    """`account` is the one whose visit is shown, of those in `line`; `facts` hold this provider's rows alone.

    `associate` and `entry` are what the portal and the roster call it; `deadlines` null: not worked out.
    """

    line: ProviderLine
    account: str | None
    entry: RosterEntry | None
    associate: AssociateFact | None
    facts: Opened
    public: PublicFacts | None
    changes: tuple[FactChange, ...]
    open: tuple[IncidentLine, ...]
    resolved: tuple[IncidentLine, ...]
    deadlines: tuple[Deadline, ...] | None


def known_providers(rosters: Mapping[str, Roster], seen: Mapping[str, Known]) -> dict[str, ProviderLine]:
    """Of the rosters and of what the accounts saw last, by NPI. No name of anybody."""
    accounts: dict[str, list[str]] = {}
    expected: dict[str, str] = {}
    ids: dict[str, list[str]] = {}
    for account, roster in rosters.items():
        for entry in roster.entries:
            accounts.setdefault(entry.npi, []).append(account)
            expected.setdefault(entry.npi, entry.expected)
    for account, known in seen.items():
        for npi in known.npis:
            accounts.setdefault(npi, []).append(account)
        for identifier, npi in known.ids.items():
            ids.setdefault(npi, []).append(identifier)
    return {
        npi: ProviderLine(
            npi=npi,
            accounts=tuple(dict.fromkeys(watching)),
            expected=expected.get(npi),
            enrollments=tuple(sorted(set(ids.get(npi, ())))),
        )
        for npi, watching in sorted(accounts.items())
    }


def found_by(words: str, known: Mapping[str, ProviderLine], reads: Reads) -> tuple[ProviderLine, ...]:
    """Whose NPI, or one of whose enrollments or applications, begins so; else that an incident names."""
    start = words.strip().upper()
    found = [
        line
        for line in known.values()
        if line.npi.startswith(start) or any(each.upper().startswith(start) for each in line.enrollments)
    ]
    if found or not start:
        return tuple(found)
    named = named_only(start, None, reads)
    return (named,) if named else ()


def named_only(npi: str, account: str | None, reads: Reads) -> ProviderLine | None:
    """One that nobody watches any more, but incidents name: those of one account, or of any.

    Null for what is no NPI: a word stands in many titles.
    """
    if not npi_is_valid(npi):
        return None
    line = ProviderLine(npi=npi, accounts=(), expected=None, enrollments=())
    accounts = [each.account for each in incidents_about(line, account, reads)]
    watched = tuple(dict.fromkeys(name for name in accounts if name))
    return line.model_copy(update={"accounts": watched}) if accounts else None


def incidents_about(line: ProviderLine, account: str | None, reads: Reads) -> tuple[Incident, ...]:
    """Newest first, those that are over too."""
    names = names_of(line)
    found = reads.incidents_naming(names, _MOST_INCIDENTS)
    return tuple(
        each
        for each in found
        if about(f"{each.subject} {each.finding.title}", names) and account in (None, each.account)
    )


def part_of(facts: Facts, npi: str) -> Facts:
    """What they say of one provider: its own rows, and of the portal's the public data about it."""
    enrolled = {each.id for each in facts.enrollments or () if each.npi == npi}
    own = {
        name: None if rows is None else tuple(row for row in rows if row.npi == npi)
        for name, rows in (
            ("connections", facts.connections),
            ("associates", facts.associates),
            ("access", facts.access),
            ("enrollments", facts.enrollments),
            ("applications", facts.applications),
            ("documents", facts.documents),
            ("credentials", facts.credentials),
        )
    }
    due = facts.revalidations
    return Facts.model_validate(
        {
            **own,
            "revalidations": due and tuple(row for row in due if row.enrollment_id in enrolled),
            "public": facts.public and _public_part(facts.public, npi),
            "not_read": facts.not_read,
        }
    )


def _public_part(public: PublicFacts, npi: str) -> PublicFacts | None:
    """Null where it was not looked up."""
    if npi not in public.asked:
        return None
    return public.model_copy(
        update={
            "asked": (npi,),
            "registry": public.registry and tuple(row for row in public.registry if row.npi == npi),
            "order_and_refer": public.order_and_refer
            and tuple(row for row in public.order_and_refer if row.npi == npi),
            "revalidations": public.revalidations
            and tuple(row for row in public.revalidations if row.npi == npi),
            "enrollments": public.enrollments and tuple(row for row in public.enrollments if row.npi == npi),
        }
    )


def names_of(line: ProviderLine) -> frozenset[str]:
    """How incidents call it: its NPI, and the IDs of its enrollments and applications."""
    return frozenset({line.npi, *line.enrollments})


def about(said: str, names: frozenset[str]) -> bool:
    """Whether what is said has one of these names in it, as a word."""
    return not names.isdisjoint(_WORD.findall(said))


def provider_shown(
    line: ProviderLine,
    account: str | None,
    entry: RosterEntry | None,
    facts: Opened,
    changes: Sequence[FactChange],
    incidents: Iterable[Incident],
    deadlines: tuple[Deadline, ...] | None,
) -> ProviderShown:
    """`facts` are this provider's part of them, `incidents` about it; `deadlines` are all of the account."""
    names = names_of(line)
    lines = [line_of(each) for each in incidents]
    resolved = [each for each in lines if each.state is IncidentState.RESOLVED]
    seen = facts.facts.associates if facts.facts else None
    return ProviderShown(
        line=line,
        account=account,
        entry=entry,
        associate=seen[0] if seen else None,
        facts=facts,
        public=facts.facts.public if facts.facts else None,
        changes=tuple(changes),
        open=tuple(sorted((each for each in lines if each not in resolved), key=worst_first)),
        resolved=tuple(resolved),
        deadlines=deadlines
        and tuple(each for each in deadlines if about(f"{each.subject} {each.title}", names)),
    )
