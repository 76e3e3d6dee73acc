"""One step of an application: who may, whether it is the next one, what has to be said with it, and the event it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.audit import record
from api.cases.events import RESIDENT, events_of, notice_at, of_part
from api.cases.guards import GUARDS, NOTICED, Case, places_without_notice
from api.cases.parts import follow_parts, parts_of, set_due
from api.cases.placing import all_places, hand_on, policy_of, step_places
from api.cases.schemas import MoveRequest
from api.cases.states import Move, is_end, leads, states, step_after
from api.chat.text import has_words
from api.core.clock import now
from api.core.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from api.gateway.platform import tell_moved
from api.grants.service import note_grant
from api.models import Application, ApplicationEvent, ApplicationPart, StaffAccount
from api.staff.permissions import covers, may, require, require_role
from api.wording import words
from knowledge.places import place_name
from knowledge.policy import Policy, Step

GRANTED: Step = "granted"
SENT, TAKEN, SENT_BACK = "sent", "taken", "sent_back"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. account: None for the resident whose application it is."""

    account: StaffAccount | None = None

    @property
    def name(self) -> str:
        """As events and the audit trail name this person."""
        return self.account.name if self.account else RESIDENT


def find_case(session: Session, number: str) -> Application:
    """The application of that number, which nobody else changes until this transaction ends. Raises NotFoundError."""
    application = session.get(Application, number, with_for_update=True)
    if application is None:
        raise NotFoundError("record_unknown")
    return application


def move(session: Session, actor: Actor, application: Application, asked: MoveRequest) -> None:
    """Does the step for the part named, or for every open part that can be meant; all or none.

    Raises NotFoundError, NotAllowedError, ConflictError when it is not the next step or somebody was quicker, InvalidInputError.
    """
    events = events_of(session, application.number)
    parts = parts_of(session, application.number)
    if actor.account is not None:
        check_visible(actor.account, parts)
    check_seen(events, asked.seen)
    made: list[ApplicationEvent] = []
    for part in _meant(parts, asked):
        made.append(_move_part(session, actor, application, part, [*events, *made], asked))
    session.flush()
    for event in made:
        tell_moved(session, event)
    follow_parts(application, parts)
    record(session, actor.name, f"application_{asked.to}", application.number)


def check_visible(account: StaffAccount, parts: list[ApplicationPart]) -> None:
    """Whoever may see one part may see the application. Raises NotAllowedError for a role that never may, NotFoundError."""
    require_role(account, "case.see")
    if not any(may(account, "case.see", all_places(part), part.department) for part in parts):
        raise NotFoundError("record_unknown")


def check_seen(events: list[ApplicationEvent], seen: int | None) -> None:
    """Whether the page of whoever acts showed the newest event. Raises ConflictError."""
    if seen is not None and events and events[-1].id != seen:
        raise ConflictError("moved_meanwhile")


def part_of(parts: list[ApplicationPart], policy_id: str) -> ApplicationPart:
    """The part of that policy. Raises NotFoundError; ConflictError when it is closed."""
    part = next((part for part in parts if part.policy_id == policy_id), None)
    if part is None:
        raise NotFoundError("part_unknown")
    if part.closed_at is not None:
        raise ConflictError("part_closed", state=status_text(part.status))
    return part


def status_text(status: str) -> str:
    """A state as people read it."""
    return str(words("dialogue")["statuses"][status])


def possible(account: StaffAccount | None, application: Application, part: ApplicationPart) -> list[Step]:
    """The states a person may bring a part to now, as far as its state, its policy and the person's role go."""
    if part.closed_at is not None or part.dispatch == SENT_BACK:
        return []
    policy = policy_of(application, part)
    steps = policy.apply.steps if policy else []
    return [to for to, entry in states().moves.items() if leads(part.status, to, steps) and _is_theirs(account, part, entry)]


def obstacle(
    account: StaffAccount, application: Application, part: ApplicationPart, events: list[ApplicationEvent], to: Step
) -> ConflictError | None:
    """What stands in the way of a step this person may do: that it is another place's, or a guard; not what is to be said."""
    events = of_part(events, part)
    policy, asked = policy_of(application, part), MoveRequest(to=to, policy_id=part.policy_id)
    try:
        place = _place(Actor(account), application, part, policy, events, asked)
        for guard in states().moves[to].guards:
            GUARDS[guard](Case(application, part, policy, events, asked, place))
    except ConflictError as refusal:
        return refusal
    return None


def _is_theirs(account: StaffAccount | None, part: ApplicationPart, entry: Move) -> bool:
    return entry.resident if account is None else may(account, entry.action, all_places(part), part.department)


def _meant(parts: list[ApplicationPart], asked: MoveRequest) -> list[ApplicationPart]:
    """The part that is named; else the only open one, or every one that can be withdrawn or supplied for together."""
    if asked.policy_id is not None:
        return [part_of(parts, asked.policy_id)]
    still_open = [part for part in parts if part.closed_at is None]
    together = [part for part in still_open if part.status in states().moves[asked.to].from_]
    if not still_open:
        raise ConflictError("part_closed", state=status_text(parts[-1].status))
    if len(still_open) > 1 and not (states().moves[asked.to].resident and together):
        raise InvalidInputError("policy_needed", field="policy_id")
    return together if len(still_open) > 1 else still_open


def _move_part(
    session: Session,
    actor: Actor,
    application: Application,
    part: ApplicationPart,
    events: list[ApplicationEvent],
    asked: MoveRequest,
) -> ApplicationEvent:
    entry, policy = states().moves[asked.to], policy_of(application, part)
    _check_person(actor, part, entry)
    _check_state(part, policy, asked.to)
    _check_said(entry, asked)
    own = of_part(events, part)
    place = _place(actor, application, part, policy, own, asked)
    case = Case(application, part, policy, own, asked, place)
    for guard in entry.guards:
        GUARDS[guard](case)
    event = ApplicationEvent(
        number=application.number,
        policy_id=part.policy_id,
        act="status",
        status=asked.to,
        by=actor.name,
        why=asked.why or None,
        clause=asked.clause or None,
        missing=asked.missing or None,
        department=part.department,
        place=place,
        at=now(),
    )
    session.add(event)
    _advance(actor, application, part, policy, [*events, event])
    if asked.to == GRANTED:
        note_grant(session, actor.name, application, part, asked.grant)
    return event


def _check_person(actor: Actor, part: ApplicationPart, entry: Move) -> None:
    if actor.account is not None:
        require(actor.account, entry.action, all_places(part), part.department)
    elif not entry.resident:
        raise NotAllowedError("role_missing")


def _check_state(part: ApplicationPart, policy: Policy | None, to: Step) -> None:
    if part.dispatch == SENT_BACK and to != "withdrawn":
        raise ConflictError("dispatch_open")
    steps = policy.apply.steps if policy else []
    if not leads(part.status, to, steps):
        raise ConflictError("move_impossible", state=status_text(part.status), to=status_text(to))


def _check_said(entry: Move, asked: MoveRequest) -> None:
    for need in entry.needs:
        said = getattr(asked, need)
        if not any(has_words(text) for text in ([said] if isinstance(said, str) else said or [])):
            raise InvalidInputError(f"{need}_needed", field=need)


def _place(
    actor: Actor,
    application: Application,
    part: ApplicationPart,
    policy: Policy | None,
    events: list[ApplicationEvent],
    asked: MoveRequest,
) -> str | None:
    """Where the step is done: the place said, else that of the part the person works at. Raises ConflictError."""
    account = actor.account
    if account is None:
        return None
    shared = policy is not None and asked.to in {row.step for row in policy.step_places}
    places = step_places(application, part, policy, asked.to) if policy and shared else all_places(part)
    theirs = [place for place in places if covers(account.place, place)]
    fitting = [place for place in theirs if asked.place is None or covers(place, asked.place)]
    if places and not fitting:
        raise ConflictError("other_side", place="、".join(map(place_name, places)))
    # Whoever is responsible for both sides puts up the notice of the one that has none yet.
    bare = [place for place in fitting if notice_at(events, place) is None]
    return asked.place or next(iter(bare or fitting), None)


def _advance(
    actor: Actor, application: Application, part: ApplicationPart, policy: Policy | None, events: list[ApplicationEvent]
) -> None:
    """Sets what the newest event changes of its part."""
    steps = policy.apply.steps if policy else []
    part.status = events[-1].status
    part.returned_times += part.status == "returned"
    if actor.account is not None and part.assigned_to is None:
        part.assigned_to, part.dispatch = actor.account.name, TAKEN
    if is_end(part.status, steps):
        part.closed_at = events[-1].at
    elif policy is not None and _goes_to_the_other_side(application, part, policy, events):
        # The other side has not taken it yet.
        part.assigned_to, part.dispatch = None, SENT
    set_due(application, part, events)


def _goes_to_the_other_side(
    application: Application, part: ApplicationPart, policy: Policy, events: list[ApplicationEvent]
) -> bool:
    """Hands the part to the side that has to act next: where a notice still lacks, else where the next step is done."""
    own = of_part(events, part)
    lacking = places_without_notice(application, part, policy, own) if part.status == NOTICED else []
    after = step_after(part.status, policy.apply.steps)
    places = lacking or (step_places(application, part, policy, after) if after else [])
    return hand_on(part, places)
