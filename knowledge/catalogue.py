"""Loads and checks the catalogue: policies, local overlays, dated parameters, facts. What is wrong names its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.checking import check_references
from knowledge.conditions import conditions_of, tests_at, walk
from knowledge.dictionary import FactDictionary, expression_facts
from knowledge.entries import entry_files, read_entries
from knowledge.errors import CatalogueError, UnknownPolicyError
from knowledge.parameters import NATIONAL, Parameters, places_from
from knowledge.policy import AllOf, Condition, CountCondition, Overlay, Policy, Source, VerdictCondition
from knowledge.reading import Finding, placed
from knowledge.rules import RuleBook
from knowledge.situation import PEOPLE
from knowledge.truth import COMPARISONS

FOLDER = Path(__file__).parent
# What `load_catalogue` gives, by folder.
_loaded: dict[Path, Catalogue] = {}


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
            for _, test in tests_at(part, ()):
                limits = (getattr(test, verb) for verb in test.verbs() if verb in COMPARISONS)
                paths = [test.fact, *(path for limit in limits for path in expression_facts(limit))]
                facts.update(base for path in paths for base in self.dictionary.base_facts(path))
        return frozenset(facts)

    def conditions(self, policy_id: str) -> Iterator[Condition]:
        """Every condition of a policy, those of its overlays included."""
        overlays = [group[policy_id] for group in self.overlays.values() if policy_id in group]
        for condition in (self.policies[policy_id].rule, *(part for overlay in overlays for _, part in conditions_of(overlay))):
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
        text = self.parameters.written_into(policy.benefit.text, places[0], day)
        named = {"benefit": policy.benefit.model_copy(update={"text": text})}
        return policy if text == policy.benefit.text else policy.model_copy(update=named)


def apply_overlay(policy: Policy, overlay: Overlay) -> Policy:
    """The policy as the locality changes it: replaced conditions, added conditions and passages, its own benefit and office."""
    conditions = [overlay.replace.get(getattr(part, "id", None) or "", part) for part in policy.rule.all]
    changes: dict[str, Any] = {
        "rule": AllOf(all=[*conditions, *overlay.add]),
        "legal_basis": [*policy.legal_basis, *overlay.legal_basis],
        "passages": [*policy.passages, *overlay.passages],
        "source": _both(policy.source, overlay.source),
        "step_days": list({(row.step, row.means): row for row in (*policy.step_days, *overlay.step_days)}.values()),
        "step_places": list({row.step: row for row in (*policy.step_places, *overlay.step_places)}.values()),
    }
    changes |= {name: part for name in ("benefit", "apply") if (part := getattr(overlay, name)) is not None}
    return policy.model_copy(update=changes)


def _both(first: Source, second: Source) -> Source:
    # Both together are no surer than the less sure one, and were checked when the older one was.
    surest = ("low", "medium", "high")
    confidence = min(first.confidence, second.confidence, key=surest.index)
    return Source(text=f"{first.text}；{second.text}", confidence=confidence, checked=min(first.checked, second.checked))


def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """The catalogue of a folder, read once. Raises CatalogueError with every mistake: its file, line and field."""
    return _loaded.get(folder) or reload_catalogue(folder)


def reload_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Reads the files anew; from now on `load_catalogue` gives this. After a CatalogueError it gives what it gave before."""
    _loaded[folder] = read_catalogue(folder)
    return _loaded[folder]


def read_catalogue(folder: Path) -> Catalogue:
    """The same, read anew: for whoever has just changed the files."""
    findings: list[Finding] = []
    entries = read_entries(folder, findings)
    findings += check_references(entries)
    if findings:
        raise CatalogueError(*placed(findings, folder))
    version = _version(entry_files(folder))
    return Catalogue(entries.policies, entries.overlays, Parameters(entries.parameters), entries.dictionary, version)


def _version(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
