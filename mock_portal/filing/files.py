"""What an uploaded file is, judged by its name and by its content (W4, W20)."""

from __future__ import annotations

import re

from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import FileType

LONGEST_FILE_NAME = 100
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]*\.(?:pdf|tif|tiff)", re.IGNORECASE)
_ENDINGS = {"pdf": FileType.PDF, "tif": FileType.TIFF, "tiff": FileType.TIFF}
_TIFF_MARKS = (b"II*\x00", b"MM\x00*")
_TAIL_BYTES = 1024
"""A PDF's end mark is within its last kilobyte; readers look for it there."""
_SMALLEST_TIFF = 8


def type_of_content(content: bytes) -> FileType | None:
    """What the bytes are; null for neither PDF nor TIFF, and for a PDF that was cut off."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL_BYTES:]:
        return FileType.PDF
    if content.startswith(_TIFF_MARKS) and len(content) >= _SMALLEST_TIFF:
        return FileType.TIFF
    return None


def file_problem(name: str, content: bytes, used: int, policy: FilingPolicy) -> str | None:
    """Why the file is not taken; null where it is. `used` are the bytes of the application's other files."""
    if not name:
        return "Choose a file."
    if len(name) > LONGEST_FILE_NAME or ".." in name or not _NAME.fullmatch(name):
        ending = "PDF or TIFF" if policy.tiff_allowed else "PDF"
        return (
            f"Name the file with letters, digits, blanks, hyphens and one ending, at most "
            f"{LONGEST_FILE_NAME} characters: {ending}."
        )
    promised, found = _ENDINGS[name.rpartition(".")[2].lower()], type_of_content(content)
    if FileType.TIFF in (promised, found) and not policy.tiff_allowed:
        return "Upload the document as PDF: TIFF is not taken."
    if found is not promised:
        return f"The file is not a {promised.value}, whatever its name says, or it is damaged."
    if used + len(content) > policy.largest_upload_bytes:
        limit = policy.largest_upload_bytes
        return f"With this file the documents have more than the {limit:,} bytes allowed in total."
    return None
