"""VAL-017 to VAL-019: too early, something else first, and advice."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from mock_portal.filing.applications import Reason
from mock_portal.filing.checks.context import Case
from mock_portal.filing.checks.findings import Code, Finding
from mock_portal.filing.cycle import is_dated
from mock_portal.filing.forms.nouns import KEEPING, values_of
from mock_portal.filing.forms.outline import item_of, outline

_MONTHS_A_YEAR = 12


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or that month's last one."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 - months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def early(case: Case) -> Iterator[Finding]:
    """A revalidation before its window is returned as unsolicited (S2, W13)."""
    enrollment = case.context.enrollment
    if case.application.reason is not Reason.REVALIDATION or enrollment is None:
        return
    topic = next((one.topic.key for one in outline(case.application)), "basic")
    due = enrollment.revalidation_due
    if due is None:
        text = "No due date is posted (TBD): the contractor returns an unsolicited revalidation."
        yield Finding(Code.EARLY, topic, text)
        return
    if not is_dated(due):
        return
    opens = months_before(due, case.context.policy.early_months)
    if case.context.today < opens:
        text = f"The revalidation is due on {due:%m/%d/%Y}: one sent before {opens:%m/%d/%Y} is returned."
        yield Finding(Code.EARLY, topic, text)


def change_first(case: Case) -> Iterator[Finding]:
    """A revalidation that brings changes: they should be filed as a change of information first (S2, W9)."""
    on_file = case.context.on_file
    if case.application.reason is not Reason.REVALIDATION or on_file is None:
        return
    for item in outline(case.application):
        told = values_of(on_file, item.topic.key)
        if told and item.topic.changeable and told != case.values(item.topic.key):
            text = f"{item.topic.title} differs from what is on file: file a change of information first."
            yield Finding(Code.CHANGE_FIRST, item.topic.key, text)


def advice(case: Case) -> Iterator[Finding]:
    """A contact person and a second location help (W19)."""
    if item_of(case.application, "contacts") is not None and not case.values("contacts"):
        text = "No contact person is given: questions go to the correspondence address only."
        yield Finding(Code.ADVICE, "contacts", text)
    places = item_of(case.application, "locations")
    if places is not None and case.application.reason in KEEPING and len(case.values("locations")) == 1:
        text = "Only one practice location is given: list satellite and mobile locations as well."
        yield Finding(Code.ADVICE, "locations", text)
