"""How far the forecasts are: which accounts are told, which are being worked out, which cannot be."""

from agent.model.base import Frozen
from agent.views.lines import Trouble


class Failed(Frozen):
    account: str
    trouble: Trouble
    passing: bool  # it is tried again; else a visit must read something first


class Standing(Frozen):
    """`working` are the accounts of which the newest facts are not worked out yet."""

    accounts: int
    ready: int
    working: tuple[str, ...]
    failed: tuple[Failed, ...]

    def only(self, account: str | None) -> "Standing":
        """Of this account alone; null is of all."""
        if account is None:
            return self
        working = tuple(name for name in self.working if name == account)
        failed = tuple(each for each in self.failed if each.account == account)
        told = not working and not failed
        return Standing(accounts=1, ready=int(told), working=working, failed=failed)
