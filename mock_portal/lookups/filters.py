"""Filters of data.cms.gov: conditions on columns and groups of them, in the JSON:API manner (G1, G4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mock_portal.lookups.asking import BadLookupError

Row = Mapping[str, str]
_NAME = re.compile(r"filter((?:\[[^\[\]]*\])+)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_ROOT = ""


def _equal(cell: str, values: Sequence[str]) -> bool:
    return cell == values[0]


def _among(cell: str, values: Sequence[str]) -> bool:
    return cell in values


OPERATORS: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    "=": _equal,
    "<>": lambda cell, values: not _equal(cell, values),
    "!=": lambda cell, values: not _equal(cell, values),
    "<": lambda cell, values: cell < values[0],
    "<=": lambda cell, values: cell <= values[0],
    ">": lambda cell, values: cell > values[0],
    ">=": lambda cell, values: cell >= values[0],
    "CONTAINS": lambda cell, values: values[0] in cell,
    "STARTS_WITH": lambda cell, values: cell.startswith(values[0]),
    "ENDS_WITH": lambda cell, values: cell.endswith(values[0]),
    "IN": _among,
    "NOT IN": lambda cell, values: not _among(cell, values),
    "BETWEEN": lambda cell, values: values[0] <= cell <= values[-1],
    "IS NULL": lambda cell, values: not cell,
    "IS NOT NULL": lambda cell, values: bool(cell),
}
"""By name; letter case of text does not count, that of the real service is unconfirmed."""
_NEEDS_NO_VALUE = frozenset({"IS NULL", "IS NOT NULL"})


@dataclass
class _Draft:
    """A filter's parts as they are read; `values` by their place in the list."""

    path: str = ""
    operator: str = "="
    values: dict[str, str] = field(default_factory=dict)
    member_of: str = _ROOT
    conjunction: str | None = None


@dataclass(frozen=True)
class Filters:
    """Conditions by the group they are in; the root group is named by the empty string and means AND."""

    conditions: Mapping[str, Sequence[tuple[str, str, Sequence[str]]]]
    groups: Mapping[str, Sequence[tuple[str, bool]]]

    def match(self, row: Row) -> bool:
        """Whether a row passes."""
        return self._group_matches(_ROOT, row, every=True)

    def _group_matches(self, group: str, row: Row, *, every: bool) -> bool:
        found = [
            OPERATORS[operator](row[path].casefold(), values)
            for path, operator, values in self.conditions.get(group, ())
        ]
        found += [self._group_matches(name, row, every=inner) for name, inner in self.groups.get(group, ())]
        return all(found) if every else any(found)


def read_filters(query: Mapping[str, str], columns: Sequence[str]) -> Filters:
    """The filters of a query; BadLookupError for what names no column, operator or group."""
    drafts: dict[str, _Draft] = defaultdict(_Draft)
    for name, value in query.items():
        if name.startswith("filter"):
            _read(name, value, drafts)
    groups = {name: draft for name, draft in drafts.items() if draft.conjunction is not None}
    conditions: dict[str, list[tuple[str, str, Sequence[str]]]] = defaultdict(list)
    for name, draft in drafts.items():
        _check_member(name, draft, groups)
        if name not in groups:
            conditions[draft.member_of].append(_condition(name, draft, columns))
    members: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name, draft in groups.items():
        members[draft.member_of].append((name, draft.conjunction == "AND"))
    return Filters(conditions, members)


def _read(name: str, value: str, drafts: dict[str, _Draft]) -> None:
    whole = _NAME.fullmatch(name)
    if whole is None:
        raise BadLookupError(f"{name} is not a filter: write it like filter[NPI]=1234567893", name)
    label, *rest = _PART.findall(whole[1])
    draft = drafts[label]
    if rest[:1] == ["group"]:
        _read_group(name, rest[1:], value, draft)
        return
    rest = rest[1:] if rest[:1] == ["condition"] else rest
    match rest:
        case [] | ["value"]:
            draft.values["0"] = value
        case ["value", place]:
            draft.values[place] = value
        case ["path"]:
            draft.path = value
        case ["operator"]:
            draft.operator = value.upper()
        case ["memberOf"]:
            draft.member_of = value
        case _:
            raise BadLookupError(f"{name}: a condition has path, operator, value and memberOf", name)


def _read_group(name: str, rest: list[str], value: str, draft: _Draft) -> None:
    if rest == ["memberOf"]:
        draft.member_of = value
        draft.conjunction = draft.conjunction or "AND"
    elif rest == ["conjunction"] and value.upper() in ("AND", "OR"):
        draft.conjunction = value.upper()
    else:
        raise BadLookupError(f"{name}: a group has a conjunction, AND or OR, and memberOf", name)


def _condition(label: str, draft: _Draft, columns: Sequence[str]) -> tuple[str, str, Sequence[str]]:
    path, place = draft.path or label, f"filter[{label}]"
    if path not in columns:
        raise BadLookupError(f"{place}: there is no column {path}", place)
    if draft.operator not in OPERATORS:
        raise BadLookupError(f"{place}: there is no operator {draft.operator}", place)
    if not draft.values and draft.operator not in _NEEDS_NO_VALUE:
        raise BadLookupError(f"{place} has no value", place)
    return path, draft.operator, [value.casefold() for value in draft.values.values()]


def _check_member(label: str, draft: _Draft, groups: Mapping[str, _Draft]) -> None:
    """The way from a filter up to the root goes through groups that exist, and never round."""
    seen, above = {label}, draft.member_of
    while above != _ROOT:
        if above not in groups or above in seen:
            place = f"filter[{label}]"
            raise BadLookupError(f"{place}: there is no group {above} that it can be in", place)
        seen.add(above)
        above = groups[above].member_of
