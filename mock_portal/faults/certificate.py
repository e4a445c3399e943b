"""A certificate that nobody should trust."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from mock_portal.faults.base import Fault


class CertificateKind(StrEnum):
    """What is wrong with it."""

    EXPIRED = "expired"
    WRONG_NAME = "wrong-name"
    SELF_SIGNED = "self-signed"


class Certificate(Fault):
    """The listener does the work: new connections get the bad certificate while this fault stands."""

    name: ClassVar[str] = "certificate"
    description: ClassVar[str] = (
        "New connections get a certificate that is expired, wrong-name or self-signed."
    )
    whole_portal: ClassVar[bool] = True
    each_request: ClassVar[bool] = False

    kind: CertificateKind = CertificateKind.EXPIRED
