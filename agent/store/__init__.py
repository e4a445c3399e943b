"""What the agent remembers: SQLite by default, PostgreSQL on the same path. Only this room names SQLAlchemy.

    with Store.open("sqlite:///data/enrollwatch.db") as store, store.writing() as unit:
        unit.add_look(look, sealed)

Synchronous and safe to use from several threads: call it off the event loop, in short pieces.
"""

from agent.store.accounts import RefusedSecret, UsedCode
from agent.store.audit import AuditAsked, AuditEntry
from agent.store.copying import (
    Contents,
    Lost,
    brought_up_to_date,
    contents,
    everybody_signed_out,
    files_of,
    known_revision,
)
from agent.store.errors import NaiveTimeError, StoreBusyError, StoreConflictError, StoreSchemaError
from agent.store.incidents import IncidentsAsked, Passage
from agent.store.replacing import replaced
from agent.store.slots import SlotsAsked
from agent.store.store import Reads, Store, Unit
from agent.store.visits import Place, VisitsAsked

__all__ = [
    "AuditAsked",
    "AuditEntry",
    "Contents",
    "IncidentsAsked",
    "Lost",
    "NaiveTimeError",
    "Passage",
    "Place",
    "Reads",
    "RefusedSecret",
    "SlotsAsked",
    "Store",
    "StoreBusyError",
    "StoreConflictError",
    "StoreSchemaError",
    "Unit",
    "UsedCode",
    "VisitsAsked",
    "brought_up_to_date",
    "contents",
    "everybody_signed_out",
    "files_of",
    "known_revision",
    "replaced",
]
