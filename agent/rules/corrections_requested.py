"""The contractor asks for corrections: unanswered for 30 days, the application is rejected (W17)."""

from datetime import date, datetime

from agent.model.facts import CorrectionFact
from agent.model.finding import Ruling
from agent.model.ladder import days_until
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import ENDED, REVALIDATION, Answer, Case, Opinion, Printed, counted, judge_each
from agent.rules.rule import History, spelled
from agent.rules.spans import at_once, last_day

NAME = "corrections-requested"
_ROWS = "applications.corrections"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    return judge_each(look, roster, policy, now, _opinion)


def _opinion(case: Case) -> Opinion:
    """The status alone says that corrections are asked for; what is asked of an ended one is past."""
    application = case.application
    if application.status is None:
        return Answer.UNSURE
    if application.status in ENDED or application.status == Printed.DRAFT:
        return Answer.WELL
    asked = application.status == Printed.CORRECTIONS
    if application.corrections is None and not asked:
        return Answer.UNSURE
    open_ones = [each for each in application.corrections or () if each.answered is None]
    if not open_ones and not asked:
        return Answer.WELL
    if _ROWS in case.facts.not_read:  # an answer may be what was not read
        return _unanswered(case, []) if asked else Answer.UNSURE
    return _unanswered(case, open_ones)


def _unanswered(case: Case, open_ones: list[CorrectionFact]) -> Opinion:
    due = _earliest(case, open_ones)
    if due is None:
        return Answer.UNSURE
    days = days_until(due, case.today)
    standing = at_once(days, case.policy.corrections_left)
    if standing is None:
        return Answer.WELL
    topics = f" of {counted(len(open_ones), 'topic')}" if open_ones else ""
    lapses = " The enrollment can then be stayed and deactivated, and its claims are not paid."
    return case.finding(
        NAME,
        standing,
        title=f"corrections{topics} to be answered, {spelled(days)}",
        impact="unanswered in time it is rejected: there is no appeal, it starts again."
        + (lapses if case.application.reason == REVALIDATION else ""),
        next_step="In PECOS open My Associates, View Enrollments, Correct and Resubmit; correct every topic "
        "and complete the submission: it is a new revision, to be signed anew.",
        since=min((each.asked for each in open_ones if each.asked), default=case.application.since),
        due=due,
    )


def _earliest(case: Case, open_ones: list[CorrectionFact]) -> date | None:
    """As printed, else so many days after it was asked for; without a row, after the status began."""
    days = case.policy.corrections_days
    printed = [each.due or last_day(each.asked, days) for each in open_ones]
    known = [due for due in printed if due is not None]
    began = case.application.since if case.application.status == Printed.CORRECTIONS else None
    return min(known, default=last_day(began, days))
