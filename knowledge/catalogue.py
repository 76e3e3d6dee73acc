"""Loads and checks the catalogue: policies, local overlays, dated parameters, facts. What is wrong names its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.criteria import COMPARISONS
from knowledge.dictionary import FactDictionary, expression_facts, load_dictionary
from knowledge.errors import CatalogueError, UnknownPolicyError
from knowledge.parameters import NATIONAL, Parameters, places_from
from knowledge.policy import (
    AllOf,
    AnyOf,
    AnyTest,
    Benefit,
    Condition,
    CountCondition,
    Expression,
    FactTest,
    Not,
    Overlay,
    Parameter,
    ParameterUse,
    Policy,
    VerdictCondition,
    operands,
)
from knowledge.rules import RuleBook
from knowledge.situation import PEOPLE

FOLDER = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)


class Catalogue:
    """Everything the product knows about policies; immutable, identified by `version`."""

    def __init__(
        self,
        policies: dict[str, Policy],
        overlays: dict[str, dict[str, Overlay]],
        parameters: Parameters,
        dictionary: FactDictionary,
        version: str,
    ) -> None:
        self.policies = policies
        self.overlays = overlays
        self.parameters = parameters
        self.dictionary = dictionary
        self.version = version
        self._local = lru_cache(maxsize=4096)(self._build_local)
        self._speaking = {*overlays, *parameters.by_place} - {NATIONAL}
        self._rule_book = lru_cache(maxsize=64)(self._build_rule_book)
        self.national_in_force = lru_cache(maxsize=64)(self._find_in_force)

    def policy(self, policy_id: str, locality: str | None = None, as_of: date | None = None) -> Policy:
        """The entry as it stands for a place on a day (today by default). Raises UnknownPolicyError."""
        day = as_of or date.today()
        national = self.policies.get(policy_id)
        if national is None or not national.in_force.holds_on(day):
            raise UnknownPolicyError(policy_id)
        return self._local(policy_id, tuple(places_from(locality)), day)

    def in_force(self, as_of: date | None = None, locality: str | None = None) -> list[Policy]:
        """All entries in force on a day (today by default) with what the place changes of them."""
        day = as_of or date.today()
        return [self.policy(entry.id, locality, day) for entry in self.national_in_force(day)]

    def rule_book(self, locality: str | None, day: date) -> RuleBook:
        """What the policies say at a place on a day, ready to be judged by; made once."""
        return self._rule_book(self._jurisdiction(locality), day)

    def facts_under(self, policy_id: str) -> frozenset[str]:
        """Every base fact the verdict on a policy may rest on, at one place or another."""
        facts: set[str] = set()
        for part in self.conditions(policy_id):
            if isinstance(part, VerdictCondition):
                facts |= self.facts_under(part.verdict_of)
            if isinstance(part, CountCondition):
                facts.add(PEOPLE)
            for test in _tests(part):
                limits = (getattr(test, verb) for verb in test.verbs() if verb in COMPARISONS)
                paths = [test.fact, *(path for limit in limits for path in expression_facts(limit))]
                facts.update(base for path in paths for base in self.dictionary.base_facts(path))
        return frozenset(facts)

    def conditions(self, policy_id: str) -> Iterator[Condition]:
        """Every condition of a policy, those of its overlays included."""
        overlays = [group[policy_id] for group in self.overlays.values() if policy_id in group]
        for condition in (self.policies[policy_id].rule, *(part for overlay in overlays for part in _conditions_of(overlay))):
            yield from walk(condition)

    def _jurisdiction(self, locality: str | None) -> str | None:
        # All counties of a province that say nothing of their own share one rule book.
        if not locality:
            return None
        return next((code for code in places_from(locality) if code in self._speaking), f"{locality[:2]}0000")

    def _build_rule_book(self, jurisdiction: str | None, day: date) -> RuleBook:
        return RuleBook(self, jurisdiction, day)

    def _find_in_force(self, day: date) -> tuple[Policy, ...]:
        return tuple(entry for entry in self.policies.values() if entry.in_force.holds_on(day))

    def _build_local(self, policy_id: str, places: tuple[str, ...], day: date) -> Policy:
        policy = self.policies[policy_id]
        for place in reversed(places):
            overlay = self.overlays.get(place, {}).get(policy_id)
            if overlay is not None and overlay.in_force.holds_on(day):
                policy = apply_overlay(policy, overlay)
        return policy


def apply_overlay(policy: Policy, overlay: Overlay) -> Policy:
    """The policy as the locality changes it: replaced conditions, added conditions and passages, its own benefit and windows."""
    conditions = [overlay.replace.get(getattr(part, "id", None) or "", part) for part in policy.rule.all]
    changes: dict[str, Any] = {
        "rule": AllOf(all=[*conditions, *overlay.add]),
        "legal_basis": [*policy.legal_basis, *overlay.legal_basis],
        "passages": [*policy.passages, *overlay.passages],
    }
    changes |= {name: part for name in ("benefit", "apply") if (part := getattr(overlay, name)) is not None}
    return policy.model_copy(update=changes)


@cache
def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Reads and checks all files below the folder. Raises CatalogueError naming file and place of what is wrong."""
    files = sorted([*folder.glob("policies/*/*.yaml"), *folder.glob("parameters/*/*.yaml"), folder / "facts.yaml"])
    policies: dict[str, Policy] = {}
    overlays: dict[str, dict[str, Overlay]] = {}
    for file in sorted(folder.glob("policies/*/*.yaml")):
        if file.parent.name == NATIONAL:
            policy = read_file(file, Policy)
            _same_name(file, policy.id)
            policies[policy.id] = policy
        else:
            overlay = read_file(file, Overlay)
            _same_name(file, overlay.overrides)
            overlays.setdefault(file.parent.name, {})[overlay.overrides] = overlay
    catalogue = Catalogue(policies, overlays, _load_parameters(folder), load_dictionary(folder / "facts.yaml"), _version(files))
    _check(catalogue)
    return catalogue


def _load_parameters(folder: Path) -> Parameters:
    by_place: dict[str, dict[str, Parameter]] = {}
    for file in sorted(folder.glob("parameters/*/*.yaml")):
        parameter = read_file(file, Parameter)
        _same_name(file, parameter.id)
        by_place.setdefault(file.parent.name, {})[parameter.id] = parameter
    return Parameters(by_place)


def read_file(file: Path, model: type[Model]) -> Model:
    """One file in the shape of its kind. Raises CatalogueError naming the file and what is wrong."""
    try:
        return model.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as problem:
        raise CatalogueError(f"{file.parent.name}/{file.name}: {problem}") from problem


def _same_name(file: Path, identifier: str) -> None:
    if file.stem != identifier:
        raise CatalogueError(f"{file.parent.name}/{file.name}: the file must be named after its id, {identifier}")


def _version(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _check(catalogue: Catalogue) -> None:
    for name, policy in catalogue.policies.items():
        _check_entry(f"{NATIONAL}/{name}.yaml", [policy.rule], policy.benefit, catalogue)
    for place, group in catalogue.overlays.items():
        for name, overlay in group.items():
            file = f"{place}/{name}.yaml"
            _check_overlay(file, place, overlay, catalogue)
            _check_entry(file, _conditions_of(overlay), overlay.benefit, catalogue)
    for name in catalogue.policies:
        _check_no_cycle(name, catalogue, ())


def _check_overlay(file: str, place: str, overlay: Overlay, catalogue: Catalogue) -> None:
    if overlay.locality != place:
        raise CatalogueError(f"{file}: it says locality {overlay.locality} but lies in the folder of {place}")
    if overlay.overrides not in catalogue.policies:
        raise CatalogueError(f"{file}: there is no national policy {overlay.overrides}")
    known = {getattr(part, "id", None) for part in catalogue.policies[overlay.overrides].rule.all}
    if unknown := set(overlay.replace) - known:
        raise CatalogueError(f"{file}: no condition with the id {sorted(unknown)}")


def _check_entry(file: str, conditions: Sequence[Condition], benefit: Benefit | None, catalogue: Catalogue) -> None:
    for part in (part for condition in conditions for part in walk(condition)):
        if isinstance(part, VerdictCondition):
            target = catalogue.policies.get(part.verdict_of)
            if target is None or target.about != "household":
                raise CatalogueError(f"{file}: verdict_of {part.verdict_of} is not a household policy of the catalogue")
        for test in _tests(part):
            _check_expression(file, test.fact, catalogue)
            for verb in set(test.verbs()) & set(COMPARISONS):
                _check_expression(file, getattr(test, verb), catalogue)
    if benefit is not None and benefit.amount is not None:
        _check_expression(file, benefit.amount, catalogue)


def _check_expression(file: str, expression: Expression, catalogue: Catalogue) -> None:
    for path in expression_facts(expression):
        if path not in catalogue.dictionary:
            raise CatalogueError(f"{file}: there is no fact {path} in facts.yaml")
    for parameter in parameters_in(expression):
        if parameter not in catalogue.parameters.ids:
            raise CatalogueError(f"{file}: there is no parameter {parameter}")


def _check_no_cycle(name: str, catalogue: Catalogue, above: tuple[str, ...]) -> None:
    if name in above:
        raise CatalogueError(f"{NATIONAL}/{name}.yaml: verdict_of goes round in a circle: {' → '.join([*above, name])}")
    for part in catalogue.conditions(name):
        if isinstance(part, VerdictCondition):
            _check_no_cycle(part.verdict_of, catalogue, (*above, name))


def _conditions_of(overlay: Overlay) -> list[Condition]:
    return [*overlay.replace.values(), *overlay.add]


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and all conditions inside it."""
    yield condition
    parts: list[Condition] = []
    if isinstance(condition, AllOf):
        parts = condition.all
    elif isinstance(condition, AnyOf):
        parts = condition.any
    elif isinstance(condition, Not):
        parts = [condition.not_]
    for part in parts:
        yield from walk(part)


def parameters_in(expression: Expression) -> Iterator[str]:
    """The parameters an expression uses."""
    if isinstance(expression, ParameterUse):
        yield expression.parameter
    for part in operands(expression):
        yield from parameters_in(part)


def _tests(condition: Condition) -> Iterator[FactTest]:
    if isinstance(condition, FactTest):
        yield condition
    elif isinstance(condition, CountCondition):
        for test in condition.count_of.where:
            yield from test.any if isinstance(test, AnyTest) else [test]
