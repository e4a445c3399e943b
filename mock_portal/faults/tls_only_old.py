"""A listener that has not been renewed for years."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from mock_portal.faults.base import Fault


class OldTls(StrEnum):
    """The newest version it speaks; both are withdrawn (RFC 8996)."""

    TLS_1_0 = "1.0"
    TLS_1_1 = "1.1"


class TlsOnlyOld(Fault):
    """The listener does the work: new connections get nothing newer while this fault stands."""

    name: ClassVar[str] = "tls-only-old"
    description: ClassVar[str] = "New connections get TLS 1.1, or only 1.0, and nothing newer."
    whole_portal: ClassVar[bool] = True
    each_request: ClassVar[bool] = False

    newest: OldTls = OldTls.TLS_1_1
