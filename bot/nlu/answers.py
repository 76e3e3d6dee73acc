"""What a message answers to the question just asked, and to those asked together with it: knowledge/facts.yaml."""

from functools import lru_cache
from typing import Any

import yaml

from bot.nlu.answer_reader import FIGURES, READERS, Question, Reader
from bot.nlu.facts import set_facts
from bot.nlu.pipeline import analyse
from bot.nlu.resources import REPOSITORY, compiled, load
from bot.nlu.workspace import Facts, Person, Situation

# Stands after a fact whose question asked for its whole group.
AND_ALL_WITH_IT = "+"
ANYBODY = "any"


@lru_cache(maxsize=1)
def _dictionary() -> Facts:
    path = REPOSITORY / "knowledge" / "facts.yaml"
    dictionary: Facts = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return dictionary


def question_about(asked: str) -> Question | None:
    """The question behind a path such as "household.savings" or "people.any.age"; None for a path facts.yaml does not have."""
    parts = asked.removesuffix(AND_ALL_WITH_IT).split(".")
    if len(parts) == 2 and parts[0] == "household" and parts[1] in _dictionary()["household"]:
        return Question("household", parts[1], _dictionary()["household"][parts[1]])
    if len(parts) == 3 and parts[0] == "people" and parts[2] in _dictionary()["person"]:
        return Question(parts[1], parts[2], _dictionary()["person"][parts[2]])
    return None


def asked_with_it(asked: str) -> list[Question]:
    """The questions put together with the first, where a whole group was asked for: `groups` in facts.yaml."""
    first = question_about(asked)
    if first is None or not asked.endswith(AND_ALL_WITH_IT):
        return []
    ruled = f"{'household' if first.owner == 'household' else 'person'}.{first.name}"
    facts: list[str] = next((group["facts"] for group in _dictionary()["groups"] if group["facts"][0] == ruled), [])
    # Asked with what concerns the whole household, a fact of people is asked about anybody.
    whose = ANYBODY if first.owner == "household" else first.owner
    paths = [fact.replace("person.", f"people.{whose}.") for fact in facts[1:]]
    return [question for path in paths if (question := question_about(path))]


def answer_besides(situation: Situation, first: Question, question: Question) -> list[str]:
    """Adds what the message says of a fact asked together with the first; gives the facts nobody in the household has.

    A no to everything is a no to this too; else only words of its own count, for the others may mean the first.
    """
    reader = Reader(situation, question)
    if already_said(situation, question) or not reader.said:
        return []
    if Reader(situation, first).nothing():
        # Where there is none, nothing of what it would be like was said.
        presupposed = question.fact.get("asked_after", {}).get("fact", "").endswith(f".{first.name}")
        return [] if presupposed else answer(situation, question)
    value = reader.in_its_own_words()
    if value is not None and question.owner == "household":
        situation.household[question.name] = value
    elif value is not None and question.owner != "any":
        set_facts(situation.persons.setdefault(question.owner, Person(question.owner, "")), {question.name: value})
    return []


def answer(situation: Situation, question: Question) -> list[str]:
    """Adds the answered fact to the situation; gives the facts nobody in the household has."""
    reader = Reader(situation, question)
    if already_said(situation, question) or not reader.said:
        return []
    if reader.nobody():
        return [question.name]
    if reader.is_offered() and question.owner != "household":
        # What an offered answer lists in brackets explains it and is not said of anybody.
        for person in situation.persons.values():
            person.facts.clear()
    value = reader.offered() if reader.is_offered() else READERS[question.fact["type"]](reader)
    if value is None:
        _named_answers(reader)
        return []
    if question.owner == "household":
        situation.household[question.name] = value
        _take_from_the_living(situation, reader)
        return []
    if question.owner == "any":
        return [question.name] if value is False or (value == "none" and "nobody" in question.fact) else []
    set_facts(situation.persons.setdefault(question.owner, Person(question.owner, "")), {question.name: value})
    return []


def _take_from_the_living(situation: Situation, reader: Reader) -> None:
    """有公积金, asked of the dead, is nobody else's."""
    for person in situation.persons.values():
        for name in reader.own.get("nobody_else", []):
            person.facts.pop(name, None)


def is_offered(text: str, asked: str) -> bool:
    """Whether `text` is, word for word, one of the answers offered to the question `asked`, or its "nobody has it"."""
    question = question_about(asked)
    if question is None:
        return False
    reader = Reader(analyse(text, question.name), question)
    return bool(reader.said) and (reader.is_offered() or reader.nobody())


def is_question(text: str) -> bool:
    """Whether `text` asks something instead of telling it."""
    asking, hedged = (compiled(load("answers")[name]) for name in ("asking", "hedged"))
    clauses = [clause for clause in analyse(text).clauses if not hedged.search(clause.text)]
    return any(clause.question or asking.search(clause.text) for clause in clauses)


def answered_by_figure(situation: Situation, question: Question) -> bool:
    """Whether somebody who says they do not know gives a figure all the same: 说不准，大概两三千."""
    if question.fact["type"] not in FIGURES:
        return False
    reader = Reader(situation, question)
    return not reader.nothing() and READERS[question.fact["type"]](reader) is not None


def already_said(situation: Situation, question: Question) -> bool:
    """Whether the sentence itself already said the fact asked for."""
    if question.owner == "household":
        return question.name in situation.household
    everybody = [member for person in situation.persons.values() for member in (person.members or [person])]
    return any(question.name in person.facts for person in everybody)


def _named_answers(reader: Reader) -> None:
    """Who has it? "我妈" or "我妈有" names one it is true of, "我爸没有" one it is not; "有" alone names nobody."""
    question, situation = reader.question, reader.situation
    kind = question.fact["type"]
    if question.owner == "household" or kind not in ("boolean", "choice"):
        return
    for clause in reader.statements:
        namings = [naming for naming in situation.namings if clause.start <= naming.start < clause.end and naming.persons]
        persons = [person for naming in namings for person in naming.persons]
        if not persons and question.owner != "any":
            persons = [situation.persons.setdefault(question.owner, Person(question.owner, ""))]
        has = reader.has(clause, namings) if persons else None
        if kind == "choice":
            values = [option["value"] for option in question.fact["options"]]
            value: Any = "none" if has is False and "none" in values else None
        else:
            value = has
        if value is not None:
            for person in persons:
                set_facts(person, {question.name: value})
