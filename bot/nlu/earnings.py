"""Whether a sum is what somebody earns, and whose work the words before it tell of."""

from bot.nlu.attribution import Subject, subject_of
from bot.nlu.facts import least
from bot.nlu.money import says_topic
from bot.nlu.resources import compiled, load
from bot.nlu.sums import SumFacts
from bot.nlu.workspace import Mention, Person


class EarningFacts(SumFacts):
    """Whether a sum is what somebody earns, and who."""

    def _sole_wage(self, mention: Mention) -> bool:
        sole = self.assembler.single_earner and mention.topic in (None, "payment")
        return sole and not compiled(self.rules["not_wage"]).search(self.before + self.after)

    def _sole_sum(self, mention: Mention) -> bool:
        """收入就我老公五千二: the only income there is, in a clause that tells of nothing once."""
        return self._only_income(mention) and not compiled(self.rules["lump"]).search(self.before + self.after)

    def _alone_after_wage(self, mention: Mention) -> bool:
        """我俩的退休金，我两千四，他三千一: sums with nothing but a name beside them go on about the wages just spoken of."""
        clause = self.situation.clause_at(mention.start)
        named = [naming.end for naming in self.situation.namings if clause.start <= naming.start and naming.end <= mention.start]
        beside = self.situation.text[max(named, default=clause.start) : mention.start]
        income = next(topic for topic in self.rules["topics"] if topic["name"] == "income")
        before, _ = self._sentence_around(mention)
        regular = any(word in before for word in income["regular"])
        return not beside and regular and compiled(self.rules["alone"]).search(self.after) is not None

    def _income_just_before(self, mention: Mention) -> Mention | None:
        """我一个月三千，老婆两千: a sum right after somebody's name goes on about the income told in the clause before."""
        clauses, clause = self.situation.clauses, self.situation.clause_at(mention.start)
        place = clauses.index(clause)
        if place == 0 or clauses[place - 1].sentence != clause.sentence:
            return None
        doing = self._somebody_doing(clause.start)
        if doing is None or compiled(self.rules["not_wage"]).search(doing):
            return None
        if says_topic(clause.text) or not compiled(self.rules["alone"]).search(self.after):
            return None
        told = [known for known in self.situation.mentions if known.topic == "income" and known.period in ("month", "year")]
        before = [known for known in told if self.situation.clause_at(known.start) is clauses[place - 1]]
        return before[-1] if before else None

    def _earned(self, mention: Mention) -> bool:
        """Whether the words around a sum say that it is what somebody's work or somebody named brings in by the month."""
        clause, text = self.situation.clause_at(mention.start), self.situation.text
        named = [naming for naming in self.situation.namings if clause.start <= naming.start and naming.end <= mention.start]
        if (
            named
            and named[-1].kind == "person"
            and compiled(self.rules["person_says"]).search(text[named[-1].end : mention.start])
        ):
            return True
        if named and self._by_the_month(text[named[-1].end : mention.start]):
            return True
        place = self.situation.clauses.index(clause)
        known = self.situation.clauses[max(0, place - self.rules["works_reach"]) : place]
        said = "".join(earlier.text for earlier in known if earlier.sentence == clause.sentence) + self.before
        works = list(compiled(self.rules["works"]).finditer(said))
        doing = said[works[-1].start() :] if works else self._somebody_doing(self.sentence_start)
        if not doing or compiled(self.rules["not_wage"]).search(doing + self.after):
            return False
        if works:
            self.wage_place = mention.start - len(doing)
        if mention.period == "once" and not self.before and compiled(self.rules["alone"]).search(self.after):
            mention.period = "month"
        return mention.period in ("month", "year")

    def _by_the_month(self, between: str) -> bool:
        """我两千八一个月: a name, a sum, and the month right after it."""
        told = compiled(self.rules["sum_says"]).search(between) and compiled(self.rules["per_month_after"]).search(self.after)
        return bool(told) and not compiled(self.rules["not_wage"]).search(self.said)

    def _told_before(self, mention: Mention) -> Subject:
        """我妈在食堂帮厨，一个月两千: whom the sentence says to bring in money, when it names nobody after."""
        text, rules = self.situation.text, self.rules
        words = f"{rules['brings_in']}|{rules['works']}"
        told = [found.start() for found in compiled(words).finditer(text, self.sentence_start, mention.start)]
        if not told or compiled(rules["not_wage"]).search(text[told[-1] : mention.start]):
            return Subject()
        place = told[-1]
        of = subject_of(self.situation, place, place + 1, "earners")
        after = [naming for naming in self.situation.namings if place < naming.start < mention.start]
        if after or len(of.persons) != 1:
            return Subject()
        pension = compiled(rules["pension"]).match(text, place) is not None
        return of if of.explicit or self._may_earn(of.persons[0], pension) else Subject()

    def _may_earn(self, person: Person, pension: bool) -> bool:
        """Whether work told in a clause that names nobody is theirs, and not the writer's who looks after them."""
        ailing = any(person.facts.get(name) for name in self.rules["not_earning"])
        old = (least(person.facts.get("age")) or 0) >= self.rules["past_earning"]
        return not ailing and (pension or not old)

    def _somebody_doing(self, since: int) -> str | None:
        """What is said from the last grown person named before the sum up to it: 媳妇给人缝衣服，一个月八百."""
        grown = load("people")["groups"]["heirs_of_work"] + load("people")["groups"]["grown"]
        before = [naming for naming in self.situation.namings if since <= naming.start and naming.end <= self.start]
        last = before[-1] if before else None
        if last is None or not last.persons or any(person.relation not in grown for person in last.persons):
            return None
        return self.situation.text[last.end : self.start]

    def _only_income(self, mention: Mention) -> bool:
        """What a sole earner earns is all the household has, unless another income is named beside it."""
        if not self.assembler.single_earner:
            return False
        others = [known for known in self.situation.mentions if known.topic == "income" and known is not mention]
        return all(known.silent or known.period not in ("month", "year") for known in others)
