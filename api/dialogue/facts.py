"""What a turn taught: merged into the conversation's facts, with how each was learned; and its read-back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.dialogue.subjects import addressed
from api.models import Conversation
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition
from knowledge.errors import FactError
from knowledge.merging import forget, merge
from knowledge.places import place_name
from knowledge.planner import fact_label, person_name
from knowledge.situation import Situation, check_facts

CORRECTED = "corrected"
# From the record of what was granted here.
RECORDED = "recorded"
# Stands after a fact whose question asked for its whole group.
AND_ALL_WITH_IT = "+"
# As rules name the facts of whichever person they judge.
ABOUT_SOMEBODY = "person."
NOBODY = "household.nobody"
# Understood, but not worth reading back.
UNSPOKEN = frozenset({"people_complete", "relation", "sex"})


def learn(conversation: Conversation, learned: dict[str, Any], certainty: str) -> list[str]:
    """Merges facts; one that cannot be is left out and the rest kept. Returns the paths that changed."""
    facts, changed = merge(conversation.facts, _possible(learned), correcting=certainty == CORRECTED)
    conversation.facts = facts
    conversation.provenance = {**conversation.provenance, **{path: certainty for path in changed}}
    return changed


def set_fact(conversation: Conversation, path: str, value: Any) -> list[str]:
    """Sets one fact by its path; None makes it unknown again. Raises FactError for an unknown path or an impossible value."""
    dictionary = load_catalogue().dictionary
    dictionary.definition(path)
    if path.startswith(ABOUT_SOMEBODY):
        raise FactError(path, "says of nobody in particular")
    if value is None:
        conversation.facts = forget(conversation.facts, path)
        conversation.provenance = {known: how for known, how in conversation.provenance.items() if known != path}
        return [path]
    facts = Situation(conversation.facts, dictionary).with_fact(path, value).facts
    check_facts(facts, dictionary)
    conversation.facts = facts
    conversation.provenance = {**conversation.provenance, path: CORRECTED}
    return [path]


def asked_facts(conversation: Conversation) -> list[str]:
    """The facts the open question asks for, the one it is known by first; none while nothing is asked."""
    return facts_of(conversation.asked_fact) if conversation.asked_fact else []


def facts_of(asked: str) -> list[str]:
    """The facts a question asks for, as the conversation names it, the one it is known by first."""
    first = asked.removesuffix(AND_ALL_WITH_IT)
    return [first] if first == asked else load_catalogue().dictionary.together(first)


def is_known(conversation: Conversation, path: str) -> bool:
    """Whether a fact has a value by now; for `people.any.x`, whether anybody has one or nobody is said to."""
    facts, parts = conversation.facts, path.split(".")
    if parts[0] == "household":
        return facts.get("household", {}).get(parts[1]) is not None
    if parts[1] == "any":
        return parts[2] in (facts.get("household", {}).get("nobody") or []) or any(
            parts[2] in person for person in facts.get("people", [])
        )
    return any(person["id"] == parts[1] and person.get(parts[2]) is not None for person in facts.get("people", []))


def is_of_somebody_gone(conversation: Conversation, path: str) -> bool:
    """Whether a fact is of a person nothing is known of any more, as a button pressed late may be."""
    parts = path.split(".")
    known = {ANYBODY, "self", *(person["id"] for person in conversation.facts.get("people", []))}
    return parts[0] == "people" and parts[1] not in known


def readback(conversation: Conversation, paths: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The facts as a resident reads them, each with what is needed to change it; all of them by default."""
    return readback_of(conversation.facts, conversation.about, paths)


def readback_of(facts: dict[str, Any], about: str | None, paths: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The same of the facts of one household. about: whose it is, None for the resident's own."""
    situation = Situation(facts, load_catalogue().dictionary)
    wanted = set(paths) if paths is not None else None
    rows = []
    for path, value in _known(facts):
        definition = situation.dictionary.definition(path)
        if value is None or path.split(".")[-1] in UNSPOKEN or (wanted is not None and path not in wanted):
            continue
        row = _row(path, value, definition, situation)
        rows.append(row | {name: addressed(row[name], about) for name in ("label", "value_text")})
    return rows


def _row(path: str, value: Any, definition: FactDefinition, situation: Situation) -> dict[str, Any]:
    options = [{"value": option.value, "label": option.label} for option in definition.options]
    return {
        "path": path,
        "label": fact_label(path, situation),
        "group": group_of(path, definition),
        "value": value,
        "value_text": _nobody_text(value, situation) if path == NOBODY else value_text(value, definition),
        "editable_type": definition.type,
        "options": options,
        "unit": definition.unit,
    }


def group_of(path: str, definition: FactDefinition) -> str:
    """Under which heading a fact is read back: `money`, `people` or `household`."""
    if definition.type == "money":
        return "money"
    return "people" if path.startswith("people.") or path == NOBODY else "household"


def value_text(value: Any, definition: FactDefinition) -> str:
    """A value as people say it: with its unit, its option's wording, or as an approximate range."""
    values = words("dialogue")["values"]
    if isinstance(value, list):
        names = [_item_name(item, definition) for item in value]
        return "、".join(names) if names else str(values["nothing"])
    label = definition.option_label(value)
    if label is not None and definition.type not in NUMERIC:
        return label
    if isinstance(value, bool):
        return str(values["yes"] if value else values["no"])
    if isinstance(value, dict):
        shape = "about" if len(value) == 2 else "at_least" if "min" in value else "at_most"
        return str(values[shape].format(low=value.get("min"), high=value.get("max"), unit=definition.unit or ""))
    if definition.type in NUMERIC:
        return str(values["exact"].format(value=value, unit=definition.unit or ""))
    return place_name(str(value)) if definition.type == "place" else str(value)


def _nobody_text(names: Iterable[str], situation: Situation) -> str:
    """What nobody has, as a sentence for each; those who do have it are excepted by name."""
    but_for = words("dialogue")["values"]["but_for"]
    said = []
    for name in names:
        about = situation.dictionary.person[name]
        having = [each for each, person in situation.people.items() if person.get(name) not in (None, False, about.nothing)]
        text = about.nobody or about.label
        who = "、".join(person_name(situation, each) for each in having)
        said.append(str(but_for.format(who=who, said=text)) if having else text)
    return "、".join(said)


def _item_name(item: Any, definition: FactDefinition) -> str:
    catalogue = load_catalogue()
    if item in catalogue.policies:
        return catalogue.policies[item].name
    return definition.option_label([item]) or str(item)


def _known(facts: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in facts.get("household", {}).items():
        yield f"household.{name}", value
    for person in facts.get("people", []):
        for name, value in person.items():
            if name != "id":
                yield f"people.{person['id']}.{name}", value


def _possible(learned: dict[str, Any]) -> dict[str, Any]:
    dictionary = load_catalogue().dictionary
    household = {
        name: value for name, value in (learned.get("household") or {}).items() if _fits({"household": {name: value}}, dictionary)
    }
    people = []
    for person in learned.get("people") or []:
        identity = {"id": person["id"]}
        values = {
            name: value
            for name, value in person.items()
            if name == "id" or _fits({"people": [{**identity, name: value}]}, dictionary)
        }
        people.append(values)
    return {"household": household, "people": people}


def _fits(facts: dict[str, Any], dictionary: Any) -> bool:
    try:
        check_facts(facts, dictionary)
    except FactError:
        return False
    return True
