"""The routes of the service, whichever router they came with."""

from __future__ import annotations

from fastapi import Request
from fastapi.routing import iter_route_contexts


def allowed_methods(request: Request) -> str:
    """What the address of a request takes, as the header Allow names it; the framework names only the first route's."""
    routes = [route for route in iter_route_contexts(request.app.routes) if route.methods]
    fitting = [route.methods for route in routes if route.path_regex.match(request.url.path)]
    return ", ".join(sorted({method for methods in fitting for method in methods or ()}))
