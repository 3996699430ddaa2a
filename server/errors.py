"""What went wrong, said in a sentence: as JSON to callers of the API, never as a trace."""

import math
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ui.i18n import LANGUAGES, t

_SENTENCES = {
    404: ("not_found", "there is nothing at this address; GET /api/openapi.json lists what is"),
    405: ("method_not_allowed", "this address takes another method; see the Allow header"),
}


class ApiError(Exception):
    """A call that cannot be answered.

    Parameters
    ----------
    status : int
        Of the HTTP response.
    code : str
        For programs.
    message : str
        For people: the problem and the remedy.
    headers : mapping of str to str or None
        Such as Retry-After.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers


def too_many(message: str, seconds: float) -> ApiError:
    """Return the error of a caller who should come again after some seconds."""
    headers = {"Retry-After": str(max(1, math.ceil(seconds)))}
    return ApiError(429, "too_many", f"{message}; try again after Retry-After seconds", headers)


def answer_error(_request: Request, error: ApiError) -> Response:
    """Answer with an error of ours."""
    value = {"error": {"code": error.code, "message": str(error)}}
    return JSONResponse(value, error.status, headers=error.headers)


def answer_http_error(request: Request, error: HTTPException) -> Response:
    """Answer with an error of Starlette's own, such as an unknown address."""
    code, message = _SENTENCES.get(error.status_code, ("http_error", error.detail))
    return answer_error(request, ApiError(error.status_code, code, message, error.headers))


def answer_failure(request: Request, _error: Exception) -> Response:
    """Answer when the fault is ours. Starlette raises it again, so that the console has it all."""
    message = "the server failed at this; please report what you asked"
    return answer_error(request, ApiError(500, "failure", message))


def show_failure_page(_request: Request, _error: Exception) -> Response:
    """Answer a browser when even the page around the app fails, in every language."""
    text = "\n".join(t("failure.page", language=language) for language in LANGUAGES)
    return PlainTextResponse(text, 500, headers={"X-Content-Type-Options": "nosniff"})
