"""Page contracts: what a skin of the portal shows, as data. A portal with other labels is another file."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.errors import SettingsError
from agent.model.verdict import VERDICT_OF, Cause, Verdict

SHIPPED = Path(__file__).parent / "contracts"

NEEDED: Mapping[str, tuple[str, ...]] = {
    "ia-login": ("user_id", "password", "submit"),
    "pecos-login": (),
    "ia-mfa": ("code", "submit"),
    "ia-reset-password": (),
    "ia-home": ("profile", "pecos", "sign_out"),
    "ia-profile": ("days_left",),
    "pecos-home": ("associates", "session_limit"),
    "my-associates": ("individuals", "organizations", "showing"),
    "enrollments": ("npi", "list", "showing"),
    "signed-out": (),
}
"""The pages and elements that the page objects look up; a contract must describe each."""


class Role(StrEnum):
    """How an element is found: by ARIA role and accessible name, where it has them."""

    TEXTBOX = "textbox"
    PASSWORD = "password"  # noqa: S105 - a kind of field: it has no ARIA role, so its label finds it
    BUTTON = "button"
    LINK = "link"
    TABLE = "table"  # its rows are what is read
    LIST = "list"  # its items are what is read
    ROWHEADER = "rowheader"  # the cell beside it is the value
    TERM = "term"  # of a definition list: the definition after it is the value
    TEXT = "text"  # a sentence, found by its pattern


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def value_in(pattern: str, text: str) -> str | None:
    """The group `value`, or all of the text, when all of it matches; None when it does not."""
    match = re.fullmatch(pattern, text.strip())
    return match and match.groupdict().get("value", match.group())


class Part(StrEnum):
    """Where in a row of a table, or in an item of a list, a value stands."""

    HEADED = "headed"  # in the cell below the column's header, or after the term, of this name
    HEADING = "heading"  # the item's heading is the value
    LINK = "link"  # the item's link whose text matches


ONE_ROW_EACH = frozenset({Role.TABLE, Role.LIST})
"""What is read row by row, or item by item."""


class Column(Frozen):
    """One value of every row or item: where it stands, and what its text must match."""

    header: str = ""
    part: Part = Part.HEADED
    pattern: str = r"\S.*"

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if (self.part is Part.HEADED) != bool(self.header):
            raise ValueError("a column needs either a `header` or a `part` that is a heading or a link")
        return self

    @property
    def called(self) -> str:
        """How a person would name it."""
        return repr(self.header) if self.header else f"{self.part}"

    @field_validator("pattern")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return _compiled(pattern)


class Element(Frozen):
    """One thing on a page that the agent uses or reads; a table and a list have `columns`."""

    role: Role
    label: str = ""
    pattern: str = r"\S.*"
    columns: Mapping[str, Column] = {}
    times: int = Field(1, ge=1)

    @field_validator("pattern")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return _compiled(pattern)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.role is not Role.TEXT and not self.label:
            raise ValueError(f"a {self.role} needs a `label`")
        if self.role is Role.TEXT and "(?P<value>" not in self.pattern:
            raise ValueError("a text needs a `pattern` with a group named `value`")
        if self.role in ONE_ROW_EACH and not self.columns:
            raise ValueError(f"a {self.role} needs `columns`")
        if self.role is Role.TABLE and any(one.part is not Part.HEADED for one in self.columns.values()):
            raise ValueError("a column of a table needs a `header`")
        return self


class Page(Frozen):
    """One page: its path, the text of its level-1 heading, and its elements by our names."""

    address: str = Field(pattern=r"^/")
    landmark: str = Field(min_length=1)
    probed: bool = False  # public, and looked at by every probe
    elements: Mapping[str, Element] = {}


class Signs(Frozen):
    """Words that decide what a page is, whatever its address or status: headings, and one alert."""

    maintenance: str
    not_connected: str
    captcha: str
    timed_out: str
    please_sign_in: str


class Alert(Frozen):
    """What an alert on a page means."""

    page: str
    pattern: str
    cause: Cause

    @field_validator("pattern")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return _compiled(pattern)

    @field_validator("cause")
    @classmethod
    def _is_refusal(cls, cause: Cause) -> Cause:
        if VERDICT_OF[cause] is not Verdict.ACCOUNT_PROBLEM:
            raise ValueError(f"{cause} is not a way in which the portal refuses an account")
        return cause


class PageContract(Frozen):
    """All the agent knows of a portal's pages; `writes` are the only paths it may POST to."""

    skin: str
    language: str
    writes: tuple[str, ...]
    signs: Signs
    alerts: tuple[Alert, ...]
    pages: Mapping[str, Page]

    @model_validator(mode="after")
    def _describes_what_is_read(self) -> Self:
        for name, elements in NEEDED.items():
            if name not in self.pages:
                raise ValueError(f"pages.{name} is missing")
            for element in elements:
                if element not in self.pages[name].elements:
                    raise ValueError(f"pages.{name}.elements.{element} is missing")
        return self

    @property
    def probes(self) -> tuple[str, ...]:
        """The names of the pages that a probe looks at."""
        return tuple(name for name, page in self.pages.items() if page.probed)

    def refusal(self, page: str, alerts: tuple[str, ...]) -> Cause | None:
        """What the alerts on a page mean; None when none of them is known."""
        for known in self.alerts:
            if known.page == page and any(re.search(known.pattern, alert) for alert in alerts):
                return known.cause
        return None

    def page_with(self, landmark: str) -> str | None:
        """The name of the page that has this level-1 heading."""
        return next((name for name, page in self.pages.items() if page.landmark == landmark), None)


def load_contract(name_or_path: str) -> PageContract:
    """A shipped contract by name, or any other by the path of its file.

    Raises `SettingsError` naming the file and the key that is wrong.
    """
    is_path = name_or_path.endswith(".toml") or "/" in name_or_path
    path = Path(name_or_path) if is_path else SHIPPED / f"{name_or_path}.toml"
    try:
        return PageContract.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        shipped = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
        raise SettingsError(
            f"There is no readable page contract {name_or_path!r}",
            str(path),
            f"set portal.contract to a shipped one ({shipped}) or to the path of a .toml file",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The page contract is not TOML: {error}", str(path), "correct the file at that place"
        ) from error
    except ValidationError as error:
        raise SettingsError(*_first_wrong_key(error, path)) from error


def _first_wrong_key(error: ValidationError, path: Path) -> tuple[str, str, str]:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "the contract"
    message = first["msg"].removeprefix("Value error, ")
    return f"The page contract cannot be used: {key}: {message}", str(path), "correct that key"
