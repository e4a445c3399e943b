"""OpenAPI documents of the two public interfaces, for programs and tests that read them."""

from __future__ import annotations

from mock_portal.lookups.openapi import data_sets, npi_registry

DOCUMENTS = {"npi-registry": npi_registry.DOCUMENT, "data-sets": data_sets.DOCUMENT}
"""By name; the real services publish none, so these stand on the control port, not on the portal's face."""
