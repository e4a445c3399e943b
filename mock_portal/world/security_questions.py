"""Security questions, back-ups for verification codes, and how many wrong answers are taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.clock import portal_date
from mock_portal.seeded import Draws
from mock_portal.world.entities import Account, Entity

QUESTIONS = (
    "What was the name of your first pet?",
    "In what town did your parents meet?",
    "What was the make of your first car?",
    "What was the last name of your third-grade teacher?",
    "What was the first concert you went to?",
    "What is the middle name of your oldest cousin?",
    "What was the street name of your first home?",
    "What was the title of the first book you bought?",
)
CHOSEN = 5
ASKED = 3
"""Five are kept and three are asked (the numbers are unconfirmed)."""
ANSWER_TRIES = 3
"""Wrong rounds until only the help desk can go on (W29 says "limited"; the number is our own)."""
SHORTEST_ANSWER = 3
INACTIVE_DAYS = 365
"""Longer than this without a sign-in, identity is verified anew and the User ID replaced (S2)."""
_WORDS = ("amber", "birch", "cobalt", "dahlia", "ember", "fennel", "granite", "heron", "indigo", "jasper")


class BackupKind(StrEnum):
    """How else a code can reach a person (S0; voice is unconfirmed)."""

    EMAIL = "E-mail"
    TEXT = "Text message"
    VOICE = "Voice call"


class Backup(Entity):
    """A back-up method and where it goes."""

    kind: BackupKind
    target: str


class Answer(Entity):
    """A chosen question and its answer. Readable on purpose: nobody real gave it."""

    question: str
    answer: str


class Recovery(Entity):
    """What proves who an account's owner is when the password or the phone is gone."""

    account: str
    birth_date: date
    answers: tuple[Answer, ...]
    answers_set: AwareDatetime
    backups: tuple[Backup, ...] = ()
    failed_rounds: int = 0

    @property
    def barred(self) -> bool:
        """Whether only the help desk can go on."""
        return self.failed_rounds >= ANSWER_TRIES

    def age_days(self, now: datetime) -> int:
        """Whole calendar days in New York since the questions were chosen."""
        return (portal_date(now) - portal_date(self.answers_set)).days

    def judged(self, asked: tuple[int, ...], typed: Mapping[int, str]) -> tuple[bool, Recovery]:
        """Whether every asked question was answered right, and the record after it."""
        right = all(folded(typed.get(place, "")) == folded(self.answers[place].answer) for place in asked)
        return right, self.model_copy(update={"failed_rounds": 0 if right else self.failed_rounds + 1})


def folded(answer: str) -> str:
    """An answer as it is compared: letter case and blanks do not count."""
    return "".join(answer.split()).casefold()


def chosen_to_ask(key: int) -> tuple[int, ...]:
    """Three different places out of five, by a random number, in rising order."""
    return tuple(sorted(Draws(key, "asked").shuffled(range(CHOSEN))[:ASKED]))


def last_active(account: Account) -> datetime:
    """The last sign-in, or where there was none the last change of the password."""
    return max(account.last_sign_in or account.password_changed, account.password_changed)


def inactive(account: Account, now: datetime) -> bool:
    """Whether more than 365 calendar days of New York have passed since anything was done."""
    return (portal_date(now) - portal_date(last_active(account))).days > INACTIVE_DAYS


def seeded_answers(draws: Draws) -> tuple[Answer, ...]:
    """Five questions with made-up answers."""
    questions = draws.shuffled(QUESTIONS)[:CHOSEN]
    return tuple(Answer(question=one, answer=f"{draws.pick(_WORDS)} {draws.digits(2)}") for one in questions)
