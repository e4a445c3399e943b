"""An application was begun and not submitted: nothing of it reaches the contractor."""

from datetime import datetime

from agent.model.finding import Ruling
from agent.model.ladder import passed
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import Answer, Case, Opinion, Printed, counted, judge_each
from agent.rules.rule import History
from agent.rules.spans import days_since

NAME = "unfinished-application"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    return judge_each(look, roster, policy, now, _opinion)


def _opinion(case: Case) -> Opinion:
    application = case.application
    if application.status is None:
        return Answer.UNSURE
    if application.status != Printed.DRAFT:
        return Answer.WELL
    if application.since is None:
        return Answer.UNSURE
    days = days_since(application.since, case.today)
    standing = passed(days, case.policy.draft_age)
    if standing is None:
        return Answer.WELL
    return case.finding(
        NAME,
        standing,
        title=f"{application.reason or 'application'} not submitted, begun {counted(days, 'day')} ago",
        impact="nothing is submitted before Complete Submission, so no clock of the contractor's runs; what "
        "was typed and not saved is lost after 30 minutes without a click.",
        next_step="Open My Associates, View Enrollments, Applications not submitted in PECOS; continue "
        "working on it and save often, or delete it.",
        since=application.since,
    )
