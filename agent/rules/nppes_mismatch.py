"""NPPES and PECOS say different things of one provider: nothing keeps the two in step (S2)."""

from collections.abc import Iterator
from datetime import datetime

from agent.model.facts import LocationFact
from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicFacts, RegistryAddress, RegistryRecord, Source
from agent.model.roster import Roster
from agent.rules.addresses import same_street
from agent.rules.cross_checks import (
    WARNING,
    Provider,
    all_seen,
    as_of,
    crosschecked,
    plain,
    providers,
    record_read,
)
from agent.rules.desks import NPI_ENUMERATOR, Desk
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally
from agent.rules.spans import days_since, last_day
from agent.rules.specialties import agree

NAME = "nppes-mismatch"
_LOCATION, _SPECIALTY, _LEGAL_NAME = "practice location", "specialty", "name"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    for seen, public in crosschecked(look, roster, policy, now):
        tally = Tally()
        records = {record.npi: record for record in public.registry or ()}
        for provider in providers(seen.facts):
            _weigh(provider, records.get(provider.npi), seen, public, tally)
        return tally.ruling(roster.account if all_seen(seen.facts) else None)
    return Ruling()


def _weigh(
    provider: Provider, record: RegistryRecord | None, seen: Seen, public: PublicFacts, tally: Tally
) -> None:
    """A record that is not there is the business of npi-inactive."""
    if provider.has_ended:
        tally.clear(provider.npi)
        return
    if record is None:
        tally.doubt(provider.npi)
        return
    compared = dict(_compared(provider, record, seen))
    differing = tuple(field for field, same in compared.items() if same is False)
    if differing and not _is_fresh(record, seen):
        tally.find(_finding(provider, record, differing, seen, public))
    elif differing or None in compared.values():
        tally.doubt(provider.npi)
    else:
        tally.clear(provider.npi)


def _is_fresh(record: RegistryRecord, seen: Seen) -> bool:
    """Changed so lately that PECOS may still have to be told."""
    changed = record.updated
    return changed is not None and days_since(changed, seen.today) < seen.policy.public_changed_after_days


def _compared(provider: Provider, record: RegistryRecord, seen: Seen) -> Iterator[tuple[str, bool | None]]:
    """Each field with whether it is the same; null where it was not read. What nobody states is left out."""
    yield _LEGAL_NAME, _same_name(provider.name, record)
    going = provider.going
    if not going:
        return
    if record.specialties and all(each.specialty is not None for each in going):
        same = agree(tuple([each.specialty or "" for each in going]), record.specialties)
        if same is not None:
            yield _SPECIALTY, same
    places = [place for each in going for place in each.locations or ()]
    if record.location is None or any(_is_at(place, record.location) for place in places):
        return
    if not record_read(seen.facts, "locations") or any(each.locations is None for each in going):
        yield _LOCATION, None
    elif places:
        yield _LOCATION, False


def _same_name(listed: str | None, record: RegistryRecord) -> bool | None:
    """A person's middle names are not compared: either system may leave them out."""
    if listed is None or record.name is None:
        return None
    if listed.casefold() == record.name.casefold():
        return True
    if record.kind == "individual":
        return _short_name(listed) == _short_name(record.name)
    return plain(listed) == plain(record.name)


def _short_name(name: str) -> tuple[str, str]:
    """Last name and first given name of `Last, First Middle`."""
    last, _, given = name.partition(",")
    return plain(last), (plain(given).split() or [""])[0]


def _is_at(place: LocationFact, told: RegistryAddress) -> bool:
    return (
        place.postal_code[:5] == told.postal_code[:5]
        and plain(place.state) == plain(told.state)
        and plain(place.city) == plain(told.city)
        and same_street(place.address, told.address)
    )


def _finding(
    provider: Provider, record: RegistryRecord, differing: tuple[str, ...], seen: Seen, public: PublicFacts
) -> Finding:
    named = " and ".join((", ".join(differing[:-1]), differing[-1])) if differing[1:] else differing[0]
    days = seen.policy.report_short_days if _LOCATION in differing else seen.policy.report_long_days
    changed = f"; its record there last changed on {record.updated}" if record.updated else ""
    return seen.finding(
        NAME,
        provider.npi,
        WARNING,
        title=f"NPI {provider.npi}: {named} in NPPES is not what PECOS has",
        since=record.updated,
        due=last_day(record.updated, days),
        impact=f"NPI {provider.npi}: the contractor may send the next application back, and claims that "
        f"follow one of the two may be denied. A change is to be told to both within {days} days "
        f"({as_of(public, Source.REGISTRY, seen.policy)}{changed}).",
        next_step="Find out which of the two is right; correct the other: NPPES itself, "
        "or PECOS by a change of information.",
        desk=Desk(
            f"for PECOS {provider.desk.name}; for NPPES the {NPI_ENUMERATOR.name}", NPI_ENUMERATOR.reach
        ),
    )
