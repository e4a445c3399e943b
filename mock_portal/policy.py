"""The portal's rules about passwords and sessions, with the numbers' sources."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import groupby

from pydantic import BaseModel, ConfigDict

from mock_portal.clock import portal_date
from mock_portal.world.entities import Account


class SessionPolicy(BaseModel):
    """Idle limit and warning in minutes of portal time (S0; the warning is our own).

    `stated_minutes` is what the pages say; a fault can make the pages lie.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit_minutes: int = 30
    stated_minutes: int = 30
    warn_before_minutes: int = 5


class PasswordPolicy(BaseModel):
    """Composition, history, change rate (W1, S3) and life in days (S2, S4, W1).

    `mixed_case` is S0's rule; `least_different` (places at which the new password must differ from the
    present one) and `most_repeats` (the same character in a row) are W30's. Zero is no such rule.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shortest: int = 8
    longest: int = 12
    specials: str = "@#&)(-_'\".,*;:/"
    remembered: int = 6
    hours_between_changes: int = 24
    life_days: int = 60
    tries: int = 3
    code_tries: int = 3
    mixed_case: bool = False
    least_different: int = 0
    most_repeats: int = 0

    def days_left(self, changed: datetime, now: datetime) -> int:
        """Whole calendar days in New York until the password runs out; 0 is expired."""
        age = (portal_date(now) - portal_date(changed)).days
        return max(0, self.life_days - age)

    def breaches(self, account: Account, new: str, now: datetime) -> list[str]:
        """One message for each rule that a new password breaks; none when it may be used (keys: W30)."""
        return [message for broken, message in self._rules(account, new, now) if broken]

    def _rules(self, account: Account, new: str, now: datetime) -> list[tuple[bool, str]]:
        return [
            *self._shape_rules(new),
            *self._strict_rules(account, new),
            *_name_rules(account, new),
            (
                new in (account.password, *account.old_passwords)[: self.remembered],
                f"The new password must not be one of your last {self.remembered} passwords.",
            ),
            (
                now - account.password_changed < timedelta(hours=self.hours_between_changes),
                f"The password can be changed only once in {self.hours_between_changes} hours.",
            ),
        ]

    def _strict_rules(self, account: Account, new: str) -> list[tuple[bool, str]]:
        one_case = not (re.search("[a-z]", new) and re.search("[A-Z]", new))
        differ = _places_that_differ(account.password, new)
        return [
            (
                self.mixed_case and one_case,
                "The new password must contain both an upper case and a lower case letter.",
            ),
            (
                differ < self.least_different,
                f"The new password must differ from the present one in {self.least_different} characters.",
            ),
            (
                0 < self.most_repeats < _longest_run(new),
                f"The new password must not repeat a character more than {self.most_repeats} times in a row.",
            ),
        ]

    def _shape_rules(self, new: str) -> list[tuple[bool, str]]:
        allowed = re.compile(f"[A-Za-z0-9{re.escape(self.specials)}]*")
        return [
            (
                len(new) < self.shortest,
                f"The new password is too short: use at least {self.shortest} characters.",
            ),
            (
                len(new) > self.longest,
                f"The new password is too long: use at most {self.longest} characters.",
            ),
            (not re.search("[A-Za-z]", new), "The new password must contain at least one letter."),
            (not re.search("[0-9]", new), "The new password must contain at least one number."),
            (
                not any(character in self.specials for character in new),
                f"The new password must contain at least one special character: {' '.join(self.specials)}",
            ),
            (allowed.fullmatch(new) is None, "The new password contains a character that is not allowed."),
            (new[:1] in tuple("0123456789"), "The new password must not start with a number."),
        ]


LONG_PASSWORDS = PasswordPolicy(shortest=15, longest=20, least_different=6, most_repeats=2)
"""The 15-20 profile of the NPPES enumerator's own page (W30)."""


def _places_that_differ(old: str, new: str) -> int:
    same = sum(1 for one, other in zip(old, new, strict=False) if one == other)
    return max(len(old), len(new)) - same


def _longest_run(text: str) -> int:
    return max((len(list(same)) for _, same in groupby(text)), default=0)


def _name_rules(account: Account, new: str) -> list[tuple[bool, str]]:
    folded = new.casefold()
    names = (account.first_name.casefold(), account.last_name.casefold())
    return [
        (folded == account.user_id.casefold(), "The new password must not be the same as your User ID."),
        (any(name in folded for name in names), "The new password must not contain your first or last name."),
    ]
