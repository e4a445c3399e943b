"""NPPES records over the control port."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mock_portal.control.asks import State, Text
from mock_portal.errors import BadAskError, ConflictError, NotKnownError
from mock_portal.lookups.openapi import DOCUMENTS
from mock_portal.portal import Portal
from mock_portal.world.entities import AssociateKind
from mock_portal.world.npi import is_npi
from mock_portal.world.nppes import NppesRecord, Taxonomy
from mock_portal.world.places import Address

_ASK = ConfigDict(frozen=True, extra="forbid")
Line = Annotated[str, Field(max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")]
PostalCode = Annotated[str, Field(pattern="^([0-9]{5}|[0-9]{9})$")]


class AddressPatch(BaseModel):
    """What can change in an address."""

    model_config = _ASK

    address_1: Text = ""
    address_2: Line = ""
    city: Text = ""
    state: State = ""
    postal_code: PostalCode = ""
    telephone_number: Text = ""
    fax_number: Line = ""


class AddressAsk(BaseModel):
    """An address to be set."""

    model_config = _ASK

    address_1: Text
    address_2: Line = ""
    city: Text
    state: State
    postal_code: PostalCode
    telephone_number: Text
    fax_number: Line = ""


class TaxonomyAsk(BaseModel):
    """A taxonomy to be set."""

    model_config = _ASK

    code: Annotated[str, Field(pattern="^[0-9A-Z]{10}$")]
    desc: Text
    primary: bool = True
    license: Text | None = None
    state: State | None = None
    taxonomy_group: Line = ""


class NppesAsk(BaseModel):
    """A record to be made; PECOS is not told. The mailing address is that of the practice unless given."""

    model_config = _ASK

    npi: Annotated[str, Field(pattern="^[0-9]{10}$")]
    kind: AssociateKind
    first_name: Line = ""
    last_name: Line = ""
    former_last_name: Line = ""
    credential: Line = ""
    sex: Annotated[str, Field(pattern="^[FMX]?$")] = ""
    organization_name: Line = ""
    official_first_name: Line = ""
    official_last_name: Line = ""
    location: AddressAsk
    mailing: AddressAsk | None = None
    taxonomies: Annotated[tuple[TaxonomyAsk, ...], Field(min_length=1, max_length=15)]


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


class PublicLookups:
    """Reads and changes what the public look-ups show; raises NotKnownError or ConflictError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["look-ups"])
        router.add_api_route("/openapi/{name}.json", self.document, methods=["GET"])
        router.add_api_route("/nppes", self.nppes, methods=["GET"])
        router.add_api_route("/nppes", self.make_record, methods=["POST"], status_code=201)
        router.add_api_route("/nppes/{npi}", self.record, methods=["GET"])
        router.add_api_route("/nppes/{npi}", self.change_record, methods=["PATCH"])
        return router

    async def document(self, name: str) -> dict[str, object]:
        """The OpenAPI document of a public interface: `npi-registry` or `data-sets`."""
        if name not in DOCUMENTS:
            raise NotKnownError(f"there is no document {name!r}; there are: {', '.join(DOCUMENTS)}")
        return DOCUMENTS[name]

    async def nppes(self) -> list[NppesRecord]:
        """All records of NPPES."""
        return list(self._portal.public.nppes.records())

    async def record(self, npi: str) -> NppesRecord:
        """One record of NPPES."""
        record = self._portal.public.nppes.record(npi)
        if record is None:
            raise NotKnownError(f"NPPES has no NPI {npi!r}; GET /nppes lists them")
        return record

    async def make_record(self, ask: NppesAsk) -> NppesRecord:
        """Make a record of NPPES; PECOS is not told."""
        nppes, now = self._portal.public.nppes, self._portal.clock.now()
        if not is_npi(ask.npi):
            raise BadAskError(f"{ask.npi!r} is no NPI: its check digit is wrong", "npi")
        if nppes.record(ask.npi) is not None:
            raise ConflictError(f"NPPES has the NPI {ask.npi!r} already", "npi")
        told = {"mailing": ask.location.model_dump(), **ask.model_dump(exclude_none=True)}
        record = NppesRecord(**told, created=now, last_updated=now)
        nppes.put(record)
        self._portal.changed()
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


def _moved(address: Address, patch: AddressPatch) -> Address:
    return address.model_copy(update=patch.model_dump(exclude_unset=True))
