"""`/staff/policies`: staff look a policy up by the very path residents are answered by, and read the whole entry."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.assessment.schemas import Place
from api.audit.schemas import EMPTY_IS_NONE
from api.core.clock import today
from api.core.text_types import WHOLE_CHARACTERS, Code
from api.search.endpoints import MOST_CHARACTERS_SEARCHED, answer_question, find_policies
from api.search.service import entry, policies_by_id
from api.search.windows import windows_at
from api.staff.accounts import departments
from api.staff.frame import staff_page
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.places import place_names

router = APIRouter(prefix="/staff/policies", include_in_schema=False, default_response_class=HTMLResponse)
FOUND, LISTED = 10, 200
LOOK_UP = "policy.look_up"


class Asked(BaseModel):
    """What is looked for; without words the plain list."""

    q: Annotated[str, Field(max_length=MOST_CHARACTERS_SEARCHED), WHOLE_CHARACTERS] = ""
    locality: Annotated[Place | None, EMPTY_IS_NONE] = None
    department: Annotated[Code | None, EMPTY_IS_NONE] = None


@router.get("")
def policies(request: Request, token: Token, asked: Annotated[Asked, Query()]) -> Response:
    """The answer with its citations and the policies found; a question from the page replaces only these."""
    with permitted(token, LOOK_UP) as (_, account):
        person = account
    limit = FOUND if asked.q.strip() else LISTED
    shown: dict[str, Any] = {
        "asked": asked,
        "answer": answer_question(asked.q, asked.locality) if asked.q.strip() else None,
        "found": find_policies(asked.q, asked.locality, asked.department, limit=limit),
        "departments": departments(),
        "places": sorted(place_names().items()),
    }
    if "hx-request" in request.headers:
        return fragment(request, "policies/found.html", **shown)
    return staff_page(request, person, "policies/search.html", **shown)


@router.get("/{policy_id}")
def policy(
    request: Request,
    token: Token,
    policy_id: Annotated[Code, Path(max_length=64)],
    locality: Annotated[Place | None, EMPTY_IS_NONE, Query()] = None,
) -> Response:
    """The whole entry as it stands today and at that place."""
    with permitted(token, LOOK_UP) as (_, account):
        found = load_catalogue().policy(policy_id, locality, today())
        names = policies_by_id([relation.with_ for relation in found.relations])
        return staff_page(
            request,
            account,
            "policies/entry.html",
            policy=found,
            entry=entry(found, locality),
            related=list(zip(found.relations, names, strict=True)),
            windows=windows_at(locality, found),
            locality=locality,
            statuses=words("dialogue")["statuses"],
            said=words("staff")["policies"],
            places=sorted(place_names().items()),
        )
