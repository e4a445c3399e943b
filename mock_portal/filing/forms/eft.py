"""The CMS-588 as a form of its own; on the CMS-855s it is the topic Electronic Funds Transfer."""

from __future__ import annotations

from mock_portal.filing.applications import Reason
from mock_portal.filing.forms import common
from mock_portal.filing.forms.nouns import Field, FieldKind, Section, Sheet, Topic
from mock_portal.world.entities import AssociateKind

_CODE = "588"
_ACCOUNT_OF = Topic(
    "holder", "Provider Information",
    (Field("name", "Legal business name"), Field("ein", "EIN", FieldKind.EIN, hint="Nine digits"),
     Field("npi", "NPI", FieldKind.NPI, hint="Ten digits")),
    required=frozenset({Reason.INITIAL, Reason.CHANGE}),
)  # fmt: skip
EFT_AGREEMENT = Sheet(
    code=_CODE,
    title="Electronic Funds Transfer Agreement",
    kind=AssociateKind.ORGANIZATION,
    sections=(
        Section("I", "Reason and provider", (_ACCOUNT_OF,)),
        Section("II", "Financial institution", (common.EFT,)),
        Section("III", "Contact", (common.CONTACTS,)),
    ),
    documents=(common.VOIDED_CHECK,),
)
