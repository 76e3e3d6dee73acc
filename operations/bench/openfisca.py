"""The other peer: OpenFisca with ten of our policies, on the same households, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from knowledge.catalogue import load_catalogue
from knowledge.eligibility import VERDICTS
from operations.bench.figures import Row, figure
from operations.bench.interviews.households import PLACE, Facts, Household, scenario_households
from operations.environment import ROOT, STAMPS
from operations.errors import OperationError
from operations.setup import VirtualEnvironment, provide_environment, this_python
from operations.stamps import alone

ENVIRONMENT = VirtualEnvironment(
    "openfisca", "3.11", ROOT / ".venv-openfisca" / "bin" / "python", ROOT / "requirements" / "openfisca.txt", False, this_python
)
PROGRAM = ROOT / "operations" / "openfisca_peer" / "measure.py"
POLICIES = (
    "dibao",
    "yuer-butie",
    "canji-huli-butie",
    "canji-shenghuo-butie",
    "laonian-youdai",
    "yiwu-mian-xuefei",
    "yiwu-shenghuo-buzhu",
    "shiye-baoxianjin",
    "gjj-zufang-tiqu",
    "liangai-shaicha",
)
NUMBERS = (
    "dibao.monthly_standard",
    "dibao.savings_months",
    "yuer-butie.age_below",
    "work.minimum_age",
    "laonian.age",
    "shiye.contribution_months",
    "liangai.age_from",
    "liangai.age_to",
)
SINCE = "2020-01-01"
HOUSEHOLDS = 200
ROUNDS = 3
# So many families are tried for each policy and fact.
MOST_FAMILIES = 20
TIMEOUT_SECONDS = 600
HARDSHIP = frozenset(
    {"tekun-gongyang", "dibao", "dibao-bianyuan", "gangxing-zhichu", "guer-jiben-shenghuo", "shishi-wuren-fuyang"}
)
RECEIVING = {
    "receiving_dibao": frozenset({"dibao"}),
    "receiving_bianyuan": frozenset({"dibao-bianyuan"}),
    "receiving_tekun": frozenset({"tekun-gongyang"}),
    "receiving_hardship": HARDSHIP,
    "receiving_unsupported_child": frozenset({"shishi-wuren-fuyang"}),
    "receiving_child_allowance": frozenset({"yuer-butie"}),
}
HOUSEHOLD_FACTS = (
    "monthly_income",
    "income_not_counted",
    "savings",
    "homes",
    "cars",
    "car_for_care",
    "renting",
    "public_rental",
    "schooling_unaffordable",
    "poverty_monitored",
)
PERSON_FACTS = (
    "age",
    "insurance_months",
    "needs_care",
    "work_injury_care",
    "boarding",
    "left_voluntarily",
    "quit_for_cause",
    "registered_unemployed",
    "housing_fund",
)


@dataclass(frozen=True)
class Gap:
    """A fact that is not told: how many families' verdict is then open, to how many OpenFisca says yes, how often it is wrong."""

    policy: str
    missing: str
    families: int
    yes: int
    wrong: int


@dataclass(frozen=True)
class Comparison:
    """Milliseconds for a household: ours, theirs alone, all at once, all at once without reading them; and the verdicts."""

    version: str
    ours: list[float]
    single: list[float]
    batch: list[float]
    arithmetic: list[float]
    compared: int
    unequal: list[str]
    gaps: list[Gap]

    def rows(self) -> Iterator[Row]:
        """The lines of the report."""
        what = f"{len(POLICIES)} policies for a household; OpenFisca-core {self.version}"
        ours = figure(self.ours)
        yield Row("openfisca", f"{what} judging it alone, as for a web request", "ms", ours, figure(self.single))
        yield Row("openfisca.batch", f"{what} judging {HOUSEHOLDS} at once", "ms", ours, figure(self.batch))
        thousandths = [figure([time * 1000 for time in times]) for times in (self.ours, self.arithmetic)]
        yield Row("openfisca.arithmetic", f"{what}, as before, read in before the clock starts", "µs", *thousandths)

    def section(self) -> str:
        """What the report says of the verdicts, and of what is not known."""
        same = "all equal" if not self.unequal else f"{len(self.unequal)} families differ"
        lines = [
            f"| {gap.policy} | {gap.missing} | {gap.families} | {gap.yes} / {gap.families - gap.yes} | {gap.wrong} |"
            for gap in self.gaps
        ]
        return "\n".join([SECTION.format(compared=self.compared, same=same), *lines])


SECTION = """## What is not known: OpenFisca beside ours

The same ten policies, written as OpenFisca variables, on families of the scenarios: {compared} verdicts on whole families, {same}
(what we leave to the office counts as a no, which is all OpenFisca can say). Then one fact is left out. Ours is undetermined for
every family below and names the fact; OpenFisca takes 0 or no for it and gives a verdict.

| policy | not told | families (ours undetermined) | OpenFisca says yes / no | of these wrong |
|---|---|---|---|---|"""


def compared_with_openfisca(environ: Mapping[str, str]) -> Comparison:
    """Makes the environment, checks that both give the same verdicts, measures both. Raises OperationError."""
    with alone(STAMPS / "openfisca.lock"):
        provide_environment(ENVIRONMENT, environ)
    households = [household for household in scenario_households() if is_exact(household.facts)][:HOUSEHOLDS]
    ours = [judged(household, household.facts) for household in households]
    lacking = list(_lacking(households, ours))
    answer = _asked(households, [case.facts for case in lacking], environ)
    times = [_milliseconds(household) for _ in range(ROUNDS) for household in households]
    return Comparison(
        version=answer["version"],
        ours=times,
        single=answer["single"],
        batch=answer["batch"],
        arithmetic=answer["arithmetic"],
        compared=sum(len(verdicts) for one in ours for verdicts in one.values()),
        unequal=[line for three in zip(households, ours, answer["found"], strict=True) for line in _differences(*three)],
        gaps=list(_gaps(lacking, answer["lacking"])),
    )


def is_exact(facts: Facts) -> bool:
    """Whether every number is one number: OpenFisca knows no ranges."""
    return not any(isinstance(value, dict) for owner in (facts["household"], *facts["people"]) for value in owner.values())


def judged(household: Household, facts: Facts) -> dict[str, list[str]]:
    """Our verdicts on the ten policies, of a policy about a person one for each of them in turn."""
    judge = household.judge(facts)
    policies = load_catalogue().policies
    return {
        name: [VERDICTS[truth] for person, truth in judge.truths(policies[name]) if person or policies[name].about == "household"]
        for name in POLICIES
    }


def _milliseconds(household: Household) -> float:
    started = time.perf_counter()
    judged(household, household.facts)
    return (time.perf_counter() - started) * 1000


def _differences(household: Household, ours: dict[str, list[str]], theirs: dict[str, list[bool]]) -> Iterator[str]:
    """Where OpenFisca says yes and we do not, or the other way round."""
    for name, verdicts in ours.items():
        if [verdict == "eligible" for verdict in verdicts] != _theirs(theirs, name):
            yield f"{household.name}: {name} {verdicts} {_theirs(theirs, name)}"


def _theirs(found: dict[str, list[bool]], policy: str) -> list[bool]:
    return found[policy.replace("-", "_")]


@dataclass(frozen=True)
class Case:
    """A family whose verdict on a policy is open without one fact; whether somebody gets it when all is known."""

    policy: str
    missing: str
    facts: Facts
    gets_it: bool


def _lacking(households: list[Household], verdicts: list[dict[str, list[str]]]) -> Iterator[Case]:
    known = {*HOUSEHOLD_FACTS, *PERSON_FACTS, "disability_grade", "receiving"}
    for policy in POLICIES:
        for fact in sorted(load_catalogue().facts_under(policy)):
            if fact.split(".")[-1] in known:
                found = (_case(household, policy, fact, ours) for household, ours in zip(households, verdicts, strict=True))
                yield from islice((case for case in found if case), MOST_FAMILIES)


def _case(household: Household, policy: str, fact: str, ours: dict[str, list[str]]) -> Case | None:
    facts = _without(household.facts, *fact.split("."))
    open_now = "undetermined" in judged(household, facts)[policy]
    was_open = "undetermined" in ours[policy]
    return Case(policy, fact, facts, "eligible" in ours[policy]) if open_now and not was_open else None


def _gaps(cases: list[Case], found: list[dict[str, list[bool]]]) -> Iterator[Gap]:
    paired = zip(cases, found, strict=True)
    for (policy, missing), rows in groupby(paired, key=lambda row: (row[0].policy, row[0].missing)):
        said = [(case.gets_it, any(_theirs(theirs, policy))) for case, theirs in rows]
        yield Gap(policy, missing, len(said), sum(yes for _, yes in said), sum(truth is not yes for truth, yes in said))


def _without(facts: Facts, section: str, name: str) -> Facts:
    if section == "household":
        return {**facts, "household": {key: value for key, value in facts["household"].items() if key != name}}
    people = [{key: value for key, value in person.items() if key != name} for person in facts["people"]]
    return {**facts, "people": people}


def _asked(households: list[Household], lacking: list[Facts], environ: Mapping[str, str]) -> dict[str, Any]:
    parameters, day = load_catalogue().parameters, households[0].day
    values = {name: parameters.value_on(name, PLACE, day) for name in NUMBERS}
    job = {
        "numbers": {name.replace(".", "_").replace("-", "_"): value.value for name, value in values.items() if value},
        "since": SINCE,
        "period": f"{day:%Y-%m}",
        "households": [translated(household.facts) for household in households],
        "lacking": [translated(facts) for facts in lacking],
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "job.json"
        file.write_text(json.dumps(job), "utf-8")
        command = [str(ENVIRONMENT.python), str(PROGRAM), str(file)]
        done = subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
    if done.returncode:
        raise OperationError(f"OpenFisca judged nothing: {done.stderr.strip().splitlines()[-1:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def translated(facts: Facts) -> dict[str, Any]:
    """A household in the peer's variables; what is not known is left out there, too."""
    household, receiving = facts["household"], facts["household"].get("receiving")
    told = {name: household[name] for name in HOUSEHOLD_FACTS if household.get(name) is not None}
    if receiving is not None:
        told |= {name: not kinds.isdisjoint(receiving) for name, kinds in RECEIVING.items()}
    if household.get("hukou_type"):
        told["rural"] = household["hukou_type"] == "rural"
    return {"household": told, "people": [_translated_person(person) for person in facts["people"]]}


def _translated_person(person: Facts) -> dict[str, Any]:
    told = {name: person[name] for name in PERSON_FACTS if person.get(name) is not None}
    grade, stage, work, sex = (person.get(name) for name in ("disability_grade", "student_stage", "work", "sex"))
    if grade is not None:
        told["disability_grade"] = 0 if grade == "none" else grade
    words = {
        "compulsory_school": (stage, ("primary", "junior")),
        "unemployed": (work, ("unemployed",)),
        "female": (sex, ("female",)),
    }
    return told | {name: value in meant for name, (value, meant) in words.items() if value is not None}
