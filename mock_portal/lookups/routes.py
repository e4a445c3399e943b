"""Every public look-up: its address and what answers; the real hosts' paths do not clash."""

from __future__ import annotations

from collections.abc import Callable

from mock_portal.exchange import Answer, Exchange
from mock_portal.lookups import catalogue, data_api, npi_registry, revalidation_page, status_page
from mock_portal.lookups.records import PublicRecords
from mock_portal.web.forms import BadFormError
from mock_portal.web.messages import refused

Handler = Callable[[Exchange, PublicRecords], Answer]

_EXACT: dict[str, Handler] = {
    "/api": npi_registry.api,
    "/api/": npi_registry.api,
    "/search": npi_registry.search_page,
    "/data.json": catalogue.catalogue,
    revalidation_page.PATH: revalidation_page.revalidation_page,
    status_page.PATH: status_page.status_page,
}
_UNDER: dict[str, Handler] = {
    npi_registry.VIEW: npi_registry.provider_page,
    data_api.PREFIX: data_api.answer,
    data_api.RESOURCES: data_api.resources,
    data_api.FILES: data_api.csv_file,
}


def handler_at(path: str) -> Handler | None:
    """What answers at that path; null where it is no public look-up."""
    under = (handler for prefix, handler in _UNDER.items() if path.startswith(prefix))
    return _EXACT.get(path) or next(under, None)


def answer_lookup(
    exchange: Exchange, handler: Handler, records: PublicRecords, unreadable: BadFormError | None
) -> Answer:
    """The answer, or a refusal in the shape of the service that was asked."""
    if exchange.method != "GET":
        unreadable = BadFormError("This look-up only answers GET.", 405)
    if unreadable is None:
        return handler(exchange, records)
    if handler is npi_registry.api:
        return npi_registry.unreadable(unreadable.text, unreadable.status)
    if handler in (data_api.answer, data_api.resources):
        return data_api.refusal(unreadable.text, "query", unreadable.status)
    return refused(unreadable.text, unreadable.status)
