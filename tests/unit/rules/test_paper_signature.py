"""paper-signature: one by Upload, until the contractor has received the application."""

import pytest

from agent.model.facts import ApplicationFact
from agent.model.finding import Severity
from agent.rules import paper_signature
from agent.rules.rule import start_of

from ..builders import POLICY, only, rule_on
from .filing import TRACKING, ago, application, reading, signature

JUDGE = paper_signature.judge
ON_PAPER = signature("Signed", method="Upload", requested=ago(1))


@pytest.mark.parametrize("status", ["Pending E-Signature", "Submitted"])
def test_paper_is_a_warning_from_its_appearance_on(status: str) -> None:
    found = only(rule_on(JUDGE, reading(application(status, signatures=[ON_PAPER]))))
    assert (found.severity, found.since) == (Severity.WARNING, start_of(ago(1), POLICY))
    assert "on paper" in found.title
    assert "choose Electronic" in found.next_step


@pytest.mark.parametrize("status", ["Received by Contractor", "In Review", "Approved", "Rejected", "Draft"])
def test_once_the_contractor_has_it_paper_costs_nothing_more(status: str) -> None:
    assert rule_on(JUDGE, reading(application(status, signatures=[ON_PAPER]))).well == (TRACKING,)


def test_an_electronic_signature_is_well_and_so_is_a_paper_one_of_an_older_revision() -> None:
    electronic = signature(revision=2)
    revised = application("Submitted", revision=2, signatures=[ON_PAPER, electronic])
    assert rule_on(JUDGE, reading(revised)).well == (TRACKING,)


@pytest.mark.parametrize(
    "unread",
    [
        application(None, signatures=[ON_PAPER]),
        application("Submitted", signatures=None),
        application("Submitted", signatures=[signature(method=None)]),
    ],
)
def test_what_was_not_read_is_neither_wrong_nor_well(unread: ApplicationFact) -> None:
    ruling = rule_on(JUDGE, reading(unread))
    assert (ruling.findings, ruling.unsure) == ((), (TRACKING,))
