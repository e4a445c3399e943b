"""What went wrong, told as a page to a person and as `application/problem+json` (RFC 9457) to a program."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from agent.model.base import Frozen
from agent.model.errors import EnrollwatchError, SealError, StoreError, VaultError
from agent.on_call import SilenceError, UnknownIncidentError, UnknownSilenceError
from agent.web.entrance import sign_in_address
from agent.web.gate import RefusedError, is_open
from agent.web.rendering import failed_page

API = "/api/"
PROBLEM_JSON = "application/problem+json"
_AWAY = (StoreError, VaultError, SealError)  # ours to mend; it may be well the next time


class ProblemDocument(Frozen):
    """RFC 9457; `do` is the next step, in words."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    do: str | None = None


def problem_answers() -> dict[int | str, dict[str, object]]:
    """What any call may answer besides what it is asked for, for the OpenAPI document."""
    content = {PROBLEM_JSON: {"schema": ProblemDocument.model_json_schema()}}
    why = {
        400: "The body is not what it says it is.",
        401: "Nobody is signed in, or the token is not valid.",
        403: "This caller may not.",
        404: "What the address names is not there.",
        409: "It cannot be done as things are, such as to an incident that is over.",
        422: "A parameter or the body cannot be read.",
        503: "The store or Vault is away; try again.",
    }
    return {status: {"description": text, "content": content} for status, text in why.items()}


class NotThereError(EnrollwatchError):
    """What the address names is not there."""


_STATUS: tuple[tuple[int, tuple[type[EnrollwatchError], ...]], ...] = (
    (404, (NotThereError, UnknownIncidentError, UnknownSilenceError)),
    (422, (SilenceError,)),
    (503, _AWAY),
)


class Problem(JSONResponse):
    media_type = PROBLEM_JSON


def problem(request: Request, status: int, detail: str, do: str = "") -> Response:
    """`do` is the next step, in words; a program finds it as the member `do`."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith(API):
        document = ProblemDocument(title=title, status=status, detail=detail, do=do or None)
        return Problem(document.model_dump(exclude_none=True), status)
    return failed_page(request, status, title, detail, do)


def _status_of(error: EnrollwatchError) -> int:
    """409 where the asker came too late, or it cannot be done as things are."""
    return next((status for status, kinds in _STATUS if isinstance(error, kinds)), 409)


def _nobody(request: Request) -> Response:
    answer = problem(request, 401, "nobody is signed in", "sign in, or send an API token")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _asked_by_nobody(request: Request) -> bool:
    return not is_open(request.url.path) and request.app.state.authenticate(request) is None


def handle_problems(app: FastAPI) -> None:
    """Every failure of a route becomes one of these; what nobody foresaw is a 500 without its text."""

    @app.exception_handler(RefusedError)
    def refused(request: Request, error: RefusedError) -> Response:
        if error.caller is None and not request.url.path.startswith(API) and request.method == "GET":
            return RedirectResponse(sign_in_address(request), status_code=303)
        if error.caller is None:
            return _nobody(request)
        return problem(request, 403, error.why, "ask an admin, if it is your work")

    @app.exception_handler(EnrollwatchError)
    def ours(request: Request, error: EnrollwatchError) -> Response:
        return problem(request, _status_of(error), f"{error.what} ({error.where})", error.do)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        if _asked_by_nobody(request):  # a body is read before it is asked who sends it
            return _nobody(request)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return problem(request, 422, f"{where}: {first['msg']}", "correct it")

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.BAD_REQUEST and _asked_by_nobody(request):
            return _nobody(request)
        answer = problem(request, error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer
