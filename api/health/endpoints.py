"""`/healthz` (alive), `/readyz` (every part it needs, one by one), `/metrics`."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.core.database import unit_of_work
from api.core.errors import UnavailableError
from api.health.processes import process_states
from api.search.service import holder

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"model": dict[str, Any]}})
async def ready(request: Request) -> JSONResponse:
    """200 when every part is ready, else 503; each part is named either way."""
    database, index, rasa, actions = await asyncio.gather(
        run_in_threadpool(_database_ready),
        run_in_threadpool(_index_ready),
        request.app.state.rasa.ready(),
        request.app.state.understanding.ready(),
    )
    parts: dict[str, Any] = {"database": database, "index": index, "dialogue": rasa, "actions": actions}
    body = {"ready": all(parts.values()), "parts": parts, "processes": process_states()}
    return JSONResponse(body, status_code=200 if body["ready"] else 503)


@router.get("/metrics", include_in_schema=False)
def metrics() -> Response:
    """Counters and times for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _database_ready() -> bool:
    try:
        with unit_of_work() as session:
            session.execute(text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError:
        return False
    return True


def _index_ready() -> bool:
    try:
        holder.get()
    except UnavailableError:
        return False
    return True
