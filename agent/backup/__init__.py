"""Backups of store and evidence: sealed, consistent while the agent runs, read back before they count."""

from agent.backup.creating import create
from agent.backup.folder import Found, newest, path_for, prune
from agent.backup.manifest import Manifest
from agent.backup.restoring import Restored, Target, restore, told
from agent.backup.verifying import Verified, verify

__all__ = [
    "Found",
    "Manifest",
    "Restored",
    "Target",
    "Verified",
    "create",
    "newest",
    "path_for",
    "prune",
    "restore",
    "told",
    "verify",
]
