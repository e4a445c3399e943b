"""What is filed, over the control port: reassignments, Medicare IDs, signatures, fees, papers, letters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, MutableMapping
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import Field

from mock_portal.clock import portal_date
from mock_portal.control.asks import State, Text
from mock_portal.control.shelf import Given, Noun
from mock_portal.errors import BadAskError
from mock_portal.filing.filing import Filing, Record
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import (
    Credential,
    Document,
    Entry,
    Fee,
    FileType,
    MedicareId,
    Notice,
    SignatureMethod,
    SignatureRequest,
)
from mock_portal.portal import Portal
from mock_portal.world.entities import Entity, Form, Signature

T = TypeVar("T", bound=Entity)
_ID = frozenset({"id"})
_DEFAULT_FILE_BYTES = 1_000
_Number = Annotated[str, Field(pattern="^[A-Z0-9]{5,10}$")]
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Entries = Annotated[tuple[Entry, ...], Field(max_length=200)]
_Topics = Annotated[tuple[Text, ...], Field(max_length=50)]


def new_id(portal: Portal, letter: str, known: Container[str]) -> str:
    """A letter and nine digits that nothing of `known` has."""
    while (drawn := f"{letter}{int(portal.tokens.draw('control', 12), 16) % 10**9:09d}") in known:
        pass
    return drawn


def _kept_by_id(
    shelf: Callable[[Filing], MutableMapping[str, T]],
) -> dict[str, Any]:
    """How a noun of the filing that has an ID is read, stored and deleted."""
    return {
        "key": ("id",),
        "made": _ID,
        "values": lambda portal: list(shelf(portal.filing).values()),
        "put": lambda portal, value: shelf(portal.filing).__setitem__(value.id, value),
        "drop": lambda portal, value: shelf(portal.filing).pop(value.id),
    }


def _new_signature(portal: Portal, given: Given) -> Given:
    filing, now = portal.filing, portal.clock.now()
    requested = given.get("requested", now)
    return {
        "id": new_id(portal, "S", filing.signatures),
        "token": portal.tokens.draw("signature-mail"),
        "revision": filing.applications[given["application_id"]].revision,
        "method": SignatureMethod.ELECTRONIC,
        "requested": requested,
        "due": requested + timedelta(days=filing.policy.signature_days),
    }


def _new_fee(portal: Portal, given: Given) -> Given:
    filing = portal.filing
    requested = given.get("requested", portal.clock.now())
    return {
        "id": new_id(portal, "F", filing.fees),
        "dollars": filing.policy.fee_dollars,
        "requested": requested,
        "due": requested + timedelta(days=filing.policy.fee_days),
    }


def _new_document(portal: Portal, given: Given) -> Given:
    return {
        "id": new_id(portal, "D", portal.filing.documents),
        "file_type": FileType.PDF,
        "size": _DEFAULT_FILE_BYTES,
        "sha256": hashlib.sha256(str(given["file_name"]).encode()).hexdigest(),
        "uploaded": portal.clock.now(),
    }


def _new_credential(portal: Portal, given: Given) -> Given:
    return {"id": new_id(portal, "L", portal.filing.credentials), "state": None}


def _new_notice(portal: Portal, given: Given) -> Given:
    enrollment, now = portal.world.enrollments[given["enrollment_id"]], portal.clock.now()
    due = enrollment.revalidation_due or portal_date(now)
    return {"id": new_id(portal, "N", portal.filing.notices), "sent": now, "due": due}


def _new_medicare_id(portal: Portal, given: Given) -> Given:
    return {"group": None, "effective": portal_date(portal.clock.now())}


def _new_bare_signature(portal: Portal, given: Given) -> Given:
    known = {one.id for one in portal.world.signatures}
    return {"id": new_id(portal, "S", known), "account": None, "at": portal.clock.now()}


def _put_bare_signature(portal: Portal, value: Signature) -> None:
    kept = portal.world.signatures
    kept[:] = [value if one.id == value.id else one for one in kept]
    if value not in kept:
        kept.append(value)


def _check_forms(portal: Portal, given: Given, present: Reassignment | None) -> None:
    """An individual's enrollment reassigns to a group's, never the other way round."""
    for field, form in (("individual", Form.PRACTITIONER), ("group", Form.GROUP)):
        if field in given and portal.world.enrollments[given[field]].form is not form:
            raise BadAskError(f"{given[field]!r} is no {form.value}", field)


def _put_reassignment(portal: Portal, value: Reassignment) -> None:
    kept = portal.filing.reassignments
    same = [place for place, one in enumerate(kept) if _pair(one) == _pair(value)]
    if same:
        kept[same[-1]] = value
    else:
        kept.append(value)


def _pair(value: Reassignment) -> tuple[str, str]:
    return value.individual, value.group


_REASSIGNMENTS = Noun(
    "/reassignments", "reassignment", "reassignments", Reassignment, ("individual", "group"),
    values=lambda portal: portal.filing.reassignments,
    put=_put_reassignment,
    drop=lambda portal, value: portal.filing.reassignments.remove(value),
    check=_check_forms,
)  # fmt: skip
_MEDICARE_IDS = Noun(
    "/medicare-ids", "Medicare ID", "Medicare IDs", MedicareId, ("enrollment_id", "number"),
    values=lambda portal: list(portal.filing.medicare_ids.values()),
    put=lambda portal, one: portal.filing.medicare_ids.update({(one.enrollment_id, one.number): one}),
    drop=lambda portal, one: portal.filing.medicare_ids.pop((one.enrollment_id, one.number)),
    optional=frozenset({"group", "effective"}),
    complete=_new_medicare_id,
    kinds={"number": _Number},
)  # fmt: skip
_SIGNATURES = Noun(
    "/signatures", "signature request", "signature requests", SignatureRequest,
    **{**_kept_by_id(lambda filing: filing.signatures), "made": frozenset({"id", "token"})},
    optional=frozenset({"revision", "method", "requested", "due"}),
    complete=_new_signature,
)  # fmt: skip
_FEES = Noun(
    "/fees", "fee", "application fees", Fee,
    **_kept_by_id(lambda filing: filing.fees),
    optional=frozenset({"dollars", "requested", "due"}),
    complete=_new_fee,
)  # fmt: skip
_DOCUMENTS = Noun(
    "/documents", "document", "documents of the repository", Document,
    **_kept_by_id(lambda filing: filing.documents),
    optional=frozenset({"file_type", "size", "sha256", "uploaded"}),
    complete=_new_document,
    kinds={"sha256": _Sha256},
)  # fmt: skip
_CREDENTIALS = Noun(
    "/credentials", "credential", "licences and certificates", Credential,
    **_kept_by_id(lambda filing: filing.credentials),
    optional=frozenset({"state"}),
    complete=_new_credential,
    kinds={"state": State | None},
)  # fmt: skip
_NOTICES = Noun(
    "/notices", "notice", "letters of the Revalidation Notification Center", Notice,
    **_kept_by_id(lambda filing: filing.notices),
    optional=frozenset({"sent", "due"}),
    complete=_new_notice,
)  # fmt: skip
_RECORDS = Noun(
    "/records", "record on file", "records on file, by enrollment", Record, ("enrollment_id",),
    values=lambda portal: list(portal.filing.records.values()),
    put=lambda portal, one: portal.filing.records.update({one.enrollment_id: one}),
    drop=lambda portal, one: portal.filing.records.pop(one.enrollment_id),
    kinds={"entries": _Entries, "lacks": _Topics},
)  # fmt: skip
_BARE_SIGNATURES = Noun(
    "/bare-signatures", "bare signature", "signatures that belong to no application", Signature, ("id",),
    values=lambda portal: portal.world.signatures,
    put=_put_bare_signature,
    drop=lambda portal, value: portal.world.signatures.remove(value),
    made=_ID,
    optional=frozenset({"account", "at"}),
    complete=_new_bare_signature,
    of_account=lambda portal, account: [
        one for one in portal.world.signatures if one.account == account.name
    ],
)  # fmt: skip
FILED: tuple[Noun[Any], ...] = (
    _REASSIGNMENTS, _MEDICARE_IDS, _SIGNATURES, _FEES, _DOCUMENTS, _CREDENTIALS, _NOTICES, _RECORDS,
    _BARE_SIGNATURES,
)  # fmt: skip
