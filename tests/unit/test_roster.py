"""Roster files: every bad row is named with file and line, and `expected` comes from the nearest place."""

from pathlib import Path

import pytest

from agent.model.errors import SettingsError
from agent.model.roster import Roster
from agent.roster import roster_of
from agent.settings import AccountSettings

from .builders import ACCOUNT, NOW, NPI, OTHER_NPI

BAD_NPI = "1234567890"


def account(
    path: Path | None = None, npis: tuple[str, ...] = (), expected: str | None = None
) -> AccountSettings:
    return AccountSettings(name=ACCOUNT, vault_path="portal/a", roster=path, npis=npis, expected=expected)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "north.csv"


def read(file: Path, text: str | bytes, expected: str | None = None) -> Roster:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return roster_of(account(file, expected=expected), NOW)


def pairs(roster: Roster) -> list[tuple[str, str]]:
    return [(entry.npi, entry.expected) for entry in roster.entries]


def refusal(file: Path, text: str | bytes) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read(file, text)
    assert caught.value.do
    return caught.value


def test_a_file_gives_its_rows_in_order_and_what_each_expects(file: Path) -> None:
    roster = read(file, f"npi,expected\n{OTHER_NPI},Deactivated\n{NPI},Approved\n")
    assert pairs(roster) == [(OTHER_NPI, "Deactivated"), (NPI, "Approved")]
    assert (roster.account, roster.watched_since, roster.of_all) == (ACCOUNT, NOW, None)


@pytest.mark.parametrize(
    "text",
    [
        f"npi\n{NPI}\n",
        f"npi\r\n{NPI}\r\n",
        f"\ufeffnpi\n{NPI}",
        f'"npi"\n"{NPI}"\n',
        f" NPI ,Name\n {NPI} ,made up\n",
        f"name,npi,expected\nmade up,{NPI},\n",
        f"name,Npi\n\nmade up,{NPI}\n\n",
        f"npi,expected\n{NPI}\n",
        f"npi,expected\n{NPI},   \n",
        f"npi\n{NPI},one cell too many\n",
    ],
)
def test_a_file_as_a_spreadsheet_writes_it_is_read(file: Path, text: str) -> None:
    assert pairs(read(file, text)) == [(NPI, "Approved")]


def test_an_empty_cell_expects_what_the_account_does(file: Path) -> None:
    roster = read(file, f"npi,expected\n{NPI},\n{OTHER_NPI},Approved\n", expected="Pending")
    assert pairs(roster) == [(NPI, "Pending"), (OTHER_NPI, "Approved")]
    assert roster.of_all is None


def test_a_header_alone_expects_nobody(file: Path) -> None:
    roster = read(file, "npi,expected\n")
    assert (roster.entries, roster.expected(NPI)) == ((), None)


@pytest.mark.parametrize(
    ("row", "shown"), [(BAD_NPI, BAD_NPI), ("12345", "12345"), (",Approved", ""), ("abc,Approved", "abc")]
)
def test_a_bad_npi_is_refused_naming_file_and_line(file: Path, row: str, shown: str) -> None:
    error = refusal(file, f"npi,expected\n{NPI},Approved\n{row}\n")
    assert error.what == f"{shown!r} is not a valid NPI"
    assert error.where == f"{file}:3"


def test_lines_are_counted_as_an_editor_counts_them(file: Path) -> None:
    error = refusal(file, f'npi,note\n\n{NPI},"two\nlines"\n\n{BAD_NPI},\n')
    assert error.where == f"{file}:6"


def test_an_npi_that_stands_twice_is_refused_at_its_second_row(file: Path) -> None:
    error = refusal(file, f"npi,expected\n{NPI},Approved\n{OTHER_NPI},Approved\n {NPI},Pending\n")
    assert error.what == f"NPI {NPI} stands in the roster twice"
    assert error.where == f"{file}:4"


@pytest.mark.parametrize(
    "text", ["", "\n", f"{NPI}\n", "name,expected\nmade up,Approved\n", f"npi;x\n{NPI};\n"]
)
def test_a_file_without_the_column_is_refused_at_its_first_line(file: Path, text: str) -> None:
    error = refusal(file, text)
    assert (error.what, error.where) == ("the roster has no column `npi`", f"{file}:1")


@pytest.mark.parametrize("text", [b"npi\n\xff\xfe\n", f"npi,name\n{NPI},Ren\xe9e".encode("latin-1")])
def test_a_file_that_is_no_utf8_is_refused(file: Path, text: bytes) -> None:
    error = refusal(file, text)
    assert (error.what, error.where) == ("the roster cannot be read", str(file))


def test_a_cell_larger_than_csv_allows_is_refused(file: Path) -> None:
    assert refusal(file, f"npi,note\n{NPI},{'x' * 200_000}\n").what == "the roster cannot be read"


def test_a_missing_file_is_refused_by_name(file: Path, tmp_path: Path) -> None:
    for path in (file, tmp_path):
        with pytest.raises(SettingsError, match="the roster cannot be read") as caught:
            roster_of(account(path), NOW)
        assert caught.value.where == str(path)


@pytest.mark.parametrize(("expected", "of_each"), [(None, "Approved"), ("Pending", "Pending")])
def test_npis_of_the_settings_expect_what_the_account_does(expected: str | None, of_each: str) -> None:
    roster = roster_of(account(npis=(NPI, OTHER_NPI), expected=expected), NOW)
    assert pairs(roster) == [(NPI, of_each), (OTHER_NPI, of_each)]
    assert roster.of_all is None


def test_expected_alone_is_expected_of_every_enrollment() -> None:
    roster = roster_of(account(expected="Pending"), NOW)
    assert (roster.entries, roster.of_all, roster.expected(NPI)) == ((), "Pending", "Pending")


def test_an_account_that_says_nothing_expects_nothing() -> None:
    roster = roster_of(account(), NOW)
    assert (roster.entries, roster.of_all, roster.expected(NPI)) == ((), None, None)


def test_a_file_outweighs_npis_of_the_settings(file: Path) -> None:
    file.write_text(f"npi\n{OTHER_NPI}\n")
    assert pairs(roster_of(account(file, npis=(NPI,)), NOW)) == [(OTHER_NPI, "Approved")]


def test_npis_of_the_settings_stand_at_most_once() -> None:
    assert len(roster_of(account(npis=(NPI, NPI)), NOW).entries) == 1
