"""A file is what its content says; its name must say the same."""

from __future__ import annotations

import pytest

from mock_portal.filing.files import file_problem, type_of_content
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import FileType
from tests.mock_portal.applications.walking import PDF, TIFF

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, FileType.PDF),
        (TIFF, FileType.TIFF),
        (b"MM\x00*" + bytes(8), FileType.TIFF),
        (PNG, None),
        (b"", None),
        (b"%PDF-1.4 cut off", None),
        (b"junk" + PDF, None),
        (PDF + bytes(2000), None),
        (b"II*\x00", None),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, found: FileType | None) -> None:
    assert type_of_content(content) == found


@pytest.mark.parametrize(
    ("name", "content"),
    [("paper.pdf", PDF), ("Paper 2 (final).PDF", PDF), ("scan.tif", TIFF), ("scan-1_a.tiff", TIFF),
     ("x" * 96 + ".pdf", PDF)],
)  # fmt: skip
def test_a_pdf_and_a_tiff_are_taken(name: str, content: bytes) -> None:
    assert file_problem(name, content, 0, FilingPolicy()) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("", PDF),
        ("paper.png", PNG),
        ("paper.pdf", PNG),
        ("paper.pdf", TIFF),
        ("scan.tif", PDF),
        ("paper.pdf", b""),
        ("paper", PDF),
        (".pdf", PDF),
        ("../paper.pdf", PDF),
        ("..\\paper.pdf", PDF),
        ("/etc/paper.pdf", PDF),
        ("a/b.pdf", PDF),
        ("a..pdf", PDF),
        ("<script>.pdf", PDF),
        ("paper.pdf.exe", PDF),
        ("päper.pdf", PDF),
        ("paper\u202egpj.pdf", PDF),
        ("paper.pdf\n", PDF),
        ("x" * 97 + ".pdf", PDF),
    ],
)
def test_what_is_not_what_it_says_or_has_a_strange_name_is_not_taken(name: str, content: bytes) -> None:
    assert file_problem(name, content, 0, FilingPolicy()) is not None


def test_tiff_can_be_forbidden() -> None:
    strict = FilingPolicy(tiff_allowed=False)
    assert file_problem("scan.tif", TIFF, 0, strict) == "Upload the document as PDF: TIFF is not taken."
    assert file_problem("paper.pdf", PDF, 0, strict) is None


def test_the_documents_of_an_application_count_together() -> None:
    policy = FilingPolicy(largest_upload_bytes=1000)
    assert file_problem("paper.pdf", PDF, 1000 - len(PDF), policy) is None
    assert file_problem("paper.pdf", PDF, 1001 - len(PDF), policy) is not None
