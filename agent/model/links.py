"""Where an alert leads its reader: pages of this agent, and the runbook of its rule."""

from collections.abc import Iterator
from urllib.parse import quote

from agent.model.base import Frozen
from agent.model.incident import Incident


class Links(Frozen):
    """Addresses without a slash at their end; what is null is not linked.

    `runbooks` is where others keep theirs. Where they do not, the pages of this agent show those of this
    program, or a command where nobody said how to reach the pages.
    """

    base_url: str | None = None
    runbooks: str | None = None

    def of(self, incident: Incident) -> Iterator[tuple[str, str]]:
        """Label and address, or command. Nothing in it leads elsewhere, whatever the incident is called."""
        if self.base_url:
            yield "Evidence", f"{self.base_url}/incidents/{quote(incident.id, safe='')}"
        yield "Runbook", self.runbook_of(incident.rule)

    def runbook_of(self, rule: str) -> str:
        """An address, or the command that shows the page."""
        name = quote(rule, safe="")
        if self.runbooks:
            return f"{self.runbooks}/{name}"
        return f"{self.base_url}/runbooks/{name}" if self.base_url else f"enrollwatch runbook {name}"


NO_LINKS = Links()
"""Nobody said where anything is."""
