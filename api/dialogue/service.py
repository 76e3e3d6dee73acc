"""What the bot says: one function per thing an action asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.applications.consent import consent_text
from api.applications.papers import papers_of
from api.assessment.schemas import AssessmentOut
from api.assessment.service import assessment, judge_for, question, question_out
from api.dialogue.answering import abstain_replies, answer_replies, answer_to
from api.dialogue.facts import asked_facts, is_of_somebody_gone, readback
from api.dialogue.follow_up import Before, go_on, mark
from api.dialogue.place_question import place_answered, place_question_again
from api.dialogue.progress import asks_for_progress, looked_up
from api.dialogue.record import Closing, close_question, goes_on, is_unsure, leaves_open_whose, record, tells_again
from api.dialogue.replies import asked_by, change_buttons, in_groups, plan_reply, question_reply, readback_reply, text_reply
from api.dialogue.schemas import DialogueAnswer, DialogueTurn, Slots
from api.dialogue.shorter import nothing_shorter, said_shorter, shorter_question
from api.dialogue.situations import begin_anew
from api.dialogue.subjects import said_of
from api.dialogue.unsure import is_late, put_aside_late
from api.handover.service import EMERGENCY_PRIORITY, hand_over
from api.models import Application, Conversation
from api.search.answering import Answer
from api.search.service import policies_by_id
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.plan import make_plan
from knowledge.planner import question_about

Reply = dict[str, Any]
OUT_OF_SCOPE = "out_of_scope"
SIMPLER = "simpler"


def begin(_: Session, conversation: Conversation, __: DialogueTurn) -> DialogueAnswer:
    """The greeting."""
    return _answer(conversation, [greeting()])


def greeting() -> Reply:
    """The first words of a conversation."""
    wording = words("dialogue")
    return text_reply(wording["greeting"], wording["greeting_buttons"])


def interview(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Takes the answer, reads it back and asks the next question; the plan when nothing is left worth asking."""
    changed = record(session, conversation, turn)
    if turn.button is not None and turn.button.change and not is_of_somebody_gone(conversation, turn.button.fact):
        return _asked_again(conversation, turn.button.fact)
    if is_late(conversation, turn.button) and not turn.resume:
        return _late_unsure(session, conversation, turn)
    if turn.intent == SIMPLER and not turn.resume:
        return simpler(session, conversation, turn)
    replies = [] if turn.resume else _read_back(conversation, changed)
    closing = close_question(conversation, turn, changed)
    if where := place_answered(session, conversation, turn, changed):
        return _answer(conversation, [*replies, *where], done=True)
    judge = judge_for(conversation.facts, conversation.locality)
    found = question(judge, conversation.declined)
    if found is None:
        return _plan(conversation, assessment(judge, None), replies)
    asked = asked_by(found)
    lead = _lead(conversation, closing, turn, changed, again=asked == conversation.asked_fact)
    if asked != conversation.asked_fact:
        conversation.asked_fact, conversation.asked_times = asked, 0
    failed = not changed and not is_unsure(turn) and closing in ("put_aside", "open")
    return _answer(conversation, [*replies, question_reply(conversation, found, lead)], failed=failed)


def _late_unsure(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Says which question was meant by a button pressed late, and puts the open one again."""
    said = [put_aside_late(conversation, turn.button)] if turn.button else []
    if (place := place_question_again(session, conversation)) or conversation.asked_fact is None:
        return _answer(conversation, [*said, *place], done=True)
    going_on = interview(session, conversation, turn.model_copy(update={"button": None, "intent": None, "resume": True}))
    return going_on.model_copy(update={"replies": [*said, *going_on.replies]})


def simpler(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """What was said last in fewer words; the open question in its shortest form."""
    record(session, conversation, turn)
    said = said_shorter(session, conversation)
    if (place := place_question_again(session, conversation)) or conversation.asked_fact is None:
        return _answer(conversation, [*(said or ([] if place else [nothing_shorter()])), *place], done=True)
    found = question(judge_for(conversation.facts, conversation.locality), conversation.declined)
    if found is None:
        return _plan(conversation, _assessed(conversation), said)
    conversation.asked_fact, asks = asked_by(found), question_reply(conversation, found)
    return _answer(conversation, [*said, asks | {"text": shorter_question(conversation, found.fact)}])


def switch(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Leaves what was asked and answers for the policy the resident turned to."""
    record(session, conversation, turn)
    conversation.asked_fact, conversation.asked_times = None, 0
    return answer(session, conversation, turn.model_copy(update={"text": turn.topic or turn.text}))


def _asked_again(conversation: Conversation, fact: str) -> DialogueAnswer:
    """The question for a fact that is known, put once more to be corrected."""
    judge = judge_for(conversation.facts, conversation.locality)
    conversation.asked_fact, conversation.asked_times = fact, 0
    return _answer(conversation, [question_reply(conversation, question_out(question_about(fact, judge)))])


def _lead(conversation: Conversation, closing: Closing, turn: DialogueTurn, changed: list[str], again: bool) -> str | None:
    """The half-sentence before a question that says why it comes now."""
    wording = words("dialogue")
    if not turn.resume and tells_again(conversation, turn, changed):
        return str(wording["readback"]["known_already"])
    if turn.resume or goes_on(turn, changed):
        return str(wording["answer"]["in_form"]) if again else None
    if changed or closing == "answered":
        return None
    if closing == "put_aside":
        return str(wording["unsure_accepted" if is_unsure(turn) else "put_aside"])
    if closing == "open" and again:
        return str(wording["whose" if leaves_open_whose(conversation, turn) else "ask_again"])
    return None


def plan(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """The plan on what is known by now; who had enough of the questions is first told what that is."""
    record(session, conversation, turn)
    enough = _enough(conversation) if conversation.asked_fact is not None else []
    return _plan(conversation, _assessed(conversation), enough)


def _enough(conversation: Conversation) -> list[Reply]:
    wording, rows = words("dialogue")["plan"], readback(conversation)
    if not rows:
        return [text_reply(wording["enough_unknown"])]
    return [text_reply(wording["enough"] + "\n" + in_groups(rows), data={"facts_readback": rows})]


def answer(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Answers a policy question with its clauses, or says that it cannot. What was told in passing is kept and read back."""
    changed = record(session, conversation, turn)
    found = answer_to(session, conversation, turn)
    answered = None if found.answerable else _answer_to_the_question(session, conversation, turn, changed)
    return answered or _found_answer(session, conversation, turn, changed, found)


def _found_answer(
    session: Session, conversation: Conversation, turn: DialogueTurn, changed: list[str], found: Answer
) -> DialogueAnswer:
    if found.is_progress:
        return progress(session, conversation, turn)
    replies = mark(_told(conversation, found), Before(turn.text))
    failed = not found.answerable and not changed
    return _answer(conversation, [*_read_back(conversation, changed), *replies], failed=failed)


def _told(conversation: Conversation, found: Answer) -> list[Reply]:
    if found.answerable:
        _remember_shown(conversation, [hit.policy_id for hit in found.hits])
    return answer_replies(conversation, found)


def follow_up(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Answers what goes on from the answer before; where nothing does, says what is missing."""
    changed = record(session, conversation, turn)
    if changed and (answered := _answer_to_the_question(session, conversation, turn, changed)) is not None:
        return answered
    gone_on = go_on(session, conversation, turn)
    if gone_on.found is None:
        return _answer(conversation, [*_read_back(conversation, changed), *gone_on.said])
    replies = _told(conversation, gone_on.found)
    return _answer(conversation, mark(replies, gone_on.before), failed=not gone_on.found.answerable)


def abstain(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """A sentence the dialogue model could not place: an answer to the open question, a question after all, or neither."""
    changed = record(session, conversation, turn)
    if (answered := _answer_to_the_question(session, conversation, turn, changed)) is not None:
        return answered
    found = answer_to(session, conversation, turn)
    if found.answerable:
        return _found_answer(session, conversation, turn, changed, found)
    failed = turn.intent != OUT_OF_SCOPE
    if conversation.asked_fact is not None and failed:
        wording = words("dialogue")
        said = text_reply(wording["readback"]["none_understood"], list(wording["follow_up"]["buttons"].values()))
        return _answer(conversation, [said, *_place_again(session, conversation, turn)], failed=True)
    return _answer(conversation, abstain_replies(found), failed=failed)


def _answer_to_the_question(
    session: Session, conversation: Conversation, turn: DialogueTurn, changed: list[str]
) -> DialogueAnswer | None:
    """What settled the open question, or taught something while one is open, is read back; the place also gets where to go.

    None where it was no answer, and where nothing would be said: within the interview the next question follows by itself,
    outside of it nobody is left without a word.
    """
    if conversation.asked_fact is None or not (changed or close_question(conversation, turn, changed) != "open"):
        return None
    replies = [*_read_back(conversation, changed), *place_answered(session, conversation, turn, changed)]
    return _answer(conversation, replies) if replies or turn.interview else None


def _read_back(conversation: Conversation, changed: list[str]) -> list[Reply]:
    reply = readback_reply(conversation, changed)
    return [reply] if reply else []


def facts(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Everything understood so far, each correctable; a correction in the same message is taken in first."""
    changed = record(session, conversation, turn)
    wording = words("dialogue")["facts"]
    rows = readback(conversation)
    if not rows:
        return _answer(conversation, [text_reply(wording["none"])])
    confirmed = readback_reply(conversation, changed) if changed else None
    if confirmed is not None and turn.understood.correction:
        return _answer(conversation, [confirmed])
    text = wording["all"] + "\n" + in_groups(rows)
    return _answer(conversation, [text_reply(text, change_buttons(rows), {"facts_readback": rows})])


def why(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Why the open question is asked, and that nobody has to answer."""
    record(session, conversation, turn)
    wording = words("dialogue")["why"]
    asked = asked_facts(conversation)
    dictionary = load_catalogue().dictionary
    reason = "".join(dictionary.definition(path).why for path in asked) or wording["in_general"]
    said = text_reply(wording["text"].format(reason=reason))
    return _answer(conversation, [said, *_place_again(session, conversation, turn)])


def _place_again(session: Session, conversation: Conversation, turn: DialogueTurn) -> list[Reply]:
    """The question for the place once more; the interview brings its own question back by itself."""
    return [] if turn.interview else place_question_again(session, conversation)


def forget(_: Session, conversation: Conversation, __: DialogueTurn) -> DialogueAnswer:
    """Forgets the household's facts and begins again."""
    begin_anew(conversation)
    return _answer(conversation, [text_reply(words("dialogue")["forgotten"])])


def apply(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """The application form for what can be applied for on the facts known."""
    record(session, conversation, turn)
    wording = words("dialogue")["application"]
    judge = judge_for(conversation.facts, conversation.locality)
    policies = load_catalogue().policies
    steps = make_plan(judge, judge.results())
    planned = [policies[step.policy_id] for step in steps if policies[step.policy_id].apply.channel == "apply"]
    if not planned:
        return _answer(conversation, [text_reply(wording["nothing_yet"])])
    papers = papers_of(planned)
    eligible = {result.policy.id for result in judge.results() if result.verdict == "eligible"}
    data = {
        "policies": [{"policy_id": policy.id, "name": policy.name, "eligible": policy.id in eligible} for policy in planned],
        "papers": [paper.name for paper in papers],
        "papers_needed": [paper.model_dump() for paper in papers],
        "residence": conversation.facts.get("household", {}).get("residence"),
        "hukou": conversation.facts.get("household", {}).get("hukou"),
        "consent_text": consent_text(),
        "commitment_text": wording["commitment"],
    }
    return _answer(conversation, [{"type": "application", "text": wording["form"], "buttons": [], "data": data}])


def progress(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Where the applications of this conversation stand, or one by its number and phone: those digits are no facts."""
    if asks_for_progress(session, conversation, "progress", turn):
        return _answer(conversation, [looked_up(session, conversation, turn.text)])
    record(session, conversation, turn)
    wording = words("dialogue")
    found = session.scalars(
        select(Application).where(Application.conversation_id == conversation.id).order_by(Application.created_at)
    ).all()
    if not found:
        return _answer(conversation, [text_reply(wording["progress"]["none"])])
    rows = [
        wording["progress"]["row"].format(
            number=row.number, status=wording["statuses"][row.status], policies="、".join(policies_by_id(row.policy_ids))
        )
        for row in found
    ]
    return _answer(conversation, [text_reply("\n".join(rows))])


def handover(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """Hands over to a person."""
    record(session, conversation, turn)
    return _answer(conversation, [hand_over(session, conversation, turn.reason or "asked")])


def emergency(session: Session, conversation: Conversation, turn: DialogueTurn) -> DialogueAnswer:
    """The right numbers at once, a person with priority, no questionnaire."""
    record(session, conversation, turn)
    wording = words("emergencies")
    entry = wording.get(turn.understood.emergency or "default", wording["default"])
    urgent = text_reply(
        entry["text"], data={"emergency": turn.understood.emergency or "unnamed", "policies": entry.get("policies", [])}
    )
    conversation.asked_fact = None
    return _answer(conversation, [urgent, hand_over(session, conversation, "emergency", EMERGENCY_PRIORITY)])


def _assessed(conversation: Conversation) -> AssessmentOut:
    judge = judge_for(conversation.facts, conversation.locality)
    return assessment(judge, question(judge, conversation.declined))


def _plan(conversation: Conversation, judged: AssessmentOut, before: Iterable[Reply] = ()) -> DialogueAnswer:
    _remember_shown(conversation, [step.policy_id for step in judged.plan])
    conversation.asked_fact, conversation.asked_times = None, 0
    shown = plan_reply(judged)
    return _answer(conversation, [*before, shown | {"text": said_of(shown["text"], conversation.about)}], done=True)


def plan_again(conversation: Conversation) -> list[Reply]:
    """A fresh plan after a correction, where one was already shown; else nothing."""
    shown = conversation.policies_shown and conversation.asked_fact is None
    return _plan(conversation, _assessed(conversation)).replies if shown else []


def _remember_shown(conversation: Conversation, policy_ids: list[str]) -> None:
    conversation.policies_shown = list(dict.fromkeys([*conversation.policies_shown, *policy_ids]))


def _answer(conversation: Conversation, replies: list[Reply], done: bool = False, failed: bool = False) -> DialogueAnswer:
    slots = Slots(asked_fact=conversation.asked_fact, done=done, about=conversation.about)
    return DialogueAnswer(replies=replies, slots=slots, failed=failed)


VERBS = {
    "begin": begin,
    "interview": interview,
    "plan": plan,
    "answer": answer,
    "follow_up": follow_up,
    "switch": switch,
    "simpler": simpler,
    "facts": facts,
    "why": why,
    "forget": forget,
    "apply": apply,
    "progress": progress,
    "handover": handover,
    "emergency": emergency,
    "abstain": abstain,
}
