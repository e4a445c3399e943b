"""The world while the portal runs: entities by their keys, and the look-ups that pages need."""

from __future__ import annotations

from collections import defaultdict

from mock_portal.noted import Noted
from mock_portal.world.entities import Account, Associate, Enrollment, Signature, WorldState


class World:
    """Holds the present value of each entity. An associate's NPI never changes, so it is indexed.

    `touched` has the IDs of the enrollments that were stored since the timers last looked.
    """

    def __init__(self, state: WorldState) -> None:
        self.accounts = {account.name: account for account in state.accounts}
        self.associates = {associate.pac_id: associate for associate in state.associates}
        self.touched: set[str] = set()
        self.enrollments = Noted(
            {enrollment.id: enrollment for enrollment in state.enrollments},
            lambda enrollment: self.touched.add(enrollment.id),
        )
        self.signatures = list(state.signatures)
        self.mail = list(state.mail)
        self._pac_id_of_npi = {associate.npi: associate.pac_id for associate in state.associates}
        self._enrollment_ids: dict[str, list[str]] = defaultdict(list)
        for enrollment in state.enrollments:
            self._enrollment_ids[enrollment.pac_id].append(enrollment.id)

    def state(self) -> WorldState:
        """The whole world as one value."""
        return WorldState.model_construct(
            accounts=tuple(self.accounts.values()),
            associates=tuple(self.associates.values()),
            enrollments=tuple(self.enrollments.values()),
            signatures=tuple(self.signatures),
            mail=tuple(self.mail),
        )

    def put_account(self, account: Account) -> None:
        """Store an account's new value."""
        self.accounts[account.name] = account

    def put_enrollment(self, enrollment: Enrollment) -> None:
        """Store an enrollment's new value."""
        self.enrollments[enrollment.id] = enrollment

    def add_associate(self, associate: Associate) -> None:
        """Take in an associate who is new here; ValueError where the PAC ID or the NPI is taken."""
        if associate.pac_id in self.associates or associate.npi in self._pac_id_of_npi:
            raise ValueError(f"PAC ID {associate.pac_id} or NPI {associate.npi} is taken")
        self.associates[associate.pac_id] = associate
        self._pac_id_of_npi[associate.npi] = associate.pac_id

    def put_associate(self, associate: Associate) -> None:
        """Store an associate's new value; its NPI stays."""
        self.associates[associate.pac_id] = associate

    def add_enrollment(self, enrollment: Enrollment) -> None:
        """Take in a new enrollment; ValueError where the ID is taken."""
        if enrollment.id in self.enrollments:
            raise ValueError(f"enrollment ID {enrollment.id} is taken")
        self.enrollments[enrollment.id] = enrollment
        self._enrollment_ids[enrollment.pac_id].append(enrollment.id)

    def remove_enrollment(self, enrollment_id: str) -> None:
        """Take away an enrollment that never came to be; KeyError where there is none."""
        gone = self.enrollments.pop(enrollment_id)
        self._enrollment_ids[gone.pac_id].remove(enrollment_id)

    def sign(self, signature: Signature) -> None:
        """Record a signature."""
        self.signatures.append(signature)

    def account_of_user(self, user_id: str) -> Account | None:
        """The account with that user ID; letter case does not count."""
        folded = user_id.casefold()
        return next((one for one in self.accounts.values() if one.user_id.casefold() == folded), None)

    def find_account(self, name_or_user: str) -> Account | None:
        """The account by alias or by user ID."""
        return self.accounts.get(name_or_user) or self.account_of_user(name_or_user)

    def associates_of(self, account: Account) -> list[Associate]:
        """The associates an account is connected to, in the order of connection."""
        return [self.associates[pac_id] for pac_id in account.associates if pac_id in self.associates]

    def enrollments_of(self, pac_id: str) -> list[Enrollment]:
        """An associate's enrollments, in the order seeded."""
        return [self.enrollments[key] for key in self._enrollment_ids.get(pac_id, ())]

    def associate_with_npi(self, npi: str) -> Associate | None:
        """The associate with that NPI."""
        pac_id = self._pac_id_of_npi.get(npi)
        return None if pac_id is None else self.associates[pac_id]

    def associates_named(self, part: str) -> list[Associate]:
        """The associates whose name contains that text; letter case does not count."""
        folded = part.casefold()
        return [associate for associate in self.associates.values() if folded in associate.name.casefold()]
