"""A body that is no plain JSON is refused before anything reads it; compressed ones too, which could grow without end.

What staff pages send are forms, to addresses of their own, and so are files of applications.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from api.core.errors import problem
from api.core.middleware import HttpMiddleware
from api.core.uploads import is_for_files

WITH_A_BODY = frozenset({"POST", "PUT", "PATCH"})
JSON = "application/json"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
WITH_FORMS = ("/staff/", "/hotline", "/visits")
UNCHANGED = frozenset({"", "identity"})


class BodyKindMiddleware(HttpMiddleware):
    """Lets only plain JSON through, and forms where there are some; for any other body the caller gets a problem with 415."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["method"] in WITH_A_BODY and _has_body(headers) and not _is_fitting(headers, scope):
            await problem(415, "not_json")(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _is_fitting(headers: Headers, scope: Scope) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    path = scope["path"]
    with_form = path.startswith(WITH_FORMS) or is_for_files(path)
    fitting = kind == JSON or (kind in FORMS and with_form)
    return fitting and headers.get("content-encoding", "").strip().lower() in UNCHANGED
