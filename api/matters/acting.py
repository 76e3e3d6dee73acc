"""What is done with a matter, as `kinds.yaml` allows it: taken, passed on, finished, supervised, called back, handed over."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.assessment.schemas import Facts
from api.audit import record
from api.chat.conversations import open_conversation
from api.chat.messages import add_resident_message
from api.core.clock import now
from api.core.errors import ConflictError, InvalidInputError, NotFoundError
from api.handover.service import EMERGENCY_PRIORITY, hand_over
from api.matters.events import add_event
from api.matters.kinds import Act, KindName, Taken, kinds
from api.matters.schemas import ActRequest, ApplicantDraft, DraftOut
from api.models import Matter, StaffAccount
from api.staff.accounts import departments
from api.staff.permissions import may, require_role
from knowledge.catalogue import load_catalogue

HANDED_OVER = "handed_over"
CHANNEL = "hotline"


def find_for(session: Session, kind: KindName, number: str, account: StaffAccount, action: str) -> Matter:
    """The matter, locked, within this person's reach. Raises NotAllowedError, NotFoundError."""
    require_role(account, action)
    matter = session.get(Matter, number, with_for_update=True)
    if matter is None or matter.kind != kind or not may_with(account, action, matter):
        raise NotFoundError("record_unknown")
    return matter


def may_with(account: StaffAccount, action: str, matter: Matter) -> bool:
    """Whether this person may do this with this matter."""
    return may(account, action, [matter.place] if matter.place else [], matter.department, matter.filed_by)


def acts_now(matter: Matter, account: StaffAccount) -> list[str]:
    """What this person may do with it in its state."""
    acts = kinds()[matter.kind].acts.items()  # type: ignore[index]
    return [name for name, act in acts if matter.state in act.from_ and may_with(account, act.permission, matter)]


def act_on(session: Session, matter: Matter, account: StaffAccount, request: ActRequest) -> None:
    """Does one act. Raises InvalidInputError, NotAllowedError, NotFoundError; ConflictError where its state does not allow it."""
    kind = kinds()[matter.kind]  # type: ignore[index]
    act = kind.act(request.act)
    require_role(account, act.permission)
    if not may_with(account, act.permission, matter):
        raise NotFoundError("record_unknown")
    if matter.state not in act.from_:
        raise ConflictError("matter_state")
    _check(act, request)
    matter.state = act.to or matter.state
    matter.closed_at = now() if matter.state in kind.closed else None
    if "place" in act.takes:
        matter.place, matter.department = request.place or matter.place, request.department
        matter.handled_by = None
    elif act.permission.endswith(".work"):
        matter.handled_by = account.name
    if "due" in act.takes and request.due:
        matter.due = request.due
    add_event(session, matter, request.act, account.name, request.note, request.due if "due" in act.takes else None)
    record(session, account.name, f"{matter.kind}_{request.act}", matter.number)


def _check(act: Act, request: ActRequest) -> None:
    given: dict[Taken, object] = {
        "note": request.note,
        "place": request.place,
        "department": request.department,
        "due": request.due,
    }
    for name in act.needs:
        if not given[name]:
            raise InvalidInputError("matter_note_missing", field=name)
    if request.department and request.department not in departments():
        raise InvalidInputError("department_unknown", field="department", department=request.department)


def hand_on(session: Session, matter: Matter, account: StaffAccount) -> str:
    """Puts the matter among the conversations that wait for a person, with its facts; once. Returns the conversation's id."""
    if matter.conversation_id is None:
        told = matter.document
        conversation, _ = open_conversation(session, CHANNEL, matter.place)
        conversation.facts, conversation.policies_shown = told["facts"], told["policies"]
        add_resident_message(session, conversation, told["content"])
        hand_over(session, conversation, "ticket", EMERGENCY_PRIORITY if matter.urgent else 0)
        matter.conversation_id = conversation.id
        add_event(session, matter, HANDED_OVER, account.name)
        record(session, account.name, f"{matter.kind}_handed_over", matter.number)
    return matter.conversation_id


def draft_of(matter: Matter) -> DraftOut:
    """What an application for this household begins with: the policies shown that are applied for."""
    told, policies = matter.document, load_catalogue().policies
    household = told["facts"].get("household", {})
    return DraftOut(
        policy_ids=[name for name in told["policies"] if name in policies and policies[name].apply.channel == "apply"],
        facts=Facts.model_validate(told["facts"]),
        applicant=ApplicantDraft(**told["caller"]),
        residence=household.get("residence"),
        hukou=household.get("hukou"),
    )
