"""The frame of every staff page: who is signed in, and the pages this person may open (`navigation.yaml`).

A page is a route that opens `permitted(token, action)` and returns `staff_page(request, account, template, …)`; its template
extends `staff/layout.html`. Refusals need no code: whoever is not signed in is led to the sign-in (`api.web.refusals`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts

from api.models import StaffAccount
from api.staff.permissions import reach
from api.staff.sessions import COOKIE, form_token
from api.web.rendering import page
from api.wording import words


def staff_page(request: Request, account: StaffAccount, template: str, status_code: int = 200, **values: Any) -> Response:
    """A page for this person. values: what the template shows besides `account` and `navigation`."""
    role_name = words("staff")["account"]["roles"][account.role]
    shown = {"account": account, "role_name": role_name, "form_token": form_token(request.cookies[COOKIE])}
    return page(request, template, status_code, **shown, navigation=navigation(request, account), **values)


def navigation(request: Request, account: StaffAccount) -> list[dict[str, str]]:
    """The pages this person may open, each with its `path`, its `label` and whether it is the `current` one."""
    there = _pages(request.app)
    labels = words("staff")["navigation"]
    if account.must_change_password:
        return []
    offered = [entry for entry in _entries() if entry["path"] in there and reach(account, entry["action"])]
    current = max((entry["path"] for entry in offered if _is_under(request.url.path, entry["path"])), key=len, default="")
    return [
        {"path": entry["path"], "label": labels[entry["name"]], "current": "page" if entry["path"] == current else ""}
        for entry in offered
    ]


@cache
def _entries() -> list[dict[str, str]]:
    entries: list[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("navigation.yaml").read_text("utf-8"))
    return entries


@cache
def _pages(app: FastAPI) -> frozenset[str]:
    """The addresses that can be opened."""
    return frozenset(route.path for route in iter_route_contexts(app.routes) if route.path and "GET" in (route.methods or ()))


def _is_under(path: str, page_path: str) -> bool:
    return path == page_path or path.startswith(f"{page_path}/")
