"""Writes the audit trail."""

from sqlalchemy.orm import Session

from api.core.clock import now
from api.core.request_id import current_request_id
from api.models import AuditEntry


def record(session: Session, who: str, action: str, subject: str) -> None:
    """Adds one entry: who did what to which record, in the same transaction as the act itself."""
    session.add(AuditEntry(who=who, action=action, subject=subject, request_id=current_request_id(), at=now()))
