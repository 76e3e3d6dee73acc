"""`make policies`: checks every file, writes the JSON Schemas, prints what is covered and which numbers are still open."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from knowledge.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge.errors import CatalogueError
from knowledge.policy import Overlay, Parameter, Policy
from knowledge.windows import PlaceWindows, check_windows, load_windows
from knowledge.wording import wording

SCHEMAS: dict[str, type[BaseModel]] = {"policy": Policy, "overlay": Overlay, "parameter": Parameter, "windows": PlaceWindows}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema of one kind of file, as editors read it."""
    return json.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path = FOLDER / "schema") -> None:
    """Writes one schema per kind of file."""
    folder.mkdir(exist_ok=True)
    for name, model in SCHEMAS.items():
        (folder / f"{name}.schema.json").write_text(schema_text(model), "utf-8")


def coverage(catalogue: Catalogue) -> Iterator[str]:
    """The coverage table line by line, one policy a line; then the totals and the open parameters."""
    words: dict[str, Any] = wording()["coverage"]
    yield words["head"]
    for policy in sorted(catalogue.policies.values(), key=lambda entry: (entry.department, entry.id)):
        places = "、".join(place for place, overlays in catalogue.overlays.items() if policy.id in overlays)
        cells = [
            policy.department,
            policy.id,
            policy.name,
            len(policy.rule.all),
            len(policy.passages),
            len(policy.phrases),
            places,
        ]
        yield " | ".join(str(cell) for cell in cells)
    departments = {policy.department for policy in catalogue.policies.values()}
    topics = {topic for policy in catalogue.policies.values() for topic in policy.topics}
    yield words["total"].format(
        policies=len(catalogue.policies), departments=len(departments), topics=len(topics), version=catalogue.version
    )
    yield words["open"]
    for place, group in catalogue.parameters.by_place.items():
        yield from (
            f"  {place} {parameter.id} {parameter.label}: {parameter.open}" for parameter in group.values() if parameter.open
        )


def main() -> int:
    """Prints the table; 1 and one sentence when a file is wrong."""
    try:
        catalogue = load_catalogue()
        check_windows(load_windows(), catalogue)
    except CatalogueError as problem:
        print(problem, file=sys.stderr)
        return 1
    write_schemas()
    print("\n".join(coverage(catalogue)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
