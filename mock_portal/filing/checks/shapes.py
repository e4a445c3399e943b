"""VAL-001 to VAL-004: required fields, and the shapes of dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mock_portal.filing.checks.context import Case
from mock_portal.filing.checks.findings import Code, Finding
from mock_portal.filing.forms.nouns import Field, FieldKind, Topic
from mock_portal.filing.forms.outline import Item, outline
from mock_portal.world.npi import is_npi
from mock_portal.written import is_email, is_person_name, parse_day


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda typed: compiled.fullmatch(typed) is not None


_SHAPES: dict[FieldKind, tuple[Code, Callable[[str], bool], str]] = {
    FieldKind.DATE: (Code.DATE, lambda typed: parse_day(typed) is not None,
                     "enter a date of the calendar as MM/DD/YYYY."),
    FieldKind.SSN: (Code.SSN, _matches(r"\d{9}"), "enter nine digits without dashes or spaces."),
    FieldKind.NPI: (Code.NUMBER, is_npi, "enter a valid NPI: ten digits with a right check digit."),
    FieldKind.EIN: (Code.NUMBER, _matches(r"\d{9}"), "enter an EIN of nine digits without a dash."),
    FieldKind.PTAN: (Code.NUMBER, _matches("[A-Z0-9]{6,10}"),
                     "enter a Medicare ID of six to ten capital letters and digits."),
    FieldKind.ROUTING: (Code.NUMBER, _matches(r"\d{9}"), "enter a routing number of nine digits."),
    FieldKind.DIGITS: (Code.NUMBER, _matches(r"\d{4,17}"), "enter digits only, at least four."),
    FieldKind.PHONE: (Code.NUMBER, _matches(r"\d{3}-?\d{3}-?\d{4}"), "enter ten digits."),
    FieldKind.ZIP: (Code.NUMBER, _matches(r"\d{5}(?:-?\d{4})?"), "enter a ZIP Code of five or nine digits."),
    FieldKind.PERCENT: (Code.NUMBER, _matches(r"100|\d{1,2}(?:\.\d{1,2})?"), "enter a number from 0 to 100."),
    FieldKind.EMAIL: (Code.NUMBER, is_email,
                      "enter an e-mail address like name@practice.example."),
    FieldKind.NAME: (Code.NUMBER, is_person_name,
                     "enter letters, blanks, hyphens and apostrophes only."),
}  # fmt: skip
"""Kind of field: code, what is right, what to do. PTAN: no universal format, 6 to 10 characters (W24)."""


def field_problem(field: Field, values: dict[str, str]) -> tuple[Code, str] | None:
    """What is wrong with one field of an entry; null where nothing is."""
    typed = values.get(field.name, "")
    if not field.asked(values):
        return None
    if not typed:
        return (Code.REQUIRED, f"{field.label} is required.") if field.required else None
    if field.kind not in _SHAPES:
        return None
    code, right, advice = _SHAPES[field.kind]
    return None if right(typed) else (code, f"{field.label}: {advice}")


def entry_problems(topic: Topic, values: dict[str, str]) -> dict[str, tuple[Code, str]]:
    """What is wrong with an entry, by field."""
    found = ((one.name, field_problem(one, values)) for one in topic.fields)
    return {name: problem for name, problem in found if problem is not None}


def shapes(case: Case) -> Iterator[Finding]:
    """Required topics without an entry, and every field that is empty or of a wrong shape."""
    for item in outline(case.application):
        entries = case.values(item.topic.key)
        if item.required and not entries:
            text = f"The topic {item.topic.title} is required."
            yield Finding(Code.REQUIRED, item.topic.key, text)
        yield from _in_entries(item, entries)


def _in_entries(item: Item, entries: list[dict[str, str]]) -> Iterator[Finding]:
    for number, values in enumerate(entries):
        for name, (code, text) in entry_problems(item.topic, values).items():
            yield Finding(code, item.topic.key, text, number, name)
