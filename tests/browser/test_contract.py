"""Page contracts: the shipped ones are whole, and a wrong file is told by file and key."""

from pathlib import Path

import pytest

from agent.browser import load_contract
from agent.browser.contract import SHIPPED
from agent.browser.elements import value_in
from agent.model.errors import SettingsError
from agent.model.verdict import Cause

CLASSIC = (SHIPPED / "classic.toml").read_text(encoding="utf-8")
TWO = (SHIPPED / "2.0.toml").read_text(encoding="utf-8")


def wrong(tmp_path: Path, text: str) -> SettingsError:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_contract(str(file))
    assert caught.value.where == str(file)
    return caught.value


@pytest.mark.parametrize("name", [file.stem for file in SHIPPED.glob("*.toml")])
def test_every_shipped_contract_can_be_used_and_bears_its_file_name(name: str) -> None:
    contract = load_contract(name)
    assert contract.skin == name
    assert contract.pages["ia-login"].address in contract.writes


def test_a_contract_of_ones_own_is_given_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(CLASSIC.replace("My Profile", "My Account"), encoding="utf-8")
    assert load_contract(str(file)).pages["ia-profile"].landmark == "My Account"


def test_a_name_nobody_ships_says_which_there_are() -> None:
    with pytest.raises(SettingsError) as caught:
        load_contract("modern-art")
    assert "classic" in caught.value.do


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('landmark = "PECOS Home"', "", "pages.pecos-home.landmark"),
        ('landmark = "PECOS Home"', 'headline = "PECOS Home"', "pages.pecos-home"),
        ("[pages.ia-profile]", "[pages.profile]", "pages.ia-profile"),
        ("user_id = {", "user = {", "pages.ia-login.elements.user_id is missing"),
        ('role = "button", label = "Sign In"', 'role = "knob", label = "Sign In"', "elements.submit.role"),
        (r"pattern = '[IO]\d{14}'", "pattern = '[IO'", "columns.enrollment_id.pattern"),
        ("named = 'Staff of (?P<value>\\S.*)'", "named = 'Staff of ('", "elements.teams.named"),
        ("named = 'Staff of", "label = 'Staff'\nnamed = 'Staff of", "needs a `label`, or a pattern `named`"),
        ("absent = 'Your organizations", "absent = '(", "elements.list.absent"),
        ("blank = 'TBD'", "blank = '('", "columns.due.blank"),
        ("rows = 'Rows (", "rows = 'Rows ((", "paging.rows"),
        ("code = '^(?P", "code = '((?P", "messages.code"),
        ('cause = "code-refused"', 'cause = "slow"', "alerts.4.cause"),
        ("(?P<value>\\d{1,4}) minutes", "\\d{1,4} minutes", "elements.session_limit"),
        ('skin = "classic"', 'skin = "classic', "not TOML"),
    ],
)
def test_a_wrong_contract_is_told_by_file_and_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in CLASSIC
    assert key in wrong(tmp_path, CLASSIC.replace(old, new)).what


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('{ part = "heading", pattern', "{ pattern", "columns.id: a column needs either"),
        (
            '{ part = "heading", pattern',
            '{ header = "Number", part = "heading", pattern',
            "columns.id: a column",
        ),
        (
            '{ header = "On record", pattern',
            '{ part = "heading", pattern',
            "a column of a table needs a `header`",
        ),
        ('label = "Enrollments on record"\n', "", "a list needs a `label`"),
        ('role = "term", label = "NPI"', 'role = "term"', "a term needs a `label`"),
        ('role = "term", label = "NPI"', 'role = "list", label = "NPI"', "a list needs `columns`"),
    ],
)
def test_a_value_that_could_not_be_found_is_told_before_any_page_is_read(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    assert old in TWO
    assert key in wrong(tmp_path, TWO.replace(old, new)).what


def test_an_alert_means_something_on_its_own_page_only() -> None:
    contract = load_contract("classic")
    alert = ("The User ID or Password you entered is incorrect.",)
    assert contract.refusal("ia-login", alert) is Cause.BAD_PASSWORD
    assert contract.refusal("ia-mfa", alert) is None
    assert contract.refusal("ia-login", ("Please sign in.",)) is None


@pytest.mark.parametrize(
    ("pattern", "text", "value"),
    [
        (r"\d{10}", " 1234567893 ", "1234567893"),
        (r"\d{10}", "12345678931", None),
        (r"(?P<value>-?\d+)(?: days?)?", "14 days", "14"),
        (r"\S.*", "   ", None),
    ],
)
def test_a_value_is_read_only_where_all_of_the_text_matches(
    pattern: str, text: str, value: str | None
) -> None:
    assert value_in(pattern, text) == value
