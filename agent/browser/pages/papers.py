"""`documents` and `credentials`: the papers of one associate and when they expire."""

from functools import partial

from agent.browser.pages import provider
from agent.browser.reading import Reader
from agent.browser.records import UNREAD, Listed, Record, listed
from agent.model.facts import CredentialFact, DocumentFact


async def read_documents(reader: Reader, npi: str) -> Listed[DocumentFact]:
    """Those of the associate with this NPI; none at all where the page shows another's."""
    if not await provider.is_of(reader, npi):
        return UNREAD
    return await listed(reader, "list", partial(_document, npi), stated="showing")


async def read_credentials(reader: Reader, npi: str) -> Listed[CredentialFact]:
    """As the documents; of a credential printed twice with different dates neither is kept."""
    if not await provider.is_of(reader, npi):
        return UNREAD
    return await listed(reader, "list", partial(_credential, npi), key=lambda one: (one.kind, one.number))


async def _document(npi: str, record: Record) -> DocumentFact:
    return DocumentFact(
        npi=npi,
        kind=record.needed("kind"),
        uploaded=await record.day("uploaded"),
        expires=await record.day("expires"),
    )


async def _credential(npi: str, record: Record) -> CredentialFact:
    return CredentialFact(
        npi=npi,
        kind=record.needed("kind"),
        number=record.needed("number"),
        state=record.text("state"),
        expires=await record.day("expires"),
    )
