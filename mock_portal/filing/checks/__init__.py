"""The Error/Warning Check: pure functions from an application and what is known around it to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mock_portal.filing.applications import Application
from mock_portal.filing.checks import control, identity, papers, shapes, timing
from mock_portal.filing.checks.context import Case, Context
from mock_portal.filing.checks.findings import Finding, Severity

CHECKS: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    shapes.shapes, identity.identity, identity.nppes, identity.addresses, control.reassigning,
    control.signers, control.owners, papers.licenses, papers.documents, papers.files, papers.fee,
    timing.early, timing.change_first, timing.advice,
)  # fmt: skip


def check(application: Application, context: Context) -> tuple[Finding, ...]:
    """All findings, the critical ones first and then in the order of the codes."""
    case = Case(application, context)
    found = [finding for one in CHECKS for finding in one(case)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), one.code)))


def stops(findings: Iterable[Finding]) -> bool:
    """Whether a finding stands in the way of submission."""
    return any(one.severity is Severity.CRITICAL for one in findings)
