"""Who may use the dashboard and the API, and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; a later one may do all that an earlier one may."""

    VIEWER = "viewer"  # reads everything but the evidence, the settings and the audit
    OPERATOR = "operator"  # acknowledges, silences, resolves, opens evidence, exports, makes packets
    ADMIN = "admin"  # people, tokens, settings as loaded, audit

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def may(self, needed: "Role") -> bool:
        return self.rank >= needed.rank
