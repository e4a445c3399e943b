"""An import tells every bad cell by line and column, and what it would do to the roster in use."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.model.errors import SettingsError
from agent.model.roster import ChangeKind, RosterEntry, RosterLocation, npi_is_valid
from agent.roster import entries_in
from agent.roster.importing import Plan, planned, write

from .builders import NPI, OTHER_NPI

THIRD = "1003000126"
FULL = (
    "NPI,Expected status,Legal name,TIN last digits,PTAN(s),Location address,Location city,"
    "Location state,Location ZIP,Group NPIs,Roles,Last claim,Changed,Changed on\n"
    f'{NPI},pending,"Hale, Benedict",1234,OH123456;OH999999,12 Main St; 1 River Rd,Dayton;Erie,oh;PA,'
    f"45402;16501-1234,{OTHER_NPI},Billing; ordering,02/01/2026,Practice location,2026-02-20\n"
)


def plan_of(
    folder: Path, text: str | bytes, in_use: Iterable[RosterEntry] = (), subset: int | None = None
) -> Plan:
    file = folder / "coming.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return planned(file, in_use, "Approved", subset=subset)


def bad(plan: Plan) -> list[tuple[int, str]]:
    return [(complaint.line, complaint.column) for complaint in plan.complaints]


def npis(count: int) -> list[str]:
    found, number = list[str](), 1_000_000_000
    while len(found) < count:
        found += [f"{number:010}"] if npi_is_valid(f"{number:010}") else []
        number += 1
    return found


def test_every_column_is_read(tmp_path: Path) -> None:
    (entry,) = plan_of(tmp_path, FULL).entries
    assert entry == RosterEntry(
        npi=NPI,
        expected="Pending",
        name="Hale, Benedict",
        tin_last="1234",
        ptans=("OH123456", "OH999999"),
        locations=(
            RosterLocation(address="12 Main St", city="Dayton", state="OH", postal_code="45402"),
            RosterLocation(address="1 River Rd", city="Erie", state="PA", postal_code="165011234"),
        ),
        groups=(OTHER_NPI,),
        roles=("billing", "ordering"),
        last_claim=date(2026, 2, 1),
        changed=ChangeKind.PRACTICE_LOCATION,
        changed_on=date(2026, 2, 20),
    )


def test_what_is_written_is_read_again_as_it_was(tmp_path: Path) -> None:
    plan, target = plan_of(tmp_path, FULL), tmp_path / "in-use.csv"
    write(plan, target)
    assert entries_in(target, "Approved") == plan.entries


@pytest.mark.parametrize(
    "text",
    [
        f"Status;provider NPI;Legal Business Name\nApproved;{NPI};Ren\u00e9e\n",
        f"legal  name\tNPI number\texpected\nRen\u00e9e\t{NPI}\t\n",
        f'"LBN","National Provider Identifier"\n"Ren\u00e9e","{NPI}"\n',
        f"\ufeffnpi,NAME,note\n{NPI},Ren\u00e9e,whatever\n\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_columns_are_found_by_name_whatever_the_delimiter_and_encoding(
    tmp_path: Path, text: str, encoding: str
) -> None:
    if encoding == "cp1252":
        text = text.removeprefix("\ufeff")
    plan = plan_of(tmp_path, text.encode(encoding))
    assert plan.entries == (RosterEntry(npi=NPI, name="Ren\u00e9e"),)
    assert any("Windows-1252" in note for note in plan.notes) is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("NPI", "1234567890"),
        ("NPI", ""),
        ("Expected status", "Active"),
        ("TIN last digits", "123"),
        ("TIN last digits", "12-3456789"),
        ("PTANs", "OH-1"),
        ("Location state", "Ohio"),
        ("Location ZIP", "4540"),
        ("Group NPIs", "1234567890"),
        ("Roles", "surgeon"),
        ("Last claim", "31/12/2025"),
        ("Last claim", "2026-02-30"),
        ("Changed", "hair"),
        ("Legal name", "x" * 2001),
        ("Legal name", "a\x07b"),
    ],
)
def test_each_bad_cell_is_told_by_line_and_column(tmp_path: Path, column: str, cell: str) -> None:
    header = column if column == "NPI" else f"NPI,{column}"
    row = cell if column == "NPI" else f"{OTHER_NPI},{cell}"
    good = NPI if column == "NPI" else f"{NPI},"
    plan = plan_of(tmp_path, f"{header},note\n{good},x\n{row},x\n")
    assert bad(plan) == [(3, column)]
    assert [entry.npi for entry in plan.entries] == [NPI]
    assert not plan.may_be_written


def test_all_bad_cells_of_a_row_and_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, f"npi,tin,roles\n12,1,x\n{NPI},12345,billing\n13,2,y\n")
    assert bad(plan) == [(line, column) for line in (2, 4) for column in ("NPI", "TIN last digits", "Roles")]


def test_a_duplicate_is_told_at_its_second_row_with_the_first(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, f"npi\n{NPI}\n{OTHER_NPI}\n{NPI}\n")
    assert bad(plan) == [(4, "NPI")]
    assert "first on line 2" in plan.complaints[0].what


def test_parts_of_locations_that_do_not_match_and_half_a_change_are_told(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, f"npi,address,city\n{NPI},1 A St; 2 B St,Dayton\n")
    assert bad(plan) == [(2, "Location address")]
    assert bad(plan_of(tmp_path, f"npi,changed\n{NPI},other\n")) == [(2, "Changed on")]


def test_a_header_without_npi_or_with_a_column_twice_is_told(tmp_path: Path) -> None:
    assert bad(plan_of(tmp_path, "name\nx\n")) == [(1, "NPI")]
    assert bad(plan_of(tmp_path, f"npi,state,Location State\n{NPI},OH,OH\n")) == [(1, "Location state")]
    assert not plan_of(tmp_path, "").may_be_written


def test_what_is_added_changed_and_dropped_is_told(tmp_path: Path) -> None:
    in_use = (RosterEntry(npi=NPI), RosterEntry(npi=OTHER_NPI))
    plan = plan_of(tmp_path, f"npi,name,expected\n{NPI},Hale,Pending\n{THIRD},,\n", in_use)
    assert (plan.added, plan.dropped) == ((THIRD,), (OTHER_NPI,))
    assert [(change.npi, change.fields) for change in plan.changed] == [(NPI, ("expected", "name"))]


def test_a_subset_takes_the_first_good_rows_over_what_is_in_use(tmp_path: Path) -> None:
    in_use = (RosterEntry(npi=OTHER_NPI),)
    plan = plan_of(tmp_path, f"npi\n12\n{NPI}\n{THIRD}\n", in_use, subset=1)
    assert [entry.npi for entry in plan.entries] == [OTHER_NPI, NPI]
    assert (plan.added, plan.dropped, bad(plan), plan.may_be_written) == ((NPI,), (), [(2, "NPI")], True)


def test_a_sample_is_drawn_again_by_its_seed(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "npi\n" + "\n".join(npis(100)))
    assert plan.sample(5, 1) == plan.sample(5, 1)
    assert len({plan.sample(5, seed) for seed in range(5)}) > 1
    assert set(plan.sample(5, 1)) <= set(plan.entries)
    assert plan.sample(1000, 1) == plan.entries
    assert plan.sample(0, 1) == ()


def test_what_was_in_use_is_kept_beside_the_new_file_and_its_rights_stay(tmp_path: Path) -> None:
    target = tmp_path / "in-use.csv"
    target.write_text(f"npi\n{OTHER_NPI}\n")
    target.chmod(0o640)
    write(plan_of(tmp_path, f"npi\n{NPI}\n"), target)
    assert [entry.npi for entry in entries_in(target, "Approved")] == [NPI]
    assert (tmp_path / "in-use.csv.bak").read_text() == f"npi\n{OTHER_NPI}\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coming.csv", "in-use.csv", "in-use.csv.bak"]


def test_where_it_cannot_be_written_the_file_in_use_stays(tmp_path: Path) -> None:
    target = tmp_path / "in-use.csv"
    target.write_text(f"npi\n{OTHER_NPI}\n")
    (tmp_path / "in-use.csv.bak").mkdir()
    with pytest.raises(SettingsError, match="cannot be written"):
        write(plan_of(tmp_path, f"npi\n{NPI}\n"), target)
    assert target.read_text() == f"npi\n{OTHER_NPI}\n"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    "content",
    [
        "npi\n".encode("utf-16"),
        b"npi\n\x00\n",
        b"npi\n\x81\xff\n",
        f"npi,note\n{NPI},{'x' * 200_000}\n".encode(),
    ],
)
def test_a_file_that_is_no_text_or_no_csv_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SettingsError) as caught:
        plan_of(tmp_path, content)
    assert caught.value.where == str(tmp_path / "coming.csv")


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        planned(tmp_path / "none.csv", (), "Approved")


def test_50_000_rows_take_seconds(tmp_path: Path) -> None:
    header, row = FULL.split("\n")[:2]
    text = "\n".join([header, *(row.replace(NPI, npi, 1) for npi in npis(50_000))])
    begun = process_time()
    plan = plan_of(tmp_path, text)
    write(plan, tmp_path / "in-use.csv")
    assert len(plan.entries) == 50_000
    assert process_time() - begun < 15  # seconds of one core; measured: four


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda rest: b"npi,name,zip\n" + rest)))
def test_no_file_is_too_strange(tmp_path: Path, content: bytes) -> None:
    try:
        plan = plan_of(tmp_path, content)
    except SettingsError:
        return
    assert all(npi_is_valid(entry.npi) for entry in plan.entries)
