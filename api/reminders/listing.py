"""The reminders one of the staff has to see: of limits that still stand, the most pressing first."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from api.models import ApplicationPart, Reminder, StaffAccount
from api.reminders.stages import stages
from api.search.service import policies_by_id
from api.staff.permissions import within
from api.wording import words

PAGE = 100


class ReminderOut(BaseModel):
    """One limit to look after. stage_text: how pressing it is, in words."""

    number: str
    policy_id: str
    policy: str | None
    status: str
    status_text: str
    due: str
    stage: str
    stage_text: str
    assigned_to: str | None
    place: str | None
    department: str | None


def reminders(session: Session, account: StaffAccount) -> list[ReminderOut]:
    """The last reminder of each open part in this person's reach, whose limit it still is, the earliest limit first.

    Whoever works on cases sees what they have in hand and what nobody has; a supervisor also what climbed.
    """
    still = and_(ApplicationPart.closed_at.is_(None), ApplicationPart.due == Reminder.due)
    mine = within(account, "reminders.see", ApplicationPart.place, ApplicationPart.department)
    query = select(Reminder, ApplicationPart).join(ApplicationPart, ApplicationPart.id == Reminder.part_id).where(still, mine)
    if account.role != "supervisor":
        in_hand = or_(ApplicationPart.assigned_to.is_(None), ApplicationPart.assigned_to == account.name)
        query = query.where(Reminder.to == "handler", in_hand)
    order = [stage.name for stage in stages()]
    last: dict[int, tuple[Reminder, ApplicationPart]] = {}
    for reminder, part in session.execute(query.order_by(Reminder.due, Reminder.id)):
        known = last.get(part.id)
        if known is None or order.index(reminder.stage) > order.index(known[0].stage):
            last[part.id] = (reminder, part)
    listed = list(last.values())[:PAGE]
    names = policies_by_id([part.policy_id for _, part in listed])
    return [_shown(reminder, part, name) for (reminder, part), name in zip(listed, names, strict=True)]


def _shown(reminder: Reminder, part: ApplicationPart, name: str) -> ReminderOut:
    return ReminderOut(
        number=part.number,
        policy_id=part.policy_id,
        policy=name,
        status=part.status,
        status_text=words("dialogue")["statuses"][part.status],
        due=reminder.due.isoformat(),
        stage=reminder.stage,
        stage_text=words("reminders")["stages"][reminder.stage],
        assigned_to=part.assigned_to,
        place=part.place,
        department=part.department,
    )
