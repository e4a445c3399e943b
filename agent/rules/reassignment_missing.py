"""A practitioner's 855I has no link to the group's 855B, so the group cannot bill for the work (S2).

The roster says to which groups somebody reassigns. Where it says nothing, a practitioner without any link
beside a group of the same account and State is told; one without such a group is in private practice.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from agent.model.facts import EnrollmentFact, ReassignmentFact
from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.cross_checks import GROUP_FORM, PERSON_FORM, WARNING, all_seen, providers, record_read
from agent.rules.rule import History
from agent.rules.seen import IN_FORCE, Seen, Tally, desk_of, of_npi

NAME = "reassignment-missing"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    seen, tally = _Linked(look.facts, look, roster, policy, now), Tally()
    for provider in providers(look.facts):
        npi = provider.npi
        own = [each for each in provider.going if each.form == PERSON_FORM and each.status in IN_FORCE]
        entry = roster.by_npi.get(npi)
        if entry and entry.groups and own:
            _weigh_roster(npi, entry.groups, own, seen, tally)
        else:
            for enrollment in own:
                _weigh_alone(enrollment, seen, tally)
    return tally.ruling(roster.account if all_seen(look.facts) else None)


class _Linked(Seen):
    """What is seen, with the links by the individual's enrollment, whichever side names them."""

    @cached_property
    def links(self) -> dict[str, list[tuple[str, str, ReassignmentFact]]]:
        """Enrollment ID of the individual -> NPI and enrollment ID of the group, and the link."""
        found: defaultdict[str, list[tuple[str, str, ReassignmentFact]]] = defaultdict(list)
        for each in self.enrollments.values():
            for link in each.reassignments or ():
                if each.form == PERSON_FORM:
                    found[each.id].append((link.npi, link.enrollment_id, link))
                elif each.form == GROUP_FORM:
                    found[link.enrollment_id].append((each.npi, each.id, link))
        return found

    @cached_property
    def groups(self) -> dict[str | None, list[EnrollmentFact]]:
        """The account's groups that may bill, by State."""
        found: defaultdict[str | None, list[EnrollmentFact]] = defaultdict(list)
        for each in self.enrollments.values():
            if each.form == GROUP_FORM and each.status in IN_FORCE:
                found[each.state].append(each)
        return dict(found)

    @cached_property
    def links_read(self) -> bool:
        return record_read(self.facts, "reassignments")

    def standing(self, enrollment: EnrollmentFact) -> list[tuple[str, str, ReassignmentFact]]:
        return [link for link in self.links.get(enrollment.id, ()) if self.is_standing(link[2])]

    def is_standing(self, link: ReassignmentFact) -> bool:
        return link.ended is None or link.ended > self.today


def _weigh_alone(enrollment: EnrollmentFact, seen: _Linked, tally: Tally) -> None:
    groups = seen.groups.get(enrollment.state, [])
    if seen.standing(enrollment) or not groups or enrollment.state is None:
        return
    if enrollment.reassignments is None or not seen.links_read:
        tally.doubt(enrollment.id)
        return
    ended = [link.ended for _, _, link in seen.links.get(enrollment.id, ()) if link.ended]
    what = f"the link to its group ended on {max(ended)}" if ended else "no link to a group"
    which = f" {groups[0].id}" if len(groups) == 1 else ""
    tally.find(
        _finding(
            enrollment.id,
            f"{enrollment.id}: {what} (855I without its 855B)",
            f"{of_npi(enrollment)}: the group{which} cannot bill for this practitioner.",
            enrollment,
            seen,
        )
    )


def _weigh_roster(
    npi: str, wanted: Iterable[str], own: list[EnrollmentFact], seen: _Linked, tally: Tally
) -> None:
    linked = {group for each in own for group, _, _ in seen.standing(each)}
    missing = [group for group in dict.fromkeys(wanted) if group not in linked]
    if not missing:
        tally.clear(npi)
    elif not seen.links_read or any(each.reassignments is None for each in own):
        tally.doubt(npi)
    else:
        groups = ", ".join(f"NPI {group}" for group in missing[:3]) + (" and others" if missing[3:] else "")
        title = f"NPI {npi} has no reassignment to {len(missing)} of its groups in the roster"
        impact = f"NPI {npi}: {groups} cannot bill for this practitioner."
        tally.find(_finding(npi, title, impact, own[0], seen))


def _finding(subject: str, title: str, impact: str, enrollment: EnrollmentFact, seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        subject,
        WARNING,
        title=title,
        since=None,
        due=None,
        impact=f"{impact} A missing link is also a reason to return the revalidation.",
        next_step="Open View/Manage Reassignments of the enrollment in PECOS; file the reassignment, "
        "or put the roster right.",
        desk=desk_of(enrollment),
    )
