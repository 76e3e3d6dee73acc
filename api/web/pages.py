"""The pages people open in a browser. Everything they show comes from the HTTP API, called by the scripts they load."""

from __future__ import annotations

from pathlib import Path

import yaml
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.types import Scope

HERE = Path(__file__).parent
# No inline script, no inline style, no other host: what a message says can never run.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

templates = Jinja2Templates(directory=HERE / "templates")
wording = yaml.safe_load((HERE / "wording.yaml").read_text("utf-8"))
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class RevalidatedFiles(StaticFiles):
    """Static files a browser asks about each time, so that after an upgrade no old script meets a new page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def page(request: Request, template: str, **values: str) -> Response:
    """A rendered page with the headers every page has."""
    return templates.TemplateResponse(request, template, {"wording": wording, **values}, headers=HEADERS)


@router.get("/")
def chat(request: Request) -> Response:
    """The resident's chat."""
    return page(request, "chat.html")


@router.get("/applications/{number}")
def application(request: Request, number: str) -> Response:
    """The receipt and progress of one application; its content is fetched with the resident's key or phone."""
    return page(request, "application.html", number=number)


@router.get("/staff")
def inbox(request: Request) -> Response:
    """The staff inbox."""
    return page(request, "staff/inbox.html")


@router.get("/staff/sign-in")
def sign_in(request: Request) -> Response:
    """Where staff sign in."""
    return page(request, "staff/sign_in.html")


def add_pages(app: FastAPI) -> None:
    """Adds the pages and their static files to the service."""
    app.include_router(router)
    app.mount("/static", RevalidatedFiles(directory=HERE / "static"), name="static")
