"""Every way the service refuses, each with its status; the Chinese sentence stands in `api/wording/errors.yaml` under its name.

ServiceError
├── NotFoundError             404
├── NotAuthorisedError        401   no token, or another conversation's
├── NotAllowedError           403   signed in, but not for this
├── ConflictError             409
├── TooLongError              413
├── InvalidInputError         422   `field` names what is wrong
├── TooManyRequestsError      429   `retry_after` in seconds
└── UnavailableError          503   a part is down; `part` names it
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException

from api.core.headers import security_headers
from api.core.logging import logger
from api.core.request_id import HEADER, current_request_id
from api.core.routes import allowed_methods
from api.wording import words
from knowledge.errors import FactError, UnknownPolicyError

# What a problem document carries besides its sentence.
CARRIED = ("field", "in_progress")
HTTP_PROBLEMS = {400: "malformed", 404: "no_such_page", 405: "wrong_method", 408: "body_too_slow", 413: "body_too_large"}


class ServiceError(Exception):
    """Base of every refusal. `key` picks the sentence; `values` fill it."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class NotFoundError(ServiceError):
    status = HTTPStatus.NOT_FOUND


class NotAuthorisedError(ServiceError):
    status = HTTPStatus.UNAUTHORIZED


class NotAllowedError(ServiceError):
    status = HTTPStatus.FORBIDDEN


class ConflictError(ServiceError):
    status = HTTPStatus.CONFLICT


class TooLongError(ServiceError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class InvalidInputError(ServiceError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyRequestsError(ServiceError):
    status = HTTPStatus.TOO_MANY_REQUESTS


class UnavailableError(ServiceError):
    status = HTTPStatus.SERVICE_UNAVAILABLE


def problem(status: int, key: str, **values: Any) -> JSONResponse:
    """A problem document (RFC 9457) with a Chinese sentence fit to show."""
    entry = words("errors")[key]
    values = {name: _writable(value) for name, value in values.items()}
    body = {
        "type": f"urn:jiuzhutong:problem:{key}",
        "title": entry["title"],
        "status": int(status),
        "detail": entry["detail"].format(**values),
        "request_id": current_request_id(),
    }
    body |= {name: values[name] for name in CARRIED if name in values}
    return JSONResponse(body, status_code=int(status), media_type="application/problem+json")


def _writable(value: Any) -> Any:
    """Half a surrogate pair, which JSON can carry and no answer can, becomes a question mark."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def install_error_handlers(app: FastAPI) -> None:
    """Turns every refusal and every unforeseen error into a problem document."""

    @app.exception_handler(ServiceError)
    async def refused(_: Request, error: ServiceError) -> JSONResponse:
        answer = problem(error.status, error.key, **error.values)
        if "retry_after" in error.values:
            answer.headers["Retry-After"] = str(error.values["retry_after"])
        return answer

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0] if error.errors() else {"loc": (), "type": ""}
        # Where the text is no JSON, the place is a position in it and names no field.
        path = () if first["type"] == "json_invalid" else first["loc"][1:]
        key = "field_too_long" if first["type"] == "string_too_long" else "malformed"
        return problem(422, key, field=".".join(str(part) for part in path) or "body")

    @app.exception_handler(UnicodeEncodeError)
    async def unwritable(_: Request, error: UnicodeEncodeError) -> JSONResponse:
        return problem(422, "malformed", field="body")

    @app.exception_handler(FactError)
    async def impossible_fact(_: Request, error: FactError) -> JSONResponse:
        return problem(422, "impossible_fact", field=error.path)

    @app.exception_handler(UnknownPolicyError)
    async def unknown_policy(_: Request, error: UnknownPolicyError) -> JSONResponse:
        return problem(404, "unknown_policy")

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        key = HTTP_PROBLEMS.get(error.status_code, "refused")
        answer = problem(error.status_code, key, **({"field": "body"} if key == "malformed" else {}))
        answer.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = allowed_methods(request)
        return answer

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(InternalError)
    @app.exception_handler(NoConnectionError)
    async def database_down(_: Request, error: SQLAlchemyError) -> JSONResponse:
        logger.error("database_unavailable", error=type(getattr(error, "orig", error)).__name__)
        return problem(503, "database_unavailable")

    @app.exception_handler(DataError)
    async def cannot_be_stored(_: Request, error: DataError) -> JSONResponse:
        return problem(422, "malformed", field="body")

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        logger.error("unforeseen_error", error=type(error).__name__, exc_info=error)
        answer = problem(500, "unforeseen")
        # This answer is made outside all middleware; what they add to every other one is added here.
        answer.headers.update({HEADER: current_request_id(), **security_headers(request.url.path)})
        return answer
