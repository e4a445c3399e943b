"""A Medicare ID (PTAN) came or went, or is not the one that the practice bills with (S2)."""

from datetime import date, datetime

from agent.model.facts import EnrollmentFact, PtanFact
from agent.model.finding import Finding, Ruling
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import counted
from agent.rules.cross_checks import INFORMATION, WARNING, Provider, all_seen, provider_of, record_read
from agent.rules.desks import Desk
from agent.rules.rule import History, facts_before
from agent.rules.seen import IN_FORCE, Seen, Tally, desk_of, of_npi

NAME = "ptan-changed"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """Against the earlier looks that are kept, by enrollment; against the roster, by NPI."""
    if look.facts is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    whole = record_read(look.facts, "ptans")
    earlier = _numbers_before(look, history, policy)
    for enrollment in seen.enrollments.values():
        _weigh_change(enrollment, earlier.get(enrollment.id, []), whole, seen, tally)
    for npi, entry in roster.by_npi.items():
        provider = provider_of(npi, look.facts)
        if entry.ptans and provider is not None:
            _weigh_roster(provider, entry.ptans, seen, tally)
    return tally.ruling(roster.account if all_seen(look.facts) else None)


def _numbers_before(look: Look, history: History, policy: Policy) -> dict[str, list[set[str]]]:
    """The numbers that were good at each earlier look that read them all, by enrollment."""
    found: dict[str, list[set[str]]] = {}
    for earlier, facts in facts_before(look, history):
        if record_read(facts, "ptans"):
            day = policy.today(earlier.ended)
            for each in facts.enrollments or ():
                if each.ptans is not None:
                    found.setdefault(each.id, []).append(_good(each.ptans, day))
    return found


def _good(ptans: tuple[PtanFact, ...], day: date) -> set[str]:
    return {each.number.strip() for each in ptans if each.ended is None or each.ended > day}


def _weigh_change(
    enrollment: EnrollmentFact, earlier: list[set[str]], whole: bool, seen: Seen, tally: Tally
) -> None:
    """Numbers that end with their enrollment are the business of enrollment-status."""
    if enrollment.ptans is None or not whole:
        tally.doubt(enrollment.id)
        return
    if enrollment.status not in IN_FORCE:
        return
    good = _good(enrollment.ptans, seen.look_day)
    if all(good == before for before in earlier):
        return
    new = set[str]().union(*(good - before for before in earlier))
    gone = set[str]().union(*(before - good for before in earlier))
    if new or gone:
        told = filter(None, (_told(new, "new"), _told(gone, "ended or gone")))
        title = f"{enrollment.id}: {', '.join(told)}"
        impact = (
            f"{of_npi(enrollment)}: claims are paid only under a number that is good; a reassignment "
            "gives a new one, for its group alone."
        )
        standing = WARNING if gone else INFORMATION
        tally.find(_finding(enrollment.id, standing, title, impact, desk_of(enrollment), seen))


def _told(numbers: set[str], what: str) -> str:
    """How many, and never which: a PTAN proves to a contractor who calls (S2)."""
    return f"{counted(len(numbers), 'PTAN')} {what}" if numbers else ""


def _weigh_roster(provider: Provider, wanted: tuple[str, ...], seen: Seen, tally: Tally) -> None:
    whole = record_read(seen.facts, "ptans") and provider.complete
    good = set[str]().union(*(_good(each.ptans or (), seen.look_day) for each in provider.going))
    missing = {each.strip() for each in wanted} - good
    if not missing:
        tally.clear(provider.npi)
    elif not whole or any(each.ptans is None for each in provider.going):
        tally.doubt(provider.npi)
    else:
        title = f"NPI {provider.npi}: {counted(len(missing), 'PTAN')} of the roster not good in PECOS"
        impact = f"NPI {provider.npi}: claims with a number that is not good for the provider are denied."
        tally.find(_finding(provider.npi, WARNING, title, impact, provider.desk, seen))


def _finding(subject: str, standing: Standing, title: str, impact: str, desk: Desk, seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        subject,
        standing,
        title=title,
        since=None,
        due=None,
        impact=impact,
        next_step="Open View Medicare ID Report in PECOS, and bring the billing software and the roster "
        "in line with it.",
        desk=desk,
    )
