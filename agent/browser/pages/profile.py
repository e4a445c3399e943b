"""`ia-profile`: the days left of the password, and how the account's person signs in."""

from dataclasses import dataclass, field

from agent.browser.reading import Reader
from agent.model.facts import PasswordFacts, ProfileFacts


@dataclass(frozen=True)
class Profile:
    """`facts` without the employers, which another page has; `not_read` as in `Facts.not_read`."""

    password: PasswordFacts = field(default_factory=PasswordFacts)
    facts: ProfileFacts = field(default_factory=ProfileFacts)
    not_read: tuple[str, ...] = (
        "password.days_left",
        "profile.primary_method",
        "profile.backups",
        "profile.questions_age_days",
    )


async def read(reader: Reader) -> Profile:
    """0 days left is expired (S4, W33: the number stands in the password section)."""
    days_left = await reader.number("days_left")
    method, backups = await reader.value("primary_method"), await reader.times("backups")
    age = await reader.value("questions_age_days")
    found = {
        "password.days_left": days_left,
        "profile.primary_method": method,
        "profile.backups": backups,
        "profile.questions_age_days": age,  # empty where no questions were chosen
    }
    return Profile(
        PasswordFacts(days_left=days_left),
        ProfileFacts(primary_method=method, backups=backups, questions_age_days=int(age) if age else None),
        tuple(name for name, value in found.items() if value is None),
    )
