"""Builds the bot's replies from wording, facts, assessment and search."""

from __future__ import annotations

import json
from typing import Any

from api.assessment.schemas import AssessmentOut, QuestionOut
from api.dialogue.facts import AND_ALL_WITH_IT, NOBODY, readback
from api.dialogue.subjects import SELF, said_of
from api.models import Conversation
from api.search.windows import WindowsOut
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.dictionary import ANYBODY, FactDefinition
from retrieval.search import Hit

Reply = dict[str, Any]
# From this many known facts on a look at the result is offered beside the question.
ENOUGH_FOR_A_RESULT = 4
# More missing facts than this in one sentence are not read.
MOST_NAMED = 3
# What a register notes of a household is no answer to a resident.
FOR_STAFF = {"tags", "warnings"}


def text_reply(text: str, buttons: list[dict[str, str]] | None = None, data: dict[str, Any] | None = None) -> Reply:
    """A plain sentence."""
    return {"type": "text", "text": text, "buttons": buttons or [], "data": data}


def readback_reply(conversation: Conversation, changed: list[str]) -> Reply | None:
    """What was just understood, correctable; None when there is nothing to read back."""
    rows = readback(conversation, changed)
    if not rows:
        return None
    wording = words("dialogue")["readback"]
    items = in_groups(rows)
    # Whoever answers question after question need not be told each time how to correct.
    answered = len(rows) == 1 and conversation.asked_fact is not None
    shape = "answer" if answered else "grouped" if "\n" in items else "story"
    return text_reply(wording[shape].format(items=items), data={"facts_readback": rows})


def change_buttons(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """A button for each fact that asks for it again; what nobody has is corrected in words."""
    title = words("dialogue")["facts"]["change"]
    return [
        {"title": title.format(label=row["label"]), "value": f"change:{row['path']}"} for row in rows if row["path"] != NOBODY
    ]


def in_groups(rows: list[dict[str, Any]]) -> str:
    """Facts as they are read back: those of the household, of its people and of its money on a line each."""
    wording = words("dialogue")["readback"]
    spoken = {group: [_spoken(row) for row in rows if row["group"] == group] for group in wording["groups"]}
    lines = {group: wording["separator"].join(items) for group, items in spoken.items() if items}
    if len(lines) == 1:
        return str(next(iter(lines.values())))
    return "\n".join(wording["groups"][group].format(items=items) for group, items in lines.items())


def _spoken(row: dict[str, Any]) -> str:
    """One fact in the sentence of the read-back; what nobody has is a sentence of its own."""
    return str(row["value_text"]) if row["path"] == NOBODY else f"{row['label']} {row['value_text']}"


def question_reply(conversation: Conversation, question: QuestionOut, lead: str | None = None) -> Reply:
    """The next question with its offered answers, "don't know" and a person always among them."""
    wording = words("dialogue")["question_buttons"]
    definition = load_catalogue().dictionary.definition(question.fact)
    options = _offered(question, definition)
    buttons = [_answer_button(question.fact, option) for option in options]
    buttons += _nothing_of_it(question)
    buttons.append(unsure_button(asked_by(question)))
    if len(readback(conversation)) >= ENOUGH_FOR_A_RESULT:
        buttons.append(wording["show_plan"])
    data = {
        "fact": question.fact,
        "why": question.why,
        "settles": question.settles,
        "options": [dict(option) for option in options],
        "about": conversation.about or SELF,
    }
    text = said_of(question.text, conversation.about)
    return {"type": "question", "text": f"{lead or ''}{text}", "buttons": buttons, "data": data}


def asked_by(question: QuestionOut) -> str:
    """What the conversation remembers of a question: the fact it is known by, and whether it asks for its whole group."""
    return question.fact + AND_ALL_WITH_IT if len(question.facts) > 1 else question.fact


def unsure_button(asked: str) -> dict[str, str]:
    """The button that says the answer to this one question is not known."""
    button = words("dialogue")["question_buttons"]["unsure"]
    return {"title": button["title"], "value": button["value"].format(fact=asked)}


def _yes_and_no(kind: str) -> list[Any]:
    values = words("dialogue")["values"]
    return [{"value": True, "label": values["yes"]}, {"value": False, "label": values["no"]}] if kind == "boolean" else []


def _offered(question: QuestionOut, definition: FactDefinition) -> list[Any]:
    """The answers that can be pressed; asked about anybody only that nobody has it, for who has it is said in words."""
    if ANYBODY in question.fact.split("."):
        return [{"value": definition.nothing, "label": definition.nobody}] if definition.nobody else []
    # One button cannot answer for several facts.
    return list(question.options) or ([] if len(question.facts) > 1 else _yes_and_no(definition.type))


def _nothing_of_it(question: QuestionOut) -> list[dict[str, str]]:
    """For a question about a whole group, the words that say there is none of it all; pressed, they are said."""
    groups = load_catalogue().dictionary.groups
    words_for = [group.nothing for group in groups if list(group.facts) == question.facts and group.nothing]
    return [{"title": nothing, "value": f"say:{nothing}"} for nothing in words_for]


def _answer_button(fact: str, option: Any) -> dict[str, str]:
    offered = dict(option)
    return {"title": offered["label"], "value": f"answer:{fact}={json.dumps(offered['value'], ensure_ascii=False)}"}


def plan_reply(assessment: AssessmentOut) -> Reply:
    """The plan with the assessment behind it, but for what only staff see."""
    wording = words("dialogue")["plan"]
    data = assessment.model_dump(mode="json", exclude=FOR_STAFF)
    buttons = wording["buttons"]
    others = [button for name, button in buttons.items() if name != "go_on"]
    if not assessment.plan:
        return {
            "type": "plan",
            "text": wording["none"],
            "buttons": [
                *([buttons["go_on"]] if assessment.next_question else []),
                buttons["correct"],
                buttons["review"],
                buttons["human"],
            ],
            "data": data,
        }
    said = [wording["found"], *_open(assessment)]
    unplaced = any(step.where_to_go.place_needed for step in assessment.plan)
    return {
        "type": "plan",
        "text": "\n".join([*said, wording["which_place"]] if unplaced else said),
        "buttons": [*([buttons["go_on"]] if assessment.next_question else []), *others],
        "data": data,
    }


def _open(assessment: AssessmentOut) -> list[str]:
    """What of the plan is not decided yet, and what has to be known for it."""
    planned = {step.policy_id for step in assessment.plan}
    undecided = [row for row in assessment.results if row.policy_id in planned and row.verdict == "undetermined"]
    names = list(dict.fromkeys(row.name for row in undecided))
    missing = list(dict.fromkeys(label for row in undecided for label in row.missing_labels))[:MOST_NAMED]
    if not names:
        return []
    wording = words("dialogue")["plan"]
    shape = "undetermined" if missing else "undetermined_window"
    return [wording[shape].format(count=len(names), missing=wording["separator"].join(missing))]


def policies_reply(hits: list[Hit], text: str, where_to_go: WindowsOut | None = None) -> Reply:
    """Policies with the clauses that were found, to unfold; and where to go for the first, where that was asked."""
    found = [{"policy_id": hit.policy_id, "name": hit.name, "clauses": _clauses(hit), "in_force": True} for hit in hits]
    wording = words("dialogue")["answer"]
    data: dict[str, Any] = {"policies": found}
    if where_to_go is not None:
        data["where_to_go"] = where_to_go.model_dump(mode="json")
    return {"type": "policies", "text": text, "buttons": [wording["to_assess"], wording["human"]], "data": data}


def _clauses(hit: Hit) -> list[dict[str, str]]:
    return [{"ref": passage.ref, "text": passage.text} for passage in hit.passages]
