"""Nothing goes wrong: to see that switching faults on and off does no harm."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.faults.base import Fault


class Nothing(Fault):
    """The null fault."""

    name: ClassVar[str] = "null"
    description: ClassVar[str] = "Nothing goes wrong; matching requests are only counted."
