"""Which step an application may take from which state."""

from __future__ import annotations

from enum import StrEnum

from mock_portal.errors import NotAllowedNowError
from mock_portal.filing.applications import Application, ApplicationState

S = ApplicationState
ENDED = frozenset({S.APPROVED, S.DENIED, S.REJECTED, S.RETURNED, S.WITHDRAWN})
"""Nothing comes after these."""
AT_CONTRACTOR = frozenset({S.SUBMITTED, S.RECEIVED, S.IN_REVIEW, S.SITE_VISIT, S.APPROVAL_RECOMMENDED})
"""The next step is not the provider's: a revalidation in one of these keeps the enrollment from lapsing."""
_OPEN = (AT_CONTRACTOR | {S.RETURNED_FOR_CORRECTIONS, S.FEE_REQUESTED}) - {S.SUBMITTED}
_REVIEWED = frozenset({S.RECEIVED, S.IN_REVIEW, S.SITE_VISIT})


class Act(StrEnum):
    """Everything that can be done with an application, by the provider or by the contractor."""

    SUBMIT = "submit"
    SIGN = "sign"
    DISCARD = "discard"
    RECEIVE = "receive"
    REVIEW = "review"
    ASK_CORRECTIONS = "ask-corrections"
    ASK_FEE = "ask-fee"
    ORDER_SITE_VISIT = "order-site-visit"
    RECOMMEND = "recommend"
    APPROVE = "approve"
    DENY = "deny"
    REJECT = "reject"
    RETURN = "return"
    WITHDRAW = "withdraw"


FROM: dict[Act, frozenset[ApplicationState]] = {
    Act.SUBMIT: frozenset({S.DRAFT, S.RETURNED_FOR_CORRECTIONS}),
    Act.SIGN: frozenset({S.PENDING_E_SIGNATURE}),
    Act.DISCARD: frozenset({S.DRAFT}),
    Act.RECEIVE: frozenset({S.SUBMITTED}),
    Act.REVIEW: frozenset({S.RECEIVED, S.FEE_REQUESTED, S.SITE_VISIT}),
    Act.ASK_CORRECTIONS: _REVIEWED | {S.RETURNED_FOR_CORRECTIONS},
    Act.ASK_FEE: _REVIEWED,
    Act.ORDER_SITE_VISIT: _REVIEWED - {S.SITE_VISIT},
    Act.RECOMMEND: _REVIEWED,
    Act.APPROVE: _OPEN,
    Act.DENY: _OPEN,
    Act.REJECT: _OPEN | {S.PENDING_E_SIGNATURE, S.SUBMITTED},
    Act.RETURN: _OPEN | {S.SUBMITTED},
    Act.WITHDRAW: _OPEN | {S.PENDING_E_SIGNATURE, S.SUBMITTED},
}
"""From where each can be done. A contractor may decide from wherever the application lies with it."""


def check_allowed(act: Act, application: Application) -> None:
    """NotAllowedNowError where the application's state does not allow it."""
    if application.state not in FROM[act]:
        raise NotAllowedNowError(f"{act.value} application {application.id}", application.state.value)
