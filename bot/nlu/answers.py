"""Reads a message as the answer to the question just asked, by the type of the fact in knowledge/facts.yaml."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.nlu.amounts import Amount, find_amounts
from bot.nlu.facts import in_months, scaled, set_facts
from bot.nlu.money import as_money
from bot.nlu.normalising import collapse_spaces
from bot.nlu.pipeline import analyse
from bot.nlu.places import bare_place
from bot.nlu.resources import REPOSITORY, compiled, load
from bot.nlu.workspace import Clause, Facts, Mention, Naming, Person, Situation

# Stands after a fact whose question asked for its whole group.
AND_ALL_WITH_IT = "+"
ANYBODY = "any"


@dataclass(frozen=True)
class Question:
    """The fact asked for: "household", a person's id or "any", its name, and its description in facts.yaml."""

    owner: str
    name: str
    fact: Facts


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
        return []
    if question.owner == "any":
        return [question.name] if value is False or (value == "none" and "nobody" in question.fact) else []
    set_facts(situation.persons.setdefault(question.owner, Person(question.owner, "")), {question.name: value})
    return []


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


def _named_answers(reader: "Reader") -> None:
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


class Reader:
    """One message read as an answer."""

    def __init__(self, situation: Situation, question: Question) -> None:
        self.situation = situation
        self.question = question
        self.rules: Facts = load("answers")
        self.own: Facts = self.rules["facts"].get(question.name, {})
        self.statements = [clause for clause in situation.clauses if not self._no_answer(clause)]
        self.said = self._plain("".join(clause.text for clause in self.statements))

    def _no_answer(self, clause: Clause) -> bool:
        """A question, a wish or a supposition put in the middle of the interview says nothing of how things are."""
        asked = clause.question and not compiled(self.rules["hedged"]).search(clause.text)
        if asked or clause.supposed or clause.about_others:
            return True
        return any(compiled(self.rules[name]).search(clause.text) for name in ("asking", "wishing"))

    def _plain(self, text: str) -> str:
        return collapse_spaces(text).strip(self.rules["trimmed"])

    def has(self, clause: Clause, namings: list[Naming]) -> bool | None:
        """Whether the clause says that whom it names has it, or has not; None when it says anything else."""
        rest = clause.text
        none_of_them = compiled(self.rules["none_of_them"])
        if any(none_of_them.search(self.situation.text[clause.start : naming.start]) for naming in namings):
            return None
        for naming in namings:
            rest = rest.replace(self.situation.text[naming.start : naming.end], "")
        for name in ("nothing_else", "not_this_one"):
            if compiled(self.rules[name]).fullmatch(self._plain(rest)):
                return name == "nothing_else"
        return None

    def nothing(self) -> bool:
        """Whether the message says there is none of what was asked for: 没车 tells of a car and of nothing else."""
        for named in self.rules["named"]:
            if self.question.name not in named["answers"] and compiled(named["words"]).search(self.said):
                return False
        return bool(compiled(self.rules["none"]).fullmatch(self.said) or compiled(self.rules["none_first"]).match(self.said))

    def nobody(self) -> bool:
        """Whether the message is how it is read back that nobody in the household has it."""
        return self.question.owner != "household" and self.said == self._plain(self.question.fact.get("nobody", "\n"))

    def is_offered(self) -> bool:
        """Whether the message is one of the answers offered, word for word."""
        return any(self.said == self._plain(option["label"]) for option in self.question.fact.get("options", []))

    def offered(self) -> Any:
        """The value of the answer offered in these words."""
        options = self.question.fact["options"]
        return next(option["value"] for option in options if self.said == self._plain(option["label"]))

    def money(self) -> Any:
        """A sum, brought to the period of the fact."""
        if self.nothing():
            return 0
        fitting = [known for known in self._sums() if not self._taken_back(known)]
        if not fitting and "spent" in self.own and compiled(self.own["spent"]).search(self.said):
            return 0
        timely = [known for known in fitting if known.period == self.own.get("period") == "year"]
        if len(fitting) > 1 and len(timely) == 1:
            # 一学期四千，一年八千: the one over the time asked about holds the other.
            fitting = timely
        if len(fitting) != 1 or self._somebody_else(fitting[0]):
            return None
        return self._in_period(fitting[0])

    def _sums(self) -> list[Mention]:
        """Every figure that may be the sum asked for: a sum of money about something else is none."""
        allowed = [*self.own.get("topics", []), None]
        mentioned = [known for known in self.situation.mentions if known.kind == "money" and self._told(known.start)]
        sums = [known for known in mentioned if known.topic in allowed and not known.silent]
        for amount in find_amounts(self.situation.text):
            sized = as_money(self.situation, amount, bare=True)
            if sized and self._told(amount.start) and not any(known.start <= amount.start < known.end for known in mentioned):
                sums.append(self._bare_sum(amount))
        return sums

    def _told(self, place: int) -> bool:
        return any(clause.start <= place < clause.end for clause in self.statements)

    def _bare_sum(self, amount: Amount) -> Mention:
        sized = as_money(self.situation, amount, bare=True)
        amount, end = sized or (amount, amount.end)
        mention = Mention(
            "money", amount.start, end, self.situation.original[amount.start : end], value=amount.value, period="once"
        )
        if amount.approximate:
            mention.low, mention.high = amount.low, amount.high
        return mention

    def _taken_back(self, mention: Mention) -> bool:
        return bool(compiled(load("people")["wrong_number"]).search(self.situation.text[: mention.start]))

    def _somebody_else(self, mention: Mention) -> bool:
        return self.question.owner == "household" and mention.person not in (None, "self")

    def _in_period(self, mention: Mention) -> Any:
        period, months = self.own.get("period"), load("money")["months"]
        if period == "month" and mention.period == "year":
            return scaled(mention.quantity(), 1 / months)
        if period == "year" and mention.period == "month":
            return scaled(mention.quantity(), months)
        return None if mention.period == "day" else mention.quantity()

    def number(self) -> Any:
        """A count or an age."""
        if self.nothing():
            return self.own.get("none")
        if "alone" in self.own and compiled(self.own["alone"]).search(self.said):
            return 1
        figures = [amount for amount in find_amounts(self.situation.text) if self._counts(amount)]
        if len(figures) != 1:
            return None
        figure = figures[0]
        years = compiled(self.rules["years"]).match(self.situation.text[figure.end :])
        if years and self.own.get("years_to_months"):
            return in_months(figure, years)
        if figure.approximate:
            return {name: end for name, end in (("min", figure.low), ("max", figure.high)) if end is not None}
        return figure.value

    def _counts(self, amount: Amount) -> bool:
        after = self.situation.text[amount.end : amount.end + 6]
        lowest, highest = self.own.get("between", [0, 1000])
        unit = self.own.get("unit", self.rules["any_unit"])
        taken = bool(compiled(load("people")["wrong_number"]).search(self.situation.text[: amount.start]))
        return lowest <= amount.value <= highest and self._told(amount.start) and bool(compiled(unit).match(after)) and not taken

    def boolean(self) -> Any:
        """Yes or no."""
        for value in (True, False):
            words = self.own.get("assents" if value else "denies")
            if words and compiled(words).search(self.said):
                return value
        if self.own.get("plain", True) is False:
            return None
        if self.nothing() or compiled(self.rules["denial"]).fullmatch(self.said):
            return bool(self.own.get("inverted", False))
        if compiled(self.rules["assent"]).fullmatch(self.said) and self.question.owner != "any":
            return not self.own.get("inverted", False)
        return None

    def choice(self) -> Any:
        """One of the options, by its label, its value or another word for it."""
        values = [option["value"] for option in self.question.fact["options"]]
        for value, words in self.own.get("options", {}).items():
            if compiled(words).search(self.said):
                return value
        for option in self.question.fact["options"]:
            if option["value"] != "none" and (self.said == collapse_spaces(option["label"]) or self.said == str(option["value"])):
                return option["value"]
        return "none" if "none" in values and self.nothing() else None

    def several(self) -> Any:
        """Every option that is named as being so now; an empty list when there is none."""
        unless = self.own.get("unless")
        if unless and compiled(load("benefits")["no_longer"]).search(self.situation.text):
            return None
        told = [clause.text for clause in self.statements if not unless or not compiled(unless).search(clause.text)]
        options: dict[str, str] = self.own.get("options", {})
        found = [value for value, words in options.items() if any(compiled(words).search(text) for text in told)]
        if found:
            return found
        nothing = self.nothing() or ("empty" in self.own and compiled(self.own["empty"]).search(self.said))
        return [] if nothing and self.own.get("may_be_empty") else None

    def in_its_own_words(self) -> Any:
        """The value that the words particular to the fact say; a bare yes or no is not among them."""
        if self.question.fact["type"] == "boolean":
            said = {value: self.own.get("assents" if value else "denies") for value in (True, False)}
        else:
            said = self.own.get("options", {})
        return next((value for value, words in said.items() if words and compiled(words).search(self.said)), None)

    def place(self) -> Any:
        """The code of the place named; where somebody works or is treated is not where they live."""
        return None if compiled(load("places")["not_residence"]).search(self.said) else bare_place(self.said)


FIGURES = ("money", "integer", "number")

READERS: dict[str, Callable[[Reader], Any]] = {
    "money": Reader.money,
    "integer": Reader.number,
    "number": Reader.number,
    "boolean": Reader.boolean,
    "choice": Reader.choice,
    "list": Reader.several,
    "place": Reader.place,
}
