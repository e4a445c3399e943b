"""I&A: security questions and back-up methods of a signed-in person, and registration."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mock_portal.exchange import Answer as Reply
from mock_portal.exchange import Exchange, Page
from mock_portal.sessions import Session
from mock_portal.sign_in import same_text
from mock_portal.web.ia_forms import denied, email_error
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import (
    CHOSEN,
    QUESTIONS,
    SHORTEST_ANSWER,
    Answer,
    Backup,
    BackupKind,
    folded,
)

_LONGEST_ANSWER = 60
_MOST_BACKUPS = 5
_PHONE = re.compile(r"[2-9]\d{2}-\d{3}-\d{4}", re.ASCII)
_PLACES = range(1, CHOSEN + 1)


def questions_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The form to choose five new questions."""
    return _questions_page(exchange, {})


def set_questions(exchange: Exchange, session: Session, account: Account) -> Reply:
    """Keep five new questions with their answers."""
    answers, errors = read_answers(exchange.form)
    if not same_text(account.password, exchange.form.get("current_password", "")):
        errors = {"current_password": "The current password is incorrect."} | errors
    recovery = exchange.access.recoveries.get(account.name)
    if recovery is None:
        return denied()
    if errors:
        return _questions_page(exchange, errors)
    update = {"answers": answers, "answers_set": exchange.now, "failed_rounds": 0}
    exchange.access.recoveries[account.name] = recovery.model_copy(update=update)
    return see("/IAWeb/myProfile.do?notice=questions")


def read_answers(form: Mapping[str, str]) -> tuple[tuple[Answer, ...], dict[str, str]]:
    """The five questions and answers of a form, and what is wrong with them by field."""
    errors: dict[str, str] = {}
    chosen: list[Answer] = []
    for place in _PLACES:
        one = Answer(question=form.get(f"question_{place}", ""), answer=form.get(f"answer_{place}", ""))
        if one.question not in QUESTIONS:
            errors[f"question_{place}"] = "Select a question."
        elif one.question in (other.question for other in chosen):
            errors[f"question_{place}"] = "Select each question only once."
        if not SHORTEST_ANSWER <= len(folded(one.answer)) <= _LONGEST_ANSWER:
            text = f"Enter an answer of {SHORTEST_ANSWER} to {_LONGEST_ANSWER} characters."
            errors[f"answer_{place}"] = text
        elif folded(one.answer) in (folded(other.answer) for other in chosen):
            errors[f"answer_{place}"] = "Give each question an answer of its own."
        chosen.append(one)
    return tuple(chosen), errors


def _questions_page(exchange: Exchange, errors: dict[str, str]) -> Page:
    values = {
        "questions": QUESTIONS,
        "places": _PLACES,
        "errors": errors,
        "typed": {name: text for name, text in exchange.form.items() if name.startswith("question_")},
    }
    return Page("security_questions.html", values, 400 if errors else 200)


def methods_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The back-up methods, and the form for another."""
    return _methods_page(exchange, account, {})


def set_methods(exchange: Exchange, session: Session, account: Account) -> Reply:
    """Add a back-up method, or remove one."""
    recovery = exchange.access.recoveries.get(account.name)
    if recovery is None:
        return denied()
    backups, errors = _changed(recovery.backups, exchange.form)
    if errors:
        return _methods_page(exchange, account, errors)
    exchange.access.recoveries[account.name] = recovery.model_copy(update={"backups": backups})
    return see("/IAWeb/mfaMethods.do")


def _changed(
    backups: tuple[Backup, ...], form: Mapping[str, str]
) -> tuple[tuple[Backup, ...], dict[str, str]]:
    if "remove" in form:
        left = tuple(one for one in backups if _key(one) != form["remove"])
        missing = {"target": "There is no such back-up method."} if left == backups else {}
        return left, missing
    kind = next((one for one in BackupKind if one.value == form.get("kind")), None)
    target = form.get("target", "").strip()
    errors = {} if kind else {"kind": "Select a method."}
    if kind and (text := _target_error(kind, target)):
        errors["target"] = text
    if len(backups) >= _MOST_BACKUPS:
        errors["target"] = f"At most {_MOST_BACKUPS} back-up methods can be kept."
    if kind is None or errors:
        return backups, errors
    added = Backup(kind=kind, target=target)
    if added in backups:
        return backups, {"target": "This back-up method is already there."}
    return (*backups, added), {}


def _target_error(kind: BackupKind, target: str) -> str | None:
    if kind is BackupKind.EMAIL:
        return email_error(target)
    return None if _PHONE.fullmatch(target) else "Enter a telephone number like 555-010-0199."


def _key(backup: Backup) -> str:
    return f"{backup.kind.value}:{backup.target}"


def _methods_page(exchange: Exchange, account: Account, errors: dict[str, str]) -> Page:
    recovery = exchange.access.recoveries.get(account.name)
    values = {
        "backups": [(one, _key(one)) for one in (recovery.backups if recovery else ())],
        "kinds": list(BackupKind),
        "errors": errors,
        "typed": {name: exchange.form.get(name, "") for name in ("kind", "target")},
    }
    return Page("mfa_methods.html", values, 400 if errors else 200)
