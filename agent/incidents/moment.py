"""What stands around every incident as it is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agent.incidents.inhibition import blinded, held_by_window, inhibited
from agent.incidents.merging import Key
from agent.incidents.silencing import silenced
from agent.model.finding import Finding
from agent.model.incident import Incident
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.silence import Silence
from agent.model.window import Window


@dataclass(frozen=True)
class Moment:
    """`now` is UTC, for times of one local zone are subtracted by the wall clock.

    `own` are the policies of the accounts that have another than `policy`. `recent` are incidents resolved
    lately, `steps` by their time, `causes` those common to all accounts, `shut_out` the accounts that the
    portal refuses.
    """

    now: datetime
    policy: Policy
    own: Mapping[str, Policy] = field(default_factory=dict)
    recent: Sequence[Incident] = ()
    steps: Sequence[Step] = ()
    silences: Sequence[Silence] = ()
    window: Window | None = None
    causes: frozenset[Key] = frozenset()
    shut_out: frozenset[str] = frozenset()

    def policy_of(self, finding: Finding) -> Policy:
        """Of its account, whoever looked; what is nobody's goes by the policy for all."""
        return self.own.get(finding.account or "", self.policy)

    def silences_it(self, incident: Incident) -> bool:
        return silenced(incident, self.silences, self.now)

    def holds_back(self, finding: Finding) -> bool:
        """Neither opened nor told: switched off, of a maintenance window, or the noise of what is told."""
        if finding.rule in self.policy_of(finding).off:
            return True
        if self.window is not None and held_by_window(finding):
            return True
        if finding.account in self.shut_out and blinded(finding):
            return True
        return bool(self.causes) and inhibited(finding)
