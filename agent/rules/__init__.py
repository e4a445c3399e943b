"""The rules: one file each, pure, all listed in RULES."""

from collections.abc import Iterable
from datetime import datetime

from agent.model.finding import Ruling
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules import (
    access_coverage,
    access_review,
    access_waiting,
    account_access,
    account_inactive,
    agent_fault,
    application_progress,
    backup_old,
    browser_unsupported,
    certificate_expiry,
    change_before_revalidation,
    connection_half_granted,
    connection_pending,
    corrections_requested,
    corrective_action,
    deactivation_risk_non_billing,
    document_missing,
    enrollment_changed_by_others,
    enrollment_missing,
    enrollment_status,
    enrollment_stay,
    fee_requested,
    invitation_unaccepted,
    licence_or_document_expiry,
    location_missing,
    mfa_missing,
    mfa_no_backup,
    name_mismatch,
    not_looked,
    npi_inactive,
    nppes_mismatch,
    order_and_refer_missing,
    other_provider,
    over_broad_role,
    owner_incomplete,
    paper_signature,
    password_expiry,
    password_reminder_too_late,
    portal_availability,
    portal_changed,
    portal_response_time,
    ptan_changed,
    public_data_unread,
    reassignment_missing,
    rebuttal,
    reconsideration,
    repeated_error,
    reportable_event,
    revalidation,
    revalidation_date_differs,
    revalidation_too_early,
    roster_not_approved,
    second_account,
    security_questions_old,
    session_timeout,
    signature_waiting,
    submission_confirmed,
    system_error_shown,
    unexpected_write,
    unfinished_application,
    validation_error_open,
    wrong_form,
)
from agent.rules.backup_old import judge_backup
from agent.rules.not_looked import blindness, judge_watch
from agent.rules.rule import History, Rule

__all__ = [
    "BACKUP_RULE",
    "COUNTING_RULES",
    "RULES",
    "RULE_NAMES",
    "WATCH_RULE",
    "History",
    "Rule",
    "blindness",
    "judge",
    "judge_backup",
    "judge_watch",
]

_VISIT = frozenset({LookKind.VISIT})
_BOTH = frozenset(LookKind)

RULES: tuple[Rule, ...] = (
    # what the contractor and the portal hold of enrollments
    Rule(enrollment_status.NAME, _VISIT, enrollment_status.judge),
    Rule(enrollment_missing.NAME, _VISIT, enrollment_missing.judge),
    Rule(enrollment_stay.NAME, _VISIT, enrollment_stay.judge),
    Rule(enrollment_changed_by_others.NAME, _VISIT, enrollment_changed_by_others.judge),
    Rule(ptan_changed.NAME, _VISIT, ptan_changed.judge),
    Rule(owner_incomplete.NAME, _VISIT, owner_incomplete.judge),
    Rule(location_missing.NAME, _VISIT, location_missing.judge),
    Rule(reassignment_missing.NAME, _VISIT, reassignment_missing.judge),
    Rule(roster_not_approved.NAME, _VISIT, roster_not_approved.judge),
    # applications on their way
    Rule(application_progress.NAME, _VISIT, application_progress.judge),
    Rule(corrections_requested.NAME, _VISIT, corrections_requested.judge),
    Rule(signature_waiting.NAME, _VISIT, signature_waiting.judge),
    Rule(paper_signature.NAME, _VISIT, paper_signature.judge),
    Rule(fee_requested.NAME, _VISIT, fee_requested.judge),
    Rule(validation_error_open.NAME, _VISIT, validation_error_open.judge),
    Rule(wrong_form.NAME, _VISIT, wrong_form.judge),
    Rule(unfinished_application.NAME, _VISIT, unfinished_application.judge),
    Rule(submission_confirmed.NAME, _VISIT, submission_confirmed.judge),
    # periods that run
    Rule(revalidation.NAME, _VISIT, revalidation.judge),
    Rule(revalidation_too_early.NAME, _VISIT, revalidation_too_early.judge),
    Rule(change_before_revalidation.NAME, _VISIT, change_before_revalidation.judge),
    Rule(deactivation_risk_non_billing.NAME, _VISIT, deactivation_risk_non_billing.judge),
    Rule(reportable_event.NAME, _VISIT, reportable_event.judge),
    Rule(rebuttal.NAME, _VISIT, rebuttal.judge),
    Rule(corrective_action.NAME, _VISIT, corrective_action.judge),
    Rule(reconsideration.NAME, _VISIT, reconsideration.judge),
    # papers
    Rule(certificate_expiry.NAME, _VISIT, certificate_expiry.judge),
    Rule(licence_or_document_expiry.NAME, _VISIT, licence_or_document_expiry.judge),
    Rule(document_missing.NAME, _VISIT, document_missing.judge),
    # who has access
    Rule(connection_pending.NAME, _VISIT, connection_pending.judge),
    Rule(connection_half_granted.NAME, _VISIT, connection_half_granted.judge),
    Rule(access_waiting.NAME, _VISIT, access_waiting.judge),
    Rule(access_coverage.NAME, _VISIT, access_coverage.judge),
    Rule(access_review.NAME, _VISIT, access_review.judge),
    Rule(over_broad_role.NAME, _VISIT, over_broad_role.judge),
    Rule(second_account.NAME, _VISIT, second_account.judge),
    Rule(invitation_unaccepted.NAME, _VISIT, invitation_unaccepted.judge),
    # the account itself
    Rule(password_expiry.NAME, _VISIT, password_expiry.judge),
    Rule(password_reminder_too_late.NAME, _VISIT, password_reminder_too_late.judge),
    Rule(account_access.NAME, _VISIT, account_access.judge),
    Rule(account_inactive.NAME, _VISIT, account_inactive.judge),
    Rule(mfa_missing.NAME, _VISIT, mfa_missing.judge),
    Rule(mfa_no_backup.NAME, _VISIT, mfa_no_backup.judge),
    Rule(security_questions_old.NAME, _VISIT, security_questions_old.judge),
    # the portal
    Rule(session_timeout.NAME, _VISIT, session_timeout.judge),
    Rule(browser_unsupported.NAME, _VISIT, browser_unsupported.judge),
    Rule(system_error_shown.NAME, _VISIT, system_error_shown.judge),
    Rule(repeated_error.NAME, _VISIT, repeated_error.judge),
    Rule(unexpected_write.NAME, _VISIT, unexpected_write.judge),
    Rule(other_provider.NAME, _VISIT, other_provider.judge),
    Rule(portal_changed.NAME, _VISIT, portal_changed.judge),
    Rule(portal_availability.NAME, _BOTH, portal_availability.judge),
    Rule(portal_response_time.NAME, _BOTH, portal_response_time.judge),
    Rule(agent_fault.NAME, _BOTH, agent_fault.judge),
    # public data
    Rule(nppes_mismatch.NAME, _VISIT, nppes_mismatch.judge),
    Rule(npi_inactive.NAME, _VISIT, npi_inactive.judge),
    Rule(name_mismatch.NAME, _VISIT, name_mismatch.judge),
    Rule(order_and_refer_missing.NAME, _VISIT, order_and_refer_missing.judge),
    Rule(revalidation_date_differs.NAME, _VISIT, revalidation_date_differs.judge),
    Rule(public_data_unread.NAME, _VISIT, public_data_unread.judge),
)
"""Every rule that judges a look."""

WATCH_RULE = not_looked.NAME
"""The rule of the clock about accounts; see `judge_watch`."""

BACKUP_RULE = backup_old.NAME
"""The rule of the clock about our own backups; see `judge_backup`."""

COUNTING_RULES = frozenset({portal_availability.NAME, portal_response_time.NAME})
"""Those that count failures of earlier looks: what failed during maintenance is not for them."""

RULE_NAMES = (*(rule.name for rule in RULES), WATCH_RULE, BACKUP_RULE)


def judge(
    look: Look,
    history: History,
    roster: Roster,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule] = RULES,
) -> tuple[tuple[str, Ruling], ...]:
    """Every rule's ruling on one look, under the rule's name.

    A rule that policy switches off finds nothing any more: what it had found is well.
    """
    return tuple(
        (
            rule.name,
            Ruling(else_well=roster.account)
            if rule.name in policy.off
            else rule.judge(look, history, roster, policy, now).model_copy(update={"account": look.account}),
        )
        for rule in rules
        if look.kind in rule.kinds
    )
