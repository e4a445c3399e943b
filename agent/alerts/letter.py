"""An alert as a mail: its headers, its text, and the same as HTML."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from agent.alerts.html import page
from agent.alerts.message import TITLE_LENGTH
from agent.alerts.plain import plain, plain_text
from agent.model.alert import Alert
from agent.model.incident import Transition


def letter(alert: Alert, sender: str, to: Sequence[str]) -> EmailMessage:
    """Every try is the same mail: it has one Message-ID, so that a mail reader folds a repeat into one.

    All mails of an incident refer to that of its first transition, and so are one thread, whether or not
    this channel was told of the first.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Subject"] = plain(alert.message.title, TITLE_LENGTH)
    mail["Date"] = format_datetime(alert.created)
    mail["Message-ID"] = _message_id(alert.key, sender)
    if alert.number > 1:
        first = _message_id(f"{alert.incident}:1:{alert.channel}", sender)
        mail["In-Reply-To"] = first
        mail["References"] = first
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Enrollwatch-Key"] = plain(alert.key)
    if alert.transition is Transition.TEST:
        mail["X-Enrollwatch-Test"] = "yes"
    mail.set_content(plain_text(alert.message.text), cte="quoted-printable")
    mail.add_alternative(page(alert), subtype="html", cte="quoted-printable")
    return mail


def _message_id(key: str, sender: str) -> str:
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"
