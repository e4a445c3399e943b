"""What may be stored as typed. A wrong date is kept and reported; what no form would send is refused."""

from __future__ import annotations

import re

from mock_portal.filing.forms.nouns import TICKED, Field, FieldKind, Topic
from mock_portal.world.contractors import STATES

_TEXT = re.compile(r"[A-Za-z0-9\u00c0-\u024f .,'#&/()+:;@%!?\"_*-]*")
"""Latin letters, digits and the marks of names and addresses; no brackets, braces or other scripts."""
_LONGEST = {
    FieldKind.DATE: 20, FieldKind.SSN: 20, FieldKind.EIN: 20, FieldKind.NPI: 20, FieldKind.PTAN: 20,
    FieldKind.PHONE: 20, FieldKind.ZIP: 12, FieldKind.ROUTING: 20, FieldKind.DIGITS: 20,
    FieldKind.PERCENT: 10,
}  # fmt: skip


def longest_of(field: Field) -> int:
    """How many characters the field holds."""
    return min(field.longest, _LONGEST.get(field.kind, field.longest))


def choices_of(field: Field) -> tuple[str, ...] | None:
    """What can be chosen; null for a field that is typed into."""
    listed = {FieldKind.CHOICE: field.choices, FieldKind.STATE: STATES, FieldKind.TICK: (TICKED,)}
    return listed.get(field.kind)


def refusal(field: Field, typed: str, kept: str = "") -> str | None:
    """Why the value cannot be stored; null where it can. What is on file already may stay."""
    choices = choices_of(field)
    if choices is not None:
        known = typed in ("", kept, *choices)
        return None if known else f"{field.label}: select one of the answers."
    if len(typed) > longest_of(field):
        return f"{field.label}: use at most {longest_of(field)} characters."
    if not _TEXT.fullmatch(typed):
        return f"{field.label}: a character cannot be used here."
    return None


def read_values(topic: Topic, sent: dict[str, str], *, strip_dashes: bool) -> dict[str, str]:
    """The topic's fields out of what was sent, blanks trimmed; empty ones are left out."""
    values = {one.name: _trimmed(one, sent.get(one.name, ""), strip_dashes) for one in topic.fields}
    return {name: value for name, value in values.items() if value}


def _trimmed(field: Field, typed: str, strip_dashes: bool) -> str:
    typed = typed.strip()
    if field.kind is FieldKind.SSN and strip_dashes:
        return re.sub("[ -]", "", typed)
    return typed
