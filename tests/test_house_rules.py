"""The rules of this house that a linter does not know."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("api", "bot", "divisions", "emergencies", "knowledge", "operations", "retrieval")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# Catch whatever comes, log it, answer: the outermost line of a process, and nowhere else.
PROCESS_EDGES = {"api/core/repeating.py", "bot/actions/base.py", "bot/channel.py", "bot/server.py"}
# The address of torch's CPU wheels is needed where no mirror is configured; it is a default that TORCH_INDEX replaces.
WITH_AN_INDEX = {"operations/torch_build.py"}
CHINESE = re.compile(r"[㐀-䶿一-鿿]")
# Round numbers and small ones mean a hundred other things in code.
SMALLEST_TELLING_NUMBER = 100


@cache
def files(*endings: str) -> list[Path]:
    """The files of the repository with these endings, as git knows them; what others wrote and we only ship is left out."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [Path(name) for name in listing.stdout.split("\0") if name.endswith(endings)]
    return sorted(path for path in paths if "vendor" not in path.parts and (ROOT / path).is_file())


def text(path: Path) -> str:
    """The text of a file of the repository."""
    return (ROOT / path).read_text("utf-8")


def code_files() -> list[Path]:
    """The Python of the product, without the tests."""
    return [path for path in files(".py") if path.parts[0] in PACKAGES]


@cache
def tree(path: Path) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(text(path))


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a Python file."""
    return ast.walk(tree(path))


def test_no_file_is_longer_than_a_person_reads() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in files(".py", ".js", ".css", ".html")}
    migrations = "api/migrations/"
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE and not name.startswith(migrations)} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    functions = (
        (f"{path}:{node.name}", node.end_lineno - node.lineno + 1)
        for path in files(".py")
        if "migrations" not in path.parts
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )
    assert {name: lines for name, lines in functions if lines > LONGEST_FUNCTION} == {}


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the value of every string in a Python file that is no docstring: those may quote what people say."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in nodes(path) if isinstance(node, described) and ast.get_docstring(node)}
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_no_sentence_for_people_stands_in_python() -> None:
    spoken = [f"{path}:{line}" for path in code_files() for line, value in strings_of(path) if CHINESE.search(value)]
    assert spoken == []


def test_no_sentence_for_people_stands_in_a_script() -> None:
    assert [str(path) for path in files(".js") if path.parts[0] in PACKAGES and CHINESE.search(text(path))] == []


def test_only_a_process_edge_catches_everything() -> None:
    def is_broad(handler: ast.ExceptHandler) -> bool:
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")) for kind in caught)

    broad = {str(path) for path in code_files() for node in nodes(path) if isinstance(node, ast.ExceptHandler) and is_broad(node)}
    assert broad - PROCESS_EDGES == set()


def test_every_module_says_what_it_is_for() -> None:
    def is_silent(path: Path) -> bool:
        return bool(tree(path).body) and ast.get_docstring(tree(path)) is None

    assert [str(path) for path in code_files() if "versions" not in path.parts and is_silent(path)] == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "assert " + "True"])
def test_nothing_is_left_for_later(word: str) -> None:
    assert [str(path) for path in files(".py", ".js", ".css", ".html") if word in text(path)] == []


@pytest.mark.parametrize(
    "word", [r"\.skip\b", r"\.skipif\b", r"\.xfail\b", r"\bimportorskip\b", r"unittest\.mock", r"\bmocker\b"]
)
def test_no_test_is_skipped_and_no_part_of_ours_is_mocked(word: str) -> None:
    tests = [path for path in files(".py") if path.parts[0] == "tests" and path.name != Path(__file__).name]
    assert [str(path) for path in tests if re.search(word, text(path))] == []


def test_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.])/(work|root|opt|home)/\w|(index-url|find-links)[ =]+\S*://|download\.\w+\.org", re.IGNORECASE)
    kinds = (".py", ".txt", ".in", ".toml", ".yml", ".yaml", ".md", ".cfg", ".ini", ".example", "Makefile", "run")
    exempt = {Path(__file__).name}
    named = {str(path) for path in files(*kinds) if path.name not in exempt and place.search(text(path))}
    assert named - WITH_AN_INDEX == set()


def test_every_policy_has_a_case_table() -> None:
    policies = {path.stem for path in files(".yaml") if path.parts[:2] == ("knowledge", "policies")}
    tables = {path.stem for path in files(".yaml") if path.parts[:2] == ("tests", "policies")}
    assert policies - tables == set()


def numbers_in(value: Any) -> Iterator[float]:
    """Every number in a loaded YAML file."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def is_telling(number: float) -> bool:
    """Whether a number is odd enough that finding it in code is no accident."""
    return number >= SMALLEST_TELLING_NUMBER and number % 100 != 0


def test_no_number_of_a_policy_stands_in_python() -> None:
    parameters = [path for path in files(".yaml") if path.parts[:2] == ("knowledge", "parameters")]
    known = {number for path in parameters for number in numbers_in(yaml.safe_load(text(path))) if is_telling(number)}
    assert known
    judging = [path for path in code_files() if path.parts[0] != "operations"]
    constants = (
        (f"{path}:{node.lineno}", node.value)
        for path in judging
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    )
    assert {place: value for place, value in constants if float(value) in known} == {}
