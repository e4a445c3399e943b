"""NPPES records and applications over the control port."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mock_portal.control.asks import Text
from mock_portal.errors import ConflictError, NotKnownError
from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.portal import Portal
from mock_portal.world.nppes import NppesRecord, Taxonomy
from mock_portal.world.places import Address

_ASK = ConfigDict(frozen=True, extra="forbid")
Line = Annotated[str, Field(max_length=256)]


class AddressPatch(BaseModel):
    """What can change in an address."""

    model_config = _ASK

    address_1: Text = ""
    address_2: Line = ""
    city: Text = ""
    state: Annotated[str, Field(pattern="^[A-Z]{2}$")] = ""
    postal_code: Annotated[str, Field(pattern="^([0-9]{5}|[0-9]{9})$")] = ""
    telephone_number: Text = ""
    fax_number: Line = ""


class TaxonomyAsk(BaseModel):
    """A taxonomy to be set."""

    model_config = _ASK

    code: Annotated[str, Field(pattern="^[0-9A-Z]{10}$")]
    desc: Text
    primary: bool = True
    license: Text | None = None
    state: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    taxonomy_group: Line = ""


class NppesPatch(BaseModel):
    """What can change in a record; PECOS stays as it is. Last updated is now unless it says otherwise."""

    model_config = _ASK

    first_name: Text = ""
    last_name: Text = ""
    former_last_name: Line = ""
    credential: Line = ""
    organization_name: Text = ""
    location: AddressPatch = AddressPatch()
    mailing: AddressPatch = AddressPatch()
    taxonomies: Annotated[tuple[TaxonomyAsk, ...], Field(min_length=1, max_length=15)] = ()
    last_updated: AwareDatetime | None = None


class ApplicationPatch(BaseModel):
    """A state to move to, now; or the whole history, in order of time."""

    model_config = _ASK

    reason: Reason = Reason.INITIAL
    state: ApplicationState | None = None
    history: Annotated[tuple[Step, ...], Field(min_length=1, max_length=100)] = ()


class ApplicationView(BaseModel):
    """An application with its present state."""

    id: str
    web_tracking_id: str | None
    enrollment_id: str | None
    reason: Reason
    state: ApplicationState
    history: tuple[Step, ...]

    @classmethod
    def of(cls, application: Application) -> ApplicationView:
        """The view of an application."""
        shown = application.model_dump(include=set(cls.model_fields))
        return cls(state=application.state, **shown)


class PublicLookups:
    """Reads and changes what the public look-ups show; raises NotKnownError or ConflictError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["look-ups"])
        router.add_api_route("/nppes", self.nppes, methods=["GET"])
        router.add_api_route("/nppes/{npi}", self.record, methods=["GET"])
        router.add_api_route("/nppes/{npi}", self.change_record, methods=["PATCH"])
        router.add_api_route("/applications", self.applications, methods=["GET"])
        router.add_api_route("/applications/{key}", self.application, methods=["GET"])
        router.add_api_route("/applications/{key}", self.change_application, methods=["PATCH"])
        return router

    async def nppes(self) -> list[NppesRecord]:
        """All records of NPPES."""
        return list(self._portal.public.nppes.records())

    async def record(self, npi: str) -> NppesRecord:
        """One record of NPPES."""
        record = self._portal.public.nppes.record(npi)
        if record is None:
            raise NotKnownError(f"NPPES has no NPI {npi!r}; GET /nppes lists them")
        return record

    async def change_record(self, npi: str, patch: NppesPatch) -> NppesRecord:
        """Change a record of NPPES; PECOS is not told."""
        record = await self.record(npi)
        change: dict[str, object] = patch.model_dump(
            exclude_unset=True, exclude={"location", "mailing", "taxonomies"}
        )
        change["location"] = _moved(record.location, patch.location)
        change["mailing"] = _moved(record.mailing, patch.mailing)
        if patch.taxonomies:
            change["taxonomies"] = tuple(Taxonomy(**one.model_dump()) for one in patch.taxonomies)
        change["last_updated"] = patch.last_updated or self._portal.clock.now()
        record = record.model_copy(update=change)
        self._portal.public.nppes.put(record)
        self._portal.changed()
        return record

    async def applications(self, enrollment: str | None = None) -> list[ApplicationView]:
        """All applications, or those of an enrollment."""
        known = self._portal.filing.applications.values()
        return [ApplicationView.of(one) for one in known if enrollment in (None, one.enrollment_id)]

    async def application(self, key: str) -> ApplicationView:
        """One application, by its ID or its Web Tracking ID."""
        return ApplicationView.of(self._application(key))

    async def change_application(self, key: str, patch: ApplicationPatch) -> ApplicationView:
        """Change an application; its enrollment stays as it is."""
        application = self._application(key)
        if list(patch.history) != sorted(patch.history, key=lambda step: step.at):
            raise ConflictError("the steps are not in the order of their times", "history")
        if "reason" in patch.model_fields_set:
            application = application.model_copy(update={"reason": patch.reason})
        if patch.history:
            application = application.model_copy(update={"history": patch.history})
        if patch.state is not None:
            application = application.moved(patch.state, self._portal.clock.now())
        self._portal.filing.put_application(application)
        self._portal.changed()
        return ApplicationView.of(application)

    def _application(self, key: str) -> Application:
        application = self._portal.filing.find_application(key)
        if application is None:
            problem = f"there is no application {key!r}; GET /applications lists them"
            raise NotKnownError(problem)
        return application


def _moved(address: Address, patch: AddressPatch) -> Address:
    return address.model_copy(update=patch.model_dump(exclude_unset=True))
