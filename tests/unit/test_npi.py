"""The check digit of an NPI, and the roster that holds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.model.roster import RosterEntry, npi_is_valid

from .builders import NPI, OTHER_NPI, roster

NINE_DIGITS = st.integers(100_000_000, 299_999_999)


def with_check_digit(nine: int) -> str:
    """The other way to reckon it: double every second digit from the right and add 24 for the prefix."""
    digits = [int(digit) for digit in str(nine)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[::-2])
    return f"{nine}{-(24 + doubled + sum(digits[-2::-2])) % 10}"


def test_the_published_example_is_valid() -> None:
    assert npi_is_valid("1234567893")
    assert npi_is_valid(OTHER_NPI)


@given(NINE_DIGITS)
def test_one_check_digit_in_ten_fits(nine: int) -> None:
    valid = [f"{nine}{last}" for last in range(10) if npi_is_valid(f"{nine}{last}")]
    assert valid == [with_check_digit(nine)]


@given(NINE_DIGITS, st.integers(0, 9), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(nine: int, place: int, shift: int) -> None:
    npi = with_check_digit(nine)
    wrong = str((int(npi[place]) + shift) % 10)
    assert not npi_is_valid(npi[:place] + wrong + npi[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", "123456789", "12345678930", "123456789A", " 1234567893", "1234567893 ", "١٢٣٤٥٦٧٨٩٣", "-234567893"],
)
def test_anything_but_ten_digits_is_no_npi(text: str) -> None:
    assert not npi_is_valid(text)


def test_a_roster_refuses_a_bad_npi_and_says_which() -> None:
    with pytest.raises(ValidationError, match="'1234567890' is not a valid NPI"):
        RosterEntry(npi="1234567890")


def test_a_roster_knows_what_it_expects() -> None:
    both = roster(n1234567893="Approved", n1245319599="Deactivated")
    assert (both.expected(NPI), both.expected(OTHER_NPI)) == ("Approved", "Deactivated")
    assert both.expected("1003000126") is None
    assert RosterEntry(npi=NPI).expected == "Approved"


def test_what_is_expected_of_all_is_expected_of_whom_no_entry_names() -> None:
    of_all = roster(n1234567893="Deactivated").model_copy(update={"of_all": "Pending"})
    assert (of_all.expected(NPI), of_all.expected(OTHER_NPI)) == ("Deactivated", "Pending")
