"""VAL-010 to VAL-012: groups and their members, who may sign, who owns and manages."""

from __future__ import annotations

from collections.abc import Iterator

from mock_portal.filing.checks.context import Case
from mock_portal.filing.checks.findings import Code, Finding
from mock_portal.filing.forms.nouns import KEEPING, TICKED
from mock_portal.filing.forms.organizations import GROUP_PRACTICE
from mock_portal.filing.forms.outline import item_of
from mock_portal.world.entities import AssociateKind, EnrollmentStatus, Form
from mock_portal.world.npi import is_npi

_ENROLLED = frozenset({EnrollmentStatus.APPROVED, EnrollmentStatus.PENDING, EnrollmentStatus.STAY})
"""A group that is deactivated, revoked or gone cannot take a reassignment."""
_OWNER_PERCENT = 5.0
"""From here on an owner must be named (S2)."""


def reassigning(case: Case) -> Iterator[Finding]:
    """The group must be enrolled; a group needs a practitioner with an 855I (S2, W8)."""
    if item_of(case.application, "reassignments") is not None:
        yield from _named(case, "reassignments", Form.GROUP, "The group is not enrolled with an 855B")
    members = item_of(case.application, "members")
    if members is None:
        return
    yield from _named(case, "members", Form.PRACTITIONER, "The practitioner has no 855I")
    group = case.first("organization").get("type") == GROUP_PRACTICE
    if case.application.reason in KEEPING and group and not case.values("members"):
        text = "A group practice needs at least one practitioner with an 855I who reassigns to it."
        yield Finding(Code.REASSIGNMENT, "members", text)


def _named(case: Case, topic: str, form: Form, trouble: str) -> Iterator[Finding]:
    state = case.application.us_state
    for number, values in enumerate(case.values(topic)):
        npi = values.get("npi", "")
        if not is_npi(npi) or npi in case.context.applying:
            continue
        known = case.context.enrolled.get(npi, ())
        if not any(one.form is form and one.state == state and one.status in _ENROLLED for one in known):
            text = f"{trouble} in {state}: NPI {npi}."
            yield Finding(Code.REASSIGNMENT, topic, text, number, "npi")


def signers(case: Case) -> Iterator[Finding]:
    """An organization must name somebody who may sign for it (S2, W3)."""
    people = _people(case)
    if people is None or any(TICKED in (one.get("authorized"), one.get("delegated")) for one in people):
        return
    text = "There is no signer: name an Authorized Official or a Delegated Official."
    yield Finding(Code.SIGNER, "individual-control", text)


def owners(case: Case) -> Iterator[Finding]:
    """Owners of 5 percent and more, and a managing employee (S2)."""
    people = _people(case)
    if people is None or case.application.reason not in KEEPING:
        return
    nonprofit = case.first("organization").get("structure") == "Nonprofit"
    holders = [*people, *case.values("organizational-control")]
    if not nonprofit and not any(_percent(one) >= _OWNER_PERCENT for one in holders):
        text = "No owner of 5 percent or more is named, neither a person nor an organization."
        yield Finding(Code.CONTROL, "individual-control", text)
    if not any(one.get("managing") == TICKED for one in people):
        yield Finding(Code.CONTROL, "individual-control", "No managing employee is named.")


def _people(case: Case) -> list[dict[str, str]] | None:
    if case.context.associate.kind is not AssociateKind.ORGANIZATION:
        return None
    if item_of(case.application, "individual-control") is None:
        return None
    return case.values("individual-control")


def _percent(values: dict[str, str]) -> float:
    try:
        return float(values.get("percent", "0"))
    except ValueError:
        return 0.0
