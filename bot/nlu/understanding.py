"""What one utterance says: facts, mentions, emergencies, not knowing, corrections."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.nlu.answer_reader import Question
from bot.nlu.answers import already_said, answer, answer_besides, answered_by_figure, asked_with_it, question_about
from bot.nlu.assembly import Assembler
from bot.nlu.contributions import add_contributions
from bot.nlu.coreference import settle_unknown
from bot.nlu.normalising import collapse_spaces
from bot.nlu.others import others_have_none
from bot.nlu.pipeline import analyse
from bot.nlu.resources import compiled, load
from bot.nlu.settling import settle
from bot.nlu.workspace import NAMED, Facts, Person, Situation
from emergencies import emergency_in


@dataclass(frozen=True)
class Understanding:
    """What was understood of one utterance; see `understand`."""

    facts: Facts = field(default_factory=dict)
    mentions: list[Facts] = field(default_factory=list)
    emergency: str | None = None
    unsure: bool = False
    correction: bool = False

    def to_json(self) -> Facts:
        """The shape other processes receive."""
        return {
            "facts": self.facts,
            "mentions": self.mentions,
            "emergency": self.emergency,
            "unsure": self.unsure,
            "correction": self.correction,
        }


def understand(text: str, asked: str | None = None, today: date | None = None, near: tuple[str, ...] = ()) -> Understanding:
    """What `text` says; `asked` is the path of the fact just asked for ("household.savings"), so that bare answers count.

    `today` is the day years of birth are counted on, else the day it is. `near`: codes of where the household is known to be.
    Only what is certain becomes a fact; amounts are in yuan, monthly where the fact is monthly, ages in years.
    """
    question = question_about(asked) if asked else None
    situation = analyse(text, question.name if question else None, today, near)
    assembler = Assembler(situation, _default(situation, question), question is None or question.owner == "household")
    assembler.assemble()
    add_contributions(situation, assembler)
    settle(situation, question.name if question else None)
    unsure = _unsure(situation.text)
    guessed = unsure and question is not None and answered_by_figure(situation, question)
    nobody = answer(situation, question) if question and (guessed or not unsure) else []
    if asked and question and not unsure:
        nobody += [name for other in asked_with_it(asked) for name in answer_besides(situation, question, other)]
        nobody += [name for each in (question, *asked_with_it(asked)) for name in others_have_none(situation, each)]
    if question and question.owner == "any" and not (nobody or situation.household or _told_of_anybody(situation)):
        # 有残疾证，肢体一级 answers of nobody known: nothing was told, and whose it is is asked again.
        situation.difficulties.clear()
    if question and len(situation.clauses) == 1 and (nobody or already_said(situation, question)):
        # "没有房子" as an answer tells how many homes there are, not that housing is what troubles them.
        situation.difficulties.clear()
    mentions = sorted(situation.mentions, key=lambda mention: (mention.start, mention.end))
    return Understanding(
        facts=_facts(situation, nobody),
        mentions=[mention.to_json() for mention in mentions],
        emergency=emergency_in(text),
        unsure=unsure and not guessed,
        correction=bool(compiled(load("language")["correction"]).search(situation.text)),
    )


def _default(situation: Situation, question: Question | None) -> Person | None:
    """Whom a statement without a name is about: the person asked about, else the writer."""
    if question is None or question.owner == "household":
        return situation.persons.setdefault("self", Person("self", "self"))
    if question.owner == "any":
        return None
    person = situation.persons.setdefault(question.owner, Person(question.owner, "self" if question.owner == "self" else ""))
    if question.owner != "self":
        settle_unknown(situation, person)
    return person


def _unsure(text: str) -> bool:
    language, said = load("language"), collapse_spaces(text).strip("。.!！~，,")
    return bool(compiled(language["unsure"]).search(said) or compiled(language["unsure_whole"]).search(said))


def _facts(situation: Situation, nobody: list[str]) -> Facts:
    household: dict[str, Any] = dict(situation.household)
    if situation.difficulties:
        household["difficulties"] = list(dict.fromkeys(situation.difficulties + household.get("difficulties", [])))
    if nobody:
        household["nobody"] = nobody
    facts: Facts = {}
    if household:
        facts["household"] = household
    people = _people(situation)
    if people:
        facts["people"] = people
    return facts


def _told_of_anybody(situation: Situation) -> bool:
    """Whether any fact of a person is known by now."""
    return any(one.facts for person in situation.persons.values() for one in (person.members or [person]))


def _people(situation: Situation) -> list[Facts]:
    listed: list[Facts] = []
    for person in situation.persons.values():
        if person.outside:
            continue
        for one in person.members or [person]:
            if not (one.facts or person.in_household):
                continue
            identifier = one.key if one.relation in ("self", "") else f"m{len(listed) + 1}"
            relation = "other" if one.relation == NAMED else one.relation
            entry: Facts = {"id": identifier, "relation": relation} if one.relation else {"id": identifier}
            if one.sex and one.relation != "self":
                entry["sex"] = one.sex
            listed.append(entry | one.facts)
    return listed
