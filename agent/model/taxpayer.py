"""What a taxpayer's number looks like, so that none leaves the agent."""

import re

_HYPHEN = "[-\u2010-\u2015\u2212 ]"  # every dash there is, and a space
TAXPAYER_PATTERN = (
    rf"(?<!\d)(?:\d{{3}}(?:{_HYPHEN}|\.)\d{{2}}(?:{_HYPHEN}|\.)\d{{4}}|\d{{2}}{_HYPHEN}\d{{7}})(?!\d)"
    r"|(?<![\dA-Za-z-])\d{9}(?!\d|-\d)"
)
"""An SSN, EIN or other TIN: nine digits in their usual parts, or in one piece that is not of a longer number
or of the portal's own (`I20260302000123`). Python and JavaScript read it alike."""

TAXPAYER = re.compile(TAXPAYER_PATTERN)
