"""`/ack/TOKEN`: the link of an alert. To open it changes nothing: scanners of mail open every link."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from agent.access import Linked, LinkProblem
from agent.access.door import NOBODY
from agent.model.incident import Incident
from agent.on_call import OnCall, TooLateError, UnknownIncidentError
from agent.web.gate import address_of
from agent.web.rendering import entry_page
from agent.web.site import Site, TheSite

router = APIRouter()

_STATUS = {LinkProblem.FORGED: 404, LinkProblem.EXPIRED: 410, LinkProblem.UNKNOWN: 503}


@router.get("/ack/{token}")
def ask(request: Request, site: TheSite, token: str) -> Response:
    now = site.clock()
    linked = _opened(site, token, now)
    if isinstance(linked, LinkProblem):
        return _refused(request, site, linked, now)
    incident = site.store.incident(linked.incident)
    if incident is None or incident.resolved or incident.taken_by:
        return _too_late(request, site, incident, linked)
    return entry_page("ack.html", 200, site=site, state="ask", incident=incident, token=token)


@router.post("/ack/{token}")
def acknowledge(request: Request, site: TheSite, token: str) -> Response:
    """No form token: the link itself is what lets one do it, and no cookie does."""
    now = site.clock()
    linked = _opened(site, token, now)
    if isinstance(linked, LinkProblem):
        return _refused(request, site, linked, now)
    deeds = OnCall(site.recorder, f"link on {linked.channel}", site.clock)
    detail = f"from {address_of(request)}"
    try:
        taken = deeds.acknowledge(linked.incident, now, take_over=False, detail=detail)
    except (TooLateError, UnknownIncidentError):
        return _too_late(request, site, site.store.incident(linked.incident), linked)
    return entry_page("ack.html", 200, site=site, state="done", incident=taken)


def _opened(site: Site, token: str, now: datetime) -> Linked | LinkProblem:
    return site.links.open(token, now) if site.links else LinkProblem.UNKNOWN


def _refused(request: Request, site: Site, problem: LinkProblem, now: datetime) -> Response:
    site.door.refused("link refused", NOBODY, "an acknowledge link", address_of(request), now, problem)
    return entry_page("ack.html", _STATUS[problem], site=site, state=problem.value, incident=None)


def _too_late(request: Request, site: Site, incident: Incident | None, linked: Linked) -> Response:
    """Used before, by whomever, or no longer needed."""
    state = "gone" if incident is None else "resolved" if incident.resolved else "taken"
    who, address = f"link on {linked.channel}", address_of(request)
    site.door.refused("link refused", who, linked.incident, address, site.clock(), state)
    return entry_page("ack.html", 404 if incident is None else 409, site=site, state=state, incident=incident)
