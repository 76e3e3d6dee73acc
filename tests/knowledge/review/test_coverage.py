"""`make policies`: what it prints, in which order, and that it refuses what it should."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge.review.coverage import PARTS, coverage, main
from knowledge.review.standards import standards, topics
from knowledge.tables import COLUMNS, width
from tests.knowledge.households import (
    DAY,
    TIANJIN,
    catalogue_of,
    condition,
    overlay_file,
    parameter_file,
    policy_file,
    write_catalogue,
)
from tests.knowledge.small_catalogue import GOOD


def printed(catalogue: Catalogue, *parts: str) -> list[str]:
    return list(coverage(catalogue, DAY, parts or PARTS))


def test_no_line_is_wider_than_the_terminal() -> None:
    assert [line for line in printed(load_catalogue()) if width(line) > COLUMNS] == []


def test_the_summary_stands_first_and_the_long_lists_last() -> None:
    lines = printed(load_catalogue())
    assert str(len(load_catalogue().policies)) in lines[0]
    assert f"{len(topics())}/{len(topics())}" in lines[0]
    titles = [line for line in lines if line.startswith("== ")]
    assert [title.split("[")[-1].split(":")[0] for title in titles] == list(PARTS)
    assert titles[-1].endswith(f"[policies: {len(load_catalogue().policies)}]")


@pytest.mark.parametrize("part", PARTS)
def test_one_part_can_be_printed_alone(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([part], DAY) == 0
    assert capsys.readouterr().out.count("\n== ") == 1


def test_a_part_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["colours"])
    assert "colours" in capsys.readouterr().err


def test_each_department_shows_its_policies_conditions_passages_and_phrases(tmp_path: Path) -> None:
    one = policy_file("one", GOOD, condition(any=[GOOD | {"id": "x"}, GOOD | {"id": "y"}]), department="民政")
    catalogue = catalogue_of(tmp_path, one, policy_file("two", GOOD, department="民政"))
    assert printed(catalogue, "departments")[-1].split() == ["民政", "2", "4", "2", "40"]


def test_each_place_shows_its_overlays_and_its_parameters(tmp_path: Path) -> None:
    files = {
        "policies/national/one.yaml": policy_file("one", GOOD),
        f"policies/{TIANJIN}/one.yaml": overlay_file("one", TIANJIN),
        f"parameters/{TIANJIN}/a.yaml": parameter_file("a", ("2025-01-01", 1)),
        f"parameters/{TIANJIN}/b.yaml": parameter_file("b"),
        f"parameters/{TIANJIN}/c.yaml": parameter_file("c"),
    }
    catalogue = load_catalogue(write_catalogue(tmp_path, files))
    row = next(line for line in printed(catalogue, "places") if TIANJIN in line)
    assert row.split() == ["天津市", TIANJIN, "1", "1", "2"]
    local = "\n".join(printed(catalogue, "local"))
    assert all(text in local for text in ("one", "a", "b、c"))
    assert sum("not verified" in line for line in printed(catalogue, "open")) == 2


def test_what_ends_is_shown_before_and_after(tmp_path: Path) -> None:
    last = {
        "gone": DAY - timedelta(days=1),
        "today": DAY,
        "soon": DAY + timedelta(days=standards().expiring_days),
        "later": DAY + timedelta(days=standards().expiring_days + 1),
    }
    entries = [policy_file(name, GOOD, in_force={"from": "2020-01-01", "until": str(day)}) for name, day in last.items()]
    catalogue = catalogue_of(tmp_path, *entries)

    def shown(part: str) -> list[str]:
        return [name for name in last if any(f"national/{name}" in line for line in printed(catalogue, part))]

    assert shown("expiring") == ["today", "soon"]
    assert shown("expired") == ["gone"]


def test_the_end_of_a_legal_basis_is_shown(tmp_path: Path) -> None:
    basis = {"title": "the old law", "in_force": {"from": "2020-01-01", "until": "2026-12-01"}}
    catalogue = catalogue_of(tmp_path, policy_file("one", GOOD, legal_basis=[basis]))
    assert printed(catalogue, "expiring")[-1].split(maxsplit=3)[-1] == "the old law"


def test_an_entry_is_thinly_sourced_by_its_passages_or_its_source(tmp_path: Path) -> None:
    passages = [{"ref": f"r{number}", "text": "a passage of a law", "quoted": False} for number in range(standards().passages)]
    unsure = {"text": "read in a report", "confidence": "low", "checked": "2026-01-01"}
    catalogue = catalogue_of(
        tmp_path,
        policy_file("good", GOOD, passages=passages),
        policy_file("short", GOOD, passages=passages[1:]),
        policy_file("unsure", GOOD, passages=passages, source=unsure),
    )
    lines = printed(catalogue, "thin")
    assert [name for name in ("good", "short", "unsure") if any(f"national/{name}" in line for line in lines)] == [
        "short",
        "unsure",
    ]


def test_what_ships_passes() -> None:
    assert main(["levels"], DAY) == 0


def test_every_topic_counts_what_answers_it_today() -> None:
    rows = [line.split() for line in printed(load_catalogue(), "topics")[-len(topics()) :]]
    assert [row[0] for row in rows] == list(topics())
    assert all(int(row[-2]) >= 1 for row in rows)
    assert len(topics()) == 46


def test_schemas_are_as_on_disk_after_printing() -> None:
    before = {file.name: file.read_bytes() for file in (FOLDER / "schema").iterdir()}
    assert main(["levels"], DAY) == 0
    assert {file.name: file.read_bytes() for file in (FOLDER / "schema").iterdir()} == before


def test_the_first_day_after_the_end_is_in_force_no_more(tmp_path: Path) -> None:
    ended = policy_file("one", GOOD, in_force={"from": "2020-01-01", "until": "2020-12-31"})
    first_line = next(coverage(catalogue_of(tmp_path, ended), date(2021, 1, 1), []))
    assert "0 项" in first_line
