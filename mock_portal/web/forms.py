"""Reading what a visitor sent, strictly: anything a browser's form would not send is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from mock_portal.exchange import Upload

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


async def read_form(request: Request, largest_upload: int | None) -> tuple[dict[str, str], Upload | None]:
    """The fields of a POST body, and the file where one may come (`largest_upload` bytes at most).

    BadFormError for another encoding or too large a body.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data" and largest_upload is not None:
        return await _read_upload(request, largest_upload)
    body = await _read_body(request, LARGEST_BODY, "The form is too large.")
    if body and kind != "application/x-www-form-urlencoded":
        raise BadFormError("This system reads plain forms only.", 415)
    try:
        return parse_fields(body.decode("ascii")), None
    except UnicodeDecodeError as error:
        raise BadFormError("The form was not sent in a way that this system can read.") from error


class _InMemory(MultiPartParser):
    """Keeps the file in memory: nothing of a refused upload may touch a disk."""

    spool_max_size = 1 << 30


async def _read_upload(request: Request, largest: int) -> tuple[dict[str, str], Upload]:
    too_large = f"The file is too large: the documents of an application may have {largest:,} bytes in total."
    body = await _read_body(request, largest + LARGEST_BODY, too_large)
    try:
        parser = _InMemory(
            request.headers, _once(body), max_files=1, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD * 4
        )
        parts = (await parser.parse()).multi_items()
    except MultiPartException as error:
        raise BadFormError("The form was not sent in a way that this system can read.") from error
    try:
        return await _from_parts(parts)
    finally:
        for _, part in parts:
            if isinstance(part, UploadFile):
                await part.close()


async def _from_parts(parts: list[tuple[str, UploadFile | str]]) -> tuple[dict[str, str], Upload]:
    fields: dict[str, str] = {}
    uploads = []
    for name, part in parts:
        value = (part.filename or "") if isinstance(part, UploadFile) else part
        _check_field(name, value, fields)
        fields[name] = value
        if isinstance(part, UploadFile):
            uploads.append(Upload(value, await part.read()))
    if len(uploads) != 1:
        raise BadFormError("The form was sent without a file.")
    return fields, uploads[0]


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


async def _read_body(request: Request, largest: int, too_large: str) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                raise BadFormError(too_large, 413)
    except ClientDisconnect as error:
        raise BadFormError("The form was cut off.") from error
    return bytes(body)
