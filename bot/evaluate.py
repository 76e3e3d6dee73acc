"""`python -m bot.evaluate`: how well residents are understood, as a Markdown table on the standard output.

Purposes are measured with the trained model on `tests/bot/intents.yml`, which was looked at since it was written, and on
`intents_apart.yml`, which was only ever counted. Facts are measured on `tests/bot/nlu/utterances`, which understanding was
written with; on `held_out.yaml` beside it, which was held out once, looked at since and is no measure of what is new any
more; and on `gold`, written before it was measured: `dev.yaml` and `stories_dev.yaml` for looking at, `test.yaml` and
`stories_test.yaml` only for measuring. Where EVALUATION_DATA names a folder with `quantities.dev.jsonl`, the quantities of
those texts are measured too.
"""

import asyncio
import json
import math
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.environment import prepare_environment
from bot.logs import configure_logging
from bot.nlu import Understanding, understand
from bot.quantity_scores import is_found, is_scored
from bot.settings import ROOT
from emergencies import Alarm, alarm_in

MODEL = ROOT / "bot" / "models" / "assistant.tar.gz"
INTENTS = {"looked at since": ROOT / "tests" / "bot" / "intents.yml", "kept apart": ROOT / "tests" / "bot" / "intents_apart.yml"}
UTTERANCES = ROOT / "tests" / "bot" / "nlu" / "utterances"
HELD_OUT = ROOT / "tests" / "bot" / "nlu" / "held_out.yaml"
GOLD = ROOT / "tests" / "bot" / "nlu" / "gold"
HALVES = {"own, dev": "dev", "own, test": "test", "own stories, dev": "stories_dev", "own stories, test": "stories_test"}
EMERGENCIES = ROOT / "tests" / "emergencies"
# The day the gold facts were written down on: ages from years of birth are counted on it and do not go stale.
GOLD_DAY = date(2026, 11, 22)
QUANTITIES = "quantities.dev.jsonl"
# The quantile of the normal distribution that leaves 2.5 % on either side.
NORMAL_95 = 1.959964
IDENTITY = ("id", "relation", "sex")

Row = tuple[str, str, str]
Fact = tuple[str, str, str]


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share of `right` in `total`, which is at least one."""
    share, square = right / total, NORMAL_95**2
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / total + square / (4 * total**2)) / (1 + square / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def share_row(name: str, right: int, total: int) -> Row:
    """A line of the table for a share with its interval."""
    low, high = wilson(right, total)
    return name, f"{right / total:.3f} [{low:.3f}, {high:.3f}]", f"{right} of {total}"


def time_row(name: str, seconds: list[float]) -> Row:
    """A line of the table for times: the median and the time that 95 of 100 stay under."""
    ordered = sorted(seconds)
    median, slow = statistics.median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1]
    return name, f"p50 {median * 1000:.1f} ms, p95 {slow * 1000:.1f} ms", f"{len(ordered)} sentences"


async def purposes(sentences: list[str]) -> list[tuple[str, float]]:
    """The purpose the trained model sees in each sentence, and the seconds it took."""
    prepare_environment()
    configure_logging("evaluate")
    from rasa.core.agent import Agent  # after the environment is prepared, for Rasa reads it when imported

    agent = Agent.load(MODEL)
    seen: list[tuple[str, float]] = []
    for sentence in sentences:
        started = time.perf_counter()
        parsed = await agent.parse_message(sentence)
        seen.append((parsed["intent"]["name"], time.perf_counter() - started))
    return seen


def intent_rows() -> list[Row]:
    """Accuracy of the first purpose on sentences that were never trained on. Needs the trained model."""
    rows, spent = [], []
    for name, path in INTENTS.items():
        held_out: dict[str, list[str]] = yaml.safe_load(path.read_text("utf-8"))
        expected = [(intent, sentence) for intent, group in held_out.items() for sentence in group]
        with redirect_stdout(sys.stderr):
            seen = asyncio.run(purposes([sentence for _, sentence in expected]))
        right = sum(intent == got for (intent, _), (got, _) in zip(expected, seen))  # noqa: B905 (one for each by construction)
        rows.append(share_row(f"Purpose, first choice, {name}", right, len(expected)))
        spent += [seconds for _, seconds in seen]
    return [*rows, time_row("Time of a sentence, whole pipeline", spent)]


def fact(owner: str, name: str, value: Any) -> Fact:
    """A fact in a form that can be counted; a list holds the same in any order."""
    if isinstance(value, list):
        value = sorted(value)
    return owner, name, json.dumps(value, ensure_ascii=False, sort_keys=True)


def said_facts(row: dict[str, Any]) -> "Counter[Fact]":
    """The gold facts of a row of the utterance tables."""
    household = {name: value for name, value in row.get("household", {}).items() if (name, value) != ("difficulties", [])}
    facts = Counter(fact("household", name, value) for name, value in household.items())
    for owner, known in {**row.get("people", {}), **row.get("person", {})}.items():
        for person in known if isinstance(known, list) else [known]:
            facts.update(fact(owner, name, value) for name, value in person.items())
    return facts


def understood_facts(understood: Understanding, with_difficulties: bool) -> "Counter[Fact]":
    """The facts understood; difficulties count only where the table says which there are."""
    household = understood.facts.get("household", {})
    facts = Counter(
        fact("household", name, value) for name, value in household.items() if with_difficulties or name != "difficulties"
    )
    for person in understood.facts.get("people", []):
        owner = person.get("relation", person["id"])
        facts.update(fact(owner, name, value) for name, value in person.items() if name not in IDENTITY)
    return facts


def fact_rows(name: str, rows: list[dict[str, Any]], today: date | None = None) -> list[Row]:
    """Precision, recall and F1 of facts, how often a sentence gives a fact it does not state, and the time it takes.

    `today` is the day the rows are of, where it is not today.
    """
    said = found = right = misread = 0
    seconds: list[float] = []
    for row in rows:
        started = time.perf_counter()
        understood = understand(row["say"], row.get("asked"), today)
        seconds.append(time.perf_counter() - started)
        gold, got = said_facts(row), understood_facts(understood, "difficulties" in row.get("household", {}))
        said, found, right = said + gold.total(), found + got.total(), right + (gold & got).total()
        misread += bool(got - gold)
    return [
        share_row(f"Facts, precision, {name}", right, found),
        share_row(f"Facts, recall, {name}", right, said),
        (f"Facts, F1, {name}", f"{2 * right / (found + said):.3f}", f"{said} facts in {len(rows)} utterances"),
        share_row(f"Utterances that gave a wrong fact, {name}", misread, len(rows)),
        time_row(f"Time of a sentence, facts only, {name}", seconds),
    ]


def emergency_rows(half: str) -> list[Row]:
    """How many emergencies of a table are seen, of any kind, and how many other messages raise a false alarm or a question."""
    rows = yaml.safe_load((EMERGENCIES / f"{half}.yaml").read_text("utf-8"))
    told = [(bool(row.get("emergency")), alarm_in(row["say"])) for row in rows]
    urgent, calm = [alarm for real, alarm in told if real], [alarm for real, alarm in told if not real]
    return [
        share_row(f"Emergencies seen, {half}", sum(map(_called, urgent)), len(urgent)),
        share_row(f"Emergencies seen or thought possible, {half}", sum(map(_heard, urgent)), len(urgent)),
        share_row(f"False alarms of emergency, {half}", sum(map(_called, calm)), len(calm)),
        share_row(f"Harmless messages that get the numbers beside the answer, {half}", sum(map(_asked_after, calm)), len(calm)),
    ]


def _called(alarm: Alarm) -> bool:
    return alarm.emergency is not None


def _asked_after(alarm: Alarm) -> bool:
    return alarm.emergency is None and alarm.concern is not None


def _heard(alarm: Alarm) -> bool:
    return _called(alarm) or _asked_after(alarm)


def tables_of_facts() -> list[dict[str, Any]]:
    """The rows of the tables understanding is tested with."""
    tables = [path for path in sorted(UTTERANCES.glob("*.yaml")) if _tells_facts(path)]
    return [row for path in tables for row in yaml.safe_load(path.read_text("utf-8"))]


def _tells_facts(table: Path) -> bool:
    return table.stem not in ("emergencies", "violence", "quantities")


def quantity_rows(folder: Path) -> list[Row]:
    """Accuracy on the quantities of the given texts, scored as the evaluation that comes with them scores."""
    lines = (folder / QUANTITIES).read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, filter(str.strip, lines)) if is_scored(row)]
    right = sum(any(is_found(row, mention) for mention in understand(row["text"]).mentions) for row in rows)
    return [share_row("Quantities of the given texts", right, len(rows))]


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [("Measured", "Result [95 % interval]", "On"), ("---", "---", "---"), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    """Prints the table; 1 when the model has not been trained."""
    if not MODEL.exists():
        print("No trained model in bot/models: run `make train` first.", file=sys.stderr)
        return 1
    rows = intent_rows() + fact_rows("known", tables_of_facts())
    rows += fact_rows("once held out", yaml.safe_load(HELD_OUT.read_text("utf-8")))
    for name, half in HALVES.items():
        rows += fact_rows(name, yaml.safe_load((GOLD / f"{half}.yaml").read_text("utf-8")), GOLD_DAY)
    for half in ("dev", "test", "remote_dev", "remote_test"):
        rows += emergency_rows(half)
    given = os.environ.get("EVALUATION_DATA")
    if given and (Path(given) / QUANTITIES).is_file():
        rows += quantity_rows(Path(given))
    print(table(rows))
    print("\nKnown utterances are those understanding was written with. What was once held out, the purposes looked at and the")
    print("halves called dev were seen while it was mended: only what is kept apart and the halves called test are new to it.")
    print("Of emergencies only remote_test is new, by an author who never saw the code; the other tables were learned from.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
