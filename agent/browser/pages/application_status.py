"""`application-status`: how one application stands, and what is asked of the provider."""

from dataclasses import dataclass

from agent.browser.pages import provider
from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, listed
from agent.model.facts import (
    ApplicationFact,
    CorrectionFact,
    FeeFact,
    SignatureFact,
    StatusStep,
    ValidationFact,
)

FIELDS = ("enrollment_id", "case_number", "revision")
TABLES = ("history", "corrections", "findings", "signatures", "fees")


@dataclass(frozen=True)
class ApplicationStatus:
    """What the page adds to `ApplicationFact`; `not_read` names its fields that could not be read."""

    fields: tuple[tuple[str, object], ...] = ()
    not_read: tuple[str, ...] = (*FIELDS, *TABLES)

    def added_to(self, fact: ApplicationFact) -> ApplicationFact:
        return fact.model_copy(update=dict(self.fields))


async def read(reader: Reader, npi: str, tracking_id: str | None) -> ApplicationStatus:
    """The page of this application; nothing where it is of another provider or application."""
    if not await provider.is_of(reader, npi):
        return ApplicationStatus()
    shown = await reader.value("id")
    if shown is None or (shown or None) != tracking_id:
        if shown is not None:
            reader.unreadable("id", "is not that of the application whose page was asked for")
        return ApplicationStatus()
    values = {name: await reader.value(name) for name in FIELDS}
    tables: dict[str, Listed[object]] = {
        "history": await listed(reader, "history", _step),
        "corrections": await listed(reader, "corrections", _correction),
        "findings": await listed(reader, "findings", _finding),
        "signatures": await listed(reader, "signatures", _signature),
        "fees": await listed(reader, "fees", _fee),
    }
    revision = values["revision"]
    fields = {
        "enrollment_id": values["enrollment_id"] or None,
        "case_number": values["case_number"] or None,
        "revision": int(revision) if revision else None,
        **{name: one.or_none for name, one in tables.items()},
    }
    unread = [name for name in FIELDS if values[name] is None]
    unread += [name for name, one in tables.items() if not one.whole or one.unread]
    return ApplicationStatus(tuple(fields.items()), tuple(unread))


async def _step(record: Record) -> StatusStep:
    at = await record.moment("at")
    return StatusStep(status=record.needed("status"), at=record.known(at))


async def _correction(record: Record) -> CorrectionFact:
    return CorrectionFact(
        topic=record.needed("topic"),
        asked=await record.day("asked"),
        due=await record.day("due"),
        answered=await record.day("answered"),
    )


async def _finding(record: Record) -> ValidationFact:
    return ValidationFact(
        code=record.needed("code"), severity=record.text("severity"), topic=record.text("topic")
    )


async def _signature(record: Record) -> SignatureFact:
    return SignatureFact(
        role=record.needed("role"),
        method=record.text("method"),
        revision=record.number("revision"),
        requested=await record.day("requested"),
        due=await record.day("due"),
        standing=record.text("standing"),
    )


async def _fee(record: Record) -> FeeFact:
    return FeeFact(
        amount=int(record.needed("amount")),
        requested=await record.day("requested"),
        due=await record.day("due"),
        state=record.text("state"),
    )
