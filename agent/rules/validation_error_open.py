"""The portal's own Error/Warning Check has findings on an application; their severity is kept (S0)."""

from datetime import datetime

from agent.model.facts import ValidationFact
from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing, passed
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import ENDED, Answer, Case, Opinion, counted, judge_each
from agent.rules.rule import History
from agent.rules.spans import days_since

NAME = "validation-error-open"
_KEPT = {
    "Critical": Severity.CRITICAL,
    "Warning": Severity.WARNING,
    "Information": Severity.INFORMATION,
}
_COSTS = {
    Severity.CRITICAL: "it cannot be submitted, or not be processed, before they are corrected; left alone "
    "they mean delay, lost revenue and rejection.",
    Severity.WARNING: "it can be submitted, but such findings delay it or bring it back for corrections.",
    Severity.INFORMATION: "advice only: it can be submitted as it is.",
}
_SHOWN = 4


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    return judge_each(look, roster, policy, now, _opinion)


def _opinion(case: Case) -> Opinion:
    application = case.application
    if application.status in ENDED:
        return Answer.WELL
    if application.findings is None:
        return Answer.UNSURE
    known = {each: _KEPT[each.severity] for each in application.findings if each.severity in _KEPT}
    if not known:
        return Answer.UNSURE if application.findings else Answer.WELL
    standing = _standing(case, max(known.values(), key=lambda one: one.rank))
    codes = _codes(known)
    return case.finding(
        NAME,
        standing,
        title=f"{counted(len(application.findings), 'finding')} of the Error/Warning Check ({codes})",
        impact=_COSTS[standing.severity],
        next_step="Open the application in PECOS, Error/Warning Check, and correct each field it names: look "
        "for a stray character or an incomplete field. These are no system errors: EUS does not help.",
        since=application.since,
    )


def _standing(case: Case, kept: Severity) -> Standing:
    """Advice that nobody looks at becomes worse with time; what is worse by itself stays what it is."""
    if kept is not Severity.INFORMATION:
        return Standing(severity=kept, stage=0)
    since = case.application.since
    grown = passed(days_since(since, case.today) if since else 0, case.policy.validation_age)
    return grown or Standing(severity=kept, stage=0)


def _codes(known: dict[ValidationFact, Severity]) -> str:
    """Each code once, the worst first."""
    worst_first = sorted(known, key=lambda each: (-known[each].rank, each.code))
    codes = list(dict.fromkeys(each.code for each in worst_first))
    more = [f"and {len(codes) - _SHOWN} more"] if len(codes) > _SHOWN else []
    return ", ".join(codes[:_SHOWN] + more)
