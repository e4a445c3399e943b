"""What the agent remembers: SQLite by default, PostgreSQL on the same path. Only this room names SQLAlchemy.

    with Store.open("sqlite:///data/enrollwatch.db") as store, store.writing() as unit:
        unit.add_look(look, sealed)

Synchronous and safe to use from several threads: call it off the event loop, in short pieces.
"""

from agent.store.accounts import RefusedSecret, UsedCode
from agent.store.audit import AuditAsked, AuditEntry
from agent.store.errors import NaiveTimeError, StoreBusyError, StoreConflictError, StoreSchemaError
from agent.store.incidents import Passage
from agent.store.slots import SlotsAsked
from agent.store.store import Reads, Store, Unit

__all__ = [
    "AuditAsked",
    "AuditEntry",
    "NaiveTimeError",
    "Passage",
    "Reads",
    "RefusedSecret",
    "SlotsAsked",
    "Store",
    "StoreBusyError",
    "StoreConflictError",
    "StoreSchemaError",
    "Unit",
    "UsedCode",
]
