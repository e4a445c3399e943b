"""The data sets of data.cms.gov: which column says what (G1), asked for a batch of NPIs at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agent.lookups.public_data.asking import Connection
from agent.lookups.public_data.shapes import Catalogue, Digits, changed, day_of, read
from agent.model.public import OrderReferRow, PublicEnrollmentRow, RevalidationRow, Source

BATCH = 100  # NPIs a request: longer addresses are refused by some servers
_PAGE = 1000  # rows a page
_MOST_PAGES = 50
_CATALOGUE = "/data.json"
_YES = {"Y": True, "N": False}
Row = OrderReferRow | RevalidationRow | PublicEnrollmentRow
_RAW = list[dict[str, Digits | None]]


@dataclass(frozen=True)
class Dataset:
    """`columns` must be in every row; `make` may raise ValueError for a cell that it cannot read."""

    source: Source
    uuid: str
    npi: str
    columns: tuple[str, ...]
    make: Callable[[Mapping[str, str]], Row]

    @property
    def path(self) -> str:
        return f"/data-api/v1/dataset/{self.uuid}/data"


def _order_and_refer(row: Mapping[str, str]) -> OrderReferRow:
    """HOSPICE is a column since April 2024 only (W44)."""
    return OrderReferRow(
        npi=row["NPI"],
        part_b=_flag(row["PARTB"]),
        dme=_flag(row["DME"]),
        home_health=_flag(row["HHA"]),
        power_mobility=_flag(row["PMD"]),
        hospice=_flag(row["HOSPICE"]) if "HOSPICE" in row else None,
    )


def _flag(cell: str) -> bool:
    if (found := _YES.get(cell.strip().upper())) is None:
        raise ValueError("neither Y nor N")
    return found


def _revalidation(row: Mapping[str, str]) -> RevalidationRow:
    return RevalidationRow(
        enrollment_id=row["Enrollment ID"].strip(),
        npi=row["National Provider Identifier"],
        due=day_of(row["Revalidation Due Date"]),
        adjusted=day_of(row["Adjusted Due Date"]),
    )


def _enrollment(row: Mapping[str, str]) -> PublicEnrollmentRow:
    return PublicEnrollmentRow(
        enrollment_id=row["ENRLMT_ID"].strip(),
        npi=row["NPI"],
        specialty=row["PROVIDER_TYPE_DESC"].strip() or None,
        state=row["STATE_CD"].strip() or None,
    )


DATASETS = (
    Dataset(
        Source.ORDER_AND_REFER,
        "c99b5865-1119-4436-bb80-c5af2773ea1f",
        "NPI",
        ("NPI", "PARTB", "DME", "HHA", "PMD"),
        _order_and_refer,
    ),
    Dataset(
        Source.REVALIDATION,
        "3746498e-874d-45d8-9c69-68603cafea60",
        "National Provider Identifier",
        ("Enrollment ID", "National Provider Identifier", "Revalidation Due Date", "Adjusted Due Date"),
        _revalidation,
    ),
    Dataset(
        Source.ENROLLMENT,
        "2457ea29-fc82-48b0-86ec-3b0755de7515",
        "NPI",
        ("NPI", "ENRLMT_ID", "PROVIDER_TYPE_DESC", "STATE_CD"),
        _enrollment,
    ),
)


async def rows_of(
    dataset: Dataset, npis: Sequence[str], service: Connection, now: datetime
) -> Mapping[str, tuple[Row, ...]]:
    """The rows of each of at most BATCH NPIs, page after page. Raises SourceProblemError."""
    found: dict[str, list[Row]] = {npi: [] for npi in npis}
    before: _RAW = []
    for number in range(_MOST_PAGES):
        paging = {"size": str(_PAGE), "offset": str(number * _PAGE)}
        page: _RAW = read(
            _RAW, await service.json(dataset.path, {**_filter(dataset, npis), **paging}, now), dataset.path
        )
        if page and page == before:
            raise changed("one page comes twice", dataset.path)
        for npi, row in _made(dataset, page):
            if npi not in found:
                raise changed("it has rows about NPIs that were not asked for", dataset.path)
            found[npi].append(row)
        if len(page) < _PAGE:
            return {npi: tuple(rows) for npi, rows in found.items()}
        before = page
    raise changed("its pages do not end", dataset.path)


def _filter(dataset: Dataset, npis: Sequence[str]) -> dict[str, str]:
    stem = "filter[npi][condition]"
    values = {f"{stem}[value][{number}]": npi for number, npi in enumerate(npis, start=1)}
    return {f"{stem}[path]": dataset.npi, f"{stem}[operator]": "IN", **values}


def _made(dataset: Dataset, page: _RAW) -> Iterator[tuple[str, Row]]:
    for place, raw in enumerate(page):
        cells = {name: (cell or "") for name, cell in raw.items()}
        if lacking := [name for name in dataset.columns if name not in cells]:
            raise changed(f"the column {lacking[0]} is missing", dataset.path)
        cells[dataset.npi] = cells[dataset.npi].strip()
        try:
            yield cells[dataset.npi], dataset.make(cells)
        except ValueError as error:
            raise changed(f"row {place + 1} cannot be read", dataset.path) from error


async def releases(service: Connection, now: datetime) -> Mapping[Source, date]:
    """Of which day each data set is, as the catalogue has it. Raises SourceProblemError."""
    catalogue: Catalogue = read(Catalogue, await service.json(_CATALOGUE, {}, now), _CATALOGUE)
    found: dict[Source, date] = {}
    for dataset in DATASETS:
        entry = next((one for one in catalogue.dataset if dataset.uuid in one.identifier), None)
        try:
            day = day_of(entry.modified) if entry else None
        except ValueError:
            day = None
        if day is not None:
            found[dataset.source] = day
    return found
