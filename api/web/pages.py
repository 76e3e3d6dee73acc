"""The pages people open in a browser. Everything they show comes from the HTTP API, called by the scripts they load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.types import Scope

from api.core.database import reading
from api.core.errors import problem
from api.staff.sessions import Token, account_of
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.places import place_names

HERE = Path(__file__).parent

templates = Jinja2Templates(directory=HERE / "templates")
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class RevalidatedFiles(StaticFiles):
    """Static files a browser asks about each time, so that after an upgrade no old script meets a new page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def page(request: Request, template: str, status_code: int = 200, **values: Any) -> Response:
    """A rendered page, with the sentences and names its scripts need."""
    names = {"places": place_names(), "statuses": words("dialogue")["statuses"]}
    context = {"wording": {"sentences": words("pages"), "names": names}, **values}
    return templates.TemplateResponse(request, template, context, status_code=status_code, headers={"Cache-Control": "no-cache"})


@router.get("/")
def chat(request: Request) -> Response:
    """The resident's chat."""
    return page(request, "chat.html")


@router.get("/applications/{number}")
def application(request: Request, number: str) -> Response:
    """The receipt and progress of one application; its content is fetched with the resident's key or phone."""
    return page(request, "application.html", number=number)


@router.get("/staff")
def inbox(request: Request, token: Token) -> Response:
    """The staff inbox; who is not signed in is led to where one signs in."""
    if not _is_signed_in(token):
        return RedirectResponse("/staff/sign-in", status.HTTP_303_SEE_OTHER)
    return page(request, "staff/inbox.html")


@router.get("/staff/search")
def search(request: Request, token: Token) -> Response:
    """Where staff try the search; who is not signed in is led to where one signs in."""
    if not _is_signed_in(token):
        return RedirectResponse("/staff/sign-in", status.HTTP_303_SEE_OTHER)
    policies = sorted(load_catalogue().policies.values(), key=lambda policy: policy.name)
    return page(request, "staff/search.html", policies=policies, places=sorted(place_names().items()))


@router.get("/staff/sign-in")
def sign_in(request: Request) -> Response:
    """Where staff sign in."""
    return page(request, "staff/sign_in.html")


def _is_signed_in(token: str | None) -> bool:
    with reading() as session:
        return account_of(session, token) is not None


async def not_found(request: Request, _: Exception) -> Response:
    """A page for people who followed a wrong address, a problem document for programs."""
    if "text/html" not in request.headers.get("accept", ""):
        return problem(404, "no_such_page")
    return page(request, "error.html", 404, **words("errors")["no_such_page"])


def add_pages(app: FastAPI) -> None:
    """Adds the pages, their static files and the page for a wrong address to the service."""
    app.include_router(router)
    app.mount("/static", RevalidatedFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(404, not_found)
