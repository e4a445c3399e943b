"""The two column types of the store: moments in UTC, and text that every database takes."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator

from agent.store.errors import NaiveTimeError


class Moment(TypeDecorator[datetime]):
    """Aware in, aware UTC out, microseconds kept; a naive time raises `NaiveTimeError`.

    SQLite keeps text without a zone: because every value is UTC, its order is the order of time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveTimeError(
                f"the time {value.isoformat()} has no zone",
                "store",
                "pass an aware datetime, such as one in UTC",
            )
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text, and states by their value. Drops NUL and lone surrogates, which PostgreSQL refuses:
    a stray byte from a portal page must not be the reason that an incident is not stored.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
