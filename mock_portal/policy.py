"""The portal's rules about passwords and sessions, with the numbers' sources."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

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
    """Composition, history, change rate (W1, S3) and life in days (S2, S4, W1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shortest: int = 8
    longest: int = 12
    specials: str = "@#&)(-_'\".,*;:/"
    remembered: int = 6
    hours_between_changes: int = 24
    life_days: int = 60
    tries: int = 3
    code_tries: int = 3

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


def _name_rules(account: Account, new: str) -> list[tuple[bool, str]]:
    folded = new.casefold()
    names = (account.first_name.casefold(), account.last_name.casefold())
    return [
        (folded == account.user_id.casefold(), "The new password must not be the same as your User ID."),
        (any(name in folded for name in names), "The new password must not contain your first or last name."),
    ]
