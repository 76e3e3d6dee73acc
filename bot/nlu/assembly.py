"""Turns what was mentioned into facts of the household and of people, leaving out whatever is not certain."""

from copy import deepcopy
from typing import Any

from bot.nlu.attribution import Subject, subject_of
from bot.nlu.people import is_own
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Facts, Mention, Person, Situation


class Assembler:
    """Goes over the mentions once.

    `default` is whom a statement without any name is about (None: nobody known); `for_all` says whether such a statement
    about income is meant of the whole household.
    """

    def __init__(self, situation: Situation, default: Person | None, for_all: bool = True) -> None:
        self.situation = situation
        self.default = default
        self.for_all = for_all
        self.single_earner = any(mention.entry.get("single_earner") for mention in situation.mentions)

    def assemble(self) -> None:
        """Fills the facts of the situation from its mentions."""
        for mention in self.situation.mentions:
            if mention.entry:
                self._entry(mention)
            elif mention.kind == "age" and not mention.silent:
                self._age(mention)
        for mention in self.situation.mentions:
            if mention.kind == "money" and not mention.silent:
                MoneyFacts(self).add(mention)

    def subject(self, mention: Mention, admits: str | None = None, age: float | None = None) -> Subject:
        """Who the mention is about; a text that names nobody speaks of its writer."""
        subject = subject_of(self.situation, mention.start, mention.end, admits, age)
        if subject.persons or subject.household:
            return subject
        earlier = [naming for naming in self.situation.namings if naming.kind != "household" and naming.end <= mention.start]
        if earlier or self.default is None:
            return subject
        return Subject((self.default,))

    def _entry(self, mention: Mention) -> None:
        if mention.certainty == "inferred" and not mention.negated:
            return
        entry: Facts = mention.entry
        clause = self.situation.clause_at(mention.start)
        if clause.supposed or clause.about_others:
            return
        said = entry.get("negated", {}) if mention.negated else entry
        subject = self.subject(mention, said.get("admits") or entry.get("admits"))
        if clause.question and not subject.explicit:
            return
        if entry.get("kind") == "stage" and self._only_a_word(mention, subject):
            return
        if not mention.negated:
            self._difficulties(entry)
            self._special(mention, entry, subject)
        self._household(mention, said, subject)
        self._persons(mention, said.get("person"), subject)

    def _only_a_word(self, mention: Mention, subject: Subject) -> bool:
        """A school word is the writer's own schooling only with a verb beside it."""
        if not any(person.relation == "self" for person in subject.persons):
            return False
        clause = self.situation.clause_at(mention.start)
        return not compiled(load("schooling")["own_verb"]).search(
            self.situation.text[clause.start : mention.start] + mention.text[:1]
        )

    def _difficulties(self, entry: Facts) -> None:
        for difficulty in entry.get("difficulty", []):
            if difficulty not in self.situation.difficulties:
                self.situation.difficulties.append(difficulty)

    def _household(self, mention: Mention, said: Facts, subject: Subject) -> None:
        people = load("people")
        theirs = any(person.relation not in people["ours"] for person in subject.persons)
        somebody = any(person.relation not in people["speaker"] for person in subject.persons)
        for name, value in said.get("household", {}).items():
            if (somebody and name in people["personal"]) or (theirs and subject.explicit and name in people["only_ours"]):
                continue
            self.situation.household[name] = deepcopy(value)
            mention.fact = f"household.{name}"

    def _persons(self, mention: Mention, facts: Facts | None, subject: Subject) -> None:
        if not facts:
            return
        for person in subject.persons:
            set_facts(person, facts)
        if subject.persons:
            name = next(iter(facts))
            mention.fact, mention.person = f"person.{name}", subject.persons[0].relation

    def _special(self, mention: Mention, entry: Facts, subject: Subject) -> None:
        situation = self.situation
        if "receives" in entry and not situation.clause_at(mention.start).question:
            receiving = situation.household.setdefault("receiving", [])
            if entry["receives"] not in receiving and self._about_us(subject) and not self._wished(mention):
                receiving.append(entry["receives"])
            if not receiving:
                del situation.household["receiving"]
        if entry.get("income") == "nothing":
            self._no_income(mention, subject)
        if "life" in entry:
            FamilyFacts(self).add(mention, entry["life"], subject)
        if "both_parents" in entry:
            FamilyFacts(self).both_parents(entry["both_parents"], mention)
        if entry.get("outside") and subject.persons and subject.persons[0].relation != "self":
            for person in subject.persons:
                person.outside = True
        if "emergency" in entry and self._recent(mention):
            situation.household["emergency"] = entry["emergency"]

    def _about_us(self, subject: Subject) -> bool:
        return all(person.relation in load("people")["receiving_together"] and not person.outside for person in subject.persons)

    def _wished(self, mention: Mention) -> bool:
        clause = self.situation.clause_at(mention.start)
        return bool(compiled(load("benefits")["wished"]).search(self.situation.text[clause.start : mention.start]))

    def _recent(self, mention: Mention) -> bool:
        statuses, situation = load("statuses"), self.situation
        sentence = situation.clause_at(mention.start).sentence
        said = "".join(clause.text for clause in situation.clauses if clause.sentence == sentence)
        return bool(compiled(statuses["recent"]).search(said)) and not compiled(statuses["long_ago"]).search(said)

    def _no_income(self, mention: Mention, subject: Subject) -> None:
        unnamed = self.for_all and self.default in subject.persons and not self._named("self")
        if subject.household or unnamed:
            self.situation.household["monthly_income"] = 0
            mention.fact = "household.monthly_income"
        else:
            self._persons(mention, {"monthly_income": 0}, subject)

    def _named(self, key: str) -> bool:
        return any(person.key == key for naming in self.situation.namings for person in naming.persons)

    def _age(self, mention: Mention) -> None:
        clause = self.situation.clause_at(mention.start)
        if compiled(load("people")["wrong_number"]).search(self.situation.text[clause.start : mention.start]):
            return
        subject = self.subject(mention, age=float(str(mention.value)))
        if clause.about_others or (clause.question and not subject.explicit):
            return
        if (
            not compiled(load("people")["everyone"]).search(self.situation.text[clause.start : mention.start])
            and len(subject.persons) > 1
        ):
            return
        self._persons(mention, {"age": mention.quantity()}, subject)


class FamilyFacts:
    """Deaths, prison and absence: who has left the household, and what became of a child's parents."""

    def __init__(self, assembler: Assembler) -> None:
        self.assembler = assembler
        self.situation = assembler.situation

    def add(self, mention: Mention, life: str, subject: Subject) -> None:
        """Says of every person meant that they are no longer there, and tells their children."""
        child_parent = self._child_parent(mention)
        if child_parent:
            self._tell_children(child_parent, life, mention)
            return
        for person in subject.persons:
            if person.relation in ("self", "") or not self._adjacent(mention):
                continue
            person.outside = True
            self._tell(person, life, mention)

    def _adjacent(self, mention: Mention) -> bool:
        """没了, 跑了 and the like mean a person only right after one."""
        statuses = load("statuses")
        if mention.text not in statuses["only_beside_a_person"]:
            return True
        ends = [naming.end for naming in self.situation.namings if naming.end <= mention.start and naming.persons]
        return bool(ends) and bool(compiled(statuses["beside"]).fullmatch(self.situation.text[max(ends) : mention.start]))

    def both_parents(self, life: str, mention: Mention) -> None:
        """父母双亡: of the child named, else of the speaker."""
        for role in ("father", "mother"):
            if role in self.situation.persons:
                self.situation.persons[role].outside = True
            self._tell_children(role, life, mention)

    def _child_parent(self, mention: Mention) -> str | None:
        clause = self.situation.clause_at(mention.start)
        said = self.situation.text[clause.start : mention.start]
        for rule in load("people")["child_parent"]:
            found = list(compiled(rule["pattern"]).finditer(said))
            if found:
                if not self._children():
                    self.situation.persons.setdefault("child", Person("child", "child"))
                for naming in self.situation.namings:
                    if (
                        clause.start <= naming.start
                        and naming.end <= mention.start
                        and naming.persons
                        and found[-1].end() + clause.start == naming.end
                    ):
                        naming.persons[0].outside = True
                return str(rule["role"])
        return None

    def _children(self) -> list[Person]:
        persons = self.situation.persons.values()
        for relations in (("grandchild",), ("child", "son", "daughter")):
            found = [person for person in persons if person.relation in relations and not person.outside]
            if found:
                return [member for person in found for member in (person.members or [person])]
        return []

    def _tell(self, person: Person, life: str, mention: Mention) -> None:
        relation = person.relation
        if relation in ("father", "mother"):
            naming = next(naming for naming in self.situation.namings if person in naming.persons)
            said = self.situation.text[naming.start : naming.end]
            if is_own(said):
                speaker = self.situation.persons.setdefault("self", Person("self", "self"))
                set_facts(speaker, {f"{relation}_status": life})
                mention.fact = f"person.{relation}_status"
            elif self._whose_is_plain(said):
                self._tell_children(relation, life, mention)
        elif relation in ("spouse", "son", "daughter", "child_in_law") and person.sex:
            self._as_parent(person, life, mention)

    def _as_parent(self, person: Person, life: str, mention: Mention) -> None:
        generation = ("child", "son", "daughter") if person.relation == "spouse" else ("grandchild",)
        children = [child for child in self._children() if child.relation in generation]
        role = {"male": "father", "female": "mother"}[person.sex or "male"]
        for child in children:
            set_facts(child, {f"{role}_status": life})
            mention.fact = f"person.{role}_status"

    def _whose_is_plain(self, said: str) -> bool:
        """父亲 beside both a speaker and a child may be either's, 爸爸 is the child's."""
        named = any(naming.kind == "self" for naming in self.situation.namings)
        return not (named and self._children()) or bool(compiled(load("people")["childlike_parents"]).search(said))

    def _tell_children(self, role: str, life: str, mention: Mention) -> None:
        children = self._children() or ([self.assembler.default] if self.assembler.default else [])
        for child in children:
            set_facts(child, {f"{role}_status": life})
            mention.fact, mention.person = f"person.{role}_status", child.relation


class MoneyFacts:
    """Which sum is whose income, whose bill, and over which time."""

    def __init__(self, assembler: Assembler) -> None:
        self.assembler = assembler
        self.situation = assembler.situation
        self.rules: Facts = load("money")

    def add(self, mention: Mention) -> None:
        """Gives the fact a sum of money stands for, when it stands for one."""
        clause = self.situation.clause_at(mention.start)
        self.said = self.situation.text[max(0, clause.start - self.rules["reach"]) : clause.end]
        self.before = self.situation.text[clause.start : mention.start]
        if clause.supposed or clause.about_others or self._wrong(mention):
            return
        if (
            mention.topic is None
            and mention.period in ("month", "year")
            and compiled(self.rules["household_says"]).search(self.before)
        ):
            mention.topic = "income"
        handlers = {"income": self._income, "savings": self._savings, "medical": self._medical, "education": self._education}
        if mention.topic in handlers:
            handlers[mention.topic](mention)
        elif (
            mention.topic in ("spending", "payment", None)
            and compiled(self.rules["own_pocket"]).search(self.said)
            and self._is_medical()
        ):
            self._medical(mention)

    def _wrong(self, mention: Mention) -> bool:
        """不是 8100: the figure that is being taken back."""
        return bool(compiled(load("people")["wrong_number"]).search(self.before)) or bool(
            compiled(self.rules["future"]).search(self.before)
        )

    def _is_medical(self) -> bool:
        words = next(topic["words"] for topic in self.rules["topics"] if topic["name"] == "medical")
        return any(word in self.said for word in words)

    def _income(self, mention: Mention) -> None:
        if mention.period not in ("month", "year") or compiled(self.rules["per_head"]).search(self.before):
            return
        amount = scaled(mention.quantity(), 1 / self.rules["months"] if mention.period == "year" else 1)
        subject = self.assembler.subject(mention, "workers")
        clause = self.situation.clause_at(mention.start)
        household_said = compiled(self.rules["household_income"]).search(self.before) is not None
        about_self = not subject.persons or all(person.relation in ("self", "spouse") for person in subject.persons)
        if (
            subject.household
            or (household_said and about_self)
            or (self.assembler.single_earner and about_self)
            or (self.situation.household.get("size") == 1 and about_self)
        ):
            self._set("monthly_income", amount, mention)
        if household_said and about_self and not self.assembler.single_earner:
            return
        if len(subject.persons) == 1 and not subject.household and not (clause.question and not subject.explicit):
            set_facts(subject.persons[0], {"monthly_income": amount})
            mention.person = subject.persons[0].relation
            mention.fact = mention.fact or "person.monthly_income"

    def _savings(self, mention: Mention) -> None:
        if compiled(self.rules["lost"]).search(self.said):
            return
        subject = self.assembler.subject(mention)
        if not any(person.relation == "other" for person in subject.persons):
            self._set("savings", mention.quantity(), mention)

    def _medical(self, mention: Mention) -> None:
        yearly = self._yearly(mention)
        if yearly is None or compiled(self.rules["reimbursed"]).search(self.before):
            return
        if compiled(self.rules["own_pocket"]).search(self.said):
            self._set("medical_spend_year", self._added("medical_spend_year", yearly), mention)
        elif compiled(self.rules["spent"]).search(self.said):
            most = yearly.get("max") if isinstance(yearly, dict) else yearly
            if most is not None:
                self._set("medical_spend_year", {"max": most}, mention)

    def _education(self, mention: Mention) -> None:
        yearly = self._yearly(mention)
        if yearly is not None:
            self._set("education_spend_year", self._added("education_spend_year", yearly), mention)

    def _added(self, name: str, value: Any) -> Any:
        """Two bills may add up or be part of one another: what is sure is only that the larger was paid."""
        earlier = least(self.situation.household.get(name))
        now = least(value)
        return value if earlier is None or now is None or earlier == now else {"min": max(earlier, now)}

    def _yearly(self, mention: Mention) -> Any:
        if mention.period == "month":
            return scaled(mention.quantity(), self.rules["months"])
        if mention.period == "year" or compiled(self.rules["this_year"]).search(self.said):
            return mention.quantity()
        return None

    def _set(self, name: str, value: Any, mention: Mention) -> None:
        self.situation.household[name] = value
        mention.fact = f"household.{name}"


def least(quantity: Any) -> float | None:
    """The lower end of a number or range, None where it has none."""
    end: float | None = quantity.get("min") if isinstance(quantity, dict) else quantity
    return end


def scaled(quantity: Any, factor: float) -> Any:
    """A number or range multiplied, in whole yuan."""
    if isinstance(quantity, dict):
        return {name: round(end * factor) for name, end in quantity.items()}
    return round(quantity * factor)


def set_facts(person: Person, facts: Facts) -> None:
    """Records facts of a person, and of every member when the person stands for a group."""
    for one in person.members or [person]:
        for name, value in facts.items():
            if not (isinstance(value, dict) and isinstance(one.facts.get(name), int | float)):
                one.facts[name] = value
