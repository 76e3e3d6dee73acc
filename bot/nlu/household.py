"""How many there are in the household, by number or by naming them, and what it owns."""

from bot.nlu.amounts import Amount, numeral
from bot.nlu.attribution import subject_of
from bot.nlu.clauses import denied
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Mention, Naming, Person, Situation


def add_sizes(situation: Situation) -> None:
    """Adds every number of people; the household's own number becomes its size."""
    rules, text = load("people"), situation.text
    corrected = compiled(rules["size_corrected"]).search(text)
    for rule in rules["sizes"]:
        for found in compiled(rule["pattern"]).finditer(text):
            if any(
                known.kind == "people" and known.start < found.end() and found.start() < known.end for known in situation.mentions
            ):
                continue
            groups = found.groupdict()
            size = rule.get("is") or _sum(groups, rule.get("plus", 0))
            start, end = found.span("size") if "size" in groups else found.span()
            end = max(end, found.end())
            if size is None or not 1 <= size <= rules["too_many"]:
                continue
            if rule.get("is") == 1 and not _of_the_writer(situation, found.start(), found.end()):
                continue
            open_ended = any(groups.get(name) for name in ("more", "more2", "least"))
            upto = numeral(groups.get("upto") or "")
            _add_size(situation, start, end, int(size), open_ended, None if upto is None else int(upto))
            if rule.get("plus"):
                _take_in(situation, found.start(), found.end())
    if corrected and not any(known.fact == "household.size" for known in situation.mentions):
        size = numeral(corrected["size"])
        if size is not None and size <= rules["too_many"]:
            _add_size(situation, corrected.start("size"), corrected.end(), int(size), False)
            _take_in_forgotten(situation)
    _add_bare(situation)
    _add_groups(situation)


def _of_the_writer(situation: Situation, start: int, end: int) -> bool:
    """我妈独居 says nothing of how many live with the writer."""
    if any(naming.kind == "self" and start <= naming.start < end for naming in situation.namings):
        return True
    subject = subject_of(situation, start, end)
    earlier = [naming for naming in situation.namings if naming.end <= start]
    if earlier and not subject.explicit:
        last = situation.clause_at(earlier[-1].start)
        if compiled(load("people")["gone_before"]).search(last.text):
            return True
    return all(person.key == "self" for person in subject.persons)


def _take_in(situation: Situation, start: int, end: int) -> None:
    """The writer and everybody named in `start:end` live together."""
    named = [person for naming in situation.namings if start <= naming.start < end for person in naming.persons]
    for person in [situation.persons.setdefault("self", Person("self", "self")), *named]:
        person.in_household = True


def _take_in_forgotten(situation: Situation) -> None:
    """Whoever is named as left out of the number belongs to the household."""
    for naming in situation.namings:
        before = situation.text[situation.clause_at(naming.start).start : naming.start]
        if naming.kind == "person" and compiled(load("people")["forgotten"]).search(before):
            for person in naming.persons:
                person.in_household = True


def _sum(groups: dict[str, str | None], plus: int) -> float | None:
    """The number written, with a second one and the speakers themselves added where the rule says so."""
    parts = [numeral(written) for name in ("size", "second") if (written := groups.get(name))]
    return None if None in parts else sum(part for part in parts if part is not None) + plus


def _add_size(situation: Situation, start: int, end: int, size: int, open_ended: bool, upto: int | None = None) -> None:
    clause = situation.clause_at(start)
    mention = situation.mention("people", start, end, value=size, unit=load("people")["unit"], fact="household.size")
    mention.silent = (
        clause.supposed
        or clause.about_others
        or bool(compiled(load("people")["size_once"]).search(situation.text[clause.start : start]))
        or bool(compiled(load("people")["wrong_number"]).search(situation.text[:start][-4:]))
    )
    if upto:
        mention.low, mention.high, mention.certainty = size, upto, "approximate"
    if open_ended:
        mention.low, mention.certainty = size, "approximate"
    if mention.silent:
        mention.fact = None
    elif upto:
        situation.household["size"] = {"min": size, "max": upto}
    elif open_ended:
        situation.household["size"] = {"min": size}
    else:
        situation.household["size"] = size


def _add_bare(situation: Situation) -> None:
    rules = load("people")
    for found in compiled(rules["people_bare"]).finditer(situation.text):
        if any(known.kind == "people" and known.start <= found.start("size") < known.end for known in situation.mentions):
            continue
        size = numeral(found["size"])
        if size is not None:
            situation.mention("people", found.start(), found.end(), value=size, unit=rules["unit"], topic="bare")


def _add_groups(situation: Situation) -> None:
    for naming in situation.namings:
        if naming.counted is not None and naming.kind == "person":
            situation.mention(
                "people",
                naming.start,
                naming.end,
                value=naming.counted,
                unit=load("people")["unit"],
                details={"relation": naming.persons[0].relation},
            )


def add_composition(situation: Situation) -> None:
    """A household told by naming its members (我和老伴带俩孙子) gives its size and its people."""
    for chain in _chains(situation):
        persons = {person.key: person for naming in chain for person in naming.persons}
        counted = sum(person.count for person in persons.values())
        if counted != situation.household.get("size", counted if _whole(situation, chain) else None):
            continue
        for person in persons.values():
            person.in_household = True
        if "size" in situation.household:
            continue
        start, end = chain[0].start, chain[-1].end
        situation.household["size"] = counted
        situation.mention(
            "people", start, end, value=counted, unit=load("people")["unit"], certainty="inferred", fact="household.size"
        )
    _settle_elders(situation)


def _settle_elders(situation: Situation) -> None:
    """A number counted without the parents-in-law named is too small when they live there too, and else not certain."""
    rules = load("people")
    if situation.household.get("size") is None or not _counted_without(situation):
        return
    counted = [known for known in situation.mentions if known.fact == "household.size"]
    namings = [naming for naming in situation.namings if _elder(naming) and not _within(naming, counted)]
    if not namings:
        return
    clauses = {situation.clause_at(naming.start).start: situation.clause_at(naming.start) for naming in namings}
    together = all(compiled(rules["lives_with"]).search(clause.text) for clause in clauses.values())
    for known in counted:
        known.fact = None
    size = situation.household.pop("size")
    if together:
        elders = {person.key: person for naming in namings for person in naming.persons}
        for person in elders.values():
            person.in_household = True
        situation.household["size"] = size + len(elders)


def _counted_without(situation: Situation) -> bool:
    """Whether the size was put together from the speaker and the children, not said as a number of its own."""
    summed = [compiled(rule["pattern"]) for rule in load("people")["sizes"] if rule.get("plus") or rule.get("is")]
    counted = [known for known in situation.mentions if known.fact == "household.size"]
    return all(known.certainty == "inferred" for known in counted) or any(pattern.search(situation.text) for pattern in summed)


def _elder(naming: Naming) -> bool:
    return any(person.relation in load("people")["elders_apart"] for person in naming.persons)


def _within(naming: Naming, counted: list[Mention]) -> bool:
    return any(known.start <= naming.start < known.end for known in counted)


def _chains(situation: Situation) -> list[list[Naming]]:
    """Runs of names joined by nothing but connecting words."""
    rules = load("people")["composition"]
    namings = [naming for naming in situation.namings if naming.kind != "household"]
    chains: list[list[Naming]] = []
    for naming in namings:
        gap = situation.text[chains[-1][-1].end : naming.start] if chains else None
        counted = compiled(load("people")["counting"]).sub("", gap) if gap is not None else None
        ended = gap is not None and compiled(rules["together"]).search(gap + situation.text[naming.start : naming.start + 1])
        if counted is not None and not ended and len(counted) <= 16 and compiled(rules["connector"]).search(counted):
            chains[-1].append(naming)
        else:
            chains.append([naming])
    return [chain for chain in chains if len(chain) > 1]


def _whole(situation: Situation, chain: list[Naming]) -> bool:
    """Whether the names are meant as everybody: bound by 带 or 加 around a couple or somebody alone, or called the family."""
    rules, text = load("people")["composition"], situation.text
    keys = {person.key for naming in chain for person in naming.persons}
    if "self" not in keys or any(_uncounted(situation, naming) for naming in chain):
        return False
    start, end = chain[0].start, chain[-1].end
    inside = text[start:end]
    clause = situation.clause_at(start)
    said = text[clause.start : situation.clause_at(end - 1).end]
    binds = compiled(rules["binds"]).search(inside) is not None
    alone = compiled(rules["alone"]).search(said) is not None
    whole = compiled(rules["whole"]).search(text[clause.start : start]) is not None
    together = compiled(rules["together"]).search(text[end : end + 12]) is not None
    if any(_elder(naming) for naming in chain):
        return whole or together
    return whole or together or (binds and (alone or "spouse" in keys))


def _uncounted(situation: Situation, naming: Naming) -> bool:
    people = load("people")
    relation, word = people["generic_child"], situation.text[naming.start : naming.end]
    if naming.counted is not None:
        return False
    return any(not person.members and (person.relation == relation or word in people["any_child"]) for person in naming.persons)


def add_belongings(situation: Situation, amounts: list[Amount]) -> None:
    """Homes, cars and floor area said by number."""
    rules = load("housing")["counts"]
    for amount in amounts:
        clause = situation.clause_at(amount.start)
        after, before = situation.text[amount.end : clause.end], situation.text[clause.start : amount.start]
        if (
            clause.question
            or clause.supposed
            or clause.about_others
            or _of_somebody_else(situation, amount)
            or denied(situation, amount.start, amount.end)
            or amount.approximate
        ):
            continue
        homes = compiled(rules["homes"]).search(after)
        if (
            homes
            and not compiled(rules["owned_by_others"]).search(clause.text)
            and (homes.end() > 1 or compiled(rules["homes_before"]).search(before))
        ):
            _own(situation, amount, amount.end + 1, "homes")
        cars = compiled(rules["cars"]).search(after)
        if cars and not compiled(rules["not_cars"]).search(after[:12]):
            _own(situation, amount, amount.end + cars.end(), "cars")
        area = compiled(rules["area"]).search(after)
        if area and compiled(rules["area_per_head"]).search(before):
            _own(situation, amount, amount.end + area.end(), "home_area_per_head")


def _of_somebody_else(situation: Situation, amount: Amount) -> bool:
    """我姐夫有两套房 says nothing of what we own."""
    subject = subject_of(situation, amount.start, amount.end)
    return subject.explicit and any(person.relation not in load("people")["ours"] for person in subject.persons)


def _own(situation: Situation, amount: Amount, end: int, fact: str) -> Mention:
    # 两套房，一套自己住: a smaller number after is a part of the first.
    situation.household[fact] = max(amount.value, situation.household.get(fact, 0))
    return situation.mention("status", amount.start, end, value=amount.value, fact=f"household.{fact}")
