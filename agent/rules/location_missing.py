"""The practice bills from a location that PECOS does not have, or an enrollment has none at all (S2)."""

from collections.abc import Iterable
from datetime import datetime

from agent.model.facts import EnrollmentFact, LocationFact
from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster, RosterLocation
from agent.rules.addresses import same_street
from agent.rules.applications import counted
from agent.rules.cross_checks import (
    ORDERING_FORM,
    ORGANIZATION_FORMS,
    PERSON_FORM,
    WARNING,
    Provider,
    all_seen,
    plain,
    provider_of,
    record_read,
)
from agent.rules.desks import Desk
from agent.rules.rule import History
from agent.rules.seen import IN_FORCE, Seen, Tally, desk_of, of_npi

NAME = "location-missing"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    whole = record_read(look.facts, "locations")
    for enrollment in seen.enrollments.values():
        _weigh_record(enrollment, whole, seen, tally)
    for npi, entry in roster.by_npi.items():
        provider = provider_of(npi, look.facts)
        if entry.locations and provider is not None:
            _weigh_roster(provider, entry.locations, whole, seen, tally)
    return tally.ruling(roster.account if all_seen(look.facts) else None)


def _weigh_record(enrollment: EnrollmentFact, whole: bool, seen: Seen, tally: Tally) -> None:
    """A practitioner who reassigns works at the group's locations; who only orders needs none."""
    own = enrollment.form in ORGANIZATION_FORMS
    if enrollment.status not in IN_FORCE or enrollment.locations or not own:
        return
    if enrollment.locations is None or not whole:
        tally.doubt(enrollment.id)
    else:
        title = f"{enrollment.id}: no practice location is on file"
        impact = f"{of_npi(enrollment)}: claims must come from a location that PECOS has; there is none."
        tally.find(_finding(enrollment.id, title, impact, desk_of(enrollment), seen))


def _weigh_roster(
    provider: Provider, wanted: tuple[RosterLocation, ...], whole: bool, seen: Seen, tally: Tally
) -> None:
    billing = [each for each in provider.going if each.form != ORDERING_FORM]
    everywhere = [*billing, *_groups_of(billing, seen)]
    places = [place for each in everywhere if each for place in each.locations or ()]
    missing = [number for number, each in enumerate(wanted, start=1) if not _is_on_file(each, places)]
    if not missing:
        tally.clear(provider.npi)
    elif (
        not whole
        or not provider.complete
        or any(each is None or each.locations is None for each in everywhere)
    ):
        tally.doubt(provider.npi)
    else:
        which = ", ".join(str(number) for number in missing)
        title = f"NPI {provider.npi}: {counted(len(missing), 'practice location')} of the roster not in PECOS"
        impact = (
            f"NPI {provider.npi}: claims from a location that PECOS does not have are denied or pend "
            f"(in the roster's order: location {which} of {len(wanted)}). "
            f"A new one is to be reported within {seen.policy.report_short_days} days."
        )
        tally.find(_finding(provider.npi, title, impact, provider.desk, seen))


def _groups_of(billing: list[EnrollmentFact], seen: Seen) -> list[EnrollmentFact | None]:
    """Where else they work: the groups they reassign to; null for one that the account does not see."""
    links = (link for each in billing if each.form == PERSON_FORM for link in each.reassignments or ())
    return [seen.enrollments.get(link.enrollment_id) for link in links if link.ended is None]


def _is_on_file(wanted: RosterLocation, places: Iterable[LocationFact]) -> bool:
    """What the roster leaves empty is not compared; of a ZIP code the first five digits are."""
    return any(
        (not wanted.address or same_street(wanted.address, place.address))
        and (not wanted.city or plain(wanted.city) == plain(place.city))
        and (not wanted.state or plain(wanted.state) == plain(place.state))
        and (not wanted.postal_code or wanted.postal_code[:5] == place.postal_code[:5])
        for place in places
    )


def _finding(subject: str, title: str, impact: str, desk: Desk, seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        subject,
        WARNING,
        title=title,
        since=None,
        due=None,
        impact=impact,
        next_step="Open the Enrollment Record in PECOS and add every location, mobile ones too, "
        "by a change of information.",
        desk=desk,
    )
