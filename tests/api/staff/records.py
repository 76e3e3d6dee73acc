"""Records of one place and one department, for the table of who may call what; each maker gives what stands in the address."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from api.applications.personal import sealed
from api.attachments import files
from api.attachments.service import place_of_key
from api.core.clock import now, today
from api.core.encryption import encrypt
from api.core.security import new_identifier
from api.models import (
    Application,
    ApplicationPart,
    Attachment,
    Callback,
    CannedReply,
    Conversation,
    Grant,
    Matter,
    OutboxEntry,
    SearchExample,
    StaffAccount,
)


def conversation(session: Session, place: str, _: str) -> str:
    """A resident of that place who waits for a person."""
    made = Conversation(
        id=new_identifier(),
        token_hash="",
        channel="web",
        mode="waiting",
        facts={"household": {"residence": place}},
        created_at=now(),
        active_at=now(),
        waiting_since=now(),
        priority=0,
    )
    session.add(made)
    return made.id


def example(session: Session, place: str, _: str) -> str:
    """A question that staff reported; it is nobody's in particular."""
    made = SearchExample(
        question="没钱吃饭",
        locality=place,
        expected=[],
        found=[],
        answered=False,
        catalogue_version="1",
        state="open",
        reported_by="li",
        reported_at=now(),
    )
    session.add(made)
    session.flush()
    return str(made.id)


def account(session: Session, place: str, department: str) -> str:
    """A colleague of that place and department."""
    made = StaffAccount(name=f"li-{new_identifier()}", password_hash="", role="operator", created_at=now())
    made.place, made.department = place, department
    session.add(made)
    return made.name


def letter(session: Session, *_: str) -> str:
    """What could not be sent; it is nobody's in particular."""
    moment = now()
    made = OutboxEntry(
        key=new_identifier(),
        destination="platform",
        kind="application.submitted",
        subject="JZ1",
        state="dead",
        next_attempt_at=moment,
        tried_since=moment,
        created_at=moment,
    )
    session.add(made)
    session.flush()
    return str(made.id)


def callback(session: Session, place: str, department: str) -> str:
    """A message that a resident of that place left."""
    left_in = conversation(session, place, department)
    session.flush()
    made = Callback(id=new_identifier(), conversation_id=left_in, content_encrypted="", left_at=now(), state="open")
    session.add(made)
    return made.id


def canned_reply(session: Session, place: str, _: str) -> str:
    """A ready sentence of that place's office."""
    made = CannedReply(place=place, title="问好", text="您好", changed_by="zhao", changed_at=now())
    session.add(made)
    session.flush()
    return str(made.id)


def application(session: Session, place: str, department: str) -> str:
    """An application whose one part is handled at that place, by that department."""
    number = f"JZ{new_identifier()[:16]}"
    person = {"name": "张三", "id_number": "120104199001010016", "phone": "13800138000"}
    made = Application(number=number, idempotency_key=number, content_digest="", status="submitted", policy_ids=["dibao"])
    made.catalogue_version, made.created_at, made.facts = "1", now(), {}
    for column, value in sealed({"applicant": person, "on_behalf_of": None}, number).items():
        setattr(made, column, value)
    session.add(made)
    session.flush()
    part = ApplicationPart(number=number, policy_id="dibao", department=department, place=place, status="submitted")
    part.clock_from = today()
    session.add(part)
    session.flush()
    return number


def attachment(session: Session, place: str, department: str) -> str:
    """A file of such an application: its number and the file's own id."""
    number, identifier = application(session, place, department), new_identifier()
    file, key = files.keep(b"\xff\xd8\xff")
    made = Attachment(id=identifier, number=number, kind="jpeg", bytes=3, digest="", file=file, by="resident", at=now())
    made.key_encrypted = encrypt(key, place_of_key(identifier))
    session.add(made)
    return f"{number} {identifier}"


def _matter(session: Session, kind: str, state: str, place: str, department: str) -> str:
    number = new_identifier()[:20]
    made = Matter(number=number, kind=kind, idempotency_key=number, content_digest="", state=state, created_at=now())
    made.place, made.department, made.filed_by, made.catalogue_version = place, department, "operator", "1"
    made.document = {"subject": "事", "content": "事", "caller": {}, "facts": {}, "policies": []}
    session.add(made)
    session.flush()
    return made.number


def ticket(session: Session, place: str, department: str) -> str:
    """A work order that the operator of the table took."""
    return _matter(session, "ticket", "submitted", place, department)


def visit(session: Session, place: str, department: str) -> str:
    """A household's problem met on a visit."""
    return _matter(session, "visit", "open", place, department)


def grant(session: Session, place: str, department: str) -> str:
    """What somebody who made no application was granted there."""
    made = Grant(id=new_identifier(), policy_id="dibao", by="li", at=now(), place=place, department=department)
    made.person = {"name": "张三", "id_number": None, "phone": None}
    session.add(made)
    return made.id


def policy(*_: object) -> str:
    """A policy of the catalogue; it is nobody's in particular."""
    return "dibao"


MAKERS: tuple[Callable[[Session, str, str], str], ...] = (
    conversation,
    example,
    account,
    letter,
    ticket,
    visit,
    callback,
    canned_reply,
    application,
    attachment,
    policy,
    grant,
)
RECORDS = {maker.__name__: maker for maker in MAKERS}
