"""`applications`: the applications of one associate, the latest first."""

from dataclasses import dataclass
from functools import partial

from agent.browser.pages import provider
from agent.browser.reading import Reader
from agent.browser.records import UNREAD, Listed, Record, listed
from agent.model.facts import ApplicationFact


@dataclass(frozen=True)
class Application:
    """A row of the list; `link` leads to its own page. `settled` where its status is an end."""

    fact: ApplicationFact
    link: str | None
    settled: bool


async def read(reader: Reader, npi: str) -> Listed[Application]:
    """Those of the associate with this NPI; none at all where the page shows another's."""
    if not await provider.is_of(reader, npi):
        return UNREAD
    return await listed(reader, "list", partial(_application, npi), key=_key)


def _key(one: Application) -> tuple[str | None, str | None]:
    """Drafts have no Web Tracking ID yet; each has a page of its own."""
    return one.fact.id, one.link if one.fact.id is None else None


async def _application(npi: str, record: Record) -> Application:
    fact = ApplicationFact(
        id=record.text("id"),
        npi=npi,
        form=record.text("form"),
        state=record.text("state"),
        reason=record.text("reason"),
        status=record.text("status"),
        since=await record.day("since"),
    )
    return Application(fact, record.link("page"), settled=record.says("settled") or False)
