"""Turns templates into pages, for whichever feature has some."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from api.wording import words
from knowledge.places import place_name, place_names

HERE = Path(__file__).parent
NOT_KEPT = {"Cache-Control": "no-cache"}

templates = Jinja2Templates(directory=HERE / "templates")
templates.env.globals["place_name"] = place_name
# Chinese as it is, and not as six signs for each of its own: half the weight on a slow line.
templates.env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}


def wording_with(subject: str | None = None) -> dict[str, Any]:
    """The sentences and names the scripts of a page need; subject: a file of wording whose `page` only this page needs."""
    names = {"places": place_names(), "statuses": words("dialogue")["statuses"]}
    own = {subject: words(subject)["page"]} if subject else {}
    return {"sentences": {**words("pages"), **own}, "names": names}


def page(request: Request, template: str, status_code: int = 200, **values: Any) -> Response:
    """A rendered page, with the sentences and names its scripts need."""
    context = {"wording": wording_with(), **values}
    return templates.TemplateResponse(request, template, context, status_code=status_code, headers=NOT_KEPT)


def fragment(request: Request, template: str, status_code: int = 200, **values: Any) -> Response:
    """A part of a page, which a page that is open puts in its place."""
    return templates.TemplateResponse(request, template, values, status_code=status_code, headers=NOT_KEPT)


def is_for_people(request: Request) -> bool:
    """Whether whoever asks is shown pages: programs call what lies under /v1/ and /internal/ and get documents."""
    if request.url.path.startswith(("/v1/", "/internal/")) and "hx-request" not in request.headers:
        return False
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
