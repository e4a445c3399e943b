"""What the rules about papers share: how PECOS calls them, which of several counts, and their subjects."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from agent.model.facts import CredentialFact, DocumentFact
from agent.rules.rule import spelled

DIGITAL_CERTIFICATE = "Digital certificate"
VOIDED_CHECK = "Voided check or bank letter"
IRS_LETTER = "IRS CP-575 or 147C"
LICENCE = "State license"
NATIONAL_CERTIFICATE = "National certificate and diploma"
ACCREDITATION = "Accreditation"
LIABILITY_INSURANCE = "Liability insurance"
"""Kinds of papers as PECOS prints them (W6)."""

Paper = TypeVar("Paper", CredentialFact, DocumentFact)


def subject_of(paper: CredentialFact | DocumentFact) -> str:
    """How incidents call it; a document has no number."""
    number = f" {paper.number}" if isinstance(paper, CredentialFact) else " document"
    return f"{paper.npi} {paper.kind}{number}"


def held(papers: Iterable[Paper]) -> dict[str, Paper]:
    """By subject; of those called the same the one that lasts longest, for it replaces the others."""
    newest: dict[str, Paper] = {}
    for paper in papers:
        subject = subject_of(paper)
        known = newest.get(subject)
        if known is None or _lasts(paper) > _lasts(known):
            newest[subject] = paper
    return newest


def _lasts(paper: CredentialFact | DocumentFact) -> date:
    return paper.expires or date.max


def when(day: date, days: int) -> str:
    """`runs out 2026-04-01, 30 days left`; `ran out ...` once it has."""
    if days < 0:
        return f"ran out {day}" + (f", {spelled(days)}" if days < -1 else "")
    return f"runs out today, {day}" if days == 0 else f"runs out {day}, {spelled(days)}"
