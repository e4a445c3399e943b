"""ptan-changed: a number came or went, or is not the one that the practice bills with."""

from datetime import date

import pytest

from agent.model.facts import EnrollmentFact, PtanFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.rules import ptan_changed

from ..builders import ACCOUNT, ENROLLMENT, NPI, Book, only, rule_on, visit
from .watched import PTAN, expecting, practitioner, seen

JUDGE = ptan_changed.judge
SECOND = PtanFact(number="OH999999", given_for="Own practice")
WELL = Ruling(else_well=ACCOUNT)


def had(*ptans: PtanFact, hours_ago: float = 0, status: str = "Approved") -> Look:
    return seen(practitioner(ptans=ptans, status=status), hours_ago=hours_ago)


def over(day: date) -> PtanFact:
    return SECOND.model_copy(update={"ended": day})


def test_the_first_look_is_the_baseline() -> None:
    assert rule_on(JUDGE, had(PTAN, SECOND)) == WELL


def test_the_same_numbers_are_well() -> None:
    assert rule_on(JUDGE, had(PTAN), had(PTAN, hours_ago=4)) == WELL


def test_a_new_number_is_information() -> None:
    found = only(rule_on(JUDGE, had(PTAN, SECOND), had(PTAN, hours_ago=4)))
    assert (found.subject, found.severity) == (ENROLLMENT, Severity.INFORMATION)
    assert found.title == f"{ENROLLMENT}: 1 PTAN new"
    assert "billing software" in found.next_step


@pytest.mark.parametrize("now", [(PTAN,), (PTAN, over(date(2026, 3, 2)))])
def test_a_number_that_ended_or_vanished_is_a_warning(now: tuple[PtanFact, ...]) -> None:
    found = only(rule_on(JUDGE, had(*now), had(PTAN, SECOND, hours_ago=48)))
    assert (found.severity, found.title) == (Severity.WARNING, f"{ENROLLMENT}: 1 PTAN ended or gone")


def test_a_number_is_good_until_the_day_it_ends() -> None:
    assert rule_on(JUDGE, had(PTAN, over(date(2026, 3, 3))), had(PTAN, SECOND, hours_ago=48)) == WELL


def test_no_number_is_written_down() -> None:
    both = only(rule_on(JUDGE, had(SECOND), had(PTAN, hours_ago=4)))
    assert both.title == f"{ENROLLMENT}: 1 PTAN new, 1 PTAN ended or gone"
    missing = only(rule_on(JUDGE, had(PTAN), roster=expecting(ptans=(SECOND.number,))))
    assert not {PTAN.number, SECOND.number} & set((str(both) + str(missing)).replace("'", " ").split())


def test_numbers_that_end_with_their_enrollment_are_told_by_its_status() -> None:
    assert (
        rule_on(JUDGE, had(over(date(2026, 3, 1)), status="Deactivated"), had(SECOND, hours_ago=48)) == WELL
    )


def test_it_stays_told_while_an_earlier_look_is_kept_and_ends_then() -> None:
    book, history = Book(), list[Look]()
    numbers = [(PTAN,), (PTAN, SECOND), (PTAN, SECOND), (PTAN, SECOND), (PTAN, SECOND)]
    for place, good in enumerate(numbers):
        looked = had(*good, hours_ago=4 * (len(numbers) - place))
        ruling = rule_on(JUDGE, looked, *history[:3])
        book.enter([(ptan_changed.NAME, ruling)], looked.started)
        history.insert(0, looked)
    assert book.transitions == [Transition.OPENED, Transition.RESOLVED]


@pytest.mark.parametrize(
    ("now", "not_read"),
    [(practitioner(ptans=None), ()), (practitioner(ptans=()), ("enrollments.ptans",))],
)
def test_what_was_not_read_is_neither_wrong_nor_well(now: EnrollmentFact, not_read: tuple[str, ...]) -> None:
    looked = seen(now, not_read=not_read)
    ruling = rule_on(JUDGE, looked, had(PTAN, hours_ago=4), roster=expecting(ptans=(PTAN.number,)))
    assert ruling == Ruling(unsure=(ENROLLMENT, NPI), else_well=ACCOUNT)
    assert rule_on(JUDGE, had(PTAN), seen(now, not_read=not_read, hours_ago=4)) == WELL
    assert rule_on(JUDGE, visit()) == Ruling()


def test_a_number_of_the_roster_that_is_not_good_is_a_warning() -> None:
    wanted = expecting(ptans=(PTAN.number, SECOND.number))
    found = only(rule_on(JUDGE, had(PTAN), roster=wanted))
    assert (found.subject, found.severity) == (NPI, Severity.WARNING)
    assert found.title == f"NPI {NPI}: 1 PTAN of the roster not good in PECOS"
    assert rule_on(JUDGE, had(PTAN, SECOND), roster=wanted) == Ruling(well=(NPI,), else_well=ACCOUNT)
