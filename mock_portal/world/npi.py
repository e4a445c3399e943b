"""National Provider Identifiers: ten digits whose last one is a check digit."""

from __future__ import annotations

_ISSUER = "80840"
"""Prefix of the check: Luhn runs over the prefix and the ten digits."""


def _luhn_sum(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def is_npi(text: str) -> bool:
    """Whether the text is exactly ten ASCII digits with a right check digit; blanks are not stripped."""
    return len(text) == 10 and text.isascii() and text.isdigit() and _luhn_sum(_ISSUER + text) % 10 == 0


def with_check_digit(nine: str) -> str:
    """The NPI that begins with these nine digits."""
    return nine + str(-_luhn_sum(_ISSUER + nine + "0") % 10)
