"""Accounts over the control port."""

from __future__ import annotations

from fastapi import APIRouter

from mock_portal.control.asks import AccountPatch, AccountView
from mock_portal.errors import BadAskError, ConflictError, NotKnownError
from mock_portal.portal import Portal
from mock_portal.world.entities import Account


class People:
    """Reads and changes accounts; raises NotKnownError, ConflictError or BadAskError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["world"])
        router.add_api_route("/accounts", self.accounts, methods=["GET"])
        router.add_api_route("/accounts/{key}", self.account, methods=["GET"])
        router.add_api_route("/accounts/{key}", self.change_account, methods=["PATCH"])
        return router

    async def accounts(self) -> list[AccountView]:
        """All accounts."""
        return [self._view(account) for account in self._portal.world.accounts.values()]

    async def account(self, key: str) -> AccountView:
        """One account by alias or user ID."""
        return self._view(self._account(key))

    async def change_account(self, key: str, patch: AccountPatch) -> AccountView:
        """Change an account; unlocking also forgets the failed tries."""
        account = self._account(key)
        self._check(account, patch)
        change = patch.model_dump(exclude_unset=True)
        if patch.password_changed is None:
            change.pop("password_changed", None)
            change |= {"password_changed": self._portal.clock.now()} if "password" in change else {}
        if change.get("locked") is False:
            change["failed_passwords"] = 0
        if change.get("mfa_locked") is False:
            change["failed_codes"] = 0
        account = account.model_copy(update=change)
        self._portal.world.put_account(account)
        self._portal.changed()
        return self._view(account)

    def _view(self, account: Account) -> AccountView:
        policy, now = self._portal.password_policy, self._portal.clock.now()
        return AccountView.of(account, policy.days_left(account.password_changed, now))

    def _account(self, key: str) -> Account:
        account = self._portal.world.find_account(key)
        if account is None:
            raise NotKnownError(f"there is no account {key!r}; GET /accounts lists them")
        return account

    def _check(self, account: Account, patch: AccountPatch) -> None:
        world = self._portal.world
        other = world.account_of_user(patch.user_id)
        if other is not None and other.name != account.name:
            raise ConflictError(f"the user ID {patch.user_id!r} is {other.name}'s", "user_id")
        for pac_id in patch.associates:
            if pac_id not in world.associates:
                raise BadAskError(
                    f"there is no associate {pac_id!r}; GET /associates lists them", "associates"
                )
