"""The check digit of NPIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_portal.world.npi import is_npi, with_check_digit


def test_the_documented_example_is_valid_and_its_neighbour_is_not() -> None:
    assert is_npi("1234567893")
    assert not is_npi("1234567890")


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_exactly_one_last_digit_is_right(nine: str) -> None:
    assert [nine + digit for digit in "0123456789" if is_npi(nine + digit)] == [with_check_digit(nine)]


@pytest.mark.parametrize("text", ["", " 1234567893", "1234567893 ", "123456789", "12345678930", "١٢٣٤٥٦٧٨٩٣"])
def test_blanks_other_lengths_and_other_digits_are_no_npi(text: str) -> None:
    assert not is_npi(text)
