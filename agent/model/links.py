"""Where an alert leads its reader: pages of this agent, and of whoever writes the runbooks."""

from collections.abc import Iterator
from urllib.parse import quote

from agent.model.base import Frozen
from agent.model.incident import Incident


class Links(Frozen):
    """Addresses without a slash at their end; what is null is not linked."""

    base_url: str | None = None
    runbooks: str | None = None

    def of(self, incident: Incident) -> Iterator[tuple[str, str]]:
        """Label and address. Nothing in an address leads elsewhere, whatever the incident is called."""
        if self.base_url:
            yield "Evidence", f"{self.base_url}/incidents/{quote(incident.id, safe='')}"
        if self.runbooks:
            yield "Runbook", f"{self.runbooks}/{quote(incident.rule, safe='')}"
