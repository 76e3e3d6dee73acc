"""Reminds whoever has a part in hand, and their supervisor when it is late; each once for each limit and stage."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.core.clock import now, today
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.gateway.outbox import MAIL, WEBHOOK, post
from api.models import ApplicationPart, Reminder, StaffAccount
from api.reminders.stages import Stage, earliest, reached, working_days_over
from api.search.service import policies_by_id
from api.staff.permissions import may
from api.wording import words

EVERY_SECONDS = 300
KIND = "reminder"
ROLES = {"handler": "caseworker", "supervisor": "supervisor"}
# No run of holidays is longer than this.
CALENDAR_DAYS_PER_WORKING_DAY = 12


async def remind() -> None:
    """Makes the reminders that have become due."""
    for part_id in await run_in_threadpool(_unreminded):
        await run_in_threadpool(_remind_of, part_id)


def _unreminded() -> list[int]:
    """The open parts with a limit near or past, of which somebody is still to be reminded: found without keeping writers away."""
    day = today()
    horizon = day + timedelta(days=earliest() * CALENDAR_DAYS_PER_WORKING_DAY)
    is_near = (ApplicationPart.closed_at.is_(None), ApplicationPart.due <= horizon)
    made = select(Reminder.part_id, Reminder.due, Reminder.stage).join(ApplicationPart).where(*is_near)
    near = select(ApplicationPart.id, ApplicationPart.due).where(*is_near).order_by(ApplicationPart.due)
    with reading() as session:
        known = {tuple(row) for row in session.execute(made)}
        parts = [(part_id, due) for part_id, due in session.execute(near) if due is not None]
    return [part_id for part_id, due in parts if any((part_id, due, stage.name) not in known for stage in reached(day, due))]


def _remind_of(part_id: int) -> None:
    try:
        with unit_of_work() as session:
            part = session.get(ApplicationPart, part_id)
            if part is not None and part.due is not None and part.closed_at is None:
                for stage in reached(today(), part.due):
                    _remind(session, part, part.due, stage)
    except IntegrityError:
        # Another instance has just reminded of it.
        return


def _remind(session: Session, part: ApplicationPart, due: date, stage: Stage) -> None:
    known = select(Reminder.id).where(Reminder.part_id == part.id, Reminder.due == due, Reminder.stage == stage.name)
    if session.scalar(known) is not None:
        return
    session.add(Reminder(part_id=part.id, due=due, stage=stage.name, to=stage.to, account=part.assigned_to, at=now()))
    session.flush()
    _notify(session, part, due, stage)


def _notify(session: Session, part: ApplicationPart, due: date, stage: Stage) -> None:
    """Letters to those whose part it is, as far as their addresses are known, and the webhook."""
    key = f"{KIND}:{part.id}:{due}:{stage.name}"
    notice = _notice(part, due, stage)
    if settings().notice_url:
        content = {
            "number": part.number,
            "policy_id": part.policy_id,
            "due": due.isoformat(),
            "stage": stage.name,
            "to": stage.to,
        }
        post(session, WEBHOOK, KIND, part.number, key, content | {"place": part.place, "department": part.department})
    if settings().smtp_host:
        for account in _addressees(session, part, stage):
            post(session, MAIL, KIND, part.number, f"{key}:{account.name}", notice | {"to": account.email})


def _addressees(session: Session, part: ApplicationPart, stage: Stage) -> list[StaffAccount]:
    """Whoever has the part in hand; where nobody has, and for a supervisor, all in whose reach it is."""
    query = select(StaffAccount).where(StaffAccount.active, StaffAccount.email.is_not(None))
    if stage.to == "handler" and part.assigned_to is not None:
        return list(session.scalars(query.where(StaffAccount.name == part.assigned_to)))
    places = [part.place] if part.place else []
    found = session.scalars(query.where(StaffAccount.role == ROLES[stage.to]).order_by(StaffAccount.name))
    return [account for account in found if may(account, "reminders.see", places, part.department)]


def _notice(part: ApplicationPart, due: date, stage: Stage) -> dict[str, str]:
    wording = words("reminders")
    over = working_days_over(today(), due)
    left = "after" if over > 0 else "before" if over else "on_the_day"
    [policy] = policies_by_id([part.policy_id])
    values = {
        "number": part.number,
        "policy": policy,
        "due": due.isoformat(),
        "status": words("dialogue")["statuses"][part.status],
        "stage": wording["stages"][stage.name],
        "left": wording["left"][left].format(days=abs(over)),
    }
    return {"subject": wording["subject"].format(**values), "body": wording["body"].format(**values)}
