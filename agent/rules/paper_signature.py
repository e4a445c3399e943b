"""A signature comes on paper, by Upload: that takes longer than an electronic one (S3)."""

from datetime import datetime

from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import Answer, Case, Opinion, Printed, judge_each, signatures_of_newest
from agent.rules.rule import History

NAME = "paper-signature"
_UPLOAD = "Upload"
_NOT_AT_WORK_YET = frozenset({Printed.UNSIGNED, Printed.SUBMITTED})
"""Until the contractor has received it, paper costs time."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    return judge_each(look, roster, policy, now, _opinion)


def _opinion(case: Case) -> Opinion:
    application = case.application
    if application.status is None:
        return Answer.UNSURE
    if application.status not in _NOT_AT_WORK_YET:
        return Answer.WELL
    asked = signatures_of_newest(application)
    on_paper = [each for each in asked if each.method == _UPLOAD]
    if not on_paper:
        unreadable = application.signatures is None or any(each.method is None for each in asked)
        return Answer.UNSURE if unreadable else Answer.WELL
    return case.finding(
        NAME,
        Standing(severity=Severity.WARNING, stage=0),
        title="signed on paper (Upload), which is slower than electronic",
        impact="an electronic signature counts at once; a paper page is looked at by hand first, and one "
        "that is missing or illegible gets the application rejected.",
        next_step="See that the signed page is uploaded whole under Required and/or Supporting Documents; "
        "choose Electronic with the signer's own e-mail at the next submission.",
        since=min((each.requested for each in on_paper if each.requested), default=application.since),
    )
