"""What leaves by a person's hand is put on record before it leaves."""

from agent.store import AuditEntry
from agent.web.gate import Caller
from agent.web.site import Site


def on_record(site: Site, caller: Caller, action: str, of: str, detail: str = "") -> None:
    """`action` such as "export" or "evidence view", `of` what it is done to, such as an incident's id."""
    with site.store.writing() as unit:
        unit.audit(AuditEntry(site.clock(), caller.name, action, of, detail))
