"""What is asked of the catalogue as a whole: topics answered, enough phrases, places and units that agree."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import FOLDER, load_catalogue
from knowledge.reading import placed
from knowledge.review.audit import audit
from knowledge.review.standards import standards, topics
from tests.knowledge.households import DAY, TIANJIN, condition, overlay_file, parameter_file, policy_file, write_catalogue

GOOD = condition(id="cars", fact="household.cars", at_most=0)
ONE = "policies/national/one.yaml"
TOPIC = next(iter(topics()))


def phrases(count: int) -> list[str]:
    """So many phrases that have nothing in common."""
    return ["".join(chr(0x4E00 + 10 * number + place) for place in range(8)) for number in range(count)]


def way(channel: str, *steps: str) -> dict[str, Any]:
    """How one gets it, as a file has it."""
    return {"channel": channel, "where": "w", "steps": list(steps)}


def one(**changes: Any) -> dict[str, Any]:
    enough = {"phrases": phrases(standards().phrases.other), "apply": way("apply", *standards().steps)}
    return policy_file("one", GOOD, **{**enough, **changes})


def found(tmp_path: Path, files: dict[str, Any], day: date = DAY) -> list[tuple[str, str, str]]:
    """The mistakes by kind, field and sentence, without what a small catalogue lacks: topics, numbers, what tags point at."""
    catalogue = load_catalogue(write_catalogue(tmp_path, files))
    mistakes = placed(audit(catalogue, day), FOLDER)
    return [
        (mistake.kind, mistake.field, str(mistake))
        for mistake in mistakes
        if mistake.kind not in ("unanswered_topic", "no_parameter", "no_policy")
    ]


def test_what_ships_is_complete() -> None:
    assert [str(mistake) for mistake in placed(audit(load_catalogue(), DAY), FOLDER)] == []


def test_an_entry_with_enough_phrases_passes(tmp_path: Path) -> None:
    assert found(tmp_path, {ONE: one()}) == []


@pytest.mark.parametrize(("answered", "least"), [([], standards().phrases.other), ([TOPIC], standards().phrases.with_topic)])
def test_an_entry_with_too_few_phrases_is_refused(tmp_path: Path, answered: list[str], least: int) -> None:
    ((kind, field, told),) = found(tmp_path, {ONE: one(topics=answered, phrases=phrases(least - 1))})
    assert (kind, field) == ("few_phrases", "phrases")
    assert f"至少要 {least} 条" in told and f"at least {least} needed" in told


def test_a_repeated_phrase_is_refused_with_both_texts(tmp_path: Path) -> None:
    repeated = ["家里揭不开锅了，能申请吗？", "家里揭不开锅了能申请吗"]
    ((kind, field, told),) = found(tmp_path, {ONE: one(phrases=[*phrases(30), *repeated])})
    assert (kind, field) == ("near_duplicate", "phrases[31]")
    assert all(text in told for text in (*repeated, "几乎一样", "nearly the same"))


@pytest.mark.parametrize(
    ("changes", "kind", "field"),
    [
        ({"topics": ["天气"], "phrases": phrases(60)}, "unknown_topic", "topics[0]"),
        ({"difficulties": ["living", "weather"]}, "unknown_difficulty", "difficulties[1]"),
    ],
)
def test_a_word_that_no_list_has_is_refused(tmp_path: Path, changes: dict[str, Any], kind: str, field: str) -> None:
    assert [entry[:2] for entry in found(tmp_path, {ONE: one(**changes)})] == [(kind, field)]


def test_what_is_applied_for_without_its_steps_is_refused(tmp_path: Path) -> None:
    ((kind, field, told),) = found(tmp_path, {ONE: one(apply=way("apply", "submitted", "granted"))})
    assert (kind, field) == ("missing_steps", "apply.steps")
    assert "还缺 accepted, confirmed" in told and "accepted, confirmed missing" in told


def test_a_local_way_to_apply_without_its_steps_is_refused(tmp_path: Path) -> None:
    local = f"policies/{TIANJIN}/one.yaml"
    ((kind, _, told),) = found(tmp_path, {ONE: one(), local: overlay_file("one", TIANJIN, apply=way("apply"))})
    assert kind == "missing_steps" and told.startswith(local)


@pytest.mark.parametrize("channel", ["automatic", "refer"])
def test_what_is_not_applied_for_needs_no_steps(tmp_path: Path, channel: str) -> None:
    assert found(tmp_path, {ONE: one(apply=way(channel))}) == []


def test_a_place_without_a_name_is_refused(tmp_path: Path) -> None:
    files = {ONE: one(), "policies/999999/one.yaml": overlay_file("one", "999999")}
    assert [entry[0] for entry in found(tmp_path, files)] == ["unknown_place"]


def test_a_parameter_in_another_unit_than_elsewhere_is_refused(tmp_path: Path) -> None:
    files: dict[str, Any] = {ONE: one()}
    for place, unit in (("national", "元"), ("321181", "元"), (TIANJIN, "万元")):
        files[f"parameters/{place}/limit.yaml"] = parameter_file("limit", unit=unit)
    ((kind, field, told),) = found(tmp_path, files)
    assert (kind, field) == ("other_unit", "unit")
    assert told.startswith(f"parameters/{TIANJIN}/limit.yaml")


def test_a_topic_that_nothing_in_force_answers_is_named(tmp_path: Path) -> None:
    ended = {"from": "2020-01-01", "until": "2020-12-31"}
    entry = one(topics=[TOPIC], phrases=phrases(standards().phrases.with_topic), in_force=ended)
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: entry}))

    def unanswered(day: date) -> set[str]:
        return {finding.details["topic"] for finding in audit(catalogue, day) if finding.kind == "unanswered_topic"}

    assert unanswered(date(2020, 12, 31)) == set(topics()) - {TOPIC}
    assert unanswered(date(2021, 1, 1)) == set(topics())


def test_the_tags_and_warnings_of_the_register_point_only_at_what_exists(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one()}))
    told = placed((finding for finding in audit(catalogue, DAY) if finding.kind == "no_policy"), FOLDER)
    assert {mistake.place.split(":")[0] for mistake in told} == {"tags.yaml", "warnings.yaml"}
    assert any(mistake.field.endswith("verdict_of") for mistake in told)
