"""Reading the query of a public look-up: wider than a page's form, for its filters have many parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl

from mock_portal.web.forms import BadFormError

LONGEST_FIELD = 256
MOST_FIELDS = 400
"""A filter has up to five fields, and real programs ask for 25 NPIs and more at a time (G4)."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


class BadLookupError(Exception):
    """The look-up cannot be answered; `field` names the parameter at fault, `status` is HTTP's."""

    def __init__(self, text: str, field: str, status: int = 400) -> None:
        self.text = text
        self.field = field
        self.status = status
        super().__init__(text)


def parse_lookup(encoded: str) -> dict[str, str]:
    """The query's fields; `name[]` fields are numbered from 0. BadFormError as for a page's form."""
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadFormError("The query was not sent in a way that this system can read.") from error
    fields: dict[str, str] = {}
    listed: Counter[str] = Counter()
    for name, value in pairs:
        key = name
        if name.endswith("[]"):
            key = f"{name[:-1]}{listed[name]}]"
            listed[name] += 1
        _check(key, value, fields)
        fields[key] = value
    return fields


def _check(name: str, value: str, fields: Mapping[str, str]) -> None:
    if name in fields:
        raise BadFormError("A field was sent twice.")
    if max(len(name), len(value)) > LONGEST_FIELD:
        raise BadFormError(f"A field is longer than {LONGEST_FIELD} characters.")
    if _CONTROL.search(name + value):
        raise BadFormError("A field contains a character that cannot be used.")


def whole_number(query: Mapping[str, str], name: str, default: int) -> int:
    """A parameter that counts; BadLookupError where it is not a whole number of at most nine digits."""
    text = query.get(name, "")
    if not text:
        return default
    if not _COUNT.fullmatch(text):
        raise BadLookupError(f"{name} must be a whole number", name)
    return int(text)
