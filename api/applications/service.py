"""Takes an application in one transaction and tells where it stands."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.applications.duplicates import Guessed, refuse_duplicates, wait_for_others
from api.applications.papers import check_promised
from api.applications.personal import is_phone_of, normal_phone, opened, sealed
from api.applications.progress import detail
from api.applications.schemas import ApplicationDetail, ApplicationOut, ApplicationRequest, GrantedOut, WhereToGoOut
from api.audit import record
from api.cases.moves import Actor, move
from api.cases.parts import follow_parts, make_parts
from api.cases.placing import local_policy
from api.cases.schemas import MoveRequest
from api.chat.messages import add_reply
from api.chat.text import has_words
from api.core.clock import now, today
from api.core.errors import ConflictError, InvalidInputError, NotFoundError
from api.core.metrics import APPLICATIONS
from api.core.security import fingerprint, has_fingerprint
from api.dialogue.facts import RECORDED, learn
from api.gateway.platform import tell_submitted
from api.grants.service import known_to_applicant, received_by
from api.models import Application, ApplicationEvent, Consent, Conversation
from api.search.service import policies_by_id
from api.search.windows import where_to_go
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.errors import UnknownPolicyError
from knowledge.identity import is_resident_id
from knowledge.places import HUKOU, RESIDENCE
from knowledge.policy import Policy, Step
from knowledge.situation import check_facts

NUMBER_PREFIX = "JZ"
# The limits stand still.
RETURNED: Step = "returned"


def submit(
    session: Session, key: str, request: ApplicationRequest, conversation: Conversation | None, guessed: Guessed
) -> ApplicationOut:
    """Stores the application with its first event. The same key again returns the same record, with other content a refusal.

    guessed: told of each open application for this person whose applicant's phone is another. Raises ConflictError where
    something of it is being worked on already, InvalidInputError, FactError.
    """
    # What can be no fact cannot be compared with what was submitted before either.
    check_facts(request.facts.model_dump(), load_catalogue().dictionary)
    content, personal = _content_of(request), _personal(request)
    wait_for_others(session, personal)
    known = _known(session, key, content)
    if known is not None:
        return _out(session, known)
    _check(request)
    policies = [_applied_for(identifier) for identifier in dict.fromkeys(request.policy_ids)]
    check_promised(request.promised, policies)
    refuse_duplicates(session, personal, conversation, policies, guessed)
    application = _store(session, key, content, request, conversation, policies)
    _begin(session, application, conversation, policies)
    return _out(session, application)


def _known(session: Session, key: str, content: str) -> Application | None:
    known = session.scalar(select(Application).where(Application.idempotency_key == key))
    if known is not None and not has_fingerprint(content, known.content_digest):
        raise ConflictError("key_reused")
    return known


def _begin(session: Session, application: Application, conversation: Conversation | None, policies: list[Policy]) -> None:
    """The parts of a new application, its first event, and all who are told of it."""
    follow_parts(application, make_parts(session, application, policies, conversation.locality if conversation else None))
    session.add(
        ApplicationEvent(number=application.number, status="submitted", by="resident", why=None, at=application.created_at)
    )
    record(session, "resident", "application_submitted", application.number)
    tell_submitted(session, application)
    if conversation is not None:
        _confirm_in_chat(session, conversation, application)
        _learn_grants(session, conversation, application)
    session.flush()
    APPLICATIONS.inc()


def _learn_grants(session: Session, conversation: Conversation, application: Application) -> None:
    """What the applicant is known to have been granted counts from now on in this conversation, as what they receive."""
    personal = opened(application)
    if personal["on_behalf_of"] or conversation.about is not None or not conversation.facts_consent:
        return
    received = received_by(session, personal["applicant"], but=application.number)
    if received:
        learn(conversation, {"household": {"receiving": received}}, RECORDED)


def find_for(session: Session, number: str, conversation: Conversation | None, phone: str | None) -> Application:
    """The application, for its own conversation or its applicant's phone. Anything else is told nothing. Raises NotFoundError."""
    application = session.get(Application, number)
    if application is not None and conversation is not None and application.conversation_id == conversation.id:
        return application
    if application is not None and phone is not None and is_phone_of(phone, application.phone_fingerprint):
        return application
    raise NotFoundError("application_unknown")


def detail_of(session: Session, application: Application) -> ApplicationDetail:
    """Status, history, next deadline, who handles it: of the whole and of each part."""
    return detail(session, application, _out(session, application))


def act(session: Session, application: Application, to: Step, policy_id: str | None) -> ApplicationDetail:
    """What the applicant does: supplies what was missing, or withdraws. Raises ConflictError when that is not open."""
    move(session, Actor(), application, MoveRequest(to=to, policy_id=policy_id))
    return detail_of(session, application)


def _check(request: ApplicationRequest) -> None:
    if not request.consent:
        raise InvalidInputError("consent_required", field="consent")
    if not request.commitment:
        raise InvalidInputError("commitment_required", field="commitment")
    if not request.policy_ids:
        raise InvalidInputError("policies_missing", field="policy_ids")
    for name, field in _names(request):
        if not has_words(name):
            raise InvalidInputError("name_missing", field=field)
    for number, field in _id_numbers(request):
        if not is_resident_id(number, today()):
            raise InvalidInputError("id_number_wrong", field=field)
    normal_phone(request.applicant.phone)


def _names(request: ApplicationRequest) -> list[tuple[str, str]]:
    names = [(request.applicant.name, "applicant.name")]
    if request.on_behalf_of:
        names.append((request.on_behalf_of.name, "on_behalf_of.name"))
    return names


def _id_numbers(request: ApplicationRequest) -> list[tuple[str, str]]:
    numbers = [(request.applicant.id_number, "applicant.id_number")]
    if request.on_behalf_of and request.on_behalf_of.id_number:
        numbers.append((request.on_behalf_of.id_number, "on_behalf_of.id_number"))
    return numbers


def _applied_for(identifier: str) -> Policy:
    try:
        policy = load_catalogue().policy(identifier, as_of=today())
    except UnknownPolicyError as problem:
        raise InvalidInputError("unknown_policy", field="policy_ids") from problem
    if policy.apply.channel != "apply":
        raise InvalidInputError("policy_not_applied_for", field="policy_ids", name=policy.name, where=policy.apply.where)
    return policy


def _content_of(request: ApplicationRequest) -> str:
    """By what a repeated submission is known; kept as a keyed digest only."""
    # Before papers could be promised, what was submitted did not speak of them.
    left_out = None if request.promised else {"promised"}
    return hashlib.sha256(request.model_dump_json(exclude=left_out).encode()).hexdigest()


def _personal(request: ApplicationRequest) -> dict[str, Any]:
    other = request.on_behalf_of
    return {"applicant": request.applicant.model_dump(), "on_behalf_of": other and other.model_dump()}


def _store(
    session: Session,
    key: str,
    content: str,
    request: ApplicationRequest,
    conversation: Conversation | None,
    policies: list[Policy],
) -> Application:
    moment = now()
    number = _new_number()
    application = Application(
        number=number,
        idempotency_key=key,
        content_digest=fingerprint(content),
        conversation_id=conversation.id if conversation else None,
        status="submitted",
        policy_ids=[policy.id for policy in policies],
        facts=request.facts.model_dump(),
        **sealed(_personal(request), number),
        promised=list(dict.fromkeys(request.promised)),
        consent_version=words("dialogue")["application"]["consent_version"],
        residence=request.residence,
        hukou=request.hukou,
        catalogue_version=load_catalogue().version,
        created_at=moment,
    )
    session.add(application)
    session.flush()
    return application


def _confirm_in_chat(session: Session, conversation: Conversation, application: Application) -> None:
    version = application.consent_version
    session.add(Consent(conversation_id=conversation.id, scope="application", granted=True, wording_version=version, at=now()))
    out = _out(session, application)
    submitted = words("dialogue")["application"]["submitted"].format(number=application.number)
    text = "\n".join([submitted, *(granted.text for granted in out.already_granted)])
    add_reply(session, conversation, {"type": "application", "text": text, "data": out.model_dump(mode="json")})


def _new_number() -> str:
    """Readable aloud: the day and eight random digits."""
    return f"{NUMBER_PREFIX}{today():%Y%m%d}{secrets.randbelow(10**8):08d}"


def _deadline_note(application: Application) -> str | None:
    """The time limits with their clauses; where the calendar does not reach the day yet, that the day is still open."""
    wording = words("dialogue")["application"]["limit"]
    known = [local_policy(application, identifier, None) for identifier in application.policy_ids]
    limits = [(policy.name, policy.apply.days) for policy in known if policy is not None]
    notes = [wording[days.unit].format(name=name, count=days.count, clause=days.clause) for name, days in limits if days]
    if notes and application.next_deadline is None and application.status != RETURNED and application.closed_at is None:
        notes.append(wording["day_open"])
    return wording["between"].join(notes) or None


def _where_to_go(application: Application) -> list[WhereToGoOut]:
    """The windows at the places the application itself names."""
    places = {HUKOU: application.hukou, RESIDENCE: application.residence}
    policies = load_catalogue().policies
    known = [policies[identifier] for identifier in application.policy_ids if identifier in policies]
    return [
        WhereToGoOut(policy_id=policy.id, name=policy.name, where_to_go=where_to_go(policy, places, None)) for policy in known
    ]


def _out(session: Session, application: Application) -> ApplicationOut:
    return ApplicationOut(
        number=application.number,
        status=application.status,
        next_deadline=application.next_deadline,
        deadline_note=_deadline_note(application),
        where_to_go=_where_to_go(application),
        already_granted=_already_granted(session, application),
    )


def _already_granted(session: Session, application: Application) -> list[GrantedOut]:
    """What the applicant has of what they applied for; for somebody else's application nothing is told."""
    personal = opened(application)
    found = [] if personal["on_behalf_of"] else known_to_applicant(session, personal["applicant"], but=application.number)
    held = dict.fromkeys(grant.policy_id for grant in found if grant.policy_id in application.policy_ids)
    text = words("dialogue")["application"]["already_granted"]
    return [GrantedOut(policy_id=one, text=text.format(name=policies_by_id([one])[0])) for one in held]
