"""Applications, signatures and fees as plain values, put straight into the files of a portal."""

from __future__ import annotations

from datetime import timedelta

from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.filing.records import (
    Entry,
    Fee,
    FeeState,
    SignatureMethod,
    SignatureRequest,
    SignerRole,
)
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Enrollment

S = ApplicationState
TOKEN = "0123456789abcdef0123456789abcdef01234567"


def enrollment_of(portal: Portal, account: Account, place: int = 0) -> Enrollment:
    """The first enrollment of one of the account's associates."""
    return portal.world.enrollments_of(account.associates[place])[0]


def filed(
    portal: Portal,
    enrollment: Enrollment,
    state: ApplicationState,
    reason: Reason = Reason.CHANGE,
    *,
    key: str = "A000000000000001",
    entries: tuple[Entry, ...] = (),
) -> Application:
    """An application for an enrollment, begun a week ago and in a state since yesterday."""
    now = portal.clock.now()
    steps = [Step(state=S.DRAFT, at=now - timedelta(days=7))]
    steps += [] if state is S.DRAFT else [Step(state=state, at=now - timedelta(days=1))]
    application = Application(
        id=key,
        pac_id=enrollment.pac_id,
        form=enrollment.form,
        us_state=enrollment.state,
        contractor=enrollment.contractor,
        reason=reason,
        enrollment_id=enrollment.id,
        web_tracking_id=None if state is S.DRAFT else f"T{key[1:]}",
        revision=0 if state is S.DRAFT else 1,
        entries=entries,
        history=tuple(steps),
    )
    portal.filing.put_application(application)
    return application


def asked(
    portal: Portal,
    application: Application,
    *,
    signer: str = "Marta Whitfield",
    email: str = "marta@north-clinic.example",
    role: SignerRole = SignerRole.AUTHORIZED_OFFICIAL,
    key: str = "S1",
    token: str = TOKEN,
) -> SignatureRequest:
    """A signature asked for yesterday, due in nineteen days."""
    requested = portal.clock.now() - timedelta(days=1)
    request = SignatureRequest(
        id=key,
        application_id=application.id,
        revision=application.revision,
        signer=signer,
        role=role,
        email=email,
        method=SignatureMethod.ELECTRONIC,
        token=token,
        requested=requested,
        due=requested + timedelta(days=20),
    )
    portal.filing.signatures[request.id] = request
    return request


def charged(
    portal: Portal, application: Application, state: FeeState = FeeState.REQUESTED, key: str = "F1"
) -> Fee:
    """A fee of 750 dollars asked for yesterday, due in 29 days."""
    requested = portal.clock.now() - timedelta(days=1)
    fee = Fee(
        id=key, application_id=application.id, dollars=750, requested=requested,
        due=requested + timedelta(days=30), state=state,
    )  # fmt: skip
    portal.filing.fees[fee.id] = fee
    return fee
