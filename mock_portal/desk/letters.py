"""Mail about a ticket."""

from __future__ import annotations

from mock_portal.desk.records import SupportTicket
from mock_portal.mail import Letter, post
from mock_portal.world.registry import World

_WHERE = "Sign in and open Support History at the help desk to read the whole of it."


def tell_opened(world: World, ticket: SupportTicket) -> None:
    """Mail to who asked, at the moment the ticket was opened."""
    text = f"We received your question {ticket.number}: {ticket.subject}."
    post(world, [_letter(world, ticket, "ticket-opened", f"EUS ticket {ticket.number}", text)], ticket.opened)


def tell_answered(world: World, ticket: SupportTicket) -> None:
    """Mail to who asked, with the last reply, at its moment."""
    reply = ticket.replies[-1]
    subject = f"EUS ticket {ticket.number} answered"
    text = f"Your question {ticket.number}, {ticket.subject}, is answered:\n{reply.text}"
    post(world, [_letter(world, ticket, "ticket-answered", subject, text)], reply.at)


def _letter(world: World, ticket: SupportTicket, kind: str, subject: str, text: str) -> Letter:
    person = world.accounts[ticket.account]
    body = "\n".join((f"{person.first_name} {person.last_name},", text, _WHERE))
    return Letter(to=person.email, kind=kind, subject=subject, body=body)
