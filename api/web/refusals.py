"""Refusals as people read them: a page in a browser, a sentence in a page that is open, and the sign-in where one is needed."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.web.rendering import fragment, is_for_people, page

HOME, SIGN_IN, NEW_PASSWORD = "/staff", "/staff/sign-in", "/staff/password"
PASSWORD_DUE = "password_due"
Handler = Callable[[Request, Any], Any]


def show_refusals_to_people(app: FastAPI) -> None:
    """Lets every refusal be a page for people; programs go on getting the problem document it is made from."""
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _shown(handler))


def _shown(handler: Handler) -> Handler:
    async def show(request: Request, error: Exception) -> Response:
        answer = handler(request, error)
        refused: Response = await answer if inspect.isawaitable(answer) else answer
        return _as_page(request, refused) if is_for_people(request) else refused

    return show


def _as_page(request: Request, refused: Response) -> Response:
    """The page, the sentence or the way to the sign-in that stands for a problem document."""
    inside = "hx-request" in request.headers
    if refused.status_code == HTTPStatus.UNAUTHORIZED:
        wanted = request.url.path if request.method == "GET" and not inside else HOME
        there = SIGN_IN if wanted == HOME else f"{SIGN_IN}?next={quote(wanted)}"
        return _leading_to(there, inside)
    said = json.loads(bytes(refused.body))
    if said["type"].endswith(f":{PASSWORD_DUE}"):
        return _leading_to(NEW_PASSWORD, inside)
    show, template = (fragment, "staff/refusal.html") if inside else (page, "error.html")
    shown = show(request, template, refused.status_code, title=said["title"], detail=said["detail"])
    kept = {name: value for name, value in refused.headers.items() if name not in ("content-type", "content-length")}
    shown.headers.update(kept)
    return shown


def _leading_to(address: str, inside: bool) -> Response:
    if inside:
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
