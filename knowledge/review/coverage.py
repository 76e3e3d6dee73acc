"""`make policies`: checks every file and the whole, writes the JSON Schemas, prints what is covered and what is open.

`python -m knowledge.review.coverage open expiring` prints these parts only; the parts are those of PARTS.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from knowledge.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge.conditions import walk
from knowledge.errors import CatalogueError
from knowledge.parameters import NATIONAL
from knowledge.places import place_name
from knowledge.policy import AllOf, AnyOf, InForce, Not, Overlay, Policy
from knowledge.reading import placed
from knowledge.review.audit import audit
from knowledge.review.schemas import write_schemas
from knowledge.review.standards import standards, topics
from knowledge.tables import COLUMNS, table, wrapped
from knowledge.windows import check_windows, load_windows
from knowledge.wording import wording

Row = tuple[object, ...]


def conditions(policy: Policy) -> int:
    """How many conditions a policy has, those that only combine others left out."""
    return sum(not isinstance(part, AllOf | AnyOf | Not) for part in walk(policy.rule))


def _sizes(policies: Iterable[Policy]) -> Row:
    group = list(policies)
    counts = (map(conditions, group), (len(policy.passages) for policy in group), (len(policy.phrases) for policy in group))
    return (len(group), *map(sum, counts))


def _by(catalogue: Catalogue, key: Callable[[Policy], str]) -> list[Row]:
    policies = catalogue.policies.values()
    rows = [
        (name, *_sizes(policy for policy in policies if key(policy) == name)) for name in {key(policy) for policy in policies}
    ]
    return sorted(rows, key=lambda row: (-int(str(row[1])), str(row[0])))


def _departments(catalogue: Catalogue, _: date) -> list[Row]:
    return _by(catalogue, lambda policy: policy.department)


def _categories(catalogue: Catalogue, _: date) -> list[Row]:
    return _by(catalogue, lambda policy: policy.category)


def _levels(catalogue: Catalogue, _: date) -> list[Row]:
    return _by(catalogue, lambda policy: str(_words()["words"][policy.level]))


def _all_places(catalogue: Catalogue) -> list[str]:
    return [*sorted({*catalogue.overlays, *catalogue.parameters.by_place} - {NATIONAL}), NATIONAL]


def _name(place: str) -> str:
    return str(_words()["words"]["national"]) if place == NATIONAL else place_name(place)


def _held(catalogue: Catalogue, place: str) -> dict[str, list[str]]:
    parameters = catalogue.parameters.by_place.get(place, {})
    return {
        "overlays": list(catalogue.overlays.get(place, {})),
        "verified": [name for name, parameter in parameters.items() if parameter.values],
        "open": [name for name, parameter in parameters.items() if parameter.open],
    }


def _places(catalogue: Catalogue, _: date) -> list[Row]:
    return [(_name(place), place, *map(len, _held(catalogue, place).values())) for place in _all_places(catalogue)]


def _local(catalogue: Catalogue, _: date) -> list[Row]:
    words = _words()
    return [
        (_name(place), words["sections"]["local"]["kinds"][kind], words["separator"].join(names))
        for place in _all_places(catalogue)
        for kind, names in _held(catalogue, place).items()
        if names
    ]


def _topics(catalogue: Catalogue, day: date) -> list[Row]:
    rows: list[Row] = []
    for name, topic in topics().items():
        answering = [policy for policy in catalogue.in_force(day) if name in policy.topics]
        rows.append((name, _words()["words"][topic.tier], len(answering), sum(len(policy.phrases) for policy in answering)))
    return rows


def _ends(catalogue: Catalogue) -> Iterator[tuple[date, str, str, str]]:
    """Last day, kind, file and content of everything that ends."""

    def dated(file: str, kind: str, text: str, in_force: InForce | None) -> Iterator[tuple[date, str, str, str]]:
        if in_force is not None and in_force.until is not None:
            yield in_force.until, str(_words()["words"][kind]), file, text

    entries: list[tuple[str, str, str, Policy | Overlay]] = [
        (f"{NATIONAL}/{name}", "policy", policy.name, policy) for name, policy in catalogue.policies.items()
    ]
    for place, group in catalogue.overlays.items():
        entries += [(f"{place}/{name}", "overlay", catalogue.policies[name].name, overlay) for name, overlay in group.items()]
    for file, kind, name, entry in entries:
        yield from dated(file, kind, name, entry.in_force)
        for basis in entry.legal_basis:
            yield from dated(file, "legal_basis", basis.title, basis.in_force)


def _expiring(catalogue: Catalogue, day: date) -> list[Row]:
    last = day + timedelta(days=standards().expiring_days)
    return sorted(row for row in _ends(catalogue) if day <= row[0] <= last)


def _expired(catalogue: Catalogue, day: date) -> list[Row]:
    return sorted(row for row in _ends(catalogue) if row[0] < day)


def _thin(catalogue: Catalogue, _: date) -> list[Row]:
    asked = standards()
    words = _words()["words"]
    rows = [(policy.source, len(policy.passages), f"{NATIONAL}/{name}") for name, policy in catalogue.policies.items()]
    rows = [row for row in rows if row[1] < asked.passages or row[0].confidence != asked.confidence]
    # An overlay adds to the passages of its policy; its own need not be many.
    for place, group in catalogue.overlays.items():
        found = [(entry.source, len(entry.passages), f"{place}/{name}") for name, entry in group.items()]
        rows += [row for row in found if row[0].confidence != asked.confidence]
    rows.sort(key=lambda row: (list(words).index(row[0].confidence), row[2]), reverse=True)
    return [(words[source.confidence], count, file, source.text) for source, count, file in rows]


def _open(catalogue: Catalogue, _: date) -> list[Row]:
    return [
        (_name(place), parameter.id, f"{parameter.label}：{parameter.open}")
        for place in _all_places(catalogue)
        for parameter in catalogue.parameters.by_place.get(place, {}).values()
        if parameter.open
    ]


def _policies(catalogue: Catalogue, _: date) -> list[Row]:
    rows = []
    for policy in sorted(catalogue.policies.values(), key=lambda entry: (entry.department, entry.id)):
        local = sum(policy.id in group for group in catalogue.overlays.values())
        rows.append((policy.id, policy.department, *_sizes([policy])[1:], local, policy.name))
    return rows


# What can be printed, in this order: the summary stands above, the long lists at the end.
PARTS: dict[str, Callable[[Catalogue, date], list[Row]]] = {
    "departments": _departments,
    "categories": _categories,
    "levels": _levels,
    "places": _places,
    "topics": _topics,
    "expiring": _expiring,
    "expired": _expired,
    "thin": _thin,
    "local": _local,
    "open": _open,
    "policies": _policies,
}


def _words() -> dict[str, Any]:
    words: dict[str, Any] = wording()["coverage"]
    return words


def summary(catalogue: Catalogue, day: date) -> str:
    """How much there is, in one sentence."""
    policies = catalogue.policies.values()
    number, rules, passages, phrases = _sizes(policies)
    return str(_words()["total"]).format(
        policies=number,
        in_force=len(catalogue.in_force(day)),
        departments=len({policy.department for policy in policies}),
        topics=sum(bool(row[2]) for row in _topics(catalogue, day)),
        all_topics=len(topics()),
        phrases=phrases,
        passages=passages,
        conditions=rules,
        version=catalogue.version,
    )


def coverage(catalogue: Catalogue, day: date, parts: Iterable[str] = tuple(PARTS), columns: int = COLUMNS) -> Iterator[str]:
    """The lines to print: the summary, then one table for each part."""
    yield from wrapped(summary(catalogue, day), columns)
    for part in parts:
        words = _words()["sections"][part]
        rows = PARTS[part](catalogue, day)
        title = words["title"].format(days=standards().expiring_days, passages=standards().passages)
        yield from ("", f"== {title} [{part}: {len(rows)}]")
        yield from table(words["head"], rows, columns) if rows else [_words()["none"]]


def main(arguments: list[str] | None = None, day: date | None = None) -> int:
    """Prints the tables as of a day, today by default; 1 and a line for every mistake when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.review.coverage")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"print these parts only: {', '.join(PARTS)}")
    chosen = parser.parse_args(arguments).parts or list(PARTS)
    if unknown := [part for part in chosen if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    today = day or date.today()
    try:
        catalogue = load_catalogue()
        check_windows(load_windows(), catalogue)
        if mistakes := placed(audit(catalogue, today), FOLDER):
            raise CatalogueError(*mistakes)
    except CatalogueError as problem:
        print(problem, file=sys.stderr)
        return 1
    write_schemas()
    print("\n".join(coverage(catalogue, today, chosen)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
