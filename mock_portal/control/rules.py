"""The rules of passwords and connections over the control port."""

from __future__ import annotations

from enum import StrEnum

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from mock_portal.policy import LONG_PASSWORDS, PasswordPolicy
from mock_portal.portal import Portal
from mock_portal.world.connections import ConnectionPolicy

_ASK = ConfigDict(frozen=True, extra="forbid")


class PasswordProfile(StrEnum):
    """How long a password is; sources disagree."""

    SHORT = "8-12"  # S3, W1: the default
    LONG = "15-20"  # W30, with its two rules against similar passwords


_PROFILES = {PasswordProfile.SHORT: PasswordPolicy(), PasswordProfile.LONG: LONG_PASSWORDS}


class PasswordPolicyPatch(BaseModel):
    """A profile puts all its rules in place; the other two change one rule each."""

    model_config = _ASK

    profile: PasswordProfile | None = None
    mixed_case: bool | None = None
    life_days: int | None = Field(default=None, ge=1, le=3650)


class ConnectionPolicyPatch(BaseModel):
    """What can change about the rules of connections."""

    model_config = _ASK

    life_days: int = Field(default=30, ge=1, le=3650)
    access_delay_minutes: int = Field(default=0, ge=0, le=100_000)
    silent_share: float = Field(default=0.3, ge=0, le=1)


class Rules:
    """Reads and changes the rules; a reset puts the defaults back."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["rules"])
        router.add_api_route("/connection-policy", self.connections, methods=["GET"])
        router.add_api_route("/connection-policy", self.change_connections, methods=["PATCH"])
        router.add_api_route("/password-policy", self.passwords, methods=["GET"])
        router.add_api_route("/password-policy", self.change_passwords, methods=["PATCH"])
        return router

    async def connections(self) -> ConnectionPolicy:
        """The rules of connections."""
        return self._portal.access.policy

    async def change_connections(self, patch: ConnectionPolicyPatch) -> ConnectionPolicy:
        """Change the rules; what comes due by them happens now."""
        change = patch.model_dump(exclude_unset=True)
        self._portal.access.policy = self._portal.access.policy.model_copy(update=change)
        self._portal.run_timers()
        self._portal.changed()
        return self._portal.access.policy

    async def passwords(self) -> PasswordPolicy:
        """The rules of passwords."""
        return self._portal.password_policy

    async def change_passwords(self, patch: PasswordPolicyPatch) -> PasswordPolicy:
        """Change the rules; present passwords stay, only new ones are judged."""
        policy = _PROFILES[patch.profile] if patch.profile else self._portal.password_policy
        change = patch.model_dump(exclude_none=True, exclude={"profile"})
        self._portal.access.password_policy = policy.model_copy(update=change)
        self._portal.changed()
        return self._portal.password_policy
