"""Page contracts: what a skin of the portal shows, as data. A portal with other labels is another file."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator

from agent.browser.dates import Formats
from agent.browser.elements import Element, compiled
from agent.browser.paging import Paging
from agent.model.base import Frozen
from agent.model.errors import SettingsError
from agent.model.verdict import VERDICT_OF, Cause, Verdict

SHIPPED = Path(__file__).parent / "contracts"

NEEDED: Mapping[str, tuple[str, ...]] = {
    "ia-login": ("user_id", "password", "submit"),
    "pecos-login": (),
    "ia-mfa": ("code", "submit"),
    "ia-mfa-setup": (),
    "ia-reset-password": (),
    "ia-home": ("profile", "pecos", "sign_out"),
    "ia-profile": ("days_left", "primary_method", "backups", "questions_age_days"),
    "my-connections": ("list",),
    "my-staff": ("teams",),
    "pecos-home": ("associates", "session_limit", "signatures", "revalidations", "fees"),
    "signatures": ("own", "others"),
    "revalidations": ("list",),
    "fees": ("list",),
    "account-management": ("employers", "providers"),
    "provider-access": ("npi", "decided_by", "people"),
    "my-associates": ("individuals", "organizations", "showing"),
    "enrollments": ("npi", "list", "showing", "applications", "documents", "credentials"),
    "enrollment-record": (
        *("npi", "id", "effective", "status_since", "last_claim"),
        *("ptans", "locations", "owners", "no_owners", "reassignments"),
    ),
    "applications": ("npi", "list"),
    "application-status": (
        *("npi", "id", "enrollment_id", "case_number", "revision"),
        *("history", "corrections", "findings", "signatures", "fees"),
    ),
    "documents": ("npi", "list", "showing"),
    "credentials": ("npi", "list"),
    "signed-out": (),
}
"""The pages and elements that the page objects look up; a contract must describe each."""


class Page(Frozen):
    """One page: its path, the text of its level-1 heading, and its elements by our names."""

    address: str = Field(pattern=r"^/")
    landmark: str = Field(min_length=1)
    probed: bool = False  # public, and looked at by every probe
    elements: Mapping[str, Element] = {}


class Signs(Frozen):
    """Words that decide what a page is, whatever its address or status: headings, and one alert.

    `maintenance_until` is the pattern of the words of the maintenance page that say when it ends: the group
    `value` is a moment as `formats.moment` has it. Null where the page never says.
    """

    maintenance: str
    maintenance_until: str | None = None
    not_connected: str
    captcha: str
    timed_out: str
    please_sign_in: str

    @field_validator("maintenance_until")
    @classmethod
    def _is_pattern(cls, pattern: str | None) -> str | None:
        return None if pattern is None else compiled(pattern)


class Messages(Frozen):
    """Patterns found in the portal's messages. A code or a severity is the group `value`.

    `system` is found in what the portal says of its own errors (S4); `browser` in its notice to a visitor
    whose browser it does not support.
    """

    code: str
    severity: str
    system: str
    browser: str

    @field_validator("code", "severity", "system", "browser")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return compiled(pattern)


class Alert(Frozen):
    """What an alert on a page means."""

    page: str
    pattern: str
    cause: Cause

    @field_validator("pattern")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return compiled(pattern)

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
    messages: Messages
    formats: Formats
    paging: Paging
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
