"""People and roles: who may come in, by what, and how long. Only this room names argon2 and itsdangerous."""

from agent.access.door import Door, Known, Refusal, Refused, SignedIn
from agent.access.links import AckLinks, Linked, LinkProblem
from agent.access.passwords import Passwords
from agent.access.register import Register, UnknownPersonError, UnknownTokenError, scope_of

__all__ = [
    "AckLinks",
    "Door",
    "Known",
    "LinkProblem",
    "Linked",
    "Passwords",
    "Refusal",
    "Refused",
    "Register",
    "SignedIn",
    "UnknownPersonError",
    "UnknownTokenError",
    "scope_of",
]
