"""What is said of everybody else when one person has what was asked for: 我妈一级，别人都没有."""

from bot.nlu.answer_reader import Question
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Person, Situation


def others_have_none(situation: Situation, question: Question) -> list[str]:
    """The fact asked for, when the message says that nobody has it besides those it names; else nothing."""
    if question.owner == "household" or "nobody" not in question.fact:
        return []
    having = [person for person in _everybody(situation) if person.facts.get(question.name) not in (None, False, "none")]
    if not having:
        return []
    told = any(_only_they(situation, clause, having) for clause in situation.clauses if not clause.question)
    return [question.name] if told else []


def _everybody(situation: Situation) -> list[Person]:
    return [member for person in situation.persons.values() for member in (person.members or [person])]


def _only_they(situation: Situation, clause: Clause, having: list[Person]) -> bool:
    """Whether the clause denies it of the others, or says that only one of those who have it does."""
    people = load("people")
    if compiled(people["the_others"]).search(clause.text):
        return True
    for naming in situation.namings:
        before = situation.text[clause.start : naming.start]
        if clause.start <= naming.start < clause.end and compiled(people["only_they"]).fullmatch(before):
            named = [member for person in naming.persons for member in (person.members or [person])]
            return all(person in having for person in named)
    return False
