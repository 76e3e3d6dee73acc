"""Which sum is whose income, whose bill, and over which time."""

from bot.nlu.attribution import Subject, subject_of
from bot.nlu.bills import BillFacts
from bot.nlu.earnings import EarningFacts
from bot.nlu.facts import scaled, set_facts
from bot.nlu.money import says_topic
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Mention, Person


class MoneyFacts(EarningFacts, BillFacts):
    """Which sum is whose income, whose bill, and over which time."""

    def add(self, mention: Mention) -> None:
        """Gives the fact a sum of money stands for, when it stands for one."""
        clause = self.situation.clause_at(mention.start)
        self._read(mention)
        if clause.supposed or clause.about_others or self._wrong(mention):
            return
        self._complete(mention)
        handlers = {
            "income": self._income,
            "savings": self._savings,
            "medical": self._medical,
            "education": self._education,
            "rehab": self._rehab,
        }
        if self._part_of_income():
            self._set("income_not_counted", mention.quantity(), mention)
        elif mention.topic in handlers:
            handlers[mention.topic](mention)
        elif (
            mention.topic in ("spending", "payment", "rest", None)
            and compiled(self.rules["own_pocket"]).search(self.said)
            and self._is_medical()
        ):
            self._medical(mention)

    def _part_of_income(self) -> bool:
        """收入里头有三百是抚恤金: what the rules of income leave out."""
        part = compiled(self.rules["part_of_income"]).search(self.before)
        return part is not None and compiled(self.rules["not_counted"]).search(self.after) is not None

    def _complete(self, mention: Mention) -> None:
        """What the figure leaves out and the words around it say: that it is an income, that it is so every month."""
        self._own_topic(mention)
        regular = mention.period in ("month", "year")
        ours = mention.topic is None and compiled(self.rules["household_says"]).search(self.before)
        if (regular and (ours or self._sole_wage(mention))) or (mention.topic in (None, "payment") and self._earned(mention)):
            mention.topic = "income"
        if mention.period == "once" and (before := self._income_just_before(mention)):
            mention.topic, mention.period = "income", before.period
        if (
            mention.topic == "income"
            and mention.period == "once"
            and (self._alone_after_wage(mention) or self._sole_sum(mention))
        ):
            mention.period = "month"
        if mention.topic == "income" and mention.period == "once" and not compiled(self.rules["lump"]).search(self.said):
            sentence = self.situation.clause_at(mention.start).sentence
            earlier = [known for known in self.situation.mentions if known.topic == "income" and known.start < mention.start]
            if earlier and self.situation.clause_at(earlier[-1].start).sentence == sentence:
                mention.period = earlier[-1].period
        if mention.topic == "income" and mention.period == "once" and compiled(self.rules["now_instead"]).search(self.before):
            mention.period = self._period_before(mention)
        corrected = self._corrected_income(mention) or self._corrected_wage(mention)
        if mention.topic == "income" and mention.period == "once" and corrected:
            mention.period = "month"

    def _own_topic(self, mention: Mention) -> None:
        """A topic of an earlier clause is not this sum's, where this clause tells of wages or of what was left to pay."""
        clause = self.situation.clause_at(mention.start)
        if mention.topic in ("benefit", "insurance") and compiled(self.rules["own_pocket"]).search(self.before):
            rest = compiled(self.rules["rest_of"]).search(self.before) is not None
            rehab = any(
                word in self.before for topic in self.rules["topics"] if topic["name"] == "rehab" for word in topic["words"]
            )
            mention.topic = ("rehab" if rehab else "rest") if rest else mention.topic
        elif mention.topic != "income" and mention.period in ("month", "year") and not says_topic(clause.text):
            household = compiled(self.rules["household_says"]).search(self.before)
            mention.topic = None if household or self._earned(mention) else mention.topic

    def _period_before(self, mention: Mention) -> str:
        """原来一个月三千五，现在一千: the second sum runs over the same time as the first."""
        earlier = [known for known in self.situation.mentions if known.kind == "money" and known.start < mention.start]
        return earlier[-1].period or "once" if earlier and self._bygone(earlier[-1]) else "once"

    def _bygone(self, mention: Mention) -> bool:
        """An income somebody once had, or that has stopped, is not what they have now."""
        before, after = self._sentence_around(mention)
        once = [found.end() for found in compiled(self.rules["once"]).finditer(before)]
        now = [found.end() for found in compiled(self.rules["now"]).finditer(before)]
        return max(once, default=0) > max(now, default=0) or compiled(self.rules["stopped"]).search(after) is not None

    def _owed(self, mention: Mention) -> bool:
        """Wages not paid out, or the sum of several months: 老板欠我三个月工资一万五."""
        clause, owed = self.situation.clause_at(mention.start), compiled(self.rules["owed"])
        if owed.search(clause.text) or compiled(self.rules["several_months"]).search(self.before):
            return True
        before, after = self._sentence_around(mention)
        separate = compiled(self.rules["now"]).search(self.before) or compiled(self.rules["period_month"]).search(self.before)
        return not separate and bool(owed.search(before) or compiled(self.rules["still_owed"]).match(after))

    def _corrects(self, mention: Mention) -> bool:
        text = self.situation.text
        other_time = mention.period == "once" and compiled(self.rules["not_every_month"]).search(text) is not None
        return not other_time and self._corrected()

    def _corrected_income(self, mention: Mention) -> bool:
        """收入说错了，是6000 names no owner and takes back what was said of the household."""
        owned = any(naming.kind != "household" for naming in self.situation.namings)
        named = self.rules["income_word"] in self.situation.text
        return self.assembler.for_all and named and not owned and self._corrects(mention)

    def _corrected_wage(self, mention: Mention) -> bool:
        """我妈的收入说错了，是900 speaks of the only one it names."""
        namings = self.situation.namings
        return len(namings) == 1 and namings[0].kind in ("self", "person") and self._corrects(mention)

    def _wrong(self, mention: Mention) -> bool:
        """不是 8100: the figure that is being taken back; or one still to come, unless it comes every month or year."""
        if compiled(load("people")["wrong_number"]).search(self.before):
            return True
        paid = compiled(self.rules["own_pocket"]).search(self.said) and mention.topic in self.rules["bills"]
        bill = paid and mention.period in ("month", "year")
        return not bill and compiled(self.rules["future"]).search(self.before) is not None

    def _income(self, mention: Mention) -> None:
        if mention.period not in ("month", "year") or compiled(self.rules["per_head"]).search(self.before):
            return
        if self._bygone(mention) or self._owed(mention) or compiled(self.rules["sent_home"]).search(self.before):
            return
        amount = scaled(mention.quantity(), 1 / self.rules["months"] if mention.period == "year" else 1)
        if self._corrected_income(mention):
            self._set("monthly_income", amount, mention)
            return
        subject = self.assembler.subject(mention, "workers")
        if self._only_income(mention) and not (subject.persons and subject.explicit) and self._sole_earner():
            subject = Subject(self._sole_earner())
        if not subject.persons and not subject.household and self.wage_place is not None:
            at_work = subject_of(self.situation, self.wage_place, self.wage_place, "workers")
            subject = at_work if at_work.explicit else subject
        if not subject.persons and not subject.household:
            subject = self._told_before(mention)
        if subject.explicit and not self._speaks(subject) and compiled(self.rules["gives"]).search(self.before):
            return
        subject = self._pensioner(mention, subject)
        if self._joint(mention, subject) or (compiled(self.rules["of_two"]).search(self.before) and len(subject.persons) == 1):
            return
        if self._corrected_wage(mention) and not subject.persons:
            subject = Subject(self.situation.namings[0].persons)
        whole = compiled(self.rules["household_income"]).search(self.before) is not None
        about_us = all(person.relation in load("people")["couple"] for person in subject.persons)
        if subject.household or (about_us and (whole or self.situation.household.get("size") == 1)) or self._only_income(mention):
            self._set("monthly_income", amount, mention)
        if whole and about_us and not self.assembler.single_earner:
            return
        clause = self.situation.clause_at(mention.start)
        if len(subject.persons) == 1 and not subject.household and not (clause.question and not subject.explicit):
            set_facts(subject.persons[0], {"monthly_income": amount})
            mention.person = subject.persons[0].relation
            mention.fact = mention.fact or "person.monthly_income"

    def _speaks(self, subject: Subject) -> bool:
        return all(person.relation in load("people")["speaker"] for person in subject.persons)

    def _pensioner(self, mention: Mention, subject: Subject) -> Subject:
        """A pension is of whoever the sentence is about, also when they are past working; one who lives alone has their own."""
        if subject.persons or subject.household:
            return subject
        others = any(person.relation in self.rules["spoken_for"] for person in self.situation.persons.values())
        if self.situation.household.get("size") == 1 and self.assembler.default is not None and not others:
            return Subject((self.assembler.default,))
        if compiled(self.rules["pension"]).search(self.before + self.after):
            return self.assembler.subject(mention, "pensioners")
        return subject

    def _joint(self, mention: Mention, subject: Subject) -> bool:
        """我和他爸都下岗，靠摆摊，一个月四千: what two earn together is not one person's."""
        clause = self.situation.clause_at(mention.start)
        earlier = [known for known in self.situation.clauses if known.sentence == clause.sentence and known.end <= clause.start]
        together = any(
            compiled(self.rules["jointly"]).search(known.text) and len(self._named_since(earlier[0].start, known.end)) > 1
            for known in earlier
        )
        return together and not subject.explicit and not subject.household and len(subject.persons) == 1

    def _named_since(self, start: int, end: int) -> set[str]:
        """Who is named in `start:end`."""
        namings = [naming for naming in self.situation.namings if start <= naming.start < end]
        return {person.key for naming in namings for person in naming.persons}

    def _sole_earner(self) -> tuple[Person, ...]:
        """Whom the words name who say that only one earns: 就他爸一个人挣钱."""
        said = [known for known in self.situation.mentions if known.entry.get("single_earner")]
        named = [
            naming.persons
            for known in said
            for naming in self.situation.namings
            if known.start <= naming.start < known.end and len(naming.persons) == 1
        ]
        return named[-1] if named else ()

    def add_up(self) -> None:
        """The household's income where all who earn are named with what each of them earns."""
        incomes = [person.facts.get("monthly_income") for person in self.situation.persons.values() if not person.members]
        said = [income for income in incomes if isinstance(income, int | float)]
        if self.assembler.all_earners and len(said) == self.rules["earners_of_a_couple"]:
            self.situation.household.setdefault("monthly_income", sum(said))
        writer = self.situation.persons.get("self")
        if self.situation.household.get("size") == 1 and writer is not None and "monthly_income" in writer.facts:
            self.situation.household.setdefault("monthly_income", writer.facts["monthly_income"])

    def _savings(self, mention: Mention) -> None:
        if compiled(self.rules["lost"]).search(self.said):
            return
        subject = self.assembler.subject(mention)
        if not any(person.relation == "other" for person in subject.persons):
            self._set("savings", mention.quantity(), mention)
