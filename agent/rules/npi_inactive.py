"""An NPI of the account is not active in the NPI Registry, or not there: PECOS needs both (S2)."""

from datetime import datetime

from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicFacts, Source
from agent.model.roster import Roster
from agent.rules.cross_checks import CRITICAL, all_seen, as_of, crosschecked, is_whole, provider_of, providers
from agent.rules.desks import NPI_ENUMERATOR
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally

NAME = "npi-inactive"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    for seen, public in crosschecked(look, roster, policy, now):
        tally = Tally()
        active = {record.npi: record.active for record in public.registry or ()}
        listed = (provider.npi for provider in providers(seen.facts))
        for npi in dict.fromkeys((*listed, *roster.by_npi)):
            provider = provider_of(npi, seen.facts)
            if active.get(npi) or (provider is not None and provider.has_ended):
                tally.clear(npi)
            elif (found := _opinion(npi, active, seen, public)) is not None:
                tally.find(found)
            else:
                tally.doubt(npi)
        return tally.ruling(roster.account if all_seen(seen.facts) else None)
    return Ruling()


def _opinion(npi: str, active: dict[str, bool | None], seen: Seen, public: PublicFacts) -> Finding | None:
    age = as_of(public, Source.REGISTRY, seen.policy)
    if npi not in active:
        if npi not in public.asked or not is_whole(public, Source.REGISTRY, public.registry):
            return None
        return _finding(
            npi,
            f"NPI {npi} is not in the NPI Registry",
            f"A deactivated NPI is taken out of it, a new one may take a day to appear ({age}).",
            seen,
        )
    if active[npi] is False:
        return _finding(npi, f"NPI {npi} is not active in the NPI Registry", f"{age}.", seen)
    return None


def _finding(npi: str, title: str, age: str, seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        npi,
        CRITICAL,
        title=title,
        since=None,
        due=None,
        impact=f"NPI {npi}: Medicare pays no claim with an NPI that is not active, whatever PECOS says. "
        f"{age}",
        next_step="Look the NPI up in NPPES; if it is deactivated, the provider has it reactivated there.",
        desk=NPI_ENUMERATOR,
    )
