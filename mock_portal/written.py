"""How dates, e-mail addresses and people's names are written in a form; every room reads them alike."""

from __future__ import annotations

import re
from datetime import date, datetime

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'-])*")


def parse_day(typed: str) -> date | None:
    """A date typed as MM/DD/YYYY (S0); null for anything else."""
    if not re.fullmatch(r"\d{2}/\d{2}/\d{4}", typed, re.ASCII):
        return None
    try:
        return datetime.strptime(typed + " +0000", "%m/%d/%Y %z").date()
    except ValueError:
        return None


def is_email(typed: str) -> bool:
    """Whether it is an address like name@practice.example."""
    return _EMAIL.fullmatch(typed) is not None


def is_person_name(typed: str) -> bool:
    """Whether it is made of letters, blanks, dots, hyphens and apostrophes, a letter first."""
    return _NAME.fullmatch(typed) is not None
