"""Reading what a visitor sent, strictly: anything a browser's form would not send is refused."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

LONGEST_FIELD = 256
LARGEST_BODY = 64 * 1024
MOST_FIELDS = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class BadFormError(Exception):
    """The request cannot be read; `status` and `text` are for the message page."""

    def __init__(self, text: str, status: int = 400) -> None:
        self.text = text
        self.status = status
        super().__init__(text)


def parse_fields(encoded: str) -> dict[str, str]:
    """Fields of a query or of a form body; BadFormError for what is repeated, oversized or unprintable."""
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadFormError("The form was not sent in a way that this system can read.") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        _check_field(name, value, fields)
        fields[name] = value
    return fields


def _check_field(name: str, value: str, fields: dict[str, str]) -> None:
    if name in fields:
        raise BadFormError("A field was sent twice.")
    if len(name) > LONGEST_FIELD or len(value) > LONGEST_FIELD:
        raise BadFormError(f"A field is longer than {LONGEST_FIELD} characters.")
    if _CONTROL.search(name + value):
        raise BadFormError("A field contains a character that cannot be used.")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a POST body; BadFormError for another encoding or too large a body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _read_body(request)
    if body and kind != "application/x-www-form-urlencoded":
        raise BadFormError("This system reads plain forms only.", 415)
    try:
        return parse_fields(body.decode("ascii"))
    except UnicodeDecodeError as error:
        raise BadFormError("The form was not sent in a way that this system can read.") from error


async def _read_body(request: Request) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise BadFormError("The form is too large.", 413)
    except ClientDisconnect as error:
        raise BadFormError("The form was cut off.") from error
    return body
