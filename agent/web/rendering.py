"""Pages: one Jinja environment, one layout, nothing inline, so that the content policy can be strict."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from agent.alerts.message import spell
from agent.alerts.plain import plain
from agent.model.person import Role
from agent.web.gate import Caller
from agent.web.site import Site

HERE = Path(__file__).parent
STATIC = HERE / "static"

NOTHING = Markup("&ndash;")

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(request: Request, caller: Caller, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page of the dashboard for `caller`; 304 where it is as the browser says that it has it.

    Templates have `at(time)` (a `<time>` in the portal's zone and UTC), `ago(time)`, `plain(text)` for words
    of the portal, `spell(seconds or timedelta)`, `now`, `who` (the caller), `may("operator")` and `path`.
    """
    site: Site = request.app.state.site
    now = site.clock()
    html = _TEMPLATES.get_template(template).render(
        context
        | {
            "who": caller,
            "may": lambda role: caller.role.may(Role(role)),
            "path": request.url.path,
            "query": dict(request.query_params),
            "now": now,
            "at": lambda time: _at(time, site),
            "ago": lambda time: _ago(time, now),
            "plain": plain,
            "spell": _spelled,
        }
    )
    return _unless_unchanged(request, html) if status == 200 else HTMLResponse(html, status)


def entry_page(template: str, status: int, *, site: Site | None = None, **context: Any) -> Response:
    """A page for whoever is not signed in. With `site` its template has `at(time)`; `plain` it always has."""
    told = {"plain": plain} | ({"at": lambda time: _at(time, site)} if site else {})
    return HTMLResponse(_TEMPLATES.get_template(template).render(context | told), status)


def failed_page(request: Request, status: int, title: str, detail: str, do: str) -> Response:
    """A page that says what went wrong and what to do; it needs no store and nobody signed in."""
    again = request.method == "GET"  # a deed is not done twice: its page lies above its address
    path = request.url.path if again else request.url.path.rpartition("/")[0] or "/"
    html = _TEMPLATES.get_template("failed.html").render(
        title=title, status=status, detail=plain(detail), do=plain(do), again=again, path=path
    )
    return HTMLResponse(html, status)


def _unless_unchanged(request: Request, html: str) -> Response:
    """Nothing is kept by the browser: live.js alone says which page it has, by its tag."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, headers=headers)


def _at(time: datetime | None, site: Site) -> Markup:
    """`<time>` with the moment in the portal's zone; UTC as its title. A dash where there is none."""
    if time is None:
        return NOTHING
    there = time.astimezone(site.zone)
    universal = time.astimezone(UTC)
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        universal.isoformat(timespec="seconds"),
        f"{universal:%Y-%m-%d %H:%M:%S}",
        f"{there:%Y-%m-%d %H:%M %Z}",
    )


def _ago(time: datetime | None, now: datetime) -> Markup:
    """`3 h 10 min ago`, `in 2 d`; kept true by live.js. Rounded to minutes."""
    if time is None:
        return Markup("never")
    text = f"in {spell(time - now)}" if time > now else f"{spell(now - time)} ago"
    return Markup('<time class="ago" datetime="{}">{}</time>').format(
        time.astimezone(UTC).isoformat(timespec="seconds"), escape(text)
    )


def _spelled(length: float | timedelta) -> str:
    """A length; below ten seconds with a digit after the point."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    if seconds < 10:
        return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else spell(timedelta(seconds=seconds))
