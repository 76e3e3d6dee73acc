"""What an operator is shown while the caller speaks; each part that is away is left out and named."""

from __future__ import annotations

import json
from typing import Any

from api.assessment.schemas import Facts
from api.assessment.service import judge_for, question
from api.chat.incoming import ANSWER_PREFIX, SAY_PREFIX
from api.chat.text import has_words
from api.core.errors import UnavailableError
from api.dialogue.replies import question_reply
from api.hotline.call import Call, call_of, passages
from api.hotline.danger import danger_in, policies_for
from api.hotline.fitting import MOST_BY_SEARCH, fitting
from api.hotline.schemas import AnswerChoice, AskedOut, AssistOut, AssistRequest, DangerOut, FittingOut, MissingPart
from api.search.elsewhere import certainly_elsewhere, elsewhere
from api.search.endpoints import MOST_CHARACTERS_SEARCHED
from api.search.service import look_up
from api.wording import words
from knowledge.eligibility import Judge
from knowledge.wording import wording as of_knowledge
from retrieval.text import normalise

MOST_READ_OUT = 3


def assist(request: AssistRequest, said: list[dict[str, Any]] | None, place: str | None) -> AssistOut:
    """Facts, policies, the next question and what to read out.

    said: what the text says; None while it cannot be understood. place: where nothing says where the household is.
    Raises FactError for a known fact or a correction that cannot be.
    """
    call = call_of(request, said)
    missing = [] if said is not None else [_missing("understanding")]
    judge = judge_for(call.facts, request.locality or place)
    asked_about = _searched(request, judge, missing)
    danger = danger_in(request.text)
    told = any(call.facts.values())
    policies = fitting(judge, policies_for(danger), asked_about, told)
    asked = _asked(judge, call, request)
    return AssistOut(
        facts=Facts.model_validate(call.facts),
        policies=policies,
        next_question=asked,
        script=_script(danger, asked, policies, told),
        rows=call.rows(),
        danger=danger,
        elsewhere=None if asked_about or told else _whose_business(request.text),
        degraded=missing,
        unplaced=call.unplaced,
        locality=judge.locality,
        disclaimer=str(of_knowledge()["disclaimer"]),
        label=str(words("dialogue")["automatic"]),
    )


def _searched(request: AssistRequest, judge: Judge, missing: list[MissingPart]) -> list[str]:
    """The policies that answer what was told freely last, the best first; notes an index that is away."""
    freely = [line for passage in passages(request) if passage.asked is None for line in passage.text.split("\n")]
    lines = [line for line in freely if has_words(line)]
    if not lines:
        return []
    query = lines[-1][-MOST_CHARACTERS_SEARCHED:]
    try:
        found = look_up(query, locality=judge.locality, as_of=judge.day, limit=MOST_BY_SEARCH)
    except UnavailableError:
        missing.append(_missing("index"))
        return []
    return [hit.policy_id for hit in found.results] if found.answerable else []


def _missing(part: Any) -> MissingPart:
    return MissingPart(part=part, text=words("hotline")["degraded"][part])


def _whose_business(text: str) -> str | None:
    asked = normalise(text[:MOST_CHARACTERS_SEARCHED])
    found = certainly_elsewhere(asked) or elsewhere(asked)
    return found.text if found else None


def _asked(judge: Judge, call: Call, request: AssistRequest) -> AskedOut | None:
    found = question(judge, request.skip)
    if found is None:
        return None
    offered = [_choice(button, found.fact) for button in question_reply(call.told, found)["buttons"]]
    return AskedOut(**found.model_dump(), answers=[choice for choice in offered if choice])


def _choice(button: dict[str, str], fact: str) -> AnswerChoice | None:
    """A button of the chat as an operator picks it; None for those that only a resident needs."""
    value = button["value"]
    if value.startswith(SAY_PREFIX):
        return AnswerChoice(label=button["title"], fact=fact, say=value.removeprefix(SAY_PREFIX))
    if not value.startswith(ANSWER_PREFIX):
        return None
    path, _, answer = value.removeprefix(ANSWER_PREFIX).partition("=")
    return AnswerChoice(label=button["title"], fact=path, value=json.loads(answer))


def _script(danger: DangerOut | None, asked: AskedOut | None, policies: list[FittingOut], told: bool) -> str:
    """What to read out now: what cannot wait, else the next question, else what was found."""
    wording = words("hotline")["script"]
    if danger is not None and danger.level == "now":
        return danger.script + danger.hand_over
    lead = danger.script if danger is not None else ""
    if not told and asked is not None and not policies:
        return lead + str(wording["begin"])
    if asked is not None:
        return lead + asked.text
    found = [policy.sentence for policy in policies if policy.verdict != "ineligible"][:MOST_READ_OUT]
    return lead + "".join([str(wording["found"]), *found] if found else [str(wording["nothing"])])
