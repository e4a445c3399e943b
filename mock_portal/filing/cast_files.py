"""The files of the personas whose files matter, by persona."""

from __future__ import annotations

from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.forms.nouns import Practice
from mock_portal.filing.plans import (
    ApplicationPlan,
    CredentialPlan,
    DocumentPlan,
    FilesPlan,
    FirstPlan,
    LinkPlan,
    NumberPlan,
)
from mock_portal.filing.reassignments import RecordType
from mock_portal.filing.records import CredentialKind, DocumentKind, FeeState
from mock_portal.world.entities import Form

S = ApplicationState
SIGNATURE_AGES = (0, 6, 7, 14, 15, 19)
"""Days since signatures were asked for; 20 are given (W14)."""
CORRECTION_AGES = (0, 14, 15, 22, 23, 26, 27, 28, 29)
"""Days since corrections were asked for; 30 are given (W17)."""
WAITING = ((S.RECEIVED, 15), (S.RECEIVED, 16), (S.IN_REVIEW, 45), (S.IN_REVIEW, 46), (S.IN_REVIEW, 50),
           (S.IN_REVIEW, 51))  # fmt: skip
"""States and days in them without a change; 15, 45 and 50 are what is promised (W18, S2)."""
DENIED_AGES = (34, 35, 36, 64, 65, 66)
"""Days since letters of denial; 35 for a corrective action plan, 65 for a reconsideration (W15)."""
LICENCE_DAYS = (91, 90, 61, 60, 31, 30, 0, -1)
CERTIFICATE_DAYS = (31, 30, 15, 14, 8, 7, -1)
_REVISED = (
    S.DRAFT, S.PENDING_E_SIGNATURE, S.SUBMITTED, S.RECEIVED, S.IN_REVIEW, S.RETURNED_FOR_CORRECTIONS,
    S.PENDING_E_SIGNATURE, S.SUBMITTED, S.RECEIVED, S.IN_REVIEW, S.APPROVED,
)  # fmt: skip
_FEE_ANSWERED = (
    S.DRAFT, S.PENDING_E_SIGNATURE, S.SUBMITTED, S.RECEIVED, S.FEE_REQUESTED, S.IN_REVIEW,
)  # fmt: skip
_NEVER_SIGNED = (S.DRAFT, S.PENDING_E_SIGNATURE, S.REJECTED)
_NEVER_CORRECTED = (
    S.DRAFT, S.PENDING_E_SIGNATURE, S.SUBMITTED, S.RECEIVED, S.IN_REVIEW, S.RETURNED_FOR_CORRECTIONS,
    S.REJECTED,
)  # fmt: skip
_ADDRESS_DIFFERS = "The practice location does not match NPPES. Correct one of the two and resubmit."
_NO_CHECK = "The voided check is missing. Upload it and resubmit."
_FIRST = Reason.INITIAL

FILES: dict[str, FilesPlan] = {
    "brambles-lab": FilesPlan((ApplicationPlan(S.DENIED, 18, Reason.REVALIDATION),)),
    "carrow-retired": FilesPlan((ApplicationPlan(S.APPROVED, 60, Reason.WITHDRAWAL),)),
    "denby-diagnostics": FilesPlan((ApplicationPlan(S.DENIED, 10, _FIRST, fee=FeeState.PAID),)),
    "inglewood-hospital": FilesPlan(
        numbers=(NumberPlan(0, 2000), NumberPlan(0, 3000, ended_days=120), NumberPlan(1, 900))
    ),
    "jubilee-primary": FilesPlan(
        links=(LinkPlan(1), LinkPlan(2, RecordType.PHYSICIAN_ASSISTANT), LinkPlan(4, ended_days=60))
    ),
    "kirkby-cardiac": FilesPlan(lacks=((0, "individual-control"), (1, "locations"))),
    "marsh-surgical": FilesPlan(last_billed=((0, 330), (1, 364))),
    "redfern-therapy": FilesPlan(
        (
            ApplicationPlan(S.RECEIVED, 8, Reason.REVALIDATION),
            ApplicationPlan(S.APPROVED, 7, Reason.REVALIDATION, associate=1),
        )
    ),
    "tarrant-supply": FilesPlan((ApplicationPlan(S.APPROVED, 1006, Reason.REVALIDATION, fee=FeeState.PAID),)),
    "ullswater-health": FilesPlan(
        (
            ApplicationPlan(S.DRAFT, 20, topics=("locations",)),
            ApplicationPlan(
                S.DRAFT,
                75,
                _FIRST,
                associate=4,
                first=FirstPlan(Form.PRACTITIONER, "IL", "Family Practice", Practice.PRIVATE),
            ),
            ApplicationPlan(S.PENDING_E_SIGNATURE, 0, associate=1),
            ApplicationPlan(S.SUBMITTED, 0, associate=2, on_paper=True),
            ApplicationPlan(S.RECEIVED, 2, associate=3),
            ApplicationPlan(S.IN_REVIEW, 5, associate=4),
            ApplicationPlan(S.SITE_VISIT, 4, _FIRST, associate=5, fee=FeeState.PAID),
            ApplicationPlan(S.APPROVAL_RECOMMENDED, 6, _FIRST, associate=6, fee=FeeState.PAID),
        )
    ),
    "vernon-internal": FilesPlan(
        (
            *(
                ApplicationPlan(S.PENDING_E_SIGNATURE, days, associate=place)
                for place, days in enumerate(SIGNATURE_AGES, start=1)
            ),
            ApplicationPlan(S.REJECTED, 0, associate=7, road=_NEVER_SIGNED, waited_days=20),
        )
    ),
    "wharton-rehab": FilesPlan(
        (
            *(
                ApplicationPlan(
                    S.RETURNED_FOR_CORRECTIONS,
                    days,
                    associate=place,
                    topics=("locations",),
                    correction=_ADDRESS_DIFFERS,
                )
                for place, days in enumerate(CORRECTION_AGES, start=1)
            ),
            ApplicationPlan(
                S.REJECTED, 0, road=_NEVER_CORRECTED, waited_days=30, topics=("eft",), correction=_NO_CHECK
            ),
        )
    ),
    "yardley-physicians": FilesPlan(
        tuple(
            ApplicationPlan(state, days, associate=place)
            for place, (state, days) in enumerate(WAITING, start=1)
        )
    ),
    "zennor-home-health": FilesPlan(
        (
            ApplicationPlan(S.FEE_REQUESTED, 0, _FIRST, enrollment=0, fee=FeeState.REQUESTED),
            ApplicationPlan(S.FEE_REQUESTED, 29, _FIRST, enrollment=1, fee=FeeState.REQUESTED),
            ApplicationPlan(S.IN_REVIEW, 3, _FIRST, enrollment=2, fee=FeeState.PAID),
            ApplicationPlan(
                S.IN_REVIEW, 5, _FIRST, enrollment=3, road=_FEE_ANSWERED, fee=FeeState.HARDSHIP_REQUESTED
            ),
            ApplicationPlan(S.FEE_REQUESTED, 10, _FIRST, enrollment=4, fee=FeeState.HARDSHIP_DENIED),
        )
    ),
    "ashby-specialty": FilesPlan(
        (
            ApplicationPlan(S.APPROVED, 3, road=_REVISED, topics=("eft",), correction=_NO_CHECK),
            ApplicationPlan(S.DENIED, 12, Reason.REASSIGNMENT, associate=1),
            ApplicationPlan(S.REJECTED, 9, associate=2),
            ApplicationPlan(S.RETURNED, 4, Reason.REVALIDATION, associate=3),
            ApplicationPlan(S.WITHDRAWN, 6, associate=4),
        )
    ),
    "burnham-clinics": FilesPlan(
        tuple(
            ApplicationPlan(S.DENIED, days, _FIRST, enrollment=place)
            for place, days in enumerate(DENIED_AGES, start=3)
        )
    ),
    "cotswold-surgical": FilesPlan(
        credentials=(
            *(
                CredentialPlan(CredentialKind.LICENSE, days, associate=place)
                for place, days in enumerate(LICENCE_DAYS, start=1)
            ),
            CredentialPlan(CredentialKind.BOARD_CERTIFICATE, 60, associate=1),
            CredentialPlan(CredentialKind.DEA, 30, associate=2),
        )
    ),
    "dartmoor-diagnostic": FilesPlan(
        documents=(
            DocumentPlan(DocumentKind.LIABILITY_INSURANCE, -10),
            DocumentPlan(DocumentKind.BUSINESS_LICENSE, 20),
        ),
        papers_missing=frozenset({DocumentKind.VOIDED_CHECK}),
    ),
    "exmoor-submitter": FilesPlan(
        credentials=tuple(
            CredentialPlan(CredentialKind.DIGITAL_CERTIFICATE, days) for days in CERTIFICATE_DAYS
        )
    ),
}
