"""Medicare IDs and reassignments: who is paid under which number, from when and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from mock_portal.filing.applications import Application
from mock_portal.filing.filing import Filing
from mock_portal.filing.forms.nouns import values_of
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import MedicareId
from mock_portal.seeded import Draws
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Form
from mock_portal.world.registry import World

REASSIGNMENTS, MEMBERS = "reassignments", "members"
"""The topics of a person's form and of a group's; an entry with `ended` ends a reassignment, one without
begins it or lets it stand."""
_US_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
_PART_A = Form.INSTITUTION
_OVER = frozenset({EnrollmentStatus.DENIED, EnrollmentStatus.REVOKED, EnrollmentStatus.WITHDRAWN})


class Payments:
    """Gives and ends numbers and reassignments; the files are changed in place."""

    def __init__(self, world: World, filing: Filing, seed: int) -> None:
        self._world = world
        self._filing = filing
        self._seed = seed

    def give_number(self, enrollment: Enrollment, group: str | None, effective: date) -> MedicareId:
        """A new Medicare ID for an enrollment, at a group where there is one (S2)."""
        given = self._put_own(enrollment)
        draws = Draws(self._seed, f"ptan:{enrollment.id}:{len(given)}")
        taken = {one.number for one in self._filing.medicare_ids.values()}
        taken |= {one.medicare_id for one in self._world.enrollments.values() if one.medicare_id is not None}
        while (number := _number(enrollment, draws)) in taken:
            pass
        given_now = MedicareId(number=number, enrollment_id=enrollment.id, group=group, effective=effective)
        self._filing.put_medicare_id(given_now)
        return given_now

    def end_numbers(self, enrollment: Enrollment, on: date) -> None:
        """End every Medicare ID of an enrollment that holds."""
        for one in self._put_own(enrollment):
            if one.ended is None:
                self._filing.put_medicare_id(one.model_copy(update={"ended": max(on, one.effective)}))

    def revive_numbers(self, enrollment: Enrollment, effective: date) -> None:
        """The enrollment's own Medicare ID holds again, from a day on, and so does the last one of each group
        that it still reassigns to."""
        given = self._put_own(enrollment)
        last = {one.group: one.number for one in given if one.group is not None}
        numbers = {number for group, number in last.items() if self._held(enrollment.id, group) is not None}
        for one in given:
            if one.number == enrollment.medicare_id or one.number in numbers:
                self._filing.put_medicare_id(one.model_copy(update={"effective": effective, "ended": None}))

    def end_reassignments(self, enrollment: Enrollment, on: date) -> None:
        """End all reassignments from or to an enrollment."""
        for place, one in enumerate(self._filing.reassignments):
            if enrollment.id in (one.individual, one.group) and one.ended is None:
                self._end(place, on)

    def reassign(self, enrollment: Enrollment, application: Application, today: date) -> list[str]:
        """Begin and end what an application says, a person's about groups or a group's about its members;
        returns what to tell of it."""
        news: list[str] = []
        is_group = enrollment.form is Form.GROUP
        for values in values_of(application.entries, MEMBERS if is_group else REASSIGNMENTS):
            other = self._other(enrollment, values, Form.PRACTITIONER if is_group else Form.GROUP)
            if other is not None:
                pair = (other, enrollment) if is_group else (enrollment, other)
                news.extend(self._reassign_one(*pair, values, today))
        return news

    def _reassign_one(
        self, one: Enrollment, group: Enrollment, values: dict[str, str], today: date
    ) -> Iterator[str]:
        held = self._held(one.id, group.id)
        ended = _read_day(values.get("ended", ""))
        if ended is not None and held is not None:
            self._end(held, ended)
            yield f"The reassignment with {values.get('name')} ends on {ended:%m/%d/%Y}."
        elif ended is None and held is None:
            since = _read_day(values.get("since", "")) or today
            fresh = Reassignment(individual=one.id, group=group.id, effective=since)
            self._filing.reassignments.append(fresh)
            number = self.give_number(one, group.id, since).number
            yield f"The new Medicare ID for the reassignment with {values.get('name')} is {number}."

    def _held(self, individual: str, group: str) -> int | None:
        links = enumerate(self._filing.reassignments)
        pairs = ((at, one) for at, one in links if (one.individual, one.group) == (individual, group))
        return next((at for at, one in pairs if one.ended is None), None)

    def _end(self, place: int, on: date) -> None:
        link = self._filing.reassignments[place]
        self._filing.reassignments[place] = link.model_copy(update={"ended": on})
        for one in self._filing.medicare_ids_of(link.individual):
            if one.group == link.group and one.ended is None:
                self._filing.put_medicare_id(one.model_copy(update={"ended": max(on, one.effective)}))

    def _other(self, enrollment: Enrollment, values: dict[str, str], form: Form) -> Enrollment | None:
        """The other side's enrollment: one that stands before one that is over, one in the same state before
        any other; null where there is none of that form."""
        associate = self._world.associate_with_npi(values.get("npi", "").strip())
        theirs = [] if associate is None else self._world.enrollments_of(associate.pac_id)
        found = [one for one in theirs if one.form is form]
        found.sort(key=lambda one: (one.status in _OVER, one.state != enrollment.state))
        return found[0] if found else None

    def _put_own(self, enrollment: Enrollment) -> list[MedicareId]:
        """An enrollment's numbers; the one that is only on the enrollment is put on file first."""
        number = enrollment.medicare_id
        if number is not None and (enrollment.id, number) not in self._filing.medicare_ids:
            own = MedicareId(
                number=number, enrollment_id=enrollment.id, group=None, effective=enrollment.effective
            )
            self._filing.put_medicare_id(own)
        return self._filing.medicare_ids_of(enrollment.id)


def _number(enrollment: Enrollment, draws: Draws) -> str:
    """Part A has six digits, Part B letters and digits: here state and six digits (W24)."""
    return draws.digits(6) if enrollment.form is _PART_A else f"{enrollment.state}{draws.digits(6)}"


def _read_day(text: str) -> date | None:
    """A date as the portal prints it, MM/DD/YYYY; null where it is none."""
    found = _US_DATE.fullmatch(text.strip())
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
