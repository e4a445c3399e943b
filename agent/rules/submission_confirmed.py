"""An application was submitted: its new Web Tracking ID is told once, to be kept (S2, S3).

An event: told on the day of the look that first shows it, and well on any later one.
"""

from datetime import datetime

from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import Answer, Case, Opinion, judge_each
from agent.rules.rule import History, facts_before

NAME = "submission-confirmed"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    earlier = [
        (each, {one.id for one in facts.applications or ()})
        for each, facts in facts_before(look, history)
        if facts.whole("applications")
    ]
    return judge_each(look, roster, policy, now, lambda case: _opinion(case, earlier))


def _opinion(case: Case, earlier: list[tuple[Look, set[str | None]]]) -> Opinion:
    """New is what a whole list of an earlier look does not have."""
    application = case.application
    if application.id is None:
        return Answer.WELL
    first, lacking = case.look, None
    for each, known in earlier:
        if application.id not in known:
            lacking = each
            break
        first = each
    if lacking is None or case.policy.today(first.ended) < case.today:
        return Answer.WELL
    if application.since is None:
        return Answer.UNSURE
    if application.since < case.policy.today(lacking.ended):  # an old one of a provider who is new here
        return Answer.WELL
    return case.finding(
        NAME,
        Standing(severity=Severity.INFORMATION, stage=0),
        title=f"{application.reason or 'application'} submitted ({application.form}, {application.state})",
        impact="this Web Tracking ID is how the contractor and PECOS find the application; it is not the "
        "Enrollment ID.",
        next_step="Keep the number and the confirmation in the enrollment folder. If none of you submitted "
        "it, ask the contractor at once.",
        since=application.since,
    )
