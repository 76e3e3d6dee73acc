"""Households with what the law says of them: the files of `tests/scenarios/`, read and compared with what the rules say."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.catalogue import load_catalogue
from knowledge.eligibility import Result, assess
from tests.knowledge.households import DAY, Facts

SCENARIOS = Path(__file__).parent.parent / "scenarios"


class Expectation(BaseModel):
    """What one policy says of a household, or of one person of it, with what decides it.

    person: only for a policy about a person; none is somebody who was not named. because: the conditions that say no, all of
    them. missing: the facts that could still settle it, all of them. amount: the least and the most one gets.
    not_in_force: the policy is not judged on that day at all.
    """

    model_config = ConfigDict(extra="forbid")

    policy: str
    verdict: Literal["eligible", "ineligible", "undetermined", "not_in_force"]
    person: str | None = None
    because: list[str] | None = None
    missing: list[str] | None = None
    amount: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _says_what_decides(self) -> Expectation:
        if (self.verdict == "ineligible") != (self.because is not None):
            raise ValueError("an ineligible household, and no other, has the conditions that say no in `because`")
        if (self.verdict == "undetermined") != (self.missing is not None):
            raise ValueError("an undetermined one, and no other, has the missing facts in `missing`, [] for the window alone")
        return self


class Scenario(BaseModel):
    """A household on a day. place: the locality of the request, none where it is not known."""

    model_config = ConfigDict(extra="forbid")

    name: str
    event: str
    day: date = DAY
    place: str | None = None
    household: dict[str, Any]
    people: list[dict[str, Any]] = []
    expect: list[Expectation] = Field(min_length=2, max_length=6)

    @property
    def facts(self) -> Facts:
        """What is known of the household."""
        return {"household": self.household, "people": self.people}

    def results(self) -> dict[tuple[str, str | None], Result]:
        """What the shipped catalogue says, by policy and person."""
        judge = assess(load_catalogue(), self.facts, locality=self.place, as_of=self.day)
        return {(result.policy.id, result.person): result for result in judge.results()}


@cache
def written() -> list[tuple[str, dict[str, Any]]]:
    """Every scenario as it is written, with the name of its file. By the C loader: hundreds are read at every start."""
    files = sorted(SCENARIOS.glob("*.yaml"))
    return [(file.stem, entry) for file in files for entry in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)["scenarios"]]


def differences(scenario: Scenario) -> list[str]:
    """Where the rules say something else than the scenario expects, in words; empty where they agree."""
    results = scenario.results()
    return [line for expected in scenario.expect for line in _difference(expected, results)]


def _difference(expected: Expectation, results: dict[tuple[str, str | None], Result]) -> list[str]:
    who = f"{expected.policy} of {expected.person}" if expected.person else expected.policy
    if expected.verdict == "not_in_force":
        judged = any(policy == expected.policy for policy, _ in results)
        return [f"{who}: judged though not in force"] if judged else []
    result = results.get((expected.policy, expected.person))
    if result is None:
        return [f"{who}: nothing is judged; there is {[key for key in results if key[0] == expected.policy]}"]
    if result.verdict != expected.verdict:
        reasons = [(reason.id or reason.label, reason.outcome, reason.facts) for reason in result.reasons]
        return [f"{who}: {result.verdict} instead of {expected.verdict}: {reasons}"]
    return [
        f"{who}: {part} is {found} instead of {wanted}"
        for part, found, wanted in _parts(expected, result)
        if wanted is not None and found != wanted
    ]


def _parts(expected: Expectation, result: Result) -> list[tuple[str, Any, Any]]:
    value = result.amount.value
    return [
        ("because", sorted(result.failing), None if expected.because is None else sorted(expected.because)),
        ("missing", sorted(result.missing), None if expected.missing is None else sorted(expected.missing)),
        ("amount", None if value is None else (value.low, value.high), expected.amount),
    ]
