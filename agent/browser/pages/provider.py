"""What every page of one provider or application shows: whose it is. Another provider's is not read."""

from agent.browser.reading import Reader
from agent.model.look import Reason
from agent.model.verdict import Cause


async def is_of(reader: Reader, npi: str) -> bool:
    """Whether the page is of the provider with this NPI; that of another is a problem by itself."""
    shown = await reader.value("npi")
    if shown is not None and shown != npi:
        reader.problems.append(
            Reason(
                cause=Cause.OTHER_PROVIDER,
                what=f"The page of the associate with NPI {npi} shows another provider's data; "
                "none of it was kept",
                where=reader.where,
                do="report it to the portal's help desk at once, with the time and the request; "
                "do not open the page",
            )
        )
    return shown == npi
