"""A roster as an Excel workbook: values of one sheet, and nothing that a file only pretends."""

import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from agent.model.errors import SettingsError
from agent.model.roster import RosterEntry
from agent.roster.importing import Plan, planned

from .builders import NPI, OTHER_NPI


def book_of(folder: Path, *rows: tuple[Any, ...], title: str = "Roster") -> tuple[Path, Workbook]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(folder / "coming.xlsx")
    return folder / "coming.xlsx", book


def plan_of(file: Path, sheet: str | None = None) -> Plan:
    return planned(file, (), "Approved", sheet=sheet)


def test_numbers_dates_and_texts_are_read_as_they_are_shown(tmp_path: Path) -> None:
    day = datetime(2026, 2, 1)  # noqa: DTZ001 - a workbook's dates have no zone
    file, _ = book_of(
        tmp_path, ("Last claim", "NPI", "Name", "TIN last digits"), (day, int(NPI), "Hale", 12345.0), ()
    )
    (entry,) = plan_of(file).entries
    assert (entry.npi, entry.name, entry.tin_last, str(entry.last_claim)) == (
        NPI,
        "Hale",
        "12345",
        "2026-02-01",
    )


def test_a_formula_is_refused_by_its_cell(tmp_path: Path) -> None:
    file, _ = book_of(tmp_path, ("NPI", "Legal name"), (NPI, "=A2"), ("=A2", "Hale"))
    plan = plan_of(file)
    told = [(bad.line, bad.column) for bad in plan.complaints if "formula" in bad.what]
    assert told == [(2, "Legal name"), (3, "NPI")]
    assert plan.entries == ()


def test_merged_cells_are_told(tmp_path: Path) -> None:
    file, book = book_of(tmp_path, ("NPI", "Legal name"), (NPI, "Hale"), (OTHER_NPI, None))
    assert book.active is not None
    book.active.merge_cells("B2:B3")
    book.save(file)
    (note,) = plan_of(file).notes
    assert "merged cells (B2:B3)" in note


def test_the_first_sheet_is_read_or_the_one_that_is_named(tmp_path: Path) -> None:
    file, book = book_of(tmp_path, ("NPI",), (NPI,))
    second = book.create_sheet("Second")
    second.append(("NPI",))
    second.append((OTHER_NPI,))
    book.save(file)
    assert plan_of(file).entries == (RosterEntry(npi=NPI),)
    assert plan_of(file, "Second").entries == (RosterEntry(npi=OTHER_NPI),)
    with pytest.raises(SettingsError, match="no sheet 'Third'") as caught:
        plan_of(file, "Third")
    assert "Roster, Second" in caught.value.do


def test_an_empty_workbook_has_no_column(tmp_path: Path) -> None:
    file, _ = book_of(tmp_path)
    assert [bad.what for bad in plan_of(file).complaints] == ["there is no column `npi`"]


@pytest.mark.parametrize("content", [b"", b"npi\n1234567893\n", b"PK\x03\x04 and no more"])
def test_what_is_no_workbook_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "coming.xlsx"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="not a workbook") as caught:
        plan_of(file)
    assert caught.value.where == str(file)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("instead", [b"", b"<no-xml", b"<a/>"])
def test_a_workbook_with_a_damaged_part_is_refused_or_empty(
    tmp_path: Path, part: str, instead: bytes
) -> None:
    file, _ = book_of(tmp_path, ("NPI",), (NPI,))
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for entry in whole.namelist():
            copy.writestr(entry, instead if entry == part else whole.read(entry))
    with suppress(SettingsError):
        assert plan_of(damaged).entries == ()


def test_a_workbook_that_unpacks_to_far_more_than_it_has_is_refused(tmp_path: Path) -> None:
    file, _ = book_of(tmp_path, ("NPI",), (NPI,))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/bomb.xml", "w") as part,
    ):
        for _ in range(401):
            part.write(bytes(1_000_000))
    with pytest.raises(SettingsError, match="unpacks to more than 400 MB"):
        plan_of(file)
