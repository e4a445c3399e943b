"""The CMS-855O: practitioners who only order and refer (sections 1, 2, 3, 4, 5 and 8, W19)."""

from __future__ import annotations

from mock_portal.filing.forms import common
from mock_portal.filing.forms.nouns import Field, FieldKind, Section, Sheet, Topic
from mock_portal.filing.forms.practitioner import PERSONAL
from mock_portal.filing.records import SignerRole
from mock_portal.world.entities import AssociateKind, Form

_BASIC = Topic(
    "basic", "Basic Information",
    (Field("why", "Reason for ordering and referring only", FieldKind.CHOICE,
           choices=("Employed by the Government", "Resident or fellow", "Other")), common.EFFECTIVE),
    changeable=False,
)  # fmt: skip
ORDERING = Sheet(
    code=Form.ORDERING,
    title="Ordering and Referring Practitioners",
    kind=AssociateKind.INDIVIDUAL,
    sections=(
        Section("1", "Basic information", (_BASIC,)),
        Section("2", "Identifying information", (PERSONAL, common.LICENSES)),
        Section("3", "Final adverse legal actions", (common.ADVERSE,)),
        Section("4", "Address", (common.CORRESPONDENCE,)),
        Section("5", "Contact", (common.CONTACTS,)),
        Section("7", "Withdrawal", (common.WITHDRAWAL,)),
    ),
    documents=(common.ADVERSE_PAPERS,),
    signers=frozenset({SignerRole.PRACTITIONER}),
)
