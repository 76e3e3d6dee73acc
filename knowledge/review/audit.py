"""What is asked of the catalogue as a whole before it is published, beyond that it loads: see `standards.yaml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from knowledge.catalogue import Catalogue
from knowledge.checking import check_conditions, check_dictionary, check_test
from knowledge.entries import Entries
from knowledge.indicators import load_warnings
from knowledge.parameters import NATIONAL
from knowledge.places import is_place
from knowledge.reading import Finding
from knowledge.review.phrases import Phrase, near_duplicates
from knowledge.review.standards import standards, topics
from knowledge.tags import load_tags


def audit(catalogue: Catalogue, day: date) -> Iterator[Finding]:
    """Everything the catalogue still lacks on that day; none when it can be published."""
    yield from _topics(catalogue, day)
    yield from _entries(catalogue)
    yield from _steps(catalogue)
    yield from repeated_phrases(catalogue)
    yield from _places(catalogue)
    yield from _units(catalogue)
    read = Entries(catalogue.dictionary, catalogue.policies, catalogue.overlays, catalogue.parameters.by_place)
    yield from check_dictionary(read)
    yield from _register(read)


def repeated_phrases(catalogue: Catalogue) -> Iterator[Finding]:
    """The phrases that say the same as an earlier one, each with the one it is most alike."""
    bounds = standards().phrases
    phrases = {name: policy.phrases for name, policy in catalogue.policies.items()}
    told: set[Phrase] = set()
    for pair in near_duplicates(phrases, bounds.alike_within, bounds.alike_across):
        second, first = pair.second, pair.first
        if second in told:
            continue
        told.add(second)
        details = {"text": second.text, "other": first.text, "id": first.policy, "likeness": f"{pair.likeness:.2f}"}
        yield Finding(_file(second.policy), ("phrases", second.position), "near_duplicate", details)


def _file(policy_id: str) -> str:
    return f"policies/{NATIONAL}/{policy_id}.yaml"


def _topics(catalogue: Catalogue, day: date) -> Iterator[Finding]:
    answered = {topic for policy in catalogue.in_force(day) for topic in policy.topics}
    for position, name in enumerate(topics()):
        if name not in answered:
            yield Finding("topics.yaml", ("topics", position, "name"), "unanswered_topic", {"topic": name})


def _entries(catalogue: Catalogue) -> Iterator[Finding]:
    bounds = standards().phrases
    offered = catalogue.dictionary.household["difficulties"].items
    for name, policy in catalogue.policies.items():
        for position, topic in enumerate(policy.topics):
            if topic not in topics():
                yield Finding(_file(name), ("topics", position), "unknown_topic", {"topic": topic})
        for position, difficulty in enumerate(policy.difficulties):
            if difficulty not in offered:
                known = ", ".join(sorted(map(str, offered)))
                yield Finding(
                    _file(name), ("difficulties", position), "unknown_difficulty", {"found": difficulty, "known": known}
                )
        least = bounds.with_topic if policy.topics else bounds.other
        if len(policy.phrases) < least:
            details = {"found": str(len(policy.phrases)), "least": str(least)}
            yield Finding(_file(name), ("phrases",), "few_phrases", details)


def _steps(catalogue: Catalogue) -> Iterator[Finding]:
    """What is applied for without the steps every application goes through, in the national entries and in the local ones."""
    ways = {_file(name): policy.apply for name, policy in catalogue.policies.items()}
    for place, group in catalogue.overlays.items():
        ways |= {f"policies/{place}/{name}.yaml": overlay.apply for name, overlay in group.items() if overlay.apply}
    for file, way in ways.items():
        missing = [step for step in standards().steps if step not in way.steps]
        if way.channel == "apply" and missing:
            yield Finding(file, ("apply", "steps"), "missing_steps", {"missing": ", ".join(missing)})


def _places(catalogue: Catalogue) -> Iterator[Finding]:
    for kind, by_place in (("policies", catalogue.overlays), ("parameters", catalogue.parameters.by_place)):
        for place, group in by_place.items():
            if place != NATIONAL and not is_place(place):
                yield Finding(f"{kind}/{place}/{next(iter(group))}.yaml", (), "unknown_place", {"place": place})


def _units(catalogue: Catalogue) -> Iterator[Finding]:
    places = catalogue.parameters.by_place
    for identifier in sorted(catalogue.parameters.ids):
        units = {place: group[identifier].unit for place, group in places.items() if identifier in group}
        usual = Counter(units.values()).most_common(1)[0][0]
        for place, unit in units.items():
            if unit != usual:
                yield Finding(f"parameters/{place}/{identifier}.yaml", ("unit",), "other_unit", {"found": unit, "usual": usual})


def _register(read: Entries) -> Iterator[Finding]:
    """What the tags of the register and its warnings point at."""
    for number, group in enumerate(load_tags()):
        for place, tag in enumerate(group.tags):
            yield from check_conditions("tags.yaml", [(("groups", number, "tags", place, "when"), tag.when)], read)
    for number, warning in enumerate(load_warnings()):
        for place, test in enumerate(warning.when):
            yield from check_test("warnings.yaml", ("warnings", number, "when", place), test, read)
        if warning.change is not None and warning.change.fact not in read.dictionary:
            yield Finding("warnings.yaml", ("warnings", number, "change", "fact"), "no_fact", {"fact": warning.change.fact})
        for place, policy in enumerate(warning.policies):
            if policy not in read.policies:
                yield Finding("warnings.yaml", ("warnings", number, "policies", place), "no_policy", {"id": policy})
