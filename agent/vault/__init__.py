"""Secrets: the only room that names hvac. `client` is the agent's; the rest is an administrator's."""

from agent.vault.admin import AdminVault
from agent.vault.client import VaultClient
from agent.vault.interface import Vault
from agent.vault.values import DataKey, Secret

__all__ = ["AdminVault", "DataKey", "Secret", "Vault", "VaultClient"]
