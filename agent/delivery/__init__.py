"""The outbox at work: what is written is sent, and marked only once a channel accepted it."""

from agent.delivery.outbox import TRIES_IN_A_ROW, CredentialedChannel, Outbox

__all__ = ["TRIES_IN_A_ROW", "CredentialedChannel", "Outbox"]
