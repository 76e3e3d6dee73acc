"""The pages people open in a browser. Everything they show comes from the HTTP API, called by the scripts they load."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from api.core.settings import settings
from api.staff.frame import navigation, staff_page
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted, signed_in
from api.web.refusals import show_refusals_to_people
from api.web.rendering import HERE, page
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.places import place_names

LEAST_COMPRESSED = 500
IDENTITY_PROBLEMS = ("identity_", "sign_in_too_often")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class RevalidatedFiles(StaticFiles):
    """Static files a browser asks about each time, so that after an upgrade no old script meets a new page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


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
    """The staff inbox; who receives nobody is led to the first page there is for them."""
    with signed_in(token) as (_, account):
        if reach(account, "queue.see") is None:
            return RedirectResponse(navigation(request, account)[0]["path"], status.HTTP_303_SEE_OTHER)
        return staff_page(request, account, "staff/inbox.html")


@router.get("/staff/search")
def search(request: Request, token: Token) -> Response:
    """Where staff try the search."""
    policies = sorted(load_catalogue().policies.values(), key=lambda policy: policy.name)
    with permitted(token, "search.try") as (_, account):
        return staff_page(request, account, "staff/search.html", policies=policies, places=sorted(place_names().items()))


@router.get("/staff/sign-in")
def sign_in(request: Request, problem: str = "") -> Response:
    """Where staff sign in. problem: why a sign-in through the identity service came to nothing."""
    said = words("errors").get(problem, {}) if problem.startswith(IDENTITY_PROBLEMS) else {}
    offered = bool(settings().oidc_issuer)
    return page(request, "staff/sign_in.html", identity_offered=offered, problem=said.get("detail", ""))


def add_pages(app: FastAPI) -> None:
    """Adds the pages, their static files and the page for what is refused to the service."""
    app.include_router(router)
    # Only files, which hold no secret: what is compressed beside a secret can give it away by its length.
    files = GZipMiddleware(RevalidatedFiles(directory=HERE / "static"), minimum_size=LEAST_COMPRESSED)
    app.mount("/static", files, name="static")
    show_refusals_to_people(app)
