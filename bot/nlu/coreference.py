"""Settles who 他, 他爸 and 我们俩 are, and whose stories are none of the household's."""

from dataclasses import replace
from itertools import pairwise

from bot.nlu.people import KIN
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Naming, Person, Situation

UNKNOWN = "unknown"
SEXES = {"father": "male", "mother": "female"}


def resolve(situation: Situation) -> None:
    """Puts the namings in order and gives every word that only points at somebody the person it points at."""
    situation.namings.sort(key=lambda naming: naming.start)
    resolved: list[Naming] = []
    for naming in situation.namings:
        settled = _settled(situation, naming, resolved)
        if settled is not None:
            resolved.append(settled)
    situation.namings = [
        _own_relative(situation, known, following) for known, following in pairwise([None, *resolved]) if following
    ]
    _settle_old(situation)
    _leave_out(situation)


def settle_unknown(situation: Situation, asked: Person) -> None:
    """他 of whom nobody knows who is meant is whoever was asked about."""
    situation.namings = [
        replace(naming, persons=(asked,)) if any(person.key == UNKNOWN for person in naming.persons) else naming
        for naming in situation.namings
    ]


def _settled(situation: Situation, naming: Naming, resolved: list[Naming]) -> Naming | None:
    if naming.kind == "pronoun":
        return _pronoun(situation, naming, resolved)
    if naming.kind == "childs_parent":
        return replace(naming, kind="person", persons=(_parent(situation, naming, resolved),))
    if naming.kind == "childs_parents":
        return replace(naming, kind="person", persons=(situation.persons.setdefault(UNKNOWN, _stranger()),))
    if naming.kind == "pair":
        persons = _pair(situation, resolved)
        return replace(naming, kind="couple", persons=persons) if persons else replace(naming, kind="household")
    return naming


def _own_relative(situation: Situation, known: Naming | None, naming: Naming) -> Naming:
    """婆婆的妹妹 is a stranger; of whom only a relative is said to have somebody, nothing of the household is told."""
    people = load("people")
    if known is None or not known.persons or not naming.persons or known.kind == "self":
        return naming
    possessed = compiled(people["possessive"]).fullmatch(situation.text[known.end : naming.start])
    of, relation = known.persons[0].relation, naming.persons[0].relation
    if not possessed or of not in people["of_relatives"] or relation not in people["not_theirs"]:
        return naming
    theirs = naming.persons[0].key == KIN or (of in people["children"] and relation in SEXES)
    if theirs:
        return naming
    return replace(naming, kind="person", persons=(situation.persons.setdefault(UNKNOWN, _stranger()),))


def _stranger() -> Person:
    return Person(UNKNOWN, "other", outside=True)


def _pronoun(situation: Situation, naming: Naming, resolved: list[Naming]) -> Naming | None:
    """他 and 她 are the person named last before them; many persons are left open."""
    if naming.end - naming.start > 1:
        return None
    earlier = [known for known in resolved if known.kind == "person" and known.persons[0].key != UNKNOWN]
    if earlier:
        return replace(naming, kind="person", persons=_of_the_sex(situation, naming, earlier).persons)
    couples = [known for known in resolved if known.kind == "couple"]
    if couples:
        return replace(naming, kind="person", persons=couples[-1].persons[1:])
    if any(known.kind == "self" and known.end - known.start > 1 for known in resolved):
        return replace(naming, kind="self", persons=(situation.persons["self"],))
    # Nobody knows who is meant: what is said of them is nobody's, unless somebody was asked about.
    unknown = situation.persons.setdefault(UNKNOWN, _stranger())
    return replace(naming, kind="person", persons=(unknown,))


def _of_the_sex(situation: Situation, naming: Naming, earlier: list[Naming]) -> Naming:
    """The person named last whom the word can mean; 他 is written of women too where only women were named."""
    sex = load("people")["pronouns"].get(situation.text[naming.start : naming.end])
    fitting = [known for known in earlier if known.persons[0].sex in (None, sex)]
    return (fitting or earlier)[-1]


def _parent(situation: Situation, naming: Naming, resolved: list[Naming]) -> Person:
    """他爸: the writer's spouse when it is the writer's child, and else nobody of the household."""
    people = load("people")
    sex = SEXES[_role(situation, naming)]
    persons = [person for known in reversed(resolved) if known.kind == "person" for person in known.persons]
    of = next((person for person in persons if person.relation not in ("spouse", "sibling_in_law")), None)
    beside = resolved[-1] if resolved else None
    coordinated = (
        beside is not None
        and beside.kind == "self"
        and compiled(people["coordination"]).search(situation.text[beside.end : naming.start])
    )
    if coordinated or (of is not None and of.relation in people["children"]):
        spouse = situation.persons.setdefault("spouse", Person("spouse", "spouse", sex))
        spouse.sex = spouse.sex or sex
        return spouse
    key = f"parent:{sex}"
    return situation.persons.setdefault(key, Person(key, "other", sex, outside=True))


def _role(situation: Situation, naming: Naming) -> str:
    word = situation.text[naming.start : naming.end]
    entries = [entry for entry in load("people")["relations"] if entry["kind"] == "childs_parent"]
    return next(str(entry["relation"]) for entry in entries if word in entry["words"])


def _pair(situation: Situation, resolved: list[Naming]) -> tuple[Person, ...]:
    """我们俩: the writer and whoever was named together with them, else their spouse."""
    me = situation.persons.setdefault("self", Person("self", "self"))
    for known, following in reversed(list(pairwise(resolved))):
        gap = situation.text[known.end : following.start]
        joined = gap and compiled(load("people")["coordination"]).search(gap)
        if known.kind == "self" and following.kind == "person" and joined and not following.persons[0].members:
            return (me, *following.persons)
    spouse = situation.persons.get("spouse")
    return (me, spouse) if spouse else ()


def _settle_old(situation: Situation) -> None:
    """家里老人九十一，是我奶奶: the old person is the one they are then said to be."""
    words = load("people")["somebody_old"]
    for place, naming in enumerate(situation.namings[:-1]):
        following = situation.namings[place + 1]
        before = situation.text[situation.clause_at(following.start).start : following.start]
        said_to_be = compiled(load("people")["said_to_be"])
        if (
            situation.text[naming.start : naming.end] in words
            and following.kind == "person"
            and (said_to_be.fullmatch(before) or said_to_be.fullmatch(situation.text, naming.end, following.start))
        ):
            old = naming.persons
            situation.namings = [
                replace(known, persons=following.persons) if known.persons == old else known for known in situation.namings
            ]


def _leave_out(situation: Situation) -> None:
    """Whoever is named only in stories of others, or for whom nothing is asked, is nobody of the household."""
    people = load("people")
    for person in situation.persons.values():
        told = [naming for naming in situation.namings if person in naming.persons]
        if told and person.key != "self" and all(situation.clause_at(naming.start).about_others for naming in told):
            person.outside = True
    for found in compiled(people["not_asked_for"]).finditer(situation.text):
        for naming in situation.namings:
            if found.start() <= naming.start < found.end() and naming.kind == "person":
                for person in naming.persons:
                    person.outside = True
