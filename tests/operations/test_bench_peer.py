"""The stock bot's project: its own few files and the product's examples, asked what it can answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import load_catalogue
from operations.bench.stock import EXAMPLES, SOURCE, product_examples, write_project
from operations.bench.talks import workload


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock") / "project"
    write_project(folder)
    return folder


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_every_example_of_the_product_trains_the_stock_bot(project: Path) -> None:
    written = read(project / "data" / "nlu.yml")["nlu"]
    assert written == product_examples(EXAMPLES)
    lines = [
        line for file in EXAMPLES.glob("*.yml") for line in file.read_text("utf-8").splitlines() if line.startswith("    - ")
    ]
    assert sum(len(one["examples"].splitlines()) for one in written) == len(lines)


def test_every_intent_of_its_stories_and_rules_is_one_of_the_products(project: Path) -> None:
    known = set(read(project / "domain" / "intents.yml")["intents"])
    told = read(project / "data" / "stories.yml")["stories"] + read(project / "data" / "rules.yml")["rules"]
    used = {step["intent"] for story in told for step in story["steps"] if "intent" in step}
    assert used - known == {"nlu_fallback"}


def test_a_new_project_replaces_the_old_one(tmp_path: Path) -> None:
    left_over = tmp_path / "project" / "data" / "old.yml"
    left_over.parent.mkdir(parents=True)
    left_over.touch()
    write_project(tmp_path / "project")
    assert not left_over.exists()


def test_the_form_asks_what_the_workload_answers_in_the_same_order() -> None:
    slots = read(SOURCE / "domain" / "household.yml")["forms"]["household_form"]["required_slots"]
    assert [f"household.{slot}" for slot in slots] == list(workload()["answers"])


def test_a_conversation_has_a_turn_for_the_opening_and_for_every_answer() -> None:
    assert workload()["turns"] == 1 + len(workload()["answers"])


def test_every_answer_is_about_a_fact_of_the_dictionary() -> None:
    dictionary = load_catalogue().dictionary
    assert [path for path in {**workload()["answers"], **workload()["further_answers"]} if path not in dictionary] == []
