"""The forms: one table from form to sections, topics, fields and documents."""

from __future__ import annotations

from mock_portal.filing.applications import Application
from mock_portal.filing.forms.eft import EFT_AGREEMENT
from mock_portal.filing.forms.nouns import Sheet
from mock_portal.filing.forms.ordering import ORDERING
from mock_portal.filing.forms.organizations import DME_SUPPLIER, GROUP, INSTITUTION
from mock_portal.filing.forms.practitioner import PRACTITIONER

FORMS: dict[str, Sheet] = {
    sheet.code: sheet for sheet in (INSTITUTION, GROUP, PRACTITIONER, ORDERING, DME_SUPPLIER, EFT_AGREEMENT)
}
"""Each form by what PECOS calls it: 855A to 855S, and 588."""


def sheet_of(application: Application) -> Sheet:
    """The form that an application is made on."""
    return FORMS[application.form]
