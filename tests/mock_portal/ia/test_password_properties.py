"""The password rules as properties: what is accepted keeps each rule, and each single breach is told."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from mock_portal.policy import LONG_PASSWORDS, PasswordPolicy
from mock_portal.sign_in import reset_password
from mock_portal.world.entities import Account

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
POLICY = PasswordPolicy()
LETTERS, DIGITS = string.ascii_letters, string.digits
ACCOUNT = Account(
    name="a-clinic", user_id="qzxjvk1@", first_name="Qxavier", last_name="Zyggurat", email="q@a.example",
    employer="A Clinic", roles=(), password="before@1x", password_changed=NOW - timedelta(days=10),
    totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
)  # fmt: skip
ANY = st.text(st.sampled_from(LETTERS + DIGITS + POLICY.specials + "! é"), max_size=16)


@st.composite
def lawful(draw: st.DrawFn) -> str:
    """A password that keeps the rules of shape."""
    length = draw(st.integers(POLICY.shortest, POLICY.longest))
    first = draw(st.sampled_from(LETTERS + POLICY.specials))
    must = [draw(st.sampled_from(some)) for some in (LETTERS, DIGITS, POLICY.specials)]
    rest = draw(
        st.lists(
            st.sampled_from(LETTERS + DIGITS + POLICY.specials), min_size=length - 4, max_size=length - 4
        )
    )
    new = first + "".join(draw(st.permutations(must + rest)))
    folded = new.casefold()
    assume("qxavier" not in folded and "zyggurat" not in folded and folded != ACCOUNT.user_id)
    assume(new != ACCOUNT.password)
    return new


def breaches(new: str, account: Account = ACCOUNT, now: datetime = NOW) -> list[str]:
    return POLICY.breaches(account, new, now)


@given(lawful())
def test_a_lawful_password_is_accepted(new: str) -> None:
    assert breaches(new) == []


@given(ANY)
def test_what_is_accepted_keeps_every_rule(new: str) -> None:
    if breaches(new):
        return
    assert POLICY.shortest <= len(new) <= POLICY.longest
    assert set(new) <= set(LETTERS + DIGITS + POLICY.specials)
    assert set(new) & set(LETTERS)
    assert set(new) & set(DIGITS)
    assert set(new) & set(POLICY.specials)
    assert new[0] not in DIGITS


@given(lawful(), st.sampled_from("! ^%$é\\"))
def test_one_forbidden_character_is_one_message(new: str, bad: str) -> None:
    spoiled = new[:-1] + bad
    assert any("not allowed" in text for text in breaches(spoiled))


@given(lawful(), st.sampled_from(DIGITS))
def test_a_leading_digit_is_told(new: str, digit: str) -> None:
    assert "The new password must not start with a number." in breaches(digit + new[1:])


@given(lawful(), st.sampled_from(["Qxavier", "ZYGGURAT"]))
def test_a_name_anywhere_in_it_is_told(new: str, name: str) -> None:
    assert "The new password must not contain your first or last name." in breaches(new[:2] + name + new[2:])


@given(st.lists(lawful(), min_size=7, max_size=10, unique=True))
def test_the_last_six_are_refused_and_the_seventh_is_free_again(used: list[str]) -> None:
    account, now = ACCOUNT, NOW
    for new in used:
        assert breaches(new, account, now) == []
        account = reset_password(account, new, POLICY, now)
        now += timedelta(hours=24)
    refused = [one for one in used if breaches(one, account, now)]
    assert refused == used[-6:]


@given(lawful(), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_a_change_waits_for_24_hours_and_no_longer(new: str, after: timedelta) -> None:
    changed = reset_password(ACCOUNT, "other@w0rd", POLICY, NOW)
    assume(new != "other@w0rd")
    assert bool(breaches(new, changed, NOW + after)) is (after < timedelta(hours=24))


@given(lawful())
def test_mixed_case_is_asked_for_only_where_the_switch_says_so(new: str) -> None:
    switched = POLICY.model_copy(update={"mixed_case": True})
    told = any("upper case" in text for text in switched.breaches(ACCOUNT, new, NOW))
    assert told is (new.upper() == new or new.lower() == new)


@given(st.integers(1, 5), st.sampled_from("aZ9@"))
def test_the_long_profile_refuses_three_of_a_kind_in_a_row(count: int, again: str) -> None:
    new = f"m1@Kw2#{again * count}Tb3_Rv4"
    told = any("in a row" in text for text in LONG_PASSWORDS.breaches(ACCOUNT, new, NOW))
    assert told is (count > 2)


@given(st.integers(0, 15))
def test_the_long_profile_wants_six_places_to_differ(places: int) -> None:
    old = "m1@Kw2#Tb3_Rv4x"
    account = ACCOUNT.model_copy(update={"password": old})
    new = "".join("qQzZ"[place % 4] if place < places else one for place, one in enumerate(old))
    told = any("must differ" in text for text in LONG_PASSWORDS.breaches(account, new, NOW))
    assert told is (places < 6)
