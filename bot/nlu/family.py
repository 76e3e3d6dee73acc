"""Deaths, prison and absence: who has left the household, and what became of a child's parents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.nlu.attribution import Subject
from bot.nlu.facts import least, set_facts
from bot.nlu.people import is_own
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Mention, Person

if TYPE_CHECKING:
    from bot.nlu.assembly import Assembler


# Not known whether they died or left.
GONE = "gone"
OF_AGE = 18
PARENTS = ("father", "mother")


class FamilyFacts:
    """Deaths, prison and absence: who has left the household, and what became of a child's parents."""

    def __init__(self, assembler: Assembler) -> None:
        self.assembler = assembler
        self.situation = assembler.situation

    def add(self, mention: Mention, life: str, subject: Subject) -> None:
        """Says of every person meant that they are no longer there, and tells their children."""
        child_parent = self._child_parent(mention)
        if child_parent and life == GONE:
            return
        if child_parent:
            self._tell_children(child_parent, life, mention)
            return
        for person in subject.persons:
            if person.relation in ("self", "") or not self._adjacent(mention):
                continue
            person.outside = True
            if life == GONE:
                continue
            self._mourn(person, life, mention)
            self._tell(person, life, mention)

    def _mourn(self, person: Person, life: str, mention: Mention) -> None:
        statuses, clause = load("statuses"), self.situation.clause_at(mention.start)
        lately = compiled(statuses["lately"]).search(clause.text) is not None
        known = self.situation.difficulties
        if life == "dead" and lately and person.relation in statuses["mourned"] and statuses["mourning"] not in known:
            known.append(statuses["mourning"])

    def _adjacent(self, mention: Mention) -> bool:
        """没了, 跑了 and the like mean a person only right after one."""
        statuses = load("statuses")
        if mention.text not in statuses["only_beside_a_person"]:
            return True
        ends = [naming.end for naming in self.situation.namings if naming.end <= mention.start and naming.persons]
        return bool(ends) and bool(compiled(statuses["beside"]).fullmatch(self.situation.text[max(ends) : mention.start]))

    def both_parents(self, life: str, mention: Mention) -> None:
        """父母双亡: of whoever was spoken of last, be it the speaker, a child or somebody asked for."""
        whose = self._whose_parents(mention)
        for role in PARENTS:
            if role in self.situation.persons:
                self.situation.persons[role].outside = True
            for child in whose:
                set_facts(child, {f"{role}_status": life})
                mention.fact, mention.person = f"person.{role}_status", child.relation

    def _whose_parents(self, mention: Mention) -> list[Person]:
        namings = [naming for naming in self.situation.namings if naming.start < mention.end and naming.persons]
        for naming in reversed(namings):
            relation = naming.persons[0].relation
            own = relation in PARENTS and is_own(self.situation.text[naming.start : naming.end])
            beside = self.situation.clause_at(mention.start).start <= naming.start
            if not own and (relation in PARENTS or (relation == "spouse" and not beside)):
                continue
            persons = [self.situation.persons["self"]] if own and "self" in self.situation.persons else list(naming.persons)
            return self._orphans(persons)
        return self._children() or ([self.assembler.default] if self.assembler.default else [])

    def _orphans(self, persons: list[Person]) -> list[Person]:
        """A writer with grandchildren speaks of theirs; with children of their own, nobody knows whose parents are meant."""
        if persons[0].relation == "spouse":
            return []
        if persons[0].relation not in load("people")["speaker"]:
            return [member for person in persons for member in (person.members or [person])]
        children = self._children()
        if any(child.relation != "grandchild" for child in children):
            return []
        return children or persons

    def parents_of_a_minor(self) -> None:
        """What disables or ails the parents of a child who tells the story is their status too."""
        me = self.situation.persons.get("self")
        if me is None or not (least(me.facts.get("age")) or OF_AGE) < OF_AGE:
            return
        for role in PARENTS:
            parent = self.situation.persons.get(role)
            if parent is None or parent.outside or f"{role}_status" in me.facts:
                continue
            if parent.facts.get("disability_grade") in (1, 2, 3, 4):
                set_facts(me, {f"{role}_status": "disabled"})
            elif parent.facts.get("serious_illness"):
                set_facts(me, {f"{role}_status": "ill"})

    def _child_parent(self, mention: Mention) -> str | None:
        clause = self.situation.clause_at(mention.start)
        said = self.situation.text[clause.start : mention.start]
        for rule in load("people")["child_parent"]:
            found = list(compiled(rule["pattern"]).finditer(said))
            if found:
                if not self._children() and self._ward(mention) is None:
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

    def _ward(self, mention: Mention) -> Person | None:
        """侄子跟我生活，他爸坐牢了: whose parent it is when nobody's child was named."""
        earlier = [naming for naming in self.situation.namings if naming.end <= mention.start and naming.kind == "person"]
        people = [person for naming in earlier for person in naming.persons if person.relation == "other" and not person.outside]
        return people[-1] if people else None

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
        ward = self._ward(mention)
        fallback = ward or self.assembler.default
        for child in self._children() or ([fallback] if fallback else []):
            set_facts(child, {f"{role}_status": life})
            mention.fact, mention.person = f"person.{role}_status", child.relation
