"""Codes against the vectors of RFC 6238 and against another program's."""

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.vault.totp import canonical_seed, code_at

RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_rfc_6238_appendix_b(moment: int, code: str) -> None:
    assert code_at(RFC_SEED, moment) == code


@given(moment=st.integers(0, 2**33))
def test_the_codes_are_those_of_pyotp(moment: int) -> None:
    assert code_at(RFC_SEED, moment) == pyotp.TOTP(RFC_SEED).at(moment)


def test_a_window_is_thirty_seconds() -> None:
    assert code_at(RFC_SEED, 30) == code_at(RFC_SEED, 59.9)
    assert code_at(RFC_SEED, 29.9) != code_at(RFC_SEED, 30)


def test_a_seed_is_read_as_people_copy_it() -> None:
    assert canonical_seed("gezd gnbv-gy3t qojq=") == "GEZDGNBVGY3TQOJQ"


def test_a_short_seed_as_older_portals_give_it_is_taken() -> None:
    assert len(code_at("JBSWY3DPEHPK3PXP", 0)) == 6


@pytest.mark.parametrize(
    "seed", ["", "====", "ABCDEFG1", "A", "ÄBCDEFGH", "GEZDGNBVGY3TQOJ!", "GEZDGNBVGY3TQO"]
)
def test_what_is_not_base32_or_too_short_is_refused(seed: str) -> None:
    with pytest.raises(ValueError):
        canonical_seed(seed)
