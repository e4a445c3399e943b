"""Applications over the control port: what they are, the contractor's work by hand, and its rules."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from mock_portal.control.asks import Text
from mock_portal.control.shelf import Noun, Shelf
from mock_portal.errors import BadAskError, ConflictError, NotKnownError
from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.filing.moves import Act
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import Correction, LastBilled
from mock_portal.portal import Portal
from mock_portal.world.entities import Form

_ASK = ConfigDict(frozen=True, extra="forbid")
_LONGEST_TEXT = 2000


class Action(StrEnum):
    """What a contractor, or for `withdraw` the provider, can be made to do."""

    RECEIVE = Act.RECEIVE.value
    REVIEW = Act.REVIEW.value
    ASK_CORRECTIONS = Act.ASK_CORRECTIONS.value  # needs topic and text
    ASK_FEE = Act.ASK_FEE.value
    ORDER_SITE_VISIT = Act.ORDER_SITE_VISIT.value
    RECOMMEND = Act.RECOMMEND.value
    APPROVE = Act.APPROVE.value
    DENY = Act.DENY.value
    REJECT = Act.REJECT.value
    RETURN = Act.RETURN.value
    WITHDRAW = Act.WITHDRAW.value


class ActionAsk(BaseModel):
    """An action by hand. `text` is what to correct, or why it is denied, rejected or returned."""

    model_config = _ASK

    action: Action
    topic: Text | None = None
    text: Annotated[str, Field(min_length=1, max_length=_LONGEST_TEXT)] | None = None


class ApplicationPatch(BaseModel):
    """A state to move to, now; or the whole history, in order of time."""

    model_config = _ASK

    reason: Reason = Reason.INITIAL
    state: ApplicationState | None = None
    history: Annotated[tuple[Step, ...], Field(min_length=1, max_length=100)] = ()


class FilingPolicyPatch(FilingPolicy):
    """What can change in the periods, amounts and habits; what is left out stays as it is."""


class ApplicationView(BaseModel):
    """An application with its present state."""

    id: str
    pac_id: str
    form: Form
    us_state: str
    contractor: str
    web_tracking_id: str | None
    case_number: str | None
    enrollment_id: str | None
    account: str | None
    reason: Reason
    revision: int
    runs: bool
    state: ApplicationState
    corrections: tuple[Correction, ...]
    history: tuple[Step, ...]

    @classmethod
    def of(cls, application: Application) -> ApplicationView:
        """The view of an application."""
        shown = application.model_dump(include=set(cls.model_fields))
        return cls(state=application.state, **shown)


_LAST_BILLED = Noun(
    "/last-billed", "day of the last claim", "days of last claims, by enrollment", LastBilled,
    ("enrollment_id",),
    values=lambda portal: list(portal.filing.last_billed.values()),
    put=lambda portal, one: portal.filing.last_billed.update({one.enrollment_id: one}),
    drop=lambda portal, one: portal.filing.last_billed.pop(one.enrollment_id),
)  # fmt: skip


class Applications:
    """Reads, changes and works applications; raises NotKnownError, BadAskError or ConflictError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["applications"])
        router.add_api_route("/applications", self.applications, methods=["GET"])
        router.add_api_route("/applications/{key}", self.application, methods=["GET"])
        router.add_api_route("/applications/{key}", self.change_application, methods=["PATCH"])
        router.add_api_route("/applications/{key}/actions", self.act, methods=["POST"])
        router.add_api_route("/filing-policy", self.policy, methods=["GET"])
        router.add_api_route("/filing-policy", self.change_policy, methods=["PATCH"])
        Shelf(self._portal, _LAST_BILLED).add_to(router)
        return router

    async def applications(self, enrollment: str | None = None) -> list[ApplicationView]:
        """All applications, or those of an enrollment."""
        self._portal.run_timers()
        known = self._portal.filing.applications.values()
        return [ApplicationView.of(one) for one in known if enrollment in (None, one.enrollment_id)]

    async def application(self, key: str) -> ApplicationView:
        """One application, by its ID or its Web Tracking ID."""
        self._portal.run_timers()
        return ApplicationView.of(self._application(key))

    async def change_application(self, key: str, patch: ApplicationPatch) -> ApplicationView:
        """Change an application; its enrollment stays as it is, and nobody gets mail."""
        self._application(key)
        if list(patch.history) != sorted(patch.history, key=lambda step: step.at):
            raise ConflictError("the steps are not in the order of their times", "history")
        self._portal.run_timers()
        application = self._application(key)
        if "reason" in patch.model_fields_set:
            application = application.model_copy(update={"reason": patch.reason})
        if patch.history:
            application = application.model_copy(update={"history": patch.history})
        if patch.state is not None:
            application = application.moved(patch.state, self._portal.clock.now())
        self._portal.filing.put_application(application)
        return self._changed(application)

    async def act(self, key: str, ask: ActionAsk) -> ApplicationView:
        """Do one step by hand, with all that follows: mail, Medicare ID, the enrollment's new status."""
        self._application(key)
        self._portal.run_timers()
        return self._changed(self._act(self._application(key), ask))

    async def policy(self) -> FilingPolicy:
        """The periods, amounts and habits of the office."""
        return self._portal.filing.policy

    async def change_policy(self, patch: FilingPolicyPatch) -> FilingPolicy:
        """Change them; what comes due by them happens now."""
        portal = self._portal
        portal.run_timers()
        change = {name: getattr(patch, name) for name in patch.model_fields_set}
        portal.filing.policy = portal.filing.policy.model_copy(update=change)
        portal.run_timers()
        portal.changed()
        return portal.filing.policy

    def _act(self, one: Application, ask: ActionAsk) -> Application:
        office, now, why = self._portal.office, self._portal.clock.now(), ask.text or ""
        if ask.action is Action.ASK_CORRECTIONS:
            return office.ask_corrections(one, _needed(ask, "topic"), _needed(ask, "text"), now)
        ways: dict[Action, Callable[[], Application]] = {
            Action.RECEIVE: lambda: office.receive(one, now),
            Action.REVIEW: lambda: office.review(one, now),
            Action.ASK_FEE: lambda: office.ask_fee(one, now),
            Action.ORDER_SITE_VISIT: lambda: office.order_site_visit(one, now),
            Action.RECOMMEND: lambda: office.recommend(one, now),
            Action.APPROVE: lambda: office.approve(one, now),
            Action.DENY: lambda: office.deny(one, now, why),
            Action.REJECT: lambda: office.reject(one, now, why),
            Action.RETURN: lambda: office.return_(one, now, why),
            Action.WITHDRAW: lambda: office.withdraw_application(one, now),
        }
        return ways[ask.action]()

    def _changed(self, application: Application) -> ApplicationView:
        self._portal.run_timers()
        self._portal.changed()
        return ApplicationView.of(self._application(application.id))

    def _application(self, key: str) -> Application:
        application = self._portal.filing.find_application(key)
        if application is None:
            problem = f"there is no application {key!r}; GET /applications lists them"
            raise NotKnownError(problem)
        return application


def _needed(ask: ActionAsk, field: str) -> str:
    """What asking for corrections cannot do without."""
    value = ask.topic if field == "topic" else ask.text
    if value is None:
        raise BadAskError(f"{ask.action.value} needs {field}: what is to be corrected", field)
    return value
