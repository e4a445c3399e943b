"""Which numbers are a taxpayer's, and which only look a little like one."""

import pytest

from agent.model.taxpayer import TAXPAYER


@pytest.mark.parametrize(
    "text",
    [
        "123-45-6789",
        "123 45 6789",
        "123.45.6789",
        "123\u201345\u20136789",
        "SSN123-45-6789",
        "12-3456789",
        "EIN-12-3456789",
        "12 3456789",
        "123456789",
        "TIN 123456789-",
        "(123456789)",
    ],
)
def test_a_taxpayer_s_number_is_found_however_it_is_written(text: str) -> None:
    left = TAXPAYER.sub("", text)
    assert left != text
    assert not any(digit in left for digit in "0123456789")


@pytest.mark.parametrize(
    "text",
    [
        "NPI 1626176287",
        "I20260302000123",
        "2026-03-02T09:00:00-05:00",
        "1-866-484-8049",
        "12.3456789 s",
        "02139-1234",
        "192.168.10.123",
        "550e8400-e29b-41d4-a716-446655440000",
        "1234567890123",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert TAXPAYER.sub("", text) == text
