"""Somebody's enrollment is as expected, and still does not cover what the roster has them do (S2).

Billing and rendering need an Approved enrollment of a form that may bill; ordering and referring need any
that is Approved, or Opt Out (W25). A status that is not as expected is told by enrollment-status alone.
"""

from collections.abc import Iterable
from datetime import datetime

from agent.model.facts import EnrollmentFact
from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster, RosterEntry, Status
from agent.rules.cross_checks import CRITICAL, ORDERING_FORM, Provider, all_seen, plain, provider_of
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally

NAME = "roster-not-approved"
_BILL = ("billing", "rendering")
_ORDER = ("ordering", "referring")
_OPT_OUT = "opt out"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    for npi, entry in roster.by_npi.items():
        provider = provider_of(npi, look.facts)
        if not entry.roles or provider is None or not provider.enrollments:
            continue
        if not provider.complete or any(None in (each.status, each.form) for each in provider.enrollments):
            tally.doubt(npi)
        elif all(each.status == entry.expected for each in provider.enrollments) and (
            lacking := _lacking(entry, provider.enrollments)
        ):
            tally.find(_finding(provider, lacking, seen))
        else:
            tally.clear(npi)
    return tally.ruling(roster.account if all_seen(look.facts) else None)


def _lacking(entry: RosterEntry, enrollments: Iterable[EnrollmentFact]) -> tuple[str, ...]:
    """The roles that no enrollment covers; a roster that expects no approval asks for none."""
    approved = [each for each in enrollments if each.status == Status.APPROVED]
    opted_out = plain(entry.expected) == _OPT_OUT
    if not approved and not opted_out:
        return ()
    bills = any(each.form != ORDERING_FORM for each in approved)
    covered = (*(_BILL if bills else ()), *_ORDER)
    return tuple(role for role in entry.roles if role in {*_BILL, *_ORDER} - set(covered))


def _finding(provider: Provider, lacking: tuple[str, ...], seen: Seen) -> Finding:
    roles = ", ".join(dict.fromkeys(lacking))
    return seen.finding(
        NAME,
        provider.npi,
        CRITICAL,
        title=f"NPI {provider.npi}: its enrollment does not cover {roles}",
        since=None,
        due=None,
        impact=f"NPI {provider.npi}: may order and refer only, so Medicare does not pay claims for {roles}.",
        next_step="File an 855I in PECOS if the provider is to bill; if not, correct the roster.",
        desk=provider.desk,
    )
