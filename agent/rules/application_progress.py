"""An application lies with the contractor for longer than is usual, or has ended without approval."""

from collections import defaultdict
from datetime import date, datetime

from agent.model.facts import ApplicationFact
from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing, passed
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import ENDED, INITIAL, Answer, Case, Opinion, Printed, counted, judge_each
from agent.rules.rule import History
from agent.rules.spans import days_since

NAME = "application-progress"
_NOT_APPROVED = {
    Printed.DENIED: Severity.CRITICAL,
    Printed.REJECTED: Severity.CRITICAL,
    Printed.RETURNED: Severity.WARNING,
}
_MEANS = {
    Printed.DENIED: "the contractor found that a requirement is not met. The letter opens two periods: a "
    "corrective action plan and a reconsideration; when they are over the denial is final.",
    Printed.REJECTED: "something was missing and not cured in time. There is no appeal: it starts again, and "
    "the days so far are lost.",
    Printed.RETURNED: "it was not processed (wrong contractor, too early, or not asked for). There is no "
    "appeal: it starts again.",
}
"""What an ending means (W15, W17, W26)."""
_THEN = {
    Printed.DENIED: "Read the letter, note its date, and decide with the provider how to answer it.",
    Printed.REJECTED: "Read the reason under View status in PECOS, cure it, and file the application anew.",
    Printed.RETURNED: "Read the reason under View status in PECOS, and file it anew in its time and place.",
}
_UNPAID_TILL_THEN = "The provider cannot bill until it is approved."
_OLD_TILL_THEN = "Until it is decided Medicare pays by what it has on file."
_PROMISED = "Of web applications 95 in 100 are decided in 15 days and all in 50; with a site visit 85."  # W18
_REFUSED = frozenset({*_NOT_APPROVED, Printed.WITHDRAWN})
_OWN_CLOCKS = frozenset({Printed.DRAFT, Printed.UNSIGNED, Printed.CORRECTIONS, Printed.FEE})
"""Where the provider is to act; other rules count those days."""

Filed = dict[tuple[str | None, ...], list[ApplicationFact]]


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    filed = _filed(look)
    return judge_each(look, roster, policy, now, lambda case: _opinion(case, filed))


def _opinion(case: Case, filed: Filed) -> Opinion:
    application = case.application
    if application.status is None:
        return Answer.UNSURE
    if application.status in _OWN_CLOCKS or application.status in ENDED - _NOT_APPROVED.keys():
        return Answer.WELL
    if application.since is None:
        return Answer.UNSURE
    if application.status in ENDED:
        return _ended(case, Printed(application.status), application.since, filed)
    return _waits(case, application.status, application.since)


def _waits(case: Case, status: str, since: date) -> Opinion:
    """More than so many days: a promise of 15 days is broken on the sixteenth."""
    days = days_since(since, case.today)
    standing = passed(days - 1, case.policy.application_age)
    if standing is None:
        return Answer.WELL
    first = case.application.reason == INITIAL
    return case.finding(
        NAME,
        standing,
        title=f"{status} for {counted(days, 'day')} without a change",
        impact=f"{_PROMISED} {_UNPAID_TILL_THEN if first else _OLD_TILL_THEN}",
        next_step="Look it up by its Web Tracking ID on the contractor's site, look for its letters, and ask "
        "the contractor what it waits for.",
        since=since,
    )


def _ended(case: Case, status: Printed, since: date, filed: Filed) -> Opinion:
    days = days_since(since, case.today)
    if days > case.policy.outcome_days or _filed_again(case.application, since, filed):
        return Answer.WELL
    reason = case.application.reason or "application"
    return case.finding(
        NAME,
        Standing(severity=_NOT_APPROVED[status], stage=len(case.policy.application_age) + 1),
        title=f"{reason} {status} on {since:%Y-%m-%d}{_for_want_of(case.application)}",
        impact=f"{_MEANS[status]}{f' {_UNPAID_TILL_THEN}' if reason == INITIAL else ''}",
        next_step=_THEN[status],
        since=since,
    )


def _for_want_of(application: ApplicationFact) -> str:
    """What was still open when it was rejected, where its page says so."""
    if application.status != Printed.REJECTED:
        return ""
    if any(each.answered is None for each in application.corrections or ()):
        return ": its corrections were not answered"
    if any(each.standing in ("Expired", "Lapsed") for each in application.signatures or ()):
        return ": it was not signed in time"
    unpaid = any((each.state or "").startswith("Requested") for each in application.fees or ())
    return ": its fee was not paid" if unpaid else ""


def _filed(look: Look) -> Filed:
    """What was submitted and not refused or taken back, by provider, form, State and reason."""
    filed: Filed = defaultdict(list)
    for each in (look.facts.applications if look.facts else None) or ():
        if each.id and each.status and each.status not in _REFUSED:
            filed[_purpose(each)].append(each)
    return filed


def _purpose(application: ApplicationFact) -> tuple[str | None, ...]:
    return application.npi, application.form, application.state, application.reason


def _filed_again(ended: ApplicationFact, since: date, filed: Filed) -> bool:
    """Whether a later one for the same purpose is on its way or has been approved."""
    same = filed.get(_purpose(ended), ())
    return any(each.id != ended.id and each.since is not None and each.since >= since for each in same)
