"""The kinds of trouble a store can have; all are `StoreError` to whoever does not care which."""

from sqlalchemy.exc import DontWrapMixin

from agent.model.errors import StoreError


class StoreBusyError(StoreError):
    """Another process held the store for longer than the wait allows."""


class StoreConflictError(StoreError):
    """The row contradicts what is stored: it is there already, or what it belongs to is not."""


class StoreSchemaError(StoreError):
    """The tables are not ones this version can use."""


class NaiveTimeError(StoreError, DontWrapMixin):
    """A time without a zone: it names no moment, so it is neither stored nor compared."""
