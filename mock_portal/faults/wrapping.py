"""What the faults have in common that let another fault work on some requests only."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError, field_validator
from starlette.responses import Response

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.faults.base import Fault, Turn
from mock_portal.faults.plain import PLAIN
from mock_portal.faults.spelling import nearest


class Wrapping(Fault):
    """`fault` is another one: its name and its own parameters; where and when stand beside it."""

    fault: dict[str, object]

    @field_validator("fault")
    @classmethod
    def _is_understood(cls, fault: dict[str, object]) -> dict[str, object]:
        name = fault.get("name")
        wrappable = [one.name for one in PLAIN if one.each_request]
        if name not in wrappable:
            raise ValueError(f"no fault {name!r} can go in here{nearest(str(name), wrappable)}")
        try:
            _inner(fault)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"]) or "parameters"
            raise ValueError(f"{name}: {key}: {first['msg']}") from error
        return fault

    def is_bad(self, exchange: Exchange, turn: Turn) -> bool:
        """Whether the other fault works on this request; always the same for one turn."""
        raise NotImplementedError

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """As the other fault does."""
        return await _inner(self.fault).arrive(exchange, turn) if self.is_bad(exchange, turn) else None

    def alter_page(self, exchange: Exchange, turn: Turn, page: Page) -> Page:
        """As the other fault does."""
        return _inner(self.fault).alter_page(exchange, turn, page) if self.is_bad(exchange, turn) else page

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """As the other fault does."""
        return _inner(self.fault).alter_html(exchange, turn, html) if self.is_bad(exchange, turn) else html

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """As the other fault does."""
        if not self.is_bad(exchange, turn):
            return response
        return _inner(self.fault).alter_response(exchange, turn, response)

    def remember(self, statuses: Mapping[str, str]) -> dict[str, str]:
        """As the other fault does."""
        return _inner(self.fault).remember(statuses)


def _inner(fault: Mapping[str, object]) -> Fault:
    kind = next(one for one in PLAIN if one.name == fault["name"])
    return kind.model_validate({key: value for key, value in fault.items() if key != "name"})
