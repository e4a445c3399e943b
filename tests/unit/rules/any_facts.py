"""Any facts at all, as hypothesis draws them: every field of every fact, with the words that portals print.

What may name a person (or is free text) carries `NAMED`, so that a test can look for it where it must not be.
"""

import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from agent.model.facts import Facts
from agent.model.public import PublicFacts, Source

from ..builders import NOW, NPI, OTHER_NPI

NAMED = "Xanthippe"
"""In every field that holds a name, an e-mail address or free text."""

_TODAY = NOW.date()
_DATES = st.one_of(
    st.integers(-400, 400).map(lambda days: _TODAY + timedelta(days=days)),
    st.sampled_from([date.min, date.max, date(1999, 12, 31), date(2000, 2, 29)]),
)
_MOMENTS = st.integers(-400, 400).map(lambda days: NOW + timedelta(days=days))
_NUMBERS = st.one_of(st.integers(-3, 70), st.sampled_from([90, 100, 365, 800, 10**6]))
_IDS = [f"I2003110500{number:04}" for number in range(4)] + ["O20110620000324"]
_STATUSES = (
    "Approved", "Pending", "Deactivated", "Stay", "Revoked", "Denied", "Withdrawn", "Opt Out", "Rejected",
    "Auto-rejected", "Removed", "Submitted", "Received", "In Review", "Returned for Corrections",
    "Pending E-Signature", "Not Submitted", "Application Fee Requested", "Active", "Invited", "Expired", "?",
)  # fmt: skip
_WORDS: Mapping[str, tuple[str, ...]] = {
    "npi": (NPI, OTHER_NPI),
    "asked": (NPI, OTHER_NPI),
    "id": (*_IDS, "T030220260000001", "C0000000001"),
    "enrollment_id": tuple(_IDS),
    "tracking_id": ("T030220260000001", "T030220260000002"),
    "form": ("855A", "855B", "855I", "855O", "855S", "20134"),
    "state": ("OH", "FL", "Requested", "Paid", "Hardship exception requested", "Hardship exception denied"),
    "status": _STATUSES,
    "expected": ("Approved", "Pending"),
    "contractor": ("CGS (J15)",),
    "standing": ("Waiting", "Signed", "Lapsed"),
    "method": ("Electronic", "Upload"),
    "reason": ("Initial enrollment", "Revalidation", "Change of information", "Reassignment", "Withdrawal"),
    "response": ("Not answered", "Sent", "Complete", "Stay", "Deactivated", "None"),
    "severity": ("Critical", "Warning", "Information"),
    "code": ("SYS-101", "VAL-001", "VAL-013"),
    "kind": ("State license", "Digital certificate", "DEA registration", "individual", "organization"),
    "role": ("Authorized Official", "Access Manager", "Staff End User", "Surrogate"),
    "roles": ("Authorized Official", "Access Manager", "Staff End User"),
    "specialty": ("Internal Medicine", "Clinic/Group Practice", "Medical Supply Company"),
    "primary_method": ("Authenticator app",),
    "page": ("home", "ia-profile"),
    "number": ("PT12345", "L-99"),
    "ptan": ("PT12345", "PT99999"),
    "not_read": ("connections", "enrollments", "applications", "enrollments.status", "password.days_left"),
}  # fmt: skip


def _text(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(_WORDS[name]) if name in _WORDS else st.just(f"{NAMED} {name}")


def _of(annotation: Any, name: str) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return st.one_of(*(_of(one, name) for one in arguments))
    if origin is tuple:
        return st.lists(_of(arguments[0], name), max_size=3).map(tuple)
    if annotation is types.NoneType:
        return st.none()
    simple = {str: _text(name), int: _NUMBERS, bool: st.booleans(), date: _DATES}
    if annotation in simple:
        return simple[annotation]
    if annotation in (datetime, AwareDatetime):
        return _MOMENTS
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return values_of(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    return st.just({Source.REGISTRY: _TODAY} if "date" in str(annotation) else {Source.REGISTRY: "is down"})


@cache
def values_of(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Any value of a model of facts."""
    fields = {name: _of(field.annotation, name) for name, field in model.model_fields.items()}
    return st.builds(model, **fields)


ANY_FACTS: st.SearchStrategy[Facts] = values_of(Facts)
ANY_PUBLIC: st.SearchStrategy[PublicFacts] = values_of(PublicFacts)
ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Honolulu")])
