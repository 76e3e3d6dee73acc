"""What OpenFisca is asked: the same families in its own words, and nothing that is not known."""

from __future__ import annotations

import ast

from operations.bench.openfisca import ENVIRONMENT, NUMBERS, POLICIES, PROGRAM, is_exact, translated

RULES = PROGRAM.with_name("rules.py")


def test_what_is_not_known_is_left_out_there_too() -> None:
    facts = {"household": {"cars": 0, "receiving": None}, "people": [{"id": "self", "relation": "self"}]}
    assert translated(facts) == {"household": {"cars": 0}, "people": [{}]}


def test_words_become_what_openfisca_knows() -> None:
    person = {"id": "self", "disability_grade": "none", "student_stage": "junior", "work": "unemployed", "sex": "male"}
    told = translated({"household": {"receiving": ["dibao"], "hukou_type": "rural"}, "people": [person]})
    assert told["household"]["receiving_dibao"] is True and told["household"]["receiving_tekun"] is False
    assert told["household"]["rural"] is True
    assert told["people"] == [{"disability_grade": 0, "compulsory_school": True, "unemployed": True, "female": False}]


def test_a_family_with_a_range_is_not_asked_about() -> None:
    assert is_exact({"household": {"savings": 1}, "people": [{"id": "self", "age": 3}]})
    assert not is_exact({"household": {"savings": {"min": 1}}, "people": []})


def test_each_policy_that_is_compared_is_written_for_openfisca_and_each_number_is_used() -> None:
    tree = ast.parse(RULES.read_text("utf-8"))
    written = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {name.replace("-", "_") for name in POLICIES} <= written and len(POLICIES) == 10
    assert {name.replace(".", "_").replace("-", "_") for name in NUMBERS} <= used


def test_the_peer_is_installed_in_an_environment_of_its_own_and_nowhere_else() -> None:
    assert "openfisca-core==" in ENVIRONMENT.requirements.read_text("utf-8")
    others = [file for file in ENVIRONMENT.requirements.parent.glob("*.txt") if file != ENVIRONMENT.requirements]
    assert others and all("openfisca" not in file.read_text("utf-8") for file in others)
