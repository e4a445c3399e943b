"""Everything that is filed while the portal runs: values by their keys, and the look-ups that pages need."""

from __future__ import annotations

from mock_portal.filing.applications import Application
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import Credential, Document, Entry, Fee, MedicareId, Notice, SignatureRequest
from mock_portal.world.entities import Entity, WorldState


class Record(Entity):
    """What an enrollment has on file: the entries of its last approved application."""

    enrollment_id: str
    entries: tuple[Entry, ...]


class FilingState(Entity):
    """All of it as one value."""

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

    def check_against(self, world: WorldState) -> None:
        """ValueError where something refers to nobody: a snapshot may come from anywhere."""
        pac_ids = {one.pac_id for one in world.associates}
        enrollments = {one.id for one in world.enrollments}
        applications = {one.id for one in self.applications}
        named = (
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
        return found | {one.enrollment_id for one in self.medicare_ids}

    def _application_ids(self) -> set[str]:
        return {one.application_id for one in self.signatures} | {one.application_id for one in self.fees}


class Filing:
    """Holds the present value of each."""

    def __init__(self, state: FilingState | None = None) -> None:
        state = state or FilingState()
        self.policy = state.policy
        self.applications = {one.id: one for one in state.applications}
        self.reassignments = list(state.reassignments)
        self.signatures = {one.id: one for one in state.signatures}
        self.fees = {one.id: one for one in state.fees}
        self.documents = {one.id: one for one in state.documents}
        self.credentials = {one.id: one for one in state.credentials}
        self.notices = {one.id: one for one in state.notices}
        self.medicare_ids = {(one.enrollment_id, one.number): one for one in state.medicare_ids}
        self.records = {one.enrollment_id: one for one in state.records}
        self._id_of_tracked = {one.web_tracking_id: one.id for one in state.applications}

    def state(self) -> FilingState:
        """The present state."""
        return FilingState.model_construct(
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
        )

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
        mine = (one for one in self.applications.values() if one.enrollment_id == enrollment_id)
        return sorted(mine, key=lambda one: one.history[0].at)

    def applications_for(self, pac_id: str) -> list[Application]:
        """An associate's applications, the oldest first."""
        mine = (one for one in self.applications.values() if one.pac_id == pac_id)
        return sorted(mine, key=lambda one: one.history[0].at)
