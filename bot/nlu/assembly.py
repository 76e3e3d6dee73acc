"""Turns what was mentioned into facts of the household and of people, leaving out whatever is not certain."""

from bot.nlu.attribution import Subject, fits_age, subject_of
from bot.nlu.facts import least, merged, set_facts
from bot.nlu.family import FamilyFacts
from bot.nlu.money_facts import MoneyFacts
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
        self.single_earner = any(self._household_earner(mention) for mention in situation.mentions)
        self.all_earners = any(mention.entry.get("all_earners") for mention in situation.mentions)

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
        MoneyFacts(self).add_up()
        self._income_all_the_same()
        FamilyFacts(self).parents_of_a_minor()

    def _income_all_the_same(self) -> None:
        """没收入，就我妈那点养老金: somebody's income beside it takes back that the household has none."""
        incomes = [person.facts.get("monthly_income") for person in self.situation.persons.values() if not person.outside]
        if self.situation.household.get("monthly_income") == 0 and any(incomes):
            del self.situation.household["monthly_income"]
            for mention in self.situation.mentions:
                if mention.fact == "household.monthly_income":
                    mention.fact = None

    def _household_earner(self, mention: Mention) -> bool:
        """我妈就靠我爸的退休金 speaks of another household than ours, 我家就靠我爸的退休金 of our own."""
        clause = self.situation.clause_at(mention.start)
        if not mention.entry.get("single_earner") or mention.negated or clause.supposed or clause.about_others:
            return False
        people = load("people")
        named = [naming for naming in self.situation.namings if clause.start <= naming.start and naming.end <= mention.start]
        ours = (*people["couple"], *people["children"])
        return not named or named[0].kind != "person" or all(person.relation in ours for person in named[0].persons)

    def subject(self, mention: Mention, admits: str | None = None, age: float | None = None) -> Subject:
        """Who the mention is about; a text that names nobody speaks of its writer."""
        subject = subject_of(self.situation, mention.start, mention.end, admits, age)
        if subject.persons or subject.household:
            return subject
        earlier = [naming for naming in self.situation.namings if naming.kind != "household" and naming.end <= mention.start]
        if self.default is None or (earlier and not self._fits_nobody(age)):
            return subject
        return Subject((self.default,))

    def _fits_nobody(self, age: float | None) -> bool:
        """爸妈都不在了，今年十七: an age that none of those named can have is the writer's."""
        named = [person for naming in self.situation.namings for person in naming.persons]
        return age is not None and not any(fits_age(person, age) for person in named)

    def _entry(self, mention: Mention) -> None:
        if mention.certainty == "inferred" and not mention.negated:
            return
        entry: Facts = mention.entry
        clause = self.situation.clause_at(mention.start)
        if clause.supposed or clause.about_others:
            return
        said = entry.get("negated", {}) if mention.negated else entry
        subject = self.subject(mention, said.get("admits") or entry.get("admits"))
        if (clause.question or compiled(load("answers")["asking"]).search(clause.text)) and not subject.explicit:
            return
        if entry.get("kind") == "stage" and self._only_a_word(mention, subject):
            return
        if self._of_nobody_named(mention, entry, subject) or self._of_somebody_unsaid(entry, subject):
            subject = Subject()
        if "unless" in entry and compiled(entry["unless"]).search(self._sentence(mention)):
            self._difficulties(entry)
            return
        if entry.get("wards"):
            subject = Subject(self._wards(), explicit=True)
        if entry.get("ailing") and not self._ails(mention, subject):
            return
        if not mention.negated:
            self._difficulties(entry)
            self._special(mention, entry, subject)
        if not self._said_before(mention, load("language")["wish_before"]):
            self._household(mention, said, subject)
            self._persons(mention, said.get("person"), subject)

    def _only_a_word(self, mention: Mention, subject: Subject) -> bool:
        """A school word is the writer's own schooling only with a verb beside it."""
        if not any(person.relation in load("people")["speaker"] for person in subject.persons):
            return False
        clause = self.situation.clause_at(mention.start)
        return not compiled(load("schooling")["own_verb"]).search(
            self.situation.text[clause.start : mention.start] + mention.text[:1]
        )

    def _of_nobody_named(self, mention: Mention, entry: Facts, subject: Subject) -> bool:
        """精神残疾吧, 考上本科了: said alone it goes on about somebody spoken of earlier, who need not be the writer."""
        named = any(naming.kind != "household" for naming in self.situation.namings)
        told = entry.get("kind") == "stage" or (mention.kind == "disability" and "grade" not in mention.details)
        return self.for_all and not named and told and subject.persons == (self.default,)

    def _of_somebody_unsaid(self, entry: Facts, subject: Subject) -> bool:
        """还在化疗 in a story of several is of the one it is said of and goes on about nobody else."""
        if not entry.get("plainly") or subject.explicit:
            return False
        speaker = load("people")["speaker"]
        return any(person.relation not in speaker for naming in self.situation.namings for person in naming.persons)

    def _wards(self) -> tuple[Person, ...]:
        """The children that parents who are away left with the writer, or the writer, still a child, themselves."""
        people, persons = load("people"), self.situation.persons
        grandchildren = tuple(person for person in persons.values() if person.relation == "grandchild")
        me = persons.get("self")
        child = me is not None and (least(me.facts.get("age")) or people["working_age"]) < people["working_age"]
        return grandchildren or ((me,) if child and me else ())

    def _ails(self, mention: Mention, subject: Subject) -> bool:
        """Whether an illness or a disability is told, in the same sentence, of those who are said not to be able to."""
        sentence = self.situation.clause_at(mention.start).sentence
        told = [
            known for known in self.situation.mentions if known.kind in ("illness", "disability") and known.start < mention.start
        ]
        near = [known for known in told if self.situation.clause_at(known.start).sentence == sentence]
        return any(any(person in subject.persons for person in self.subject(known).persons) for known in near)

    def _difficulties(self, entry: Facts) -> None:
        for difficulty in entry.get("difficulty", []):
            if difficulty not in self.situation.difficulties:
                self.situation.difficulties.append(difficulty)

    def _household(self, mention: Mention, said: Facts, subject: Subject) -> None:
        people = load("people")
        theirs = any(person.relation not in people["ours"] for person in subject.persons)
        somebody = any(person.relation not in people["speaker"] for person in subject.persons)
        for name, value in said.get("household", {}).items():
            others = theirs and subject.explicit and not self._beside_us(mention)
            if (somebody and name in people["personal"]) or (others and name in people["only_ours"]):
                continue
            self.situation.household[name] = merged(self.situation.household.get(name), value)
            mention.fact = f"household.{name}"

    def _beside_us(self, mention: Mention) -> bool:
        """我带着儿子租房住: whoever is named is only brought along by the writer."""
        clause = self.situation.clause_at(mention.start)
        named = [known for known in self.situation.namings if clause.start <= known.start and known.end <= mention.start]
        if any(naming.kind == "self" for naming in named[:-1]):
            return True
        before = self.situation.text[clause.start : named[-1].start] if named else ""
        return compiled(load("people")["object_before"]).search(before) is not None

    def _persons(self, mention: Mention, facts: Facts | None, subject: Subject) -> None:
        if not facts or self._former_work(mention, facts):
            return
        for person in subject.persons:
            if not self._works_lightly(person, mention, facts):
                set_facts(person, facts)
        if subject.persons:
            name = next(iter(facts))
            mention.fact, mention.person = f"person.{name}", subject.persons[0].relation

    def _former_work(self, mention: Mention, facts: Facts) -> bool:
        """退休前是老师: what somebody once did, in the clause that says so."""
        statuses = load("statuses")
        return facts.get("work") in statuses["had_work"] and self._said_before(mention, statuses["work_once"])

    def _works_lightly(self, person: Person, mention: Mention, facts: Facts) -> bool:
        """打零工，干不了重活: what somebody cannot lift takes back no work they have."""
        statuses = load("statuses")
        has_work = "work" in facts and person.facts.get("work") in statuses["had_work"]
        return has_work and compiled(statuses["heavy_work"]).search(mention.text) is not None

    def _special(self, mention: Mention, entry: Facts, subject: Subject) -> None:
        situation = self.situation
        if "receives" in entry:
            self._receives(mention, entry["receives"], subject)
        if entry.get("income") == "nothing":
            self._no_income(mention, subject)
        if "life" in entry:
            FamilyFacts(self).add(mention, entry["life"], subject)
        if "both_parents" in entry:
            FamilyFacts(self).both_parents(entry["both_parents"], mention)
        if entry.get("outside") and subject.persons and subject.persons[0].relation not in load("people")["couple"]:
            for person in subject.persons:
                person.outside = True
        if "emergency" in entry and self._recent(mention):
            situation.household.setdefault("emergency", entry["emergency"])
            situation.household.update(entry.get("when_recent", {}))

    def _receives(self, mention: Mention, benefit: str, subject: Subject) -> None:
        words = load("benefits")
        if not self._about_us(subject) or self._said_before(mention, words["wished"]) or self._no_longer(mention):
            return
        clause = self.situation.clause_at(mention.start)
        asks = clause.question or compiled(load("answers")["asking"]).search(clause.text)
        asked = compiled(words["asked_after"]).search(self.situation.text[mention.end :])
        if asks and (asked or not self._said_before(mention, words["told"])):
            return
        receiving = self.situation.household.setdefault("receiving", [])
        if benefit not in receiving:
            receiving.append(benefit)

    def _about_us(self, subject: Subject) -> bool:
        return all(person.relation in load("people")["receiving_together"] and not person.outside for person in subject.persons)

    def _said_before(self, mention: Mention, words: str) -> bool:
        clause = self.situation.clause_at(mention.start)
        return bool(compiled(words).search(self.situation.text[clause.start : mention.start]))

    def _no_longer(self, mention: Mention) -> bool:
        """Whether the benefit was stopped, refused or is still being asked for."""
        return bool(compiled(load("benefits")["no_longer"]).search(self._sentence(mention)))

    def _sentence(self, mention: Mention) -> str:
        sentence = self.situation.clause_at(mention.start).sentence
        return "".join(clause.text for clause in self.situation.clauses if clause.sentence == sentence)

    def _recent(self, mention: Mention) -> bool:
        statuses, said = load("statuses"), self._sentence(mention)
        return bool(compiled(statuses["recent"]).search(said)) and not compiled(statuses["long_ago"]).search(said)

    def _no_income(self, mention: Mention, subject: Subject) -> None:
        unnamed = self.for_all and self.default in subject.persons and not self._named("self")
        if subject.household or unnamed:
            self.situation.household["monthly_income"] = 0
            mention.fact = "household.monthly_income"
        else:
            self._persons(mention, {"monthly_income": 0}, subject)

    def _anybody_old(self, mention: Mention) -> bool:
        """七十岁的老人补多少: asked of old people, and told of none."""
        following = [naming for naming in self.situation.namings if naming.start >= mention.end]
        words = load("people")["somebody_old"]
        return bool(following) and self.situation.text[following[0].start : following[0].end] in words

    def _named(self, key: str) -> bool:
        return any(person.key == key for naming in self.situation.namings for person in naming.persons)

    def _age(self, mention: Mention) -> None:
        clause = self.situation.clause_at(mention.start)
        if compiled(load("people")["wrong_number"]).search(self.situation.text[clause.start : mention.start]):
            return
        subject = self.subject(mention, age=float(str(mention.value)))
        if clause.about_others or (clause.question and (not subject.explicit or self._anybody_old(mention))):
            return
        if (
            not compiled(load("people")["everyone"]).search(self.situation.text[clause.start : mention.start])
            and len(subject.persons) > 1
        ):
            return
        self._persons(mention, {"age": mention.quantity()}, subject)
