"""Everything that is filed while the portal runs: values by their keys, and the look-ups that pages need."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime

from mock_portal.filing.applications import Application
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import (
    Credential,
    Document,
    Entry,
    Fee,
    Hold,
    LastBilled,
    MedicareId,
    Notice,
    SignatureRequest,
)
from mock_portal.noted import Grouped, Noted
from mock_portal.world.entities import Entity, WorldState


class Record(Entity):
    """What an enrollment has on file: the entries of its last approved application.

    A topic without entries is as it was before that; one that is in `lacks` has nothing on file at all.
    """

    enrollment_id: str
    entries: tuple[Entry, ...]
    lacks: tuple[str, ...] = ()


class FilingState(Entity):
    """All of it as one value.

    `opened` is when the files were opened, null before the first timers run; `ran_to` is the moment up to
    which those have run.
    """

    opened: AwareDatetime | None = None
    ran_to: AwareDatetime | None = None
    policy: FilingPolicy = FilingPolicy()
    applications: tuple[Application, ...] = ()
    reassignments: tuple[Reassignment, ...] = ()
    signatures: tuple[SignatureRequest, ...] = ()
    fees: tuple[Fee, ...] = ()
    documents: tuple[Document, ...] = ()
    credentials: tuple[Credential, ...] = ()
    notices: tuple[Notice, ...] = ()
    medicare_ids: tuple[MedicareId, ...] = ()
    records: tuple[Record, ...] = ()
    holds: tuple[Hold, ...] = ()
    last_billed: tuple[LastBilled, ...] = ()

    def check_against(self, world: WorldState) -> None:
        """ValueError where something refers to nobody: a snapshot may come from anywhere."""
        pac_ids = {one.pac_id for one in world.associates}
        enrollments = {one.id for one in world.enrollments}
        applications = {one.id for one in self.applications}
        began = {one.account for one in self.applications if one.account is not None}
        named = (
            (began - {one.name for one in world.accounts}, "account"),
            (self._pac_ids() - pac_ids, "associate"),
            (self._enrollment_ids() - enrollments, "enrollment"),
            (self._application_ids() - applications, "application"),
        )
        for unknown, kind in named:
            if unknown:
                raise ValueError(f"there is no {kind} {min(unknown)!r}")

    def _pac_ids(self) -> set[str]:
        found = {one.pac_id for one in self.applications}
        return found | {one.pac_id for one in self.documents} | {one.pac_id for one in self.credentials}

    def _enrollment_ids(self) -> set[str]:
        found = {key for one in self.reassignments for key in (one.individual, one.group)}
        found |= {one.enrollment_id for one in self.applications if one.enrollment_id is not None}
        found |= {one.enrollment_id for one in self.notices} | {one.enrollment_id for one in self.records}
        found |= {one.enrollment_id for one in self.last_billed}
        found |= {one.group for one in self.medicare_ids if one.group is not None}
        return found | {one.enrollment_id for one in self.medicare_ids}

    def _application_ids(self) -> set[str]:
        found = {one.application_id for one in self.signatures} | {one.application_id for one in self.fees}
        found |= {one.application_id for one in self.documents if one.application_id is not None}
        return found | {one.application_id for one in self.holds}


class Filing:
    """Holds the present value of each.

    `touched` has the IDs of the applications and enrollments for which something was stored since the timers
    last looked.
    """

    def __init__(self, state: FilingState | None = None) -> None:
        state = state or FilingState()
        self.touched: set[str] = set()
        self.opened = state.opened
        self.ran_to = state.ran_to
        self.policy = state.policy
        self.applications = Grouped(
            {one.id: one for one in state.applications},
            lambda one: one.enrollment_id,
            self._touch_application,
        )
        self.reassignments = list(state.reassignments)
        self.signatures = Grouped(
            {one.id: one for one in state.signatures},
            lambda one: one.application_id,
            self._touch_application_of,
        )
        self.fees = Grouped(
            {one.id: one for one in state.fees}, lambda one: one.application_id, self._touch_application_of
        )
        self.documents = {one.id: one for one in state.documents}
        self.credentials = {one.id: one for one in state.credentials}
        self.notices = Grouped(
            {one.id: one for one in state.notices}, lambda one: one.enrollment_id, self._touch_enrollment_of
        )
        self.medicare_ids = Grouped(
            {(one.enrollment_id, one.number): one for one in state.medicare_ids},
            lambda one: one.enrollment_id,
            self._touch_enrollment_of,
        )
        self.records = {one.enrollment_id: one for one in state.records}
        self.holds = {one.application_id: one for one in state.holds}
        self.last_billed = Noted(
            {one.enrollment_id: one for one in state.last_billed}, self._touch_enrollment_of
        )
        self._id_of_tracked = {one.web_tracking_id: one.id for one in state.applications}

    def state(self) -> FilingState:
        """The present state."""
        return FilingState.model_construct(
            opened=self.opened,
            ran_to=self.ran_to,
            policy=self.policy,
            applications=tuple(self.applications.values()),
            reassignments=tuple(self.reassignments),
            signatures=tuple(self.signatures.values()),
            fees=tuple(self.fees.values()),
            documents=tuple(self.documents.values()),
            credentials=tuple(self.credentials.values()),
            notices=tuple(self.notices.values()),
            medicare_ids=tuple(self.medicare_ids.values()),
            records=tuple(self.records.values()),
            holds=tuple(self.holds.values()),
            last_billed=tuple(self.last_billed.values()),
        )

    def open(self, now: datetime) -> datetime:
        """When the files were opened: now, where they never were. The timers have then run up to now."""
        self.opened = self.opened or now
        self.ran_to = self.ran_to or now
        return self.opened

    def put_application(self, application: Application) -> None:
        """Store an application's new value."""
        self.applications[application.id] = application
        if application.web_tracking_id is not None:
            self._id_of_tracked[application.web_tracking_id] = application.id

    def tracked(self, web_tracking_id: str) -> Application | None:
        """The application with that Web Tracking ID."""
        found = self._id_of_tracked.get(web_tracking_id)
        return None if found is None else self.applications[found]

    def find_application(self, key: str) -> Application | None:
        """The application with that ID or Web Tracking ID."""
        return self.applications.get(key) or self.tracked(key)

    def applications_of(self, enrollment_id: str) -> list[Application]:
        """An enrollment's applications, the oldest first."""
        return sorted(self.applications.of(enrollment_id), key=lambda one: one.history[0].at)

    def applications_for(self, pac_id: str) -> list[Application]:
        """An associate's applications, the oldest first."""
        mine = (one for one in self.applications.values() if one.pac_id == pac_id)
        return sorted(mine, key=lambda one: one.history[0].at)

    def signatures_of(self, application: Application) -> list[SignatureRequest]:
        """The signatures asked for its present revision, in the order asked."""
        asked = self.signatures.of(application.id)
        return [one for one in asked if one.revision == application.revision]

    def fee_of(self, application: Application) -> Fee | None:
        """The fee of an application, where there is one; the last, where there were several."""
        mine = self.fees.of(application.id)
        return mine[-1] if mine else None

    def medicare_ids_of(self, enrollment_id: str) -> list[MedicareId]:
        """An enrollment's Medicare IDs on file, the oldest first."""
        return self.medicare_ids.of(enrollment_id)

    def put_medicare_id(self, medicare_id: MedicareId) -> None:
        """Store a Medicare ID's new value."""
        self.medicare_ids[medicare_id.enrollment_id, medicare_id.number] = medicare_id

    def drop_application(self, application_id: str) -> None:
        """Take an application away with its signatures and its fees; its documents stay in the repository."""
        gone = self.applications.pop(application_id)
        self.holds.pop(application_id, None)
        for document in [one for one in self.documents.values() if one.application_id == application_id]:
            self.documents[document.id] = document.model_copy(update={"application_id": None})
        self._id_of_tracked.pop(gone.web_tracking_id, None)
        for request in self.signatures.of(application_id):
            del self.signatures[request.id]
        for fee in self.fees.of(application_id):
            del self.fees[fee.id]
        self.holds.pop(application_id, None)
        for one in [one for one in self.documents.values() if one.application_id == application_id]:
            self.documents[one.id] = one.model_copy(update={"application_id": None})

    def forget_enrollment(self, enrollment_id: str) -> None:
        """Take away all that is about an enrollment that never came to be; its applications stay."""
        for one in self.applications_of(enrollment_id):
            self.put_application(one.model_copy(update={"enrollment_id": None}))
        self.reassignments[:] = [
            one for one in self.reassignments if enrollment_id not in (one.individual, one.group)
        ]
        for notice in self.notices.of(enrollment_id):
            del self.notices[notice.id]
        for number in [one.number for one in self.medicare_ids_of(enrollment_id)]:
            del self.medicare_ids[enrollment_id, number]
        for given in [one for one in self.medicare_ids.values() if one.group == enrollment_id]:
            self.put_medicare_id(given.model_copy(update={"group": None}))
        self.records.pop(enrollment_id, None)
        if enrollment_id in self.last_billed:
            del self.last_billed[enrollment_id]

    def _touch_application(self, one: Application) -> None:
        self.touched.add(one.id)
        if one.enrollment_id is not None:
            self.touched.add(one.enrollment_id)

    def _touch_application_of(self, one: SignatureRequest | Fee) -> None:
        self.touched.add(one.application_id)

    def _touch_enrollment_of(self, one: Notice | LastBilled | MedicareId) -> None:
        self.touched.add(one.enrollment_id)
