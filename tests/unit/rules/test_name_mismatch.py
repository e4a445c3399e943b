"""name-mismatch: the legal name of the roster, to the letter."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.rules import name_mismatch

from ..builders import ACCOUNT, NPI, OTHER_NPI, only, rule_on, visit
from .watched import associate, expecting, seen

JUDGE = name_mismatch.judge
LISTED = "North Clinic Physicians LLC"


def ruled(wanted: str | None, listed: str | None = LISTED) -> Ruling:
    return rule_on(JUDGE, seen(associates=[associate(name=listed)]), roster=expecting(name=wanted))


@pytest.mark.parametrize("wanted", [LISTED, LISTED.upper(), "North  Clinic Physicians\tLLC "])
def test_letter_case_and_the_width_of_blanks_do_not_count(wanted: str) -> None:
    assert ruled(wanted) == Ruling(well=(NPI,), else_well=ACCOUNT)


@pytest.mark.parametrize("wanted", ["Hale, Benedict", "Benedict Hale", "BENEDICT HALE"])
def test_a_person_may_stand_with_the_first_name_first(wanted: str) -> None:
    assert ruled(wanted, "Hale, Benedict").findings == ()


@pytest.mark.parametrize(
    ("wanted", "how"),
    [
        ("North Clinic Physicians, LLC", " in its punctuation"),
        ("North Clinic LLC", ""),
        ("Hale Benedict", ""),
    ],
)
def test_anything_else_is_a_warning_that_repeats_no_name(wanted: str, how: str) -> None:
    found = only(ruled(wanted))
    assert (found.subject, found.severity) == (NPI, Severity.WARNING)
    assert found.title == f"NPI {NPI}: the portal's name differs{how} from the legal name in the roster"
    assert "VAL-005" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert "Clinic" not in str(found).replace(ACCOUNT, "")


def test_who_has_no_name_in_the_roster_or_is_not_listed_is_not_judged() -> None:
    assert ruled(None) == Ruling(else_well=ACCOUNT)
    assert rule_on(JUDGE, seen(), roster=expecting(OTHER_NPI, name="X")) == Ruling(else_well=ACCOUNT)


def test_a_name_that_was_not_read_is_neither_wrong_nor_well() -> None:
    assert ruled(LISTED, None) == Ruling(unsure=(NPI,), else_well=ACCOUNT)
    assert rule_on(JUDGE, visit(), roster=expecting(name=LISTED)) == Ruling()
