"""VAL-013 to VAL-016: licences, documents, files and the fee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mock_portal.filing.checks.context import Case
from mock_portal.filing.checks.findings import DOCUMENTS, FEE, Code, Finding
from mock_portal.filing.forms.outline import documents_due, item_of
from mock_portal.filing.records import FeeState, FileType
from mock_portal.written import parse_day

_BYTES_PER_MEGABYTE = 1_000_000


def licenses(case: Case) -> Iterator[Finding]:
    """A licence that runs out before the contractor is likely to decide."""
    item = item_of(case.application, "licenses")
    if item is None:
        return
    decided = case.context.today + timedelta(days=case.context.policy.decided_after_days[1])
    for number, values in enumerate(case.values("licenses")):
        expires = parse_day(values.get("expires", ""))
        if expires is not None and expires <= decided:
            text = _expiry(values.get("kind", "License"), expires, case.context.today)
            yield Finding(Code.LICENSE, "licenses", text, number, "expires")
    given = {values.get("number") for values in case.values("licenses")}
    for one in case.context.credentials:
        if one.number not in given and one.expires <= decided:
            text = _expiry(f"{one.kind.value} {one.number}", one.expires, case.context.today)
            yield Finding(Code.LICENSE, "licenses", text)


def _expiry(what: str, expires: date, today: date) -> str:
    if expires < today:
        return f"{what} expired on {expires:%m/%d/%Y}."
    return f"{what} expires on {expires:%m/%d/%Y}, before a decision is likely."


def documents(case: Case) -> Iterator[Finding]:
    """Every document that the form asks for (W6)."""
    given = {one.kind for one in case.context.documents}
    for kind in dict.fromkeys(rule.kind for rule in documents_due(case.application)):
        if kind not in given:
            yield Finding(Code.DOCUMENT, DOCUMENTS, f"The document {kind.value} is missing.")


def files(case: Case) -> Iterator[Finding]:
    """File types and size as the portal takes them now (S0, W20)."""
    policy, given = case.context.policy, case.context.documents
    for one in given:
        if one.file_type is FileType.TIFF and not policy.tiff_allowed:
            yield Finding(Code.FILE, DOCUMENTS, f"{one.file_name} is a TIFF file: upload it as PDF.")
    if sum(one.size for one in given) > policy.largest_upload_bytes:
        limit = policy.largest_upload_bytes / _BYTES_PER_MEGABYTE
        text = f"The documents are larger than {limit:g} MB in total."
        yield Finding(Code.FILE, DOCUMENTS, text)


def fee(case: Case) -> Iterator[Finding]:
    """A fee that was asked for must be paid, or a hardship exception asked for (W11, S2)."""
    due = case.context.fee
    if due is not None and due.state in (FeeState.REQUESTED, FeeState.HARDSHIP_DENIED):
        text = f"The application fee of ${due.dollars} is not paid, and no hardship exception is asked for."
        yield Finding(Code.FEE, FEE, text)
