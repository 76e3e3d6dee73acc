"""What a city's own platform is told of an application (docs/tasks/connect-a-platform.md names every field)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.applications.personal import opened
from api.cases.events import RESIDENT
from api.core.clock import shown
from api.core.settings import settings
from api.gateway.outbox import PLATFORM, post
from api.models import Application, ApplicationEvent
from api.search.service import policies_by_id

SUBMITTED, MOVED = "application.submitted", "application.moved"


def tell_submitted(session: Session, application: Application) -> None:
    """Puts a new application into the outbox, where a platform is connected."""
    if settings().case_gateway != "http":
        return
    content = {"application": _as_told(application)}
    post(session, PLATFORM, SUBMITTED, application.number, f"{SUBMITTED}:{application.number}", content)


def _as_told(application: Application) -> dict[str, Any]:
    names = policies_by_id(application.policy_ids)
    return {
        "number": application.number,
        "submitted_at": shown(application.created_at),
        "policies": [
            {"policy_id": identifier, "name": name} for identifier, name in zip(application.policy_ids, names, strict=True)
        ],
        **opened(application),
        "residence": application.residence,
        "hukou": application.hukou,
        "facts": application.facts,
        "promised_papers": application.promised,
        "catalogue_version": application.catalogue_version,
    }


def tell_moved(session: Session, event: ApplicationEvent) -> None:
    """Puts a change of an application into the outbox, where a platform is connected: also what the resident took back."""
    if settings().case_gateway != "http":
        return
    told = {
        "number": event.number,
        "policy_id": event.policy_id,
        "status": event.status,
        "by": RESIDENT if event.by == RESIDENT else "staff",
        "at": shown(event.at),
        "why": event.why,
        "missing": event.missing,
        "place": event.place,
    }
    post(session, PLATFORM, MOVED, event.number, f"{MOVED}:{event.number}:{event.id}", {"event": told})
