"""The portal's name of a provider is not the legal name that the roster has from the IRS or SSA (S2)."""

from datetime import datetime

from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.cross_checks import WARNING, Provider, all_seen, plain, provider_of
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally

NAME = "name-mismatch"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    for npi, entry in roster.by_npi.items():
        provider = provider_of(npi, look.facts)
        if entry.name is None or provider is None:
            continue
        if provider.name is None:
            tally.doubt(npi)
        elif _exact(entry.name) & _exact(provider.name):
            tally.clear(npi)
        else:
            tally.find(_finding(provider, _how(entry.name, provider.name), seen))
    return tally.ruling(roster.account if all_seen(look.facts) else None)


def _exact(name: str) -> set[str]:
    """Letter case and the width of blanks do not count, punctuation does; `First Last` is `Last, First`."""
    words = " ".join(name.split()).casefold()
    last, comma, first = words.partition(", ")
    return {words, f"{first} {last}"} if comma else {words}


def _how(wanted: str, listed: str) -> str:
    return " in its punctuation" if plain(wanted) == plain(listed) else ""


def _finding(provider: Provider, how: str, seen: Seen) -> Finding:
    npi = provider.npi
    return seen.finding(
        NAME,
        npi,
        WARNING,
        title=f"NPI {npi}: the portal's name differs{how} from the legal name in the roster",
        since=None,
        due=None,
        impact=f"NPI {npi}: a name that is not exactly that of the IRS or SSA record stops an application "
        "(VAL-005), and the contractor may not find the provider by it.",
        next_step="Compare both with the IRS letter (CP-575, 147C) or the Social Security card; "
        "correct PECOS by a change of information, or the roster.",
        desk=provider.desk,
    )
