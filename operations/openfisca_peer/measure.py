"""Judges the households of a file with OpenFisca, one by one and all at once, and prints verdicts and times as JSON."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from rules import FORMULAS, HOUSEHOLD, build_system

POLICIES = [(formula.__name__, entity is HOUSEHOLD) for entity, formulas in FORMULAS.items() for formula in formulas]
ROUNDS = 3


def situation(households: list[dict[str, Any]], period: str) -> dict[str, Any]:
    """Households as OpenFisca's own web API receives them; people are told apart by the household's number."""
    families, persons = {}, {}
    for number, household in enumerate(households):
        members = [f"{number}-{position}" for position in range(len(household["people"]))]
        families[str(number)] = {"members": members, **dated(household["household"], period)}
        persons |= {member: dated(person, period) for member, person in zip(members, household["people"], strict=True)}
    return {"persons": persons, "households": families}


def dated(facts: dict[str, Any], period: str) -> dict[str, Any]:
    """Each fact as the value of that month."""
    return {name: {period: value} for name, value in facts.items()}


def judged(system: TaxBenefitSystem, households: list[dict[str, Any]], period: str) -> Simulation:
    """A simulation in which every policy has been calculated."""
    simulation = SimulationBuilder().build_from_dict(system, situation(households, period))
    for name, _ in POLICIES:
        simulation.calculate(name, period)
    return simulation


def verdicts(simulation: Simulation, period: str) -> dict[str, list[bool]]:
    """For each policy a verdict for each household, or for each person of them in turn."""
    return {name: [bool(value) for value in simulation.calculate(name, period)] for name, _ in POLICIES}


def main() -> None:
    """Reads the file named on the command line."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    system, period = build_system(job["numbers"], job["since"]), job["period"]
    judged(system, job["households"][:1], period)
    single, batch, arithmetic = [], [], []
    for _ in range(ROUNDS):
        for household in job["households"]:
            started = time.perf_counter()
            judged(system, [household], period)
            single.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        judged(system, job["households"], period)
        batch.append((time.perf_counter() - started) * 1000 / len(job["households"]))
        simulation = SimulationBuilder().build_from_dict(system, situation(job["households"], period))
        started = time.perf_counter()
        verdicts(simulation, period)
        arithmetic.append((time.perf_counter() - started) * 1000 / len(job["households"]))
    found = [verdicts(judged(system, [household], period), period) for household in job["households"]]
    lacking = [verdicts(judged(system, [household], period), period) for household in job["lacking"]]
    print(
        json.dumps(
            {
                "version": version("openfisca-core"),
                "single": single,
                "batch": batch,
                "arithmetic": arithmetic,
                "found": found,
                "lacking": lacking,
            }
        )
    )


if __name__ == "__main__":
    main()
