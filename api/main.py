"""Builds the service: routers, handlers, middleware. A list, no logic."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from api.applications import endpoints as applications
from api.assessment import endpoints as assessment
from api.audit.verify import NOTED_EVERY_SECONDS, note_end
from api.chat import catching_up, retention
from api.chat import endpoints as chat
from api.core.body_kind import BodyKindMiddleware
from api.core.body_limit import BodyLimitMiddleware
from api.core.deadline import DeadlineMiddleware
from api.core.errors import install_error_handlers
from api.core.headers import SecurityHeadersMiddleware
from api.core.logging import configure_logging
from api.core.measuring import MeasuringMiddleware
from api.core.problems import DocumentedService
from api.core.rate_limit import limit_address
from api.core.repeating import repeating
from api.core.request_id import RequestIdMiddleware
from api.core.settings import settings
from api.dialogue import endpoints as dialogue
from api.extraction import endpoints as extraction
from api.gateway import sender as sending
from api.gateway.sender import Sender
from api.health import endpoints as health
from api.hit_test import endpoints as hit_test
from api.parts import Parts
from api.reminders import service as reminders
from api.search import endpoints as search
from api.search import holder as held
from api.staff import endpoints as staff
from api.staff import pages as staff_pages
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
    forget = repeating("forgetting", partial(retention.forget_what_is_old, parts.rasa), retention.EVERY_SECONDS)
    catch_up = repeating("catching up", partial(catching_up.catch_up, parts), catching_up.EVERY_SECONDS)
    follow = repeating("following the index", held.holder.keep_up, held.EVERY_SECONDS)
    sender = Sender()
    send = repeating("sending", sender.send, sending.EVERY_SECONDS)
    reminding = repeating("reminding", reminders.remind, reminders.EVERY_SECONDS)
    note = repeating("noting the end of the audit trail", partial(run_in_threadpool, note_end), NOTED_EVERY_SECONDS)
    async with forget, catch_up, follow, send, reminding, note:
        yield
    await sender.close()
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
    for feature in (chat, assessment, search, extraction, applications, staff, hit_test, staff_pages):
        app.include_router(feature.router, dependencies=limited)
    app.include_router(dialogue.router)
    app.include_router(health.router)
    add_pages(app)
    return app


app = create_app()
