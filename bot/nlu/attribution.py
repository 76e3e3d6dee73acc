"""Decides who a statement is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.nlu.people import plausible_ages
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Naming, Person, Situation


@dataclass(frozen=True)
class Subject:
    """Whom a statement is about; `explicit` when they are named in the very clause."""

    persons: tuple[Person, ...] = ()
    household: bool = False
    explicit: bool = False


def subject_of(situation: Situation, start: int, end: int, admits: str | None = None, age: float | None = None) -> Subject:
    """Who `start:end` speaks of: a name it qualifies, the nearest one before it in its clause, or the topic carried over."""
    clause = situation.clause_at(start)
    inside = [naming for naming in situation.namings if clause.start <= naming.start < clause.end]
    before = [naming for naming in inside if naming.end <= start]
    of_child = _aged_child(situation, inside, start, end) if age is not None else None
    qualified = of_child or _qualified(situation, inside, bool(before), end)
    if qualified and _fits(qualified.persons, admits, age):
        return Subject(qualified.persons, explicit=True)
    for naming in reversed(before):
        if naming.kind == "household":
            return Subject(household=True, explicit=True)
        persons = _coordinated(situation, before, naming, start)
        if _fits(persons, admits, age) and not _passed_over(situation, clause, naming, admits):
            return Subject(persons, explicit=True)
    if before:
        return Subject()
    return _carried_over(situation, clause, admits, age)


def _qualified(situation: Situation, inside: list[Naming], preceded: bool, end: int) -> Naming | None:
    people = load("people")
    following = next((naming for naming in inside if naming.start >= end), None)
    if following is None or following.kind != "person":
        return None
    gap = situation.text[end : following.start]
    if len(gap) > 10 or not compiled(people["attributive"]).search(gap):
        return None
    named = situation.text[following.start : following.end]
    possessed = not gap and inside[inside.index(following) - 1].kind == "self" and compiled(people["elder"]).search(named)
    return following if gap.endswith(people["of"]) or not preceded or possessed else None


def _aged_child(situation: Situation, inside: list[Naming], start: int, end: int) -> Naming | None:
    """The child that stands right after an age joined to the words before: 我和一个12岁女儿."""
    people, text = load("people"), situation.text
    following = next((naming for naming in inside if naming.start >= end), None)
    if following is None or any(person.relation not in (*people["children"], "grandchild") for person in following.persons):
        return None
    joins = compiled(people["age_before_child"]).search(text[:start])
    joined = joins and compiled(people["age_gap"]).search(text[end : following.start])
    return following if joined and not compiled(people["another_age"]).search(text[following.end :]) else None


def _fits(persons: tuple[Person, ...], admits: str | None, age: float | None) -> bool:
    if not persons:
        return False
    if admits and any(person.relation not in load("people")["groups"][admits] for person in persons):
        return False
    if age is None:
        return True
    return all(fits_age(person, age) for person in persons)


def fits_age(person: Person, age: float) -> bool:
    """Whether the age in years is believable for the relation."""
    any_age: tuple[int, int] = load("people")["any_age"]
    youngest, oldest = plausible_ages().get(person.relation, any_age)
    return youngest <= age <= oldest


def _coordinated(situation: Situation, before: list[Naming], naming: Naming, start: int) -> tuple[Person, ...]:
    """我妈和我都有病 speaks of both."""
    people = load("people")
    if not compiled(people["everyone"]).search(situation.text[naming.end : start]):
        return naming.persons
    persons = naming.persons
    known = [earlier for earlier in situation.namings if earlier.end <= naming.start]
    for earlier in reversed(known):
        gap = situation.text[earlier.end : naming.start]
        if earlier.kind == "household" or not compiled(people["coordination"]).search(gap):
            break
        persons, naming = earlier.persons + persons, earlier
    return persons


def _passed_over(situation: Situation, clause: Clause, naming: Naming, admits: str | None) -> bool:
    """我带着孩子没有工作 is not about the child: somebody only brought along is passed over where work is spoken of."""
    return admits == "workers" and naming.kind == "person" and _object(situation, clause, naming)


def _object(situation: Situation, clause: Clause, naming: Naming) -> bool:
    return bool(compiled(load("people")["object_before"]).search(situation.text[clause.start : naming.start]))


def _carried_over(situation: Situation, clause: Clause, admits: str | None, age: float | None) -> Subject:
    earlier = [known for known in situation.clauses if known.end <= clause.start]
    for known in reversed(earlier):
        topic = _topic(situation, known)
        if topic is None:
            continue
        if topic.kind == "household":
            return Subject(household=True)
        same_sentence = known.sentence == clause.sentence
        if admits == "workers" and _minor(situation, known, topic):
            continue
        if admits == "workers" and not _works_on(topic.persons, same_sentence):
            return Subject()
        everybody = _all_of(situation, clause, known, admits) if age is None else ()
        if everybody:
            return Subject(everybody)
        if _fits(topic.persons, admits, age):
            return Subject(topic.persons)
        fallback = _other_topic(situation, known, admits, age)
        if fallback or age is None:
            return Subject(fallback)
    return Subject()


def _all_of(situation: Situation, clause: Clause, known: Clause, admits: str | None) -> tuple[Person, ...]:
    """儿子十一闺女七岁，都上小学: everybody named in the clause before."""
    if not compiled(load("people")["all_of_them"]).search(clause.text):
        return ()
    persons = {person.key: person for naming in _named_in(situation, known) for person in naming.persons}
    fitting = tuple(person for person in persons.values() if _fits((person,), admits, None))
    return fitting if len(fitting) == len(persons) > 1 else ()


def _works_on(persons: Iterable[Person], same_sentence: bool) -> bool:
    group = load("people")["groups"]["heirs_of_work"]
    return all(person.relation in load("people")["speaker"] or (same_sentence and person.relation in group) for person in persons)


def _minor(situation: Situation, clause: Clause, topic: Naming) -> bool:
    """Whether the clause speaks of a child too young to work, so that what follows about work is about somebody else."""
    people = load("people")
    if any(person.relation not in (*people["children"], "grandchild") for person in topic.persons):
        return False
    said = [mention for mention in situation.mentions if clause.start <= mention.start < clause.end]
    young = any(mention.kind == "age" and float(str(mention.value)) < people["working_age"] for mention in said)
    return young or compiled(people["at_school"]).search(clause.text) is not None


def _named_in(situation: Situation, clause: Clause) -> list[Naming]:
    """Whoever the clause names; 在大伯家 names a place."""
    place = compiled(load("people")["place_of"])
    return [
        naming
        for naming in situation.namings
        if clause.start <= naming.start < clause.end
        and not (naming.kind == "person" and place.search(situation.text[naming.end : naming.end + 4]))
    ]


def _topic(situation: Situation, clause: Clause) -> Naming | None:
    """Whom the clause is about: somebody it introduces (我有个儿子), else the first one named."""
    namings = _named_in(situation, clause)
    people = load("people")
    for naming in namings[1:]:
        before = situation.text[clause.start : naming.start]
        if naming.kind == "person" and compiled(people["introduces"]).search(before):
            return naming
    persons = [naming for naming in namings if naming.kind != "household" and not _possessor(situation, naming)]
    return next(iter(persons or namings), None)


def _possessor(situation: Situation, naming: Naming) -> bool:
    """我姐 in 我姐的孩子 is not whom the clause is about, nor 俺 in 俺男人."""
    following = next((known for known in situation.namings if known.start >= naming.end), None)
    if following is None or (naming.kind == "self" and following.kind != "person"):
        return False
    rule = "possessive_of_writer" if naming.kind == "self" else "possessive"
    return compiled(load("people")[rule]).fullmatch(situation.text[naming.end : following.start]) is not None


def _other_topic(situation: Situation, clause: Clause, admits: str | None, age: float | None) -> tuple[Person, ...]:
    for naming in reversed(_named_in(situation, clause)):
        if _fits(naming.persons, admits, age):
            return naming.persons
    return ()
