"""`/healthz` (alive), `/readyz` (every part it needs, one by one), `/metrics`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.health.processes import process_states
from api.parts import Parts
from api.search.holder import holder
from knowledge.catalogue import load_catalogue

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers, without asking for a worker: they may all be waiting for the database."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"model": dict[str, Any]}})
async def ready(request: Request) -> JSONResponse:
    """200 when every part is ready, else 503; each part is named either way.

    versions: of the catalogue and of the open index; instances that answer alike say the same.
    """
    connections: Parts = request.app.state.parts
    parts = {name: state == "ready" for name, state in (await connections.states()).items()}
    versions = {"catalogue": load_catalogue().version, "index": holder.build}
    body = {"ready": all(parts.values()), "parts": parts, "versions": versions, "processes": process_states()}
    return JSONResponse(body, status_code=200 if body["ready"] else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Counters and times for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
