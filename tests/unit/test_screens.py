"""Which screens an account reads: those that are asked for and those that lead to them."""

from pathlib import Path

import pytest

from agent.model.errors import SettingsError
from agent.model.screen import Screen, with_the_way
from agent.settings import load
from tests.unit.test_settings import GOOD


def screens(folder: Path, line: str = "") -> frozenset[Screen]:
    path = folder / "enrollwatch.toml"
    path.write_text(GOOD.replace("totp_key =", f"{line}\ntotp_key ="))
    return load(path, {}).accounts[0].screens


def test_all_are_read_where_none_is_named(tmp_path: Path) -> None:
    assert screens(tmp_path) == frozenset(Screen)


def test_those_that_lead_to_a_screen_are_read_too(tmp_path: Path) -> None:
    assert screens(tmp_path, 'screens = ["papers", "staff"]') == {
        Screen.ASSOCIATES,
        Screen.ENROLLMENTS,
        Screen.PAPERS,
        Screen.STAFF,
    }
    assert with_the_way([Screen.PROFILE]) == {Screen.PROFILE}
    assert with_the_way(Screen) == frozenset(Screen)


@pytest.mark.parametrize(("line", "said"), [('["paper"]', "'papers'"), ("[]", "at least 1")])
def test_a_screen_that_is_none_is_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        screens(tmp_path, f"screens = {line}")
    assert "accounts[0].screens" in str(caught.value)
    assert said in str(caught.value)
