"""How a portal says that a table comes in pages."""

from pydantic import field_validator

from agent.browser.elements import compiled
from agent.model.base import Frozen


class Paging(Frozen):
    """`label` is the accessible name of the navigation of a table named `{table}`; `next` its link onward.

    `rows` is the pattern of its words that say which rows are shown, with groups first, last and total.
    """

    label: str = "Pages of {table}"
    next: str = "Next"
    rows: str = r"Rows (?P<first>\d{1,7}) to (?P<last>\d{1,7}) of (?P<total>\d{1,7})"

    @field_validator("rows")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return compiled(pattern)
