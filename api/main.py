"""Builds the service: routers, handlers, middleware. A list, no logic."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import Depends, FastAPI

from api.background import at_work
from api.core.body_kind import BodyKindMiddleware
from api.core.body_limit import BodyLimitMiddleware
from api.core.deadline import DeadlineMiddleware
from api.core.errors import install_error_handlers
from api.core.headers import SecurityHeadersMiddleware
from api.core.logging import configure_logging
from api.core.measuring import MeasuringMiddleware
from api.core.problems import DocumentedService
from api.core.rate_limit import limit_address
from api.core.request_id import RequestIdMiddleware
from api.core.settings import settings
from api.dialogue import endpoints as dialogue
from api.features import FEATURES
from api.health import endpoints as health
from api.parts import Parts
from api.staff.sessions import refuse_foreign_origin
from api.web.pages import add_pages
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.windows import load_windows

VERSION = "0.1.0"


@cache
def load_what_stays() -> None:
    """Loads catalogue and windows, once, and spares the garbage collector from looking through them, for which all would wait."""
    load_catalogue()
    load_windows()
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Connections that live as long as the process."""
    settings()
    load_what_stays()
    parts = app.state.parts = Parts()
    async with at_work(parts):
        yield
    await parts.close()


def create_app() -> FastAPI:
    """The application, ready for a server."""
    configure_logging()
    app = DocumentedService(
        title=words("service")["title"],
        version=VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(refuse_foreign_origin)],
    )
    install_error_handlers(app)
    # From the innermost to the outermost.
    for middleware in (
        BodyLimitMiddleware,
        BodyKindMiddleware,
        DeadlineMiddleware,
        MeasuringMiddleware,
        SecurityHeadersMiddleware,
        RequestIdMiddleware,
    ):
        app.add_middleware(middleware)
    limited = [Depends(limit_address)]
    for feature in FEATURES:
        app.include_router(feature, dependencies=limited)
    app.include_router(dialogue.router)
    app.include_router(health.router)
    add_pages(app)
    return app


app = create_app()
