"""The JSON Schemas editors read are those of the code, and the shipped files are valid against them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from knowledge.catalogue import FOLDER
from knowledge.review.schemas import SCHEMAS, schema_text, write_schemas

FILES = {
    "policy": sorted(FOLDER.glob("policies/national/*.yaml")),
    "overlay": sorted(FOLDER.glob("policies/[0-9]*/*.yaml")),
    "parameter": sorted(FOLDER.glob("parameters/*/*.yaml")),
    "windows": sorted(FOLDER.glob("windows/[0-9]*.yaml")),
}
SHIPPED = [pytest.param(kind, file, id=f"{file.parent.name}/{file.name}") for kind, files in FILES.items() for file in files]


def as_json(value: Any) -> Any:
    """What YAML reads as a day, JSON writes as text; keys are always text."""
    if isinstance(value, dict):
        return {str(name): as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_on_disk_is_that_of_the_code(kind: str) -> None:
    assert (FOLDER / "schema" / f"{kind}.schema.json").read_text("utf-8") == schema_text(SCHEMAS[kind])


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_is_a_valid_schema(kind: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_text(SCHEMAS[kind])))


def test_schemas_are_written_one_per_kind_of_file(tmp_path: Path) -> None:
    write_schemas(tmp_path / "schema")
    assert {file.name for file in (tmp_path / "schema").iterdir()} == {f"{kind}.schema.json" for kind in SCHEMAS}


@pytest.mark.parametrize(("kind", "file"), SHIPPED)
def test_a_shipped_file_is_valid_against_its_schema(kind: str, file: Path) -> None:
    validator = Draft202012Validator(json.loads(schema_text(SCHEMAS[kind])))
    problems = [problem.message for problem in validator.iter_errors(as_json(yaml.safe_load(file.read_text("utf-8"))))]
    assert problems == []


def test_a_misspelt_key_is_no_valid_file() -> None:
    document = as_json(yaml.safe_load(FILES["policy"][0].read_text("utf-8")))
    validator = Draft202012Validator(json.loads(schema_text(SCHEMAS["policy"])))
    assert list(validator.iter_errors({**document, "pharses": []}))
