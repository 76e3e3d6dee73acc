"""Writes the JSON Schemas of the catalogue's files, from the shapes of the code: editors complete and check by them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from knowledge.catalogue import FOLDER as CATALOGUE
from knowledge.policy import Overlay, Parameter, Policy
from knowledge.windows import PlaceWindows

FOLDER = CATALOGUE / "schema"
SCHEMAS: dict[str, type[BaseModel]] = {
    "policy": Policy,
    "overlay": Overlay,
    "parameter": Parameter,
    "windows": PlaceWindows,
}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema of one kind of file, as editors read it."""
    return json.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path = FOLDER) -> None:
    """Writes one schema per kind of file."""
    folder.mkdir(exist_ok=True)
    for name, model in SCHEMAS.items():
        (folder / f"{name}.schema.json").write_text(schema_text(model), "utf-8")
