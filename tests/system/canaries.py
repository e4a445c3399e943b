"""Secrets that are like nothing else, planted in portal, Vault and settings."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import pyotp

from agent.model.screen import Screen
from agent.vault.importing import import_credentials
from tests.system.world import World, account_table

WINDOW = 30  # seconds an authenticator code lives

PASSWORD_MARK = 'Ka\u00f1ary/"+&<\\%z 7'
SEED_MARK = "CANARYSEED"
USER_ID_MARK = "canary.user+"
"""Each is in every password, seed or user ID, the wrong ones too, so that three searches are enough.

They have the characters that encodings change.
"""


@dataclass(frozen=True)
class Canary:
    """One account's secrets. What lies in Vault is typed: the portal's, unless the account is to fail.

    A visit to it reads `screens` and those that lead to them; every one where null.
    """

    account: str
    user_id: str
    password: str
    typed_password: str
    seed: str
    typed_seed: str
    seed_in_kv: bool = False
    screens: tuple[Screen, ...] | None = None

    def codes(self, begun: float, ended: float) -> set[str]:
        """Of every window that this time touches, in seconds since 1970."""
        windows = range(int(begun) // WINDOW - 1, int(ended) // WINDOW + 2)
        return {
            pyotp.TOTP(seed).at(window * WINDOW)
            for window in windows
            for seed in (self.seed, self.typed_seed)
        }


def canary(
    account: str,
    *screens: Screen,
    wrong_password: bool = False,
    wrong_seed: bool = False,
    seed_in_kv: bool = False,
) -> Canary:
    """Of one of the portal's cast, with other secrets than it has there."""
    password = f"{PASSWORD_MARK} {account}"
    seed = _seed("right", account)
    return Canary(
        account=account,
        user_id=USER_ID_MARK + account,
        password=password,
        typed_password=f"wrong {password}" if wrong_password else password,
        seed=seed,
        typed_seed=_seed("wrong", account) if wrong_seed else seed,
        seed_in_kv=seed_in_kv,
        screens=screens or None,
    )


def _seed(kind: str, account: str) -> str:
    """32 characters of the base32 alphabet."""
    letters = "".join(character for character in account.upper() if character.isalpha())
    return (SEED_MARK + kind.upper() + letters * 32)[:32]


def plant(world: World, canaries: Iterable[Canary]) -> None:
    """Into the settings, the portal and Vault."""
    planted = list(canaries)
    world.configure(accounts=[account_table(each.account, screens=each.screens) for each in planted])
    settings = world.config.read_text(encoding="utf-8")
    for each in planted:
        if each.seed_in_kv:
            settings = settings.replace(f'totp_key = "{each.account}"\n', "")
        world.portal.change(
            each.account,
            user_id=each.user_id,
            password=each.password,
            totp_secret=each.seed,
            locked=False,
            mfa_locked=False,
        )
    world.config.write_text(settings, encoding="utf-8")
    with world.vault.admin() as admin:
        import_credentials(admin, _document(planted), world.settings)


def _document(canaries: Iterable[Canary]) -> str:
    return json.dumps(
        {
            "accounts": [
                {
                    "name": each.account,
                    "user_id": each.user_id,
                    "password": each.typed_password,
                    "totp_secret": each.typed_seed,
                }
                for each in canaries
            ]
        }
    )
