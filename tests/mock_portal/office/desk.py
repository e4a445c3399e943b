"""A provider at the office without a browser: files applications, signs them, lets the clock go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mock_portal.clock import PortalClock
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import Entry, SignatureMethod, Signer, SignerRole
from mock_portal.portal import Portal, Start
from mock_portal.world.entities import Enrollment, Form

MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
"""09:00 in New York."""
SIGNER = Signer(
    name="Wendell Achterberg",
    role=SignerRole.PRACTITIONER,
    email="wendell@orchard-family.example",
    method=SignatureMethod.ELECTRONIC,
)
CONTACT = Entry(
    topic="contacts",
    values={"first_name": "Posy", "last_name": "Gale", "email": "posy@orchard-family.example"},
)


def fresh_portal(seed: int = 7) -> Portal:
    """A portal whose clock stands at the morning."""
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    return Portal(Start(seed=seed), clock)


class Desk:
    """What a provider does, and what became of it."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    @property
    def now(self) -> datetime:
        """Portal time."""
        return self.portal.clock.now()

    def advance(self, days: float = 0, hours: float = 0) -> None:
        """Let time go by; what is due happens."""
        self.portal.clock.advance(timedelta(days=days, hours=hours))
        self.portal.run_timers()

    def policy(self, **change: object) -> None:
        """Change the office's rules."""
        known = self.portal.filing.policy.model_dump()
        self.portal.filing.policy = FilingPolicy.model_validate({**known, **change})

    def enrollment(self, name: str, us_state: str | None = None, form: Form | None = None) -> Enrollment:
        """The enrollment of somebody by name."""
        world = self.portal.world
        (pac_id,) = [one.pac_id for one in world.associates.values() if one.name == name]
        found = [
            one
            for one in world.enrollments_of(pac_id)
            if us_state in (None, one.state) and form in (None, one.form)
        ]
        return found[0]

    def again(self, enrollment: Enrollment) -> Enrollment:
        """Its present value."""
        return self.portal.world.enrollments[enrollment.id]

    def put(self, enrollment: Enrollment, **change: object) -> Enrollment:
        """Change an enrollment by hand."""
        changed = enrollment.model_copy(update=change)
        self.portal.world.put_enrollment(changed)
        self.portal.run_timers()
        return changed

    def draft(
        self, enrollment: Enrollment, reason: Reason, entries: tuple[Entry, ...] = (CONTACT,)
    ) -> Application:
        """An application begun."""
        office, account = self.portal.office, self.portal.world.accounts["orchard-family"]
        application = office.begin(
            form=enrollment.form, us_state=enrollment.state, reason=reason, pac_id=enrollment.pac_id,
            enrollment_id=enrollment.id, account=account, now=self.now,
        )  # fmt: skip
        return application.model_copy(update={"entries": entries})

    def initial(
        self,
        name: str,
        us_state: str,
        form: Form = Form.PRACTITIONER,
        entries: tuple[Entry, ...] = (CONTACT,),
    ) -> Application:
        """A first application submitted and signed."""
        office, world = self.portal.office, self.portal.world
        (pac_id,) = [one.pac_id for one in world.associates.values() if one.name == name]
        application = office.begin(
            form=form, us_state=us_state, reason=Reason.INITIAL, pac_id=pac_id, enrollment_id=None,
            account=None, now=self.now,
        )  # fmt: skip
        application = application.model_copy(update={"entries": (CONTACT,)})
        return self.sign(office.submit(application, [SIGNER], self.now))

    def file(
        self, enrollment: Enrollment, reason: Reason, entries: tuple[Entry, ...] = (CONTACT,)
    ) -> Application:
        """An application submitted and signed."""
        application = self.draft(enrollment, reason, entries)
        return self.sign(self.portal.office.submit(application, [SIGNER], self.now))

    def sign(self, application: Application) -> Application:
        """Give every signature that is asked for."""
        for request in self.portal.filing.signatures_of(self.look(application)):
            if request.signed is None:
                self.portal.office.sign(request, self.now)
        return self.look(application)

    def look(self, application: Application) -> Application:
        """Its present value."""
        return self.portal.filing.applications[application.id]

    def states(self, application: Application) -> list[ApplicationState]:
        """Every state it went through."""
        return [step.state for step in self.look(application).history]

    def told(self, enrollment: Enrollment, kind: str) -> list[dict[str, str]]:
        """The mail of a kind about an enrollment, to one of its readers: all get the same."""
        about = [one for one in self.mail(kind) if enrollment.id in one["body"]]
        return [one for one in about if one["to"] == about[0]["to"]]

    def mail(self, kind: str) -> list[dict[str, str]]:
        """The mail of a kind, oldest first."""
        return [one for one in self.portal.world.mail if one["kind"] == kind]
