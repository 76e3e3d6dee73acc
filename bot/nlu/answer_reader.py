"""Reads one message as the answer to one question: a sum, a number, a yes or no, one of the options, several, a place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.nlu.amounts import Amount, find_amounts
from bot.nlu.facts import in_months, scaled
from bot.nlu.money import as_money
from bot.nlu.normalising import collapse_spaces
from bot.nlu.places import bare_place
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Facts, Mention, Naming, Situation


@dataclass(frozen=True)
class Question:
    """The fact asked for: "household", a person's id or "any", its name, and its description in facts.yaml."""

    owner: str
    name: str
    fact: Facts


class Reader:
    """One message read as an answer."""

    def __init__(self, situation: Situation, question: Question) -> None:
        self.situation = situation
        self.question = question
        self.rules: Facts = load("answers")
        self.own: Facts = self.rules["facts"].get(question.name, {})
        self.statements = self._of_this_one([clause for clause in situation.clauses if not self._no_answer(clause)])
        self.said = self.plain("".join(clause.text for clause in self.statements))

    def _no_answer(self, clause: Clause) -> bool:
        """A question, a wish or a supposition put in the middle of the interview says nothing of how things are."""
        asked = clause.question and not compiled(self.rules["hedged"]).search(clause.text)
        if asked or clause.supposed or clause.about_others:
            return True
        return any(compiled(self.rules[name]).search(clause.text) for name in ("asking", "wishing"))

    def _of_this_one(self, clauses: list[Clause]) -> list[Clause]:
        """爸爸坐牢，妈妈在身边: asked of the mother, only what is said of her, up to where another one is named."""
        if "of_another" not in self.own or not any(compiled(self.own["of_another"]).search(clause.text) for clause in clauses):
            return clauses
        kept: list[Clause] = []
        hers = False
        for clause in clauses:
            named = compiled(self.own["own_name"]).search(clause.text) is not None
            hers = named or (hers and not compiled(self.own["of_another"]).search(clause.text))
            kept += [clause] if hers else []
        return kept

    def plain(self, text: str) -> str:
        """`text` as answers are compared: without blanks and without stops around it."""
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
            if compiled(self.rules[name]).fullmatch(self.plain(rest)):
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
        return self.question.owner != "household" and self.said == self.plain(self.question.fact.get("nobody", "\n"))

    def is_offered(self) -> bool:
        """Whether the message is one of the answers offered, word for word."""
        return any(self.said == self.plain(option["label"]) for option in self.question.fact.get("options", []))

    def offered(self) -> Any:
        """The value of the answer offered in these words."""
        options = self.question.fact["options"]
        return next(option["value"] for option in options if self.said == self.plain(option["label"]))

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
        # 我妈七十二 is somebody's age, whatever was asked.
        taken = [*mentioned, *(known for known in self.situation.mentions if known.kind in ("age", "people"))]
        for amount in find_amounts(self.situation.text):
            sized = as_money(self.situation, amount, bare=True)
            if sized and self._told(amount.start) and not any(known.start <= amount.start < known.end for known in taken):
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
        if self.nothing() or ("denies" in self.own and compiled(self.own["denies"]).search(self.said)):
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
        if self.question.fact["type"] == "list":
            return self.several() or None
        if self.question.fact["type"] == "boolean":
            said = {value: self.own.get("assents" if value else "denies") for value in (True, False)}
        else:
            said = self.own.get("options", {})
        return next((value for value, words in said.items() if words and compiled(words).search(self.said)), None)

    def place(self) -> Any:
        """The code of the place named; where somebody works or is treated is not where they live."""
        return None if compiled(load("places")["not_residence"]).search(self.said) else bare_place(self.said, self.situation.near)


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
